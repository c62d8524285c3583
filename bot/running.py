"""The commands `run`, which serves Discord, and `tryout`, which shows the whole bot in a browser."""

import asyncio
import importlib
import logging
import signal
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from bot.checking import has_tryout
from bot.cli_exit import exit_with_error
from bot.logs import configure_logging
from bot.serving import Service
from bot.settings import Settings, load_settings, unknown_settings

log = logging.getLogger(__name__)

NO_TRYOUT = "the try-out is not in this installation, `make run` in a clone starts it"
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


Port = Annotated[int | None, typer.Option(min=1, max=65535, help="The page's port; a free one if not given.")]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Print the link only.")]
OrTryout = Annotated[
    bool, typer.Option("--or-tryout", help="Without DISCORD_TOKEN, the try-out also where no terminal is.")
]


def run(*, or_tryout: OrTryout = False) -> None:
    """Serve Discord; on a terminal, without DISCORD_TOKEN, start the try-out in a browser."""
    settings, remarks = load_settings(), unknown_settings()
    if settings.discord_token is None:
        _run_without_token(remarks, asked=or_tryout)
        return
    configure_logging(settings.log_level, settings.log_format)
    for remark in remarks:
        log.warning("%s", remark)
    asyncio.run(_serve(settings, settings.discord_token.get_secret_value()))


def _run_without_token(remarks: Sequence[str], *, asked: bool) -> None:
    """Start the try-out on a terminal or where it was *asked* for; else exit: a service lacks its token."""
    wanted = _at_a_terminal() or (asked and not remarks)
    if not wanted or (remarks and not has_tryout()):
        by_name = "`lectern tryout` starts the try-out" if has_tryout() else NO_TRYOUT
        exit_with_error("; ".join(["set DISCORD_TOKEN", *remarks, by_name]))
    _require_tryout()
    for remark in remarks:
        typer.echo(remark)
    typer.echo("No DISCORD_TOKEN is set, so this is the try-out: the whole bot, without Discord.")
    tryout()


def _at_a_terminal() -> bool:
    return any(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


async def _serve(settings: Settings, token: str) -> None:
    """Run the bot until Ctrl-C or SIGTERM."""
    serving = asyncio.current_task()
    loop = asyncio.get_running_loop()
    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, lambda: serving and serving.cancel())
    try:
        await Service(settings, token).serve()
    except asyncio.CancelledError:
        for number in STOP_SIGNALS:  # a second one while Python cleans up must not look like a failure
            loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_IGN)
        typer.echo("Lectern has ended.", err=True)


def tryout(port: Port = None, *, no_browser: NoBrowser = False) -> None:
    """Start the whole bot in a browser page, with no token and nothing kept."""
    _require_tryout()
    importlib.import_module("tryout.run").main(port, open_browser=not no_browser)


def _require_tryout() -> None:
    if not has_tryout():
        exit_with_error(f"set DISCORD_TOKEN; {NO_TRYOUT}")
