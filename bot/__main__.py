"""The command line: run, tryout, ask, evaluate, when, check, captions, course, backup, restore."""

import os
import signal

if os.getpid() == 1:  # in a container: the kernel drops SIGTERM for PID 1 until there is a handler
    # `os._exit`: a SystemExit raised during an import could be swallowed there; nothing is open yet.
    signal.signal(signal.SIGTERM, lambda number, _frame: os._exit(128 + number))

import asyncio
import importlib
import importlib.util
import json
import logging
import platform
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import discord
import typer
from typer.core import TyperGroup

from bot.cli_exit import EXIT_UNUSABLE, exit_with_error
from bot.text.data_files import DataFileError

try:
    importlib.import_module("bot.text.languages")  # modules imported below need data/languages
except DataFileError as error:
    typer.echo(f"lectern: {error}", err=True)
    sys.exit(EXIT_UNUSABLE)

from bot import __version__
from bot.answers import Answer, AnswerEngine, AnswerMoment, Reply, Source, Treatment
from bot.answers.evaluation import QuestionsError, evaluate, parse_questions
from bot.app import (
    course_folders,
    describe_captions,
    describe_courses,
    find_course,
    load_captions,
    load_course,
    load_engine,
)
from bot.backups import backup, restore
from bot.captions import captions
from bot.course_commands import course as course_commands
from bot.courses.folder import CourseFileError
from bot.courses.model import Chapter, Course
from bot.database_commands import database
from bot.logs import configure_logging
from bot.opening import CannotStartError, TemporaryStartError, describe_database
from bot.serving import Service
from bot.settings import Settings, SettingsError, load_settings, unknown_settings
from bot.text.locales import Locale
from bot.times.formats import position
from bot.when import when

log = logging.getLogger(__name__)


class Commands(TyperGroup):
    """The commands; an expected failure ends one with a sentence and an exit code, not a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was named; exit with a message on a wrong setting, data file or database."""
        try:
            return super().invoke(ctx)
        except (SettingsError, CannotStartError, CourseFileError, QuestionsError) as error:
            exit_with_error(str(error))


