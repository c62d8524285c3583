"""Starts the try-out, says where it is, and ends it cleanly."""

import asyncio
import signal
import tempfile
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import discord
import simcord
import typer
from babel.localtime import get_localzone

from bot.app import EXTENSIONS, CannotStartError, open_bot
from bot.ids import GuildId
from bot.parties.discord.covers import no_cover
from bot.settings import Settings
from bot.times.slots import zone_names
from tryout.pictures import stand_ins
from tryout.show import opened

UNUSABLE = 2
GREETING = """\
Lectern's try-out: {url}

  Type / in the page and try:
    /ask question: what covers LSTMs?
    /schedule setup, then /tryout forward unit: weeks, and watch the posts arrive
    /tryout clocks before that, to see a season keep its time of day when clocks change
    Viewing as Lívia, who reads Portuguese
  Nothing leaves this machine, and nothing is kept. Ctrl-C ends it."""


def main(port: int | None, *, open_browser: bool) -> None:
    """Run the try-out until Ctrl-C, SIGTERM, or the page's own "End preview session"."""
    try:
        asyncio.run(_serve(port or 0, open_browser=open_browser))
    except CannotStartError as error:
        _stop(str(error))
    except simcord.SetupError as error:
        if not isinstance(error.__cause__, OSError):
            raise
        _stop(f"port {port} is taken; choose another with --port, or leave it out for a free one")


def _stop(sentence: str) -> NoReturn:
    """End with one sentence on standard error, as the command line does for all that cannot be used."""
    typer.echo(f"lectern: {sentence}", err=True)
    raise SystemExit(UNUSABLE)


async def _serve(port: int, *, open_browser: bool) -> None:
    stop = asyncio.Event()
    with _signals_set(stop), tempfile.TemporaryDirectory(prefix="lectern-") as folder:
        settings = Settings(
            database=Path(folder) / "tryout.db", discord_token=None, discord_api=None, discord_gateway=None
        )
        async with open_bot(
            settings,
            clock=discord.utils.utcnow,  # the simulated time, wherever SimCord calls the bot
            extensions=(*EXTENSIONS, "tryout.travel"),
            cover=no_cover,
            longest_sleep=timedelta(hours=1),  # the clock runs with the event loop's
        ) as bot:
            assets = stand_ins(bot.services.course.chapters)
            now = discord.utils.utcnow().replace(microsecond=0)
            zone = _timezone()
            async with opened(bot, now=now, assets=assets, port=port, timezone=zone) as show:
                # The group has told its time zone already, so that a visitor need not.
                with show.env.time_context():
                    await bot.services.guilds.choose_zone(GuildId(show.world.guild.id), zone)
                typer.echo(GREETING.format(url=show.stage.url))
                if open_browser:
                    _show(show.stage.url)
                await show.clock.run(show.stage, stop)


@contextmanager
def _signals_set(stop: asyncio.Event) -> Iterator[None]:
    """Let Ctrl-C and a polite kill end the try-out instead of breaking it off."""
    loop = asyncio.get_running_loop()
    before = {
        number: signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _show(url: str) -> None:
    """Open *url* in a browser with a window; one that runs in the terminal would take it away."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return
    if type(browser) is not webbrowser.GenericBrowser:
        browser.open(url)


def _timezone() -> str:
    """Name this machine's time zone, in which the page shows dates; UTC where it has no name."""
    name = str(get_localzone())  # an object of zoneinfo's, or of pytz's where that is installed, too
    return name if name in zone_names() else "UTC"
