"""What the tables' constraints refuse, whoever writes it."""

import sqlite3
from enum import StrEnum

import pytest

from bot.jobs.model import JobKind, JobState
from bot.parties.model import Answer, PartyState
from bot.schedules.model import ScheduleState
from bot.text.locales import Locale


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE job SET state = 'lost'",
        "UPDATE job SET kind = NULL",
        "UPDATE job SET attempts = -1",
        "UPDATE job SET occurrence = 'the same'",
        "UPDATE job SET occurrence = NULL",
        "UPDATE job SET try_at = NULL",
        "UPDATE job SET due = 'tomorrow'",
        "UPDATE job SET due = 1.5",
        "UPDATE schedule SET state = 'lost'",
        "UPDATE schedule SET at_minute = 1440",
        "UPDATE schedule SET at_minute = -1",
        "UPDATE schedule SET weekdays = ''",
        "UPDATE schedule SET chapters = ''",
        "UPDATE schedule SET position = -1",
        "UPDATE schedule SET channel_id = 'general'",
        "UPDATE schedule SET zone_name = NULL",
        "UPDATE guild SET locale = 'de'",
        "UPDATE guild SET left_at = 'yesterday'",
        "UPDATE guild SET members_plan = 2",
        "UPDATE party SET state = 'lost'",
        "UPDATE party SET length_s = 0",
        "UPDATE party SET paused_s = -1",
        "UPDATE party SET starts_at = NULL",
        "UPDATE party SET repeat_days = 8",
        "UPDATE party SET repeat_days = NULL",
        "UPDATE party SET repeat_at_minute = 1440",
        "UPDATE party_answer SET answer = 'perhaps'",
        "UPDATE party_presence SET since = NULL",
        "UPDATE party_presence SET said = 2",
        "UPDATE watched SET together = 2",
        "UPDATE wish SET locale = 'de'",
        "UPDATE post_wish SET locale = 'de'",
        "UPDATE nudge_wish SET locale = 'de'",
        "UPDATE nudge_wish SET until_hour = from_hour",
        "UPDATE nudge_wish SET until_hour = 25",
        "UPDATE watched SET clarity = 6",
        "UPDATE watched SET note = ''",
        "UPDATE watched SET chapter = 'five'",
        "UPDATE watched SET watched_at = NULL",
        "INSERT INTO watched SELECT * FROM watched",
        "UPDATE meta SET value = NULL",
        "INSERT INTO meta SELECT * FROM meta",
    ],
)
def test_nonsense_is_refused(past_the_stores: sqlite3.Connection, change: str) -> None:
    """Unknown states, impossible numbers, text for numbers, missing and repeated values."""
    with pytest.raises(sqlite3.IntegrityError):
        past_the_stores.execute(change)


def test_every_table_is_strict(past_the_stores: sqlite3.Connection) -> None:
    """So SQLite holds every column to its type."""
    tables = past_the_stores.execute("PRAGMA table_list").fetchall()
    loose = [name for _, name, kind, _, _, strict in tables if kind == "table" and not strict]
    assert [name for name in loose if not name.startswith("sqlite_")] == []


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("job.state", JobState),
        ("job.kind", JobKind),
        ("schedule.state", ScheduleState),
        ("guild.locale", Locale),
        ("party.state", PartyState),
        ("wish.locale", Locale),
        ("post_wish.locale", Locale),
        ("nudge_wish.locale", Locale),
        ("party_answer.answer", Answer),
    ],
)
def test_every_value_of_the_models_enumerations_can_be_stored(
    past_the_stores: sqlite3.Connection, column: str, values: type[StrEnum]
) -> None:
    """A new member of an enumeration needs a migration, and this test says so."""
    table, name = column.split(".")
    for value in values:
        past_the_stores.execute(f"UPDATE {table} SET {name} = :value", {"value": value})  # noqa: S608 - names from the list above
        found = past_the_stores.execute(f"SELECT DISTINCT {name} FROM {table}").fetchall()  # noqa: S608 - as above
        assert found == [(value.value,)]
