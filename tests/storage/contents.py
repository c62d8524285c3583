"""A database with something in every table, and what is in it, read past the stores."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from bot.client.budget import Claim
from bot.client.store import PressStore, SharedLimitsStore
from bot.courses.drafts import CourseDraft
from bot.courses.model import Course
from bot.courses.store import CourseDraftStore, CourseStore
from bot.guilds.model import GuildSettings
from bot.guilds.store import GuildStore
from bot.ids import GuildId, NudgeWishId, RoleId, UserId
from bot.jobs.model import SkipReason
from bot.jobs.store import JobStore
from bot.parties.model import Answer
from bot.parties.store import DmOptInStore, PartyStore
from bot.progress.model import Mark
from bot.progress.store import BoardStore, ProgressStore
from bot.schedules.adjustments import Adjustments, Skip
from bot.schedules.drafts import Draft
from bot.schedules.nudge_rules import NudgeWish
from bot.schedules.store import DraftStore, NudgeStore, PostOptInStore, ScheduleStore
from bot.storage.database import Database
from bot.storage.meta import MetaStore
from bot.text.locales import Locale
from bot.undo.model import UndoKind
from bot.undo.store import UndoStore
from tests.storage.samples import CHANNEL, CHAPTERS, COURSE, NOW, WEEKLY, new_job, new_party, new_schedule
from tests.unit.small_course import course as small_course

WEEK = timedelta(days=7)
Row = tuple[str | int | float | None, ...]


async def fill(database: Database, guild: GuildId, user: UserId) -> None:
    """Store something about *guild* and *user* in every table that can have it."""
    async with database.transaction() as tx:
        await GuildStore(tx).save(GuildSettings(guild, Locale.PORTUGUESE, "America/Sao_Paulo", notices=CHANNEL))
        holiday = Adjustments((Skip(date(2026, 12, 24), date(2027, 1, 2), user),))
        await ScheduleStore(tx).save_holidays(guild, [Skip(date(2026, 12, 24), date(2027, 1, 2), None)])
        draft = replace(new_schedule(guild, COURSE, user), adjustments=holiday, ended_at=NOW, ended_by=user)
        schedule = await ScheduleStore(tx).add(draft)
        await JobStore(tx).add(new_job(f"weekly:{schedule.id}", guild=guild, subject=schedule.id))
        await JobStore(tx).claim(NOW)
        await JobStore(tx).add(new_job(f"skipped:{schedule.id}", guild=guild, subject=schedule.id))
        await JobStore(tx).cancel(WEEKLY, guild, schedule.id, SkipReason.REQUESTED, NOW, user)
        await JobStore(tx).add(new_job(f"later:{schedule.id}", due=NOW + WEEK, guild=guild, subject=schedule.id))
        await ProgressStore(tx).save(guild, user, COURSE, CHAPTERS[0], Mark(NOW, clarity=4, note="again"))
        await BoardStore(tx).join(guild, user, NOW)
        await DraftStore(tx).save(Draft(guild, user, role=RoleId(40), weekdays=frozenset({1})), NOW)
        party = await PartyStore(tx).add(new_party(guild, user))
        await PartyStore(tx).answer(party, user, Answer.GOING, NOW)
        await PartyStore(tx).arrive(party, user, NOW)
        await DmOptInStore(tx).add(guild, user, Locale.PORTUGUESE)
        await PostOptInStore(tx).add(guild, user, Locale.PORTUGUESE)
        await NudgeStore(tx).save(NudgeWish(NudgeWishId(0), guild, user, Locale.PORTUGUESE, 9, 21, "Europe/Lisbon"))
        await UndoStore(tx).add(guild, user, UndoKind.SCHEDULE, f'{{"organiser":{user}}}', NOW)
        course = Course.model_validate(small_course(id=f"g{guild}-{user % 1_000}"))
        await CourseStore(tx).save(course, guild, user, NOW)
        await CourseStore(tx).choose(guild, [course.key])
        await CourseDraftStore(tx).save(CourseDraft(guild, user, course), NOW)
        await MetaStore(tx).set("commands", "hash")
        await SharedLimitsStore(tx).lock("requests")
        await SharedLimitsStore(tx).save_claim("process", Claim(3, 5))
        await SharedLimitsStore(tx).take_turn(0, "process", 1.0)
        await PressStore(tx).add(guild ^ user, guild, user, f'{{"user": {{"id": "{user}"}}}}')


def contents(path: Path) -> dict[str, list[Row]]:
    """Return every row of every table of the closed or open database at *path*."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: connection.execute(f'SELECT * FROM "{table}" ORDER BY 1').fetchall()  # noqa: S608 - names from the schema
            for table in columns(path)
        }


def columns(path: Path) -> dict[str, list[str]]:
    """Return the columns of each table of the database at *path*."""
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        )
        return {
            name: [column for _, column, *_ in connection.execute(f'PRAGMA table_info("{name}")')]
            for (name,) in tables.fetchall()
        }


def about(path: Path, column_names: set[str], number: int) -> dict[str, int]:
    """Return for each table how many rows have *number* in one of the columns named *column_names*."""
    found = {}
    for table, names in columns(path).items():
        places = [place for place, name in enumerate(names) if name in column_names]
        if places:
            rows = contents(path)[table]
            found[table] = sum(any(row[place] == number for place in places) for row in rows)
    return found
