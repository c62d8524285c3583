"""The command `when`, which reads a typed time as the bot does, or measures the reading on a file of phrases."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from babel.dates import format_date

from bot.cli_exit import exit_with_error
from bot.text.locales import Locale
from bot.text.translations import localizer
from bot.times.evaluation import USUAL, PhrasesError, evaluate, parse_rows
from bot.times.explanations import why_text
from bot.times.formats import babel_locale, clock_time
from bot.times.slots import zone
from bot.times.typed_times import TypedTime, read_time
from bot.times.zones import abbreviated_zones, known_zone

Said = Annotated[str | None, typer.Argument(metavar="PHRASE", help="What somebody types, such as: saturday 8pm.")]
ZoneName = Annotated[
    str | None, typer.Option("--zone", help="The reader's time zone, such as Europe/Lisbon, nyc or UTC-3; for PHRASE.")
]
Tag = Annotated[str, typer.Option("--locale", help="The reader's Discord locale, such as en-GB or pt-BR; for PHRASE.")]
Now = Annotated[
    str | None,
    typer.Option("--now", help="The present instant in ISO format with offset, else the clock's; for PHRASE."),
]
File = Annotated[
    Path | None,
    typer.Option(
        "--evaluate",
        metavar="FILE",
        help="Measure on FILE: JSON lines with said, locale, zone, now, want (every right instant; [] for none).",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def when(
    said: Said = None,
    *,
    zone_name: ZoneName = None,
    locale: Tag = "en-US",
    now: Now = None,
    file: File = None,
    as_json: AsJson = False,
) -> None:
    """Say which instant PHRASE means, or how well the phrases in FILE are read.

    Of PHRASE the instant is printed, and below it what is unclear; if it is refused, only why.

    Of FILE are printed: n phrases, how many right, silently_wrong and refused_wrongly; then each that is wrong.

    The exit code is 0 whatever was read, and 2 for an option or a file that cannot be used.
    """
    if (said is None) == (file is None):
        exit_with_error(
            "name either a phrase, such as: lectern when 'saturday 8pm' --zone Europe/Lisbon, or --evaluate FILE"
        )
    if file is not None:
        _evaluate(file, as_json=as_json)
    elif zone_name is None:
        exit_with_error("--zone is needed, such as --zone Europe/Lisbon")
    else:
        _say(said or "", locale, _named_zone(zone_name), _moment(now), as_json=as_json)


def _named_zone(typed: str) -> str:
    """Return the IANA name of the zone *typed*, as people name it."""
    if (name := known_zone(typed)) is None:
        several = " or ".join(abbreviated_zones(typed))
        exit_with_error(f"--zone must be {several or 'a time zone such as Europe/Lisbon, nyc or UTC-3'}, not {typed!r}")
    return name


def _moment(typed: str | None) -> datetime:
    """Return the instant *typed*, else the present one."""
    if typed is None:
        return datetime.now(UTC)  # noqa: TID251 - the entry point reads the real clock
    try:
        moment = datetime.fromisoformat(typed)
        return moment.astimezone(UTC) if moment.tzinfo is not None else _without_offset(typed)
    except (ValueError, OverflowError):
        exit_with_error(f"--now must be an instant such as 2026-12-05T19:00:00+00:00, not {typed!r}")


def _without_offset(typed: str) -> datetime:
    raise ValueError(typed)


def _say(said: str, tag: str, zone_name: str, now: datetime, *, as_json: bool) -> None:
    read = read_time(said, tag, zone_name, now, USUAL)
    say = localizer(Locale.from_tag(tag))
    why = why_text(read.why, say)
    if as_json:
        at = None if read.at is None else read.at.astimezone(zone(zone_name)).isoformat()
        typer.echo(json.dumps({"said": said, "instant": at, "ask": read.ask, "why": why}, ensure_ascii=False))
        return
    typer.echo("\n".join(filter(None, [_shown(read, zone_name, say.locale), why])))


def _shown(read: TypedTime, zone_name: str, locale: Locale) -> str | None:
    """Return the instant that was *read* as *locale* writes it, in the reader's zone."""
    if read.at is None:
        return None
    local = read.at.astimezone(zone(zone_name))
    day = format_date(local.date(), "full", locale=babel_locale(locale))
    return f"{day}, {clock_time(local.time(), locale)} ({zone_name})"


def _evaluate(file: Path, *, as_json: bool) -> None:
    try:
        result = evaluate(parse_rows(file.read_text("utf-8"), str(file)))
    except (OSError, UnicodeDecodeError, PhrasesError) as error:
        exit_with_error(str(error))
    if as_json:
        typer.echo(json.dumps(result, ensure_ascii=False, indent=2))
        return
    for name in ("n", "right", "silently_wrong", "refused_wrongly"):
        typer.echo(f"{name:<16} {result[name]}")
    for row in result["wrong"]:
        typer.echo(f"wrong: {row['said']!r} got {row['got']} ({row['why']}), want {row['want']}")
