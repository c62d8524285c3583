"""Measures the reading of typed times on phrases with known meanings."""

import json
from collections.abc import Iterable
from datetime import datetime, time
from typing import Annotated, Final, TypedDict

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from bot.times.slots import UnknownZoneError, zone
from bot.times.typed_times import TypedTime, read_time

USUAL = time(19)  # for a day without a time of day
ZONE: Final = "zone"  # type of the pydantic error for an unknown zone
DAY_ONLY = "day-only"  # kind of phrase of which only the day is judged


class PhrasesError(Exception):
    """A file of phrases cannot be used; the message names the file, the line, and what was found and expected."""


def _known_zone(name: str) -> str:
    try:
        zone(name)
    except UnknownZoneError:
        raise PydanticCustomError(ZONE, "an IANA time zone such as Europe/Lisbon") from None
    return name


class Row(BaseModel):
    """The phrase *said* by a reader with Discord's *locale* in *zone* at *now*, with every instant that is right."""

    model_config = ConfigDict(frozen=True)

    said: str
    locale: str = Field(min_length=2)
    zone: Annotated[str, AfterValidator(_known_zone)]
    now: AwareDatetime
    want: tuple[AwareDatetime, ...]  # none if the phrase is to be refused, or asked about
    ask: bool = False  # not measured
    kind: str = ""
    note: str = ""

    def wants(self, at: datetime) -> bool:
        """Tell whether *at*, to the minute, is right; of a phrase without a time of day, whether its day is."""
        place = zone(self.zone)
        if self.kind == DAY_ONLY and any(
            at.astimezone(place).date() == each.astimezone(place).date() for each in self.want
        ):
            return True
        return any(at.replace(second=0, microsecond=0) == each.replace(second=0, microsecond=0) for each in self.want)


class WrongRow(TypedDict):
    """A row that was read wrongly: the instant *got*, if any, whether it was asked about, and those that are right."""

    said: str
    locale: str
    zone: str
    now: str
    got: str | None
    ask: bool
    why: str
    want: list[str]


class Evaluation(TypedDict):
    """How many phrases were read, how many rightly, how many wrongly without a question, and how many not at all."""

    n: int
    right: int
    silently_wrong: int
    refused_wrongly: int
    wrong: list[WrongRow]


def parse_rows(text: str, source: str) -> list[Row]:
    """Return the rows in *text*, one JSON object a line; raise PhrasesError, which calls the file *source*."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            found.append(Row.model_validate_json(line))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            path = ".".join(str(part) for part in first["loc"]) or "the line"
            message = f"{source}, line {number}: {path}: found {json.dumps(first['input'], default=str)[:60]}; "
            raise PhrasesError(message + f"expected: {first['msg']}") from None
    return found


def evaluate(rows: Iterable[Row]) -> Evaluation:
    """Read all *rows*, and return how many were read rightly, with those that were not."""
    read = [(row, read_time(row.said, row.locale, row.zone, row.now, USUAL)) for row in rows]
    wrong = [(row, got) for row, got in read if not _is_right(row, got)]
    return Evaluation(
        n=len(read),
        right=len(read) - len(wrong),
        silently_wrong=sum(got.at is not None and not got.ask for _, got in wrong),
        refused_wrongly=sum(got.at is None for _, got in wrong),
        wrong=[_wrong_row(row, got) for row, got in wrong],
    )


def _is_right(row: Row, got: TypedTime) -> bool:
    if got.at is not None and row.wants(got.at):
        return True
    return not row.want and (got.at is None or got.ask)


def _wrong_row(row: Row, got: TypedTime) -> WrongRow:
    return WrongRow(
        said=row.said,
        locale=row.locale,
        zone=row.zone,
        now=row.now.isoformat(),
        got=None if got.at is None else got.at.astimezone(zone(row.zone)).isoformat(),
        ask=got.ask,
        why=got.why.value,
        want=[each.isoformat() for each in row.want],
    )
