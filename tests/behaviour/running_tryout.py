"""Runs the try-out with the whole bot on its fast clock, and does what a visitor does there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import discord
from simcord import InteractionResult

from bot.app import EXTENSIONS, open_bot
from bot.ids import GuildId
from bot.parties.discord.covers import no_cover
from bot.settings import Settings
from tests.behaviour.reading import answer, text_of
from tryout.preview_page import PreviewPage
from tryout.run import opened

LISBON = ZoneInfo("Europe/Lisbon")


@asynccontextmanager
async def running_tryout(folder: Path, now: datetime) -> AsyncIterator[PreviewPage]:
    """Open the try-out of the whole bot at *now*, with a group in Lisbon."""
    settings = Settings(database=folder / "tryout.db", _env_file=None)
    async with (
        open_bot(
            settings, clock=discord.utils.utcnow, extensions=(*EXTENSIONS, "tryout.time_commands"), cover=no_cover
        ) as bot,
        opened(bot, now=now, assets={}, timezone=LISBON.key) as page,
    ):
        with page.env.time_context():
            await bot.services.guilds.change_settings(
                GuildId(page.server.guild.id), lambda settings: replace(settings, zone_name=LISBON.key)
            )
        yield page


class Visitor:
    """Somebody at the try-out's page, without a browser: sends what its script would send."""

    def __init__(self, page: PreviewPage) -> None:
        self._page, self._shown, self._sent = page, page._open_page(), 0

    async def act(self, kind: str, **what: object) -> None:
        """Do what a control of the page does, which must be taken and finished."""
        self._sent += 1
        body = {"kind": kind, "protocol_version": 3, "sequence": self._sent, "request_id": f"request {self._sent}"}
        body |= {"generation": self._shown.generation, "published_revision": self._shown.revision}
        receipt = await self._page._action(
            self._shown.id, {**body, "bot_generation": self._page.env._generation, **what}
        )
        assert (receipt["settlement"], receipt["diagnostics"]) == ("settled", []), receipt

    async def look_as(self, name: str) -> None:
        """Choose *name* under "Viewing as"."""
        (viewer,) = (each["id"] for each in self.sees["viewers"] if each["name"] == name)
        await self.act("viewer", viewer_id=viewer)

    async def write(self, typed: str, *, reply_to: int | None = None) -> None:
        """Send a message."""
        await self.act("send_message", target_id=None, content=typed, reply_to_id=reply_to)

    @property
    def sees(self) -> dict[str, Any]:
        """What the page was last told to show."""
        return self._page._page_payload(self._shown)

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The messages that the page shows, oldest first."""
        return [self.sees["messages"][key] for key in self.sees["timeline"]]


async def command(page: PreviewPage, name: str, **options: object) -> InteractionResult:
    """Let the visitor, who is the organiser of the try-out's server, use a command."""
    return await page.server.organiser.slash(page.server.channel, name, **options)


def content(result: InteractionResult) -> str:
    """Return the text of an answer to one of the try-out's own commands."""
    return text_of(answer(result))


async def run_until(page: PreviewPage, instant: datetime) -> None:
    """Let the try-out's clock run until it shows *instant*."""
    stop = asyncio.Event()
    async with asyncio.timeout(120), asyncio.TaskGroup() as group:
        group.create_task(page.keep_time(stop))
        while page.env.now() < instant:  # noqa: ASYNC110 - the simulated clock tells nobody
            await asyncio.sleep(0.01)
        stop.set()
