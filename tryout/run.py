"""Runs the try-out: the bot, the simulated server and the page, until Ctrl-C."""

import asyncio
import signal
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import discord
import simcord
import typer
from babel.localtime import get_localzone
from discord.ext import commands

from bot.app import EXTENSIONS, open_bot
from bot.cli_exit import exit_with_error as refuse
from bot.ids import GuildId
from bot.parties.discord.covers import no_cover
from bot.settings import Settings
from bot.times.slots import zone_names
from bot.unusable import CannotStartError
from tryout.languages import localize_commands, localize_interactions
from tryout.preview_page import PreviewPage
from tryout.seed import seed
from tryout.simulated import SimulatedEnv
from tryout.thumbnails import Asset, placeholder_thumbnails
from tryout.time_commands import TIME_JUMP

SUBTITLES = Path(__file__).parent / "captions"  # of our own: what might be said at the moments of two chapters
GREETING = """\
Lectern's try-out: {url}

  Type / in the page, or write a message there, and try:
    /ask question: what covers LSTMs?
    @Lectern what covers LSTMs?
    /ask question: where are the dominoes? (of two chapters it has subtitles, written for this try-out)
    /schedule setup, then /tryout forward unit: weeks, and watch the posts arrive
    /tryout clocks before that, to see a season keep its time of day when clocks change
    Viewing as, at the top: Lívia, who reads Portuguese, or anybody's direct messages with Lectern
  The page has no right-click menus, no threads and no list of the server's events.
  Nothing leaves this machine, and nothing is kept. Ctrl-C ends it."""


def main(port: int | None, *, open_browser: bool) -> None:
    """Run the try-out on *port* (None: a free one) until Ctrl-C, SIGTERM, or "End preview session" on the page."""
    try:
        asyncio.run(_serve(port or 0, open_browser=open_browser))
    except CannotStartError as error:
        refuse(str(error))
    except simcord.SetupError as error:
        if not isinstance(error.__cause__, OSError):
            raise
        refuse(f"port {port} is taken; choose another with --port, or leave it out for a free one")


async def _serve(port: int, *, open_browser: bool) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
    with tempfile.TemporaryDirectory(prefix="lectern-") as folder:
        settings = Settings(
            database=Path(folder) / "tryout.db",
            captions=SUBTITLES,
            discord_token=None,
            discord_api=None,
            discord_gateway=None,
        )
        async with open_bot(
            settings,
            clock=discord.utils.utcnow,  # the simulated time, wherever SimCord calls the bot
            extensions=(*EXTENSIONS, "tryout.time_commands"),
            cover=no_cover,
            longest_sleep=timedelta(hours=1),  # the simulated clock moves with the event loop's, and is never set
        ) as bot:
            assets, zone = placeholder_thumbnails(bot.services.courses.default.chapters), _timezone()
            now = discord.utils.utcnow().replace(microsecond=0)
            async with opened(bot, now=now, assets=assets, port=port, timezone=zone) as page:
                # The server's time zone is set, so that a visitor need not set it.
                with page.env.time_context():
                    guild = GuildId(page.server.guild.id)
                    await bot.services.guilds.change_settings(guild, lambda each: replace(each, zone_name=zone))
                typer.echo(GREETING.format(url=page.url))
                if open_browser:
                    _show(page.url)
                await page.keep_time(stop)


@asynccontextmanager
async def opened(
    bot: commands.Bot | commands.AutoShardedBot,
    *,
    now: datetime,
    assets: Mapping[str, Asset],
    port: int = 0,
    timezone: str = "UTC",
) -> AsyncIterator[PreviewPage]:
    """Log *bot* in to a simulated server made at *now*, and serve the page that shows it.

    *assets* replace pictures on the network, by address; dates are shown in *timezone*; the page is at 127.0.0.1 on
    *port*, or a free port for 0.
    """
    env = SimulatedEnv(bot)
    env.backend.advance_clock((now - env.now()).total_seconds())
    server = seed(env)
    page = PreviewPage(env, server, assets=assets, port=port, timezone=timezone)
    bot.add_listener(page.jump, f"on_{TIME_JUMP}")
    localize_commands(env, server.locales)
    with localize_interactions(env, server.locales):
        await env.start()
        try:
            async with page:
                yield page
        finally:
            await env.shutdown()


def _show(url: str) -> None:
    """Open *url* in the default browser, unless that runs in the terminal."""
    with suppress(webbrowser.Error):
        browser = webbrowser.get()
        if type(browser) is not webbrowser.GenericBrowser:
            browser.open(url)


def _timezone() -> str:
    """Return the IANA name of this machine's time zone, or UTC where it has none."""
    name = str(get_localzone())  # an object of zoneinfo's, or of pytz's where that is installed, too
    return name if name in zone_names() else "UTC"
