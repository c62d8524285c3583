"""The command line: run, tryout, ask, evaluate, check, backup, restore."""

import os
import signal

if os.getpid() == 1:  # in a container: the kernel drops SIGTERM for PID 1 until there is a handler
    # Not by an exception, which an import's own callbacks would swallow; nothing is open yet.
    signal.signal(signal.SIGTERM, lambda number, _frame: os._exit(128 + number))

import asyncio
import importlib
import importlib.util
import json
import platform
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import aiohttp
import discord
import typer

from bot import __version__
from bot.app import CannotStartError, database_outlook, load_course, load_engine, open_bot
from bot.backups import backup, restore
from bot.core.answers import Answer, AnswerEngine
from bot.core.catalogue import Course
from bot.core.evaluation import QuestionsError, evaluate, parse_questions
from bot.core.locales import Locale
from bot.health import beating, pulse_path
from bot.logs import configure_logging
from bot.refusals import stop
from bot.settings import Settings, SettingsError, load_settings

app = typer.Typer(
    name="lectern",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

AUTHENTICATION_FAILED = 4004
TOLD_TO_END = (signal.SIGINT, signal.SIGTERM)
TOKEN_REFUSED = "Discord does not accept DISCORD_TOKEN; copy it anew from the developer portal"  # noqa: S105 - a sentence


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - as Typer calls it
    if wanted:
        libraries = f"discord.py {discord.__version__}, Python {platform.python_version()}"
        typer.echo(f"lectern {__version__} ({libraries})")
        raise typer.Exit


VersionShown = Annotated[
    bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_show_version)
]
Port = Annotated[int | None, typer.Option(min=1, max=65535, help="The page's port; a free one if not given.")]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Print the link only.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Language = Annotated[str, typer.Option("--locale", help="en-US or pt-BR.")]


@app.callback()
def lectern(*, _version: VersionShown = False) -> None:
    """A Discord bot that takes a study group through a video course."""


@app.command()
def run() -> None:
    """Serve Discord; without DISCORD_TOKEN, start the try-out in a browser."""
    settings = _settings()
    if settings.discord_token is None:
        _require_tryout()
        typer.echo("No DISCORD_TOKEN is set, so this is the try-out: the whole bot, without Discord.")
        tryout()
        return
    configure_logging(settings.log_level, settings.log_format)
    try:
        asyncio.run(_serve(settings, settings.discord_token.get_secret_value()))
    except CannotStartError as error:
        stop(str(error))
    except discord.LoginFailure:
        stop(TOKEN_REFUSED)
    except discord.ConnectionClosed as error:
        stop(
            TOKEN_REFUSED if error.code == AUTHENTICATION_FAILED else f"Discord ended the connection: {error}"
        )
    except (discord.Forbidden, discord.NotFound) as error:
        stop(f"Discord refuses what Lectern asks of it: {error}")
    except (discord.HTTPException, discord.GatewayNotFound, aiohttp.ClientError, OSError) as error:
        stop(f"cannot reach Discord: {error}")


async def _serve(settings: Settings, token: str) -> None:
    """Run the bot until it is told to end, by Ctrl-C or SIGTERM."""
    serving = asyncio.current_task()
    loop = asyncio.get_running_loop()
    for number in TOLD_TO_END:
        loop.add_signal_handler(number, lambda: serving and serving.cancel())
    try:
        async with open_bot(settings, clock=discord.utils.utcnow) as bot, bot:
            with beating(pulse_path(settings.database), discord.utils.utcnow, bot.vitals.trouble):
                await bot.start(token)
    except asyncio.CancelledError:
        for number in TOLD_TO_END:  # once more, while Python cleans up, is not to look like a failure
            loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_IGN)
        typer.echo("Lectern has ended.", err=True)


@app.command()
def tryout(port: Port = None, *, no_browser: NoBrowser = False) -> None:
    """Start the whole bot in a browser page, with no token and nothing kept."""
    _require_tryout()
    importlib.import_module("tryout.server").main(port, open_browser=not no_browser)


def _require_tryout() -> None:
    if not _has_tryout():
        stop("set DISCORD_TOKEN (the try-out is not in this installation; `make run` in a clone starts it)")


