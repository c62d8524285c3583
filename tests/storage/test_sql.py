"""The stores' SQL is what SQLite and PostgreSQL have in common, and uses indexes."""

import re
import sqlite3
from pathlib import Path
from types import ModuleType

import pytest

from bot.client import store as client
from bot.courses import store as courses
from bot.guilds import store as guilds
from bot.jobs import store as jobs
from bot.parties import store as parties
from bot.progress import store as progress
from bot.schedules import store as schedules
from bot.storage import meta
from bot.undo import store as undo

STORES: tuple[ModuleType, ...] = (client, courses, guilds, jobs, meta, parties, progress, schedules, undo)


def called(module: str) -> str:
    """Return the name of a store's room, or of another *module* of the bot."""
    return module.removeprefix("bot.").removesuffix(".store")


PARTS = {
    *("COLUMNS", "RECORDS", "ABOUT", "SKIP_LOCKED", "OF_KNOWN_KIND", "OF_SHARDS", "OURS", "EARLIEST"),
    *("LESS_URGENT", "TO_TRY", "TO_TRY_LATER", "OUT_OF_TURN"),
}
STATEMENTS = {
    f"{called(module.__name__)}.{name}": value
    for module in STORES
    for name, value in vars(module).items()
    if name.isupper() and isinstance(value, str) and name not in PARTS
}
ONLY_IN_SQLITE = re.compile(
    r"""
    \b(iif|ifnull|strftime|julianday|unixepoch|json\w*|group_concat|printf|instr|random|typeof|total)\s*\(
    | \b(datetime|date|time|changes|total_changes|last_insert_rowid)\s*\(
    | \b(min|max)\s*\([^()]*,            # of several values: greatest and least elsewhere
    | \b(rowid|glob|pragma|autoincrement|collate)\b
    | \binsert\s+or\b | \breplace\s+into\b
    | == | ["`\[]
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Run once at a start, or when a person asks; their tables have as many rows as there are guilds, or changes of a
# month.
MAY_READ_A_WHOLE_TABLE = {
    "client.DROP_CLAIMS",  # as many rows as there are processes
    "client.OTHERS",
    "client.PRESSES_WAIT",  # as many rows as presses wait a second or two
    "client.TAKE_PRESSES",
    "client.DELETE_GUILD",
    "client.DELETE_USER",
    "client.EXPORT_USER",
    "guilds.KNOWN",
    "schedules.DELETE_USER",
    "schedules.EXPORT_USER",
    "schedules.EXPORT_ENDED",
    "schedules.NAMED_IN",
    "undo.DELETE_USER",
}


def without_texts(sql: str) -> str:
    """Return *sql* with its string literals emptied."""
    return re.sub(r"'[^']*'", "''", sql)


def parameters(sql: str) -> dict[str, int]:
    """Return a value for every named parameter of *sql*."""
    return dict.fromkeys(re.findall(r":(\w+)", without_texts(sql)), 1)


def plan_of(past_the_stores: sqlite3.Connection, name: str) -> list[str]:
    """Return the steps of SQLite's plan for a statement."""
    sql = STATEMENTS[name]
    return [detail for *_, detail in past_the_stores.execute(f"EXPLAIN QUERY PLAN {sql}", parameters(sql)).fetchall()]


def test_every_store_has_its_statements_here() -> None:
    """Otherwise the tests below would test nothing."""
    assert len(STATEMENTS) >= 30
    assert {"jobs.CLAIM", "schedules.OF_GUILD", "storage.meta.SET"} <= set(STATEMENTS)


def test_every_module_with_statements_is_looked_at() -> None:
    """A new store must be added to STATEMENTS."""
    root = Path(jobs.__file__).parents[2]
    pattern = re.compile(r"^[A-Z_]+ = f?\"+\s*(SELECT|INSERT|UPDATE|DELETE)\b", re.MULTILINE)
    found = {
        ".".join(file.relative_to(root).with_suffix("").parts)
        for file in (root / "bot").rglob("*.py")
        if not {"postgres", "sqlite"} & set(file.parts) and pattern.search(file.read_text("utf-8"))
    }
    assert found == {module.__name__ for module in STORES}


@pytest.mark.parametrize("name", STATEMENTS)
def test_parameters_are_named(name: str) -> None:
    """Neither "?" nor numbers, whose order could be confused."""
    sql = without_texts(STATEMENTS[name])
    assert "?" not in sql
    assert not re.search(r"[@$]|%[s(]|:\d", sql)


@pytest.mark.parametrize("name", STATEMENTS)
def test_nothing_is_used_that_only_sqlite_has(name: str) -> None:
    """Neither functions nor syntax; the current time is a parameter."""
    assert not ONLY_IN_SQLITE.search(without_texts(STATEMENTS[name]))


@pytest.mark.parametrize("name", sorted(set(STATEMENTS) - MAY_READ_A_WHOLE_TABLE))
def test_rows_are_found_by_an_index(past_the_stores: sqlite3.Connection, name: str) -> None:
    """No frequent statement reads a whole table."""
    steps = plan_of(past_the_stores, name)
    scans = [step for step in steps if step.startswith("SCAN") and step != "SCAN CONSTANT ROW"]  # of no table
    assert [step for step in scans if "INDEX" not in step] == []


@pytest.mark.parametrize("name", ["jobs.CLAIM", "jobs.NEXT_DUE"])
def test_the_next_job_is_found_in_the_order_of_its_index(past_the_stores: sqlite3.Connection, name: str) -> None:
    """So that neither jobs that are over are read, nor all that are due, to be sorted."""
    steps = plan_of(past_the_stores, name)
    assert {"job_to_try", "job_to_try_later"} <= {step.split(" INDEX ")[-1].split()[0] for step in steps}
    assert [step for step in steps if "TEMP B-TREE" in step] == []


@pytest.mark.parametrize("name", ["jobs.RETRY_FAILED", "jobs.SHORTEN_LEASES", "jobs.AWAITING_GUILDS"])
def test_what_each_ready_shard_asks_reads_no_jobs_that_only_wait_for_their_time(
    past_the_stores: sqlite3.Connection, name: str
) -> None:
    """By an index without them, as there may be hundreds of thousands."""
    used = {index for step in plan_of(past_the_stores, name) for index in re.findall(r"INDEX (\w+)", step)}
    assert used <= {"job_out_of_turn", "job_held"}
    assert "job_out_of_turn" in used