app = typer.Typer(
    name="lectern", cls=Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
NO_TRYOUT = "the try-out is not in this installation, `make run` in a clone starts it"
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


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
OrTryout = Annotated[
    bool, typer.Option("--or-tryout", help="Without DISCORD_TOKEN, the try-out also where no terminal is.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
CaptionsFolder = Annotated[
    Path | None, typer.Option("--captions", help="Folder of subtitles, else the one that the course has.")
]
NamedCourse = Annotated[
    str | None, typer.Option("--course", metavar="FILE|ID", help="A course's file or id, else the default course.")
]
Language = Annotated[str, typer.Option("--locale", help="en-US or pt-BR.")]


@app.callback()
def lectern(*, _version: VersionShown = False) -> None:
    """A Discord bot that takes a study group through a video course."""


@app.command()
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
    if not wanted or (remarks and not _has_tryout()):
        by_name = "`lectern tryout` starts the try-out" if _has_tryout() else NO_TRYOUT
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


@app.command()
def tryout(port: Port = None, *, no_browser: NoBrowser = False) -> None:
    """Start the whole bot in a browser page, with no token and nothing kept."""
    _require_tryout()
    importlib.import_module("tryout.run").main(port, open_browser=not no_browser)


def _require_tryout() -> None:
    if not _has_tryout():
        exit_with_error(f"set DISCORD_TOKEN; {NO_TRYOUT}")


def _has_tryout() -> bool:
    return importlib.util.find_spec("simcord") is not None


@app.command()
def ask(
    question: str,
    *,
    named: NamedCourse = None,
    locale: Language = "en-US",
    captions: CaptionsFolder = None,
    as_json: AsJson = False,
) -> None:
    """Say which chapters cover QUESTION, without Discord."""
    if locale not in {spoken.value for spoken in Locale}:
        exit_with_error(f"--locale must be {' or '.join(spoken.value for spoken in Locale)}, not {locale!r}")
    spoken = Locale(locale)
    course, engine = _asked(named, captions)
    reply = engine.ask(question, spoken)
    if as_json:
        answers = [_answer(course, answer, spoken) for answer in reply.answers]
        closest = _closest(course, reply)
        asked = {"question": question, "locale": spoken.value}
        _print_json(asked | {"answers": answers, "closest": closest, "scope": _scope(reply)})
        return
    for answer in reply.answers:
        chapter = course.chapter(answer.chapter)
        typer.echo(f"{chapter.number}  {chapter.title}  {chapter.url}")
        for evidence in answer.evidence:
            typer.echo(f"     “{evidence.text}”" if evidence.source is Source.CAPTIONS else f"     {evidence.text}")
        if moment := answer.moment:
            said = "mentioned at" if answer.treatment is Treatment.MENTIONED else "at"
            typer.echo(f"     {said} {position(moment.at_s)}  {chapter.url_at(moment.at_s)}")
    if not reply.answers:
        typer.echo("Nothing in this course covers that.")
        if reply.near_miss is not None:
            typer.echo(reply.near_miss.why.in_locale(spoken))
        if reply.closest is not None:
            chapter = course.chapter(reply.closest.chapter)
            typer.echo(f"Closest: {chapter.number}  {chapter.title}  {chapter.url}")


def _scope(reply: Reply) -> dict[str, object]:
    """Return why the question is about the course or not: the clauses that decide, and what each feature adds."""
    added = {name: round(value, 2) for name, value in reply.read.added.items() if value}
    return {"asked": reply.read.query.text, "score": round(reply.read.score, 2), "features": added}


def _closest(course: Course, reply: Reply) -> dict[str, Any] | None:
    """Return the chapter that is closest to a question that nothing covers."""
    if reply.closest is None:
        return None
    chapter = course.chapter(reply.closest.chapter)
    why = [evidence.text for evidence in reply.closest.evidence]
    return {"chapter": chapter.number, "title": chapter.title, "url": chapter.url, "why": why}


def _asked(named: str | None, captions: Path | None) -> tuple[Course, AnswerEngine]:
    """Return the course *named*, and its engine with the subtitles in the folder *captions*, else with its own."""
    if captions is not None and not captions.is_dir():
        exit_with_error(f"--captions must be a folder, which {captions} is not")
    files = find_course(named, load_settings())
    spoken = load_captions(captions or files.captions, files.course)
    return files.course, load_engine(files.course, spoken.transcripts, files.glossary)


def _answer(course: Course, answer: Answer, locale: Locale) -> dict[str, Any]:
    chapter = course.chapter(answer.chapter)
    return {
        "chapter": chapter.number,
        "video_id": chapter.video_id,
        "title": chapter.title,
        "url": chapter.url,
        "why": [evidence.text for evidence in answer.evidence],
        "moment": answer.moment and _moment(chapter, answer.moment, locale),
    }


def _moment(chapter: Chapter, moment: AnswerMoment, locale: Locale) -> dict[str, Any]:
    return {
        "at_s": moment.at_s,
        "label": moment.label and moment.label.in_locale(locale),
        "quote": moment.quote,
        "source": moment.source.value,
        "url": chapter.url_at(moment.at_s),
    }


@app.command(name="evaluate")
def evaluate_file(
    file: Path, *, named: NamedCourse = None, captions: CaptionsFolder = None, as_json: AsJson = False
) -> None:
    """Measure the answers on FILE, questions with their right chapters as JSON lines."""
    try:
        questions = parse_questions(file.read_text("utf-8"), str(file))
    except (OSError, UnicodeDecodeError) as error:
        exit_with_error(str(error))
    if not questions:
        exit_with_error(f"{file} has no questions")
    course, engine = _asked(named, captions)
    result = evaluate(engine, questions, lambda key: course.chapter(key).number)
    figures = {"n": result.n, "top1": result.top1, "none": result.none, "all": result.all}
    if result.moments is not None:
        figures["moments"] = result.moments
    if result.closest is not None:
        figures["top1_with_closest"], figures["none_without_closest"] = result.closest
    if as_json:
        _print_json({**figures, "wrong": list(result.wrong)})
        return
    typer.echo(f"n     {result.n}\ntop1  {result.top1:.3f}\nnone  {result.none:.3f}\nall   {result.all:.3f}")
    if result.moments is not None:
        typer.echo(f"moments {result.moments:.3f}")
    if result.closest is not None:
        covered, others = result.closest
        typer.echo(f"if the closest counts as an answer: top1 {covered:.3f}, none {others:.3f}")
    for kind, share in sorted(result.by_kind.items()):
        typer.echo(f"      {kind:<11} {share:.3f}")
    for wrong in result.wrong:
        typer.echo(f"wrong: {wrong['q']!r} got {wrong['got']}, best {wrong['best']}")


@app.command()
def check() -> None:
    """Check settings, course, database, and courses and subtitles if folders are set, with a line for each."""
    parts = {
        "settings": _check_settings,
        "course": _check_course,
        "database": lambda: describe_database(load_settings().database),
    }
    if (settings := _usable_settings()) is not None:
        if course_folders(settings):
            parts["courses"] = lambda: describe_courses(settings)
        if folder := settings.captions:
            parts["subtitles"] = lambda: describe_captions(folder, load_course())
    if not all([_checked(name, examine) for name, examine in parts.items()]):  # noqa: C419 - every part is examined
        raise typer.Exit(1)


def _checked(name: str, examine: Callable[[], str]) -> bool:
    """Print what *examine* says of the part *name*, or what is wrong; False if something is."""
    try:
        typer.echo(f"{name:<9} ok: {examine()}")
    except (SettingsError, CannotStartError) as error:
        waits = "; `run` tries again until that has passed" if isinstance(error, TemporaryStartError) else ""
        typer.echo(f"{name:<9} wrong: {error}{waits}")
        return False
    return True


def _check_settings() -> str:
    served, remarks = load_settings().discord_token is not None, unknown_settings()
    if not served and (remarks or not _has_tryout()):
        raise SettingsError("; ".join(["no token: set DISCORD_TOKEN to serve", *remarks]))
    without = "no token, so `run` starts the try-out on a terminal, and ends where there is none"
    return "; ".join(["a token is set" if served else without, *remarks])


def _usable_settings() -> Settings | None:
    try:
        return load_settings()
    except SettingsError:
        return None  # the line of the settings says so


def _check_course() -> str:
    course = load_course()
    load_engine(course)
    return f"{course.title.en}, {len(course.chapters)} chapters"


app.command()(backup)
app.command()(restore)
app.command()(when)
app.add_typer(captions)
app.add_typer(course_commands)
app.add_typer(database)


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def main() -> None:
    """Run the command line: the entry point `lectern`."""
    app()


if __name__ == "__main__":
    main()