def _has_tryout() -> bool:
    return importlib.util.find_spec("simcord") is not None


@app.command()
def ask(question: str, *, locale: Language = "en-US", as_json: AsJson = False) -> None:
    """Say which chapters cover QUESTION, without Discord."""
    course = _course()
    spoken = _locale(locale)
    reply = _engine(course).ask(question, spoken)
    if as_json:
        answers = [_answer(course, answer, spoken) for answer in reply.answers]
        _print_json({"question": question, "locale": spoken.value, "answers": answers})
        return
    for answer in reply.answers:
        chapter = course.chapter(answer.chapter)
        typer.echo(f"{chapter.number}  {chapter.title}  {chapter.url}")
        for evidence in answer.evidence:
            typer.echo(f"     {evidence.text}")
    if not reply.answers:
        typer.echo("Nothing in this course covers that.")
        if reply.near_miss is not None:
            typer.echo(reply.near_miss.why.spoken(spoken))


def _answer(course: Course, answer: Answer, locale: Locale) -> dict[str, Any]:
    chapter, moment = course.chapter(answer.chapter), answer.moment
    return {
        "chapter": chapter.number,
        "video_id": chapter.video_id,
        "title": chapter.title,
        "url": chapter.url,
        "why": [evidence.text for evidence in answer.evidence],
        "moment": None
        if moment is None
        else {
            "at_s": moment.at_s,
            "label": moment.label.spoken(locale),
            "url": chapter.url_at(moment.at_s),
        },
    }


@app.command(name="evaluate")
def evaluate_file(file: Path, *, as_json: AsJson = False) -> None:
    """Measure the answers on FILE, questions with their right chapters as JSON lines."""
    try:
        questions = parse_questions(file.read_text("utf-8"), str(file))
    except (OSError, UnicodeDecodeError, QuestionsError) as error:
        stop(str(error))
    result = evaluate(_engine(_course()), questions)
    figures = {"n": result.n, "top1": result.top1, "none": result.none, "all": result.all}
    if as_json:
        _print_json({**figures, "wrong": list(result.wrong)})
        return
    typer.echo(f"n     {result.n}\ntop1  {result.top1:.3f}\nnone  {result.none:.3f}\nall   {result.all:.3f}")
    for kind, share in sorted(result.by_kind.items()):
        typer.echo(f"      {kind:<11} {share:.3f}")
    for wrong in result.wrong:
        typer.echo(f"wrong: {wrong['q']!r} got {wrong['got']}, best {wrong['best']}")


@app.command()
def check() -> None:
    """Check settings, course and database, with a line for each."""
    sound = [_checked("settings", _check_settings), _checked("course", _check_course)]
    sound.append(_checked("database", _check_database))
    if not all(sound):
        raise typer.Exit(1)


def _checked(name: str, test: Callable[[], str]) -> bool:
    try:
        typer.echo(f"{name:<9} ok: {test()}")
    except (SettingsError, CannotStartError) as error:
        typer.echo(f"{name:<9} wrong: {error}")
        return False
    return True


def _check_settings() -> str:
    if load_settings().discord_token is not None:
        return "a token is set"
    return (
        "no token, so `run` starts the try-out" if _has_tryout() else "no token: set DISCORD_TOKEN to serve"
    )


def _check_course() -> str:
    course = load_course()
    load_engine(course)
    return f"{course.title.en}, {len(course.chapters)} chapters"


def _check_database() -> str:
    return database_outlook(load_settings().database)


app.command()(backup)
app.command()(restore)


def _settings() -> Settings:
    try:
        return load_settings()
    except SettingsError as error:
        stop(str(error))


def _course() -> Course:
    try:
        return load_course()
    except CannotStartError as error:
        stop(str(error))


def _engine(course: Course) -> AnswerEngine:
    try:
        return load_engine(course)
    except CannotStartError as error:
        stop(str(error))


def _locale(tag: str) -> Locale:
    if tag not in {locale.value for locale in Locale}:
        message = f"--locale must be {' or '.join(locale.value for locale in Locale)}, not {tag!r}"
        stop(message)
    return Locale(tag)


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
