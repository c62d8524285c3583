"""Schedules, holidays, drafts, and who wants to be told of posts by direct message, in SQLite."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime, time

from pydantic import TypeAdapter

from bot.ids import ChannelId, CourseId, GuildId, JobId, NudgeWishId, PostOptInId, ScheduleId, UserId
from bot.jobs.model import JobKind, reminders_prefix
from bot.schedules.adjustments import Adjustments, Skip
from bot.schedules.drafts import Draft
from bot.schedules.model import Schedule
from bot.schedules.nudge_rules import NudgeWish
from bot.storage.rows import (
    ExportedRow,
    Parameters,
    Row,
    Store,
    all_rows,
    change,
    exported,
    one_row,
    row_by_id,
    to_instant,
    to_seconds,
)
from bot.text.locales import Locale

ADJUSTMENTS = TypeAdapter(Adjustments)
SCHEDULE = TypeAdapter(Schedule)
AS_THEY_ARE = {each.name for each in fields(Schedule)} - {
    "cadence",
    "order",
    "adjustments",
    "grace",
    "holidays",
    "ended_at",
    "later_order",
}
ADD = """
INSERT INTO schedule (
    guild_id, channel_id, course_id, weekdays, at_minute, zone_name, every_weeks, starts_on, chapters,
    position, per_post, role_id, organiser_id, state, adjustments, grace, discussion, tag_id, ending,
    latest_chapter, ended_at, ender_id, later_chapters
) VALUES (
    :guild, :channel, :course, :weekdays, :at_minute, :zone_name, :every, :starts, :chapters,
    :position, :per_post, :role, :organiser, :state, :adjustments, :grace, :discussion, :tag, :ending,
    :latest_chapter, :ended_at, :ended_by, :later_chapters
) RETURNING *
"""
SAVE = """
UPDATE schedule SET
    channel_id = :channel, weekdays = :weekdays, at_minute = :at_minute, zone_name = :zone_name,
    every_weeks = :every, starts_on = :starts, chapters = :chapters, position = :position,
    per_post = :per_post, role_id = :role, organiser_id = :organiser, state = :state,
    adjustments = :adjustments, grace = :grace, discussion = :discussion, tag_id = :tag,
    ending = :ending, latest_chapter = :latest_chapter, ended_at = :ended_at, ender_id = :ended_by,
    later_chapters = :later_chapters
WHERE id = :id
"""
GET = "SELECT * FROM schedule WHERE id = :id"
OF_GUILD = """
SELECT * FROM schedule WHERE guild_id = :guild AND state <> 'replaced' ORDER BY id
"""
LATEST_IN = """
SELECT * FROM schedule WHERE guild_id = :guild AND course_id = :course AND channel_id = :channel
AND (state <> 'replaced' OR ended_at IS NOT NULL)
ORDER BY id DESC LIMIT 1
"""
ENDED_IN = """
SELECT * FROM schedule WHERE guild_id = :guild AND state = 'replaced' AND ended_at IS NOT NULL
ORDER BY ended_at DESC, id DESC LIMIT :limit
"""
EARLIER_IN = """
SELECT * FROM schedule WHERE guild_id = :guild AND course_id = :course AND channel_id = :channel AND id <> :id
AND state = 'replaced' AND ended_at IS NOT NULL
ORDER BY ended_at DESC, id DESC LIMIT :limit
"""
POSTED_OF = """
SELECT coalesce(job.settled_at, job.due) AS posted_at FROM job JOIN schedule ON schedule.id = job.subject
WHERE job.guild_id = :guild AND job.kind = 'weekly_post' AND job.state = 'done' AND schedule.course_id = :course
ORDER BY posted_at
"""
NAMED_IN = "SELECT * FROM schedule WHERE adjustments LIKE :mention ORDER BY id"
DELETE_GUILD = "DELETE FROM schedule WHERE guild_id = :guild"
DELETE_USER = """
UPDATE schedule SET organiser_id = nullif(organiser_id, :user), ender_id = nullif(ender_id, :user)
WHERE organiser_id = :user OR ender_id = :user
"""
EXPORT_USER = """
SELECT guild_id, course_id, id AS organises_schedule FROM schedule WHERE organiser_id = :user ORDER BY id
"""
EXPORT_ENDED = """
SELECT guild_id, course_id, id AS ended_schedule, ended_at FROM schedule WHERE ender_id = :user ORDER BY id
"""
HOLIDAYS = "SELECT first_day, last_day FROM holiday WHERE guild_id = :guild ORDER BY first_day"
ADD_HOLIDAY = "INSERT INTO holiday (guild_id, first_day, last_day) VALUES (:guild, :first, :last)"
DELETE_HOLIDAYS = "DELETE FROM holiday WHERE guild_id = :guild"


class ScheduleStore(Store):
    """Keeps schedules, and the holidays of guilds, in the tables `schedule` and `holiday`."""

    delete_guild_sql = DELETE_GUILD

    async def add(self, schedule: Schedule) -> Schedule:
        """Insert *schedule*, and return it with the id that it is given."""
        (row,) = await all_rows(self._connection, ADD, _to_row(schedule))
        return await self._read(row)

    async def save(self, schedule: Schedule) -> None:
        """Update the row of *schedule*; its holidays are the guild's and saved by `save_holidays`."""
        await change(self._connection, SAVE, _to_row(schedule))

    async def get(self, schedule: ScheduleId) -> Schedule | None:
        """Return one schedule with its guild's holidays, or None."""
        row = await row_by_id(self._connection, GET, schedule)
        return None if row is None else await self._read(row)

    async def posted_of(self, guild: GuildId, course: CourseId) -> Sequence[datetime]:
        """Return when the posts of all schedules of *course* in *guild*, also of ended ones, came out, in order."""
        rows = await all_rows(self._connection, POSTED_OF, {"guild": guild, "course": course})
        return [to_instant(row["posted_at"]) for row in rows]

    async def of_guild(self, guild: GuildId) -> Sequence[Schedule]:
        """Return the schedules of *guild*, of any course, the oldest first, without stopped and replaced ones."""
        rows = await all_rows(self._connection, OF_GUILD, {"guild": guild})
        return [await self._read(row) for row in rows]

    async def latest_in(self, guild: GuildId, course: CourseId, channel: ChannelId) -> Schedule | None:
        """Return the schedule for *course* in *channel* that was set up last, stopped or not; none taken back."""
        key: Parameters = {"guild": guild, "course": course, "channel": channel}
        row = await one_row(self._connection, LATEST_IN, key)
        return None if row is None else await self._read(row)

    async def ended_in(self, guild: GuildId, limit: int) -> Sequence[Schedule]:
        """Return the latest *limit* schedules of *guild* that were stopped or replaced, the one ended last first."""
        rows = await all_rows(self._connection, ENDED_IN, {"guild": guild, "limit": limit})
        return [await self._read(row) for row in rows]

    async def earlier_in_channel(self, schedule: Schedule, limit: int) -> Sequence[Schedule]:
        """Return the latest *limit* schedules but *schedule* that have ended in its channel, the one ended last first.

        None of a start that was taken back.
        """
        key: Parameters = {"guild": schedule.guild, "course": schedule.course, "channel": schedule.channel}
        rows = await all_rows(self._connection, EARLIER_IN, {**key, "id": schedule.id, "limit": limit})
        return [await self._read(row) for row in rows]

    async def _read(self, row: Row) -> Schedule:
        schedule = _from_row(row)
        return replace(schedule, holidays=await self.holidays(schedule.guild))

    async def holidays(self, guild: GuildId) -> tuple[Skip, ...]:
        """Return the holidays of *guild*, the earliest first; no two of them overlap."""
        rows = await all_rows(self._connection, HOLIDAYS, {"guild": guild})
        days = ((date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"])) for row in rows)
        return tuple(Skip(first, last, None) for first, last in days)

    async def save_holidays(self, guild: GuildId, holidays: Sequence[Skip]) -> None:
        """Save *holidays*, which must not overlap, in place of those that *guild* had."""
        await change(self._connection, DELETE_HOLIDAYS, {"guild": guild})
        for each in holidays:
            days: Parameters = {"guild": guild, "first": each.first.isoformat(), "last": each.last.isoformat()}
            await change(self._connection, ADD_HOLIDAY, days)

    async def delete_guild(self, guild: GuildId) -> None:
        """Delete the schedules and holidays of *guild*."""
        await super().delete_guild(guild)
        await self.save_holidays(guild, ())

    async def delete_user(self, user: UserId) -> None:
        """Remove the name of *user* from schedules and skips; these are the guild's, and stay."""
        await change(self._connection, DELETE_USER, {"user": user})
        for schedule in await self._naming(user):
            await self.save(replace(schedule, adjustments=schedule.adjustments.without(user)))

    async def export_user(self, user: UserId) -> Sequence[ExportedRow]:
        """Return the schedules that *user* set up, paused or ended, and the days that *user* skipped."""
        organised = exported(await all_rows(self._connection, EXPORT_USER, {"user": user}))
        ended = exported(await all_rows(self._connection, EXPORT_ENDED, {"user": user}))
        skipped: list[ExportedRow] = [
            {
                "guild_id": schedule.guild,
                "course_id": schedule.course,
                "left_out_from": skip.first.isoformat(),
                "left_out_until": skip.last.isoformat(),
            }
            for schedule in await self._naming(user)
            for skip in schedule.adjustments.skips
            if skip.by == user
        ]
        paused: list[ExportedRow] = [
            {"guild_id": schedule.guild, "course_id": schedule.course, "paused_schedule": schedule.id}
            for schedule in await self._naming(user)
            if schedule.adjustments.pause is not None and schedule.adjustments.pause.by == user
        ]
        return [*organised, *ended, *skipped, *paused]

    async def _naming(self, user: UserId) -> list[Schedule]:
        """Return the schedules whose adjustments may name *user*, found in their JSON; an id may only begin alike."""
        rows = await all_rows(self._connection, NAMED_IN, {"mention": f'%"by":{user}%'})
        return [_from_row(row) for row in rows]


def _to_row(schedule: Schedule) -> Parameters:
    cadence = schedule.cadence
    return {
        **{name: getattr(schedule, name) for name in AS_THEY_ARE},
        "weekdays": ",".join(map(str, sorted(cadence.weekdays))),
        "at_minute": cadence.at.hour * 60 + cadence.at.minute,
        "zone_name": cadence.zone_name,
        "every": cadence.every,
        "starts": None if cadence.starts is None else cadence.starts.isoformat(),
        "chapters": ",".join(map(str, schedule.order)),
        "later_chapters": ",".join(map(str, schedule.later_order)),
        "adjustments": ADJUSTMENTS.dump_json(schedule.adjustments).decode(),
        "grace": int(schedule.grace.total_seconds()),
        "ended_at": None if schedule.ended_at is None else to_seconds(schedule.ended_at),
    }


def _from_row(row: Row) -> Schedule:
    cadence = {
        "weekdays": row["weekdays"].split(","),
        "at": time(*divmod(row["at_minute"], 60)),
        "zone_name": row["zone_name"],
        "every": row["every_weeks"],
        "starts": row["starts_on"],
    }
    ids = {name: row[f"{name}_id"] for name in ("guild", "channel", "course", "role", "organiser", "tag")}
    order, later = row["chapters"].split(","), row["later_chapters"]
    return SCHEDULE.validate_python(
        {
            **dict(row),
            **ids,
            "ended_by": row["ender_id"],
            "cadence": cadence,
            "order": order,
            "later_order": later.split(",") if later else (),
            "adjustments": ADJUSTMENTS.validate_json(row["adjustments"]),
        }
    )


DRAFT = TypeAdapter(Draft)
GET_DRAFT = "SELECT content FROM draft WHERE guild_id = :guild AND user_id = :user"
SAVE_DRAFT = """
INSERT INTO draft (guild_id, user_id, content, changed_at) VALUES (:guild, :user, :content, :now)
ON CONFLICT (guild_id, user_id) DO UPDATE SET content = excluded.content, changed_at = excluded.changed_at
"""
DROP_DRAFT = "DELETE FROM draft WHERE guild_id = :guild AND user_id = :user"
PRUNE_DRAFTS = "DELETE FROM draft WHERE changed_at < :before"
DELETE_DRAFTS_OF_GUILD = "DELETE FROM draft WHERE guild_id = :guild"
DELETE_DRAFTS_OF_USER = "DELETE FROM draft WHERE user_id = :user"
EXPORT_DRAFTS = "SELECT guild_id, content AS schedule_draft FROM draft WHERE user_id = :user ORDER BY guild_id"


class DraftStore(Store):
    """Keeps drafts as JSON in the table `draft`, one an organiser and guild; nothing ever looks for a part of one."""

    delete_guild_sql = DELETE_DRAFTS_OF_GUILD
    delete_user_sql = DELETE_DRAFTS_OF_USER
    export_user_sql = EXPORT_DRAFTS

    async def get(self, guild: GuildId, organiser: UserId) -> Draft | None:
        """Return the draft that *organiser* is filling in for *guild*, if any."""
        row = await one_row(self._connection, GET_DRAFT, {"guild": guild, "user": organiser})
        return None if row is None else DRAFT.validate_json(row["content"])

    async def save(self, draft: Draft, now: datetime) -> None:
        """Save *draft* in place of an earlier one of the same guild and organiser."""
        parameters: Parameters = {
            "guild": draft.guild,
            "user": draft.organiser,
            "content": DRAFT.dump_json(draft).decode(),
            "now": to_seconds(now),
        }
        await change(self._connection, SAVE_DRAFT, parameters)

    async def drop(self, guild: GuildId, organiser: UserId) -> None:
        """Delete the draft that *organiser* is filling in for *guild*, if any."""
        await change(self._connection, DROP_DRAFT, {"guild": guild, "user": organiser})

    async def prune(self, before: datetime) -> None:
        """Delete the drafts that nobody has changed since *before*."""
        await change(self._connection, PRUNE_DRAFTS, {"before": to_seconds(before)})


OPT_IN = """
INSERT INTO post_wish (guild_id, user_id, locale) VALUES (:guild, :user, :locale)
ON CONFLICT (guild_id, user_id) DO UPDATE SET locale = excluded.locale
"""
OPT_OUT = "DELETE FROM post_wish WHERE guild_id = :guild AND user_id = :user"
GET_OPT_IN = "SELECT guild_id, user_id, locale FROM post_wish WHERE id = :id"
IS_OPTED_IN = "SELECT id FROM post_wish WHERE guild_id = :guild AND user_id = :user"
COUNT_OPT_INS = "SELECT count(*) AS number FROM post_wish WHERE guild_id = :guild"
# One statement, so that thousands are planned in a moment. Their times are spread by the ids, which follow each other.
PLAN_REMINDERS = """
INSERT INTO job (kind, guild_id, subject, occurrence, due, try_at, state, attempts)
SELECT :kind, guild_id, :post, :prefix || id,
    :now + id - id / :seconds * :seconds, :now + id - id / :seconds * :seconds, 'waiting', 0
FROM post_wish WHERE guild_id = :guild
ON CONFLICT (occurrence) DO NOTHING
"""
DELETE_OPT_INS_OF_GUILD = "DELETE FROM post_wish WHERE guild_id = :guild"
DELETE_OPT_INS_OF_USER = "DELETE FROM post_wish WHERE user_id = :user"
EXPORT_OPT_INS = "SELECT guild_id, locale AS wants_direct_posts FROM post_wish WHERE user_id = :user ORDER BY guild_id"
REMINDERS_PER_SECOND = 5
"""How many people of a server are told of a post in each second: whoever opens more conversations Discord suspects."""


@dataclass(frozen=True, slots=True)
class PostOptIn:
    """That *user* wants to be told of posts by direct message in *locale*; jobs store its id, not the user's."""

    guild: GuildId
    user: UserId
    locale: Locale


class PostOptInStore(Store):
    """Keeps who wants to be told of a guild's posts by direct message, in the table `post_wish`."""

    delete_guild_sql = DELETE_OPT_INS_OF_GUILD
    delete_user_sql = DELETE_OPT_INS_OF_USER
    export_user_sql = EXPORT_OPT_INS

    async def add(self, guild: GuildId, user: UserId, locale: Locale) -> None:
        """Save that *user* wants to be told of the posts of *guild*, in *locale*."""
        await change(self._connection, OPT_IN, {"guild": guild, "user": user, "locale": locale})

    async def remove(self, guild: GuildId, user: UserId) -> bool:
        """Delete the opt-in of *user* in *guild*; false if there is none."""
        return await change(self._connection, OPT_OUT, {"guild": guild, "user": user}) > 0

    async def get(self, opt_in: PostOptInId) -> PostOptIn | None:
        """Return *opt_in*, or None once that is deleted."""
        row = await row_by_id(self._connection, GET_OPT_IN, opt_in)
        return None if row is None else PostOptIn(row["guild_id"], row["user_id"], Locale(row["locale"]))

    async def has(self, guild: GuildId, user: UserId) -> bool:
        """Tell whether *user* wants to be told of the posts of *guild*."""
        return await one_row(self._connection, IS_OPTED_IN, {"guild": guild, "user": user}) is not None

    async def plan_reminders(self, guild: GuildId, post: JobId, now: datetime) -> None:
        """Queue a reminder of *post*, which is out *now*, to everyone in *guild* who wants one, each once for ever.

        They are due `REMINDERS_PER_SECOND` at a time.
        """
        (row,) = await all_rows(self._connection, COUNT_OPT_INS, {"guild": guild})
        parameters: Parameters = {
            "kind": JobKind.POST_REMINDER,
            "guild": guild,
            "post": post,
            "prefix": reminders_prefix(post),
            "now": to_seconds(now),
            "seconds": max(1, row["number"] // REMINDERS_PER_SECOND),
        }
        await change(self._connection, PLAN_REMINDERS, parameters)


WANT_NUDGES = """
INSERT INTO nudge_wish (guild_id, user_id, locale, from_hour, until_hour, zone_name)
VALUES (:guild, :user, :locale, :from_hour, :until_hour, :zone_name)
ON CONFLICT (guild_id, user_id) DO UPDATE SET locale = excluded.locale, from_hour = excluded.from_hour,
    until_hour = excluded.until_hour, zone_name = excluded.zone_name
"""
COLUMNS = "id, guild_id AS guild, user_id AS user, locale, from_hour, until_hour, zone_name, nudged"
FIND_NUDGES = f"SELECT {COLUMNS} FROM nudge_wish WHERE guild_id = :guild AND user_id = :user"  # noqa: S608 - our own
GET_NUDGES = f"SELECT {COLUMNS} FROM nudge_wish WHERE id = :id"  # noqa: S608 - as above
NUDGES_OF_GUILD = f"SELECT {COLUMNS} FROM nudge_wish WHERE guild_id = :guild ORDER BY id"  # noqa: S608 - as above
STOP_NUDGES = "DELETE FROM nudge_wish WHERE guild_id = :guild AND user_id = :user"
MARK_NUDGED = "UPDATE nudge_wish SET nudged = :nudged WHERE id = :id"
DELETE_NUDGES_OF_GUILD = "DELETE FROM nudge_wish WHERE guild_id = :guild"
DELETE_NUDGES_OF_USER = "DELETE FROM nudge_wish WHERE user_id = :user"
EXPORT_NUDGES = """
SELECT guild_id, locale AS wants_nudges, from_hour, until_hour, zone_name FROM nudge_wish
WHERE user_id = :user ORDER BY guild_id
"""
WISH = TypeAdapter(NudgeWish)


class NudgeStore(Store):
    """Keeps who wants to be nudged when they are behind, in the table `nudge_wish`."""

    delete_guild_sql = DELETE_NUDGES_OF_GUILD
    delete_user_sql = DELETE_NUDGES_OF_USER
    export_user_sql = EXPORT_NUDGES

    async def save(self, wish: NudgeWish) -> None:
        """Insert *wish*, or change the hours of the one that the same person has; its id does not count."""
        await change(self._connection, WANT_NUDGES, asdict(wish))

    async def find(self, guild: GuildId, user: UserId) -> NudgeWish | None:
        """Return the wish of *user* in *guild*, or None."""
        row = await one_row(self._connection, FIND_NUDGES, {"guild": guild, "user": user})
        return None if row is None else WISH.validate_python(dict(row))

    async def get(self, wish: NudgeWishId) -> NudgeWish | None:
        """Return *wish*, or None once that is deleted."""
        row = await row_by_id(self._connection, GET_NUDGES, wish)
        return None if row is None else WISH.validate_python(dict(row))

    async def of_guild(self, guild: GuildId) -> Sequence[NudgeWish]:
        """Return all wishes in *guild*."""
        rows = await all_rows(self._connection, NUDGES_OF_GUILD, {"guild": guild})
        return [WISH.validate_python(dict(row)) for row in rows]

    async def remove(self, guild: GuildId, user: UserId) -> bool:
        """Delete the wish of *user* in *guild*; false if there is none."""
        return await change(self._connection, STOP_NUDGES, {"guild": guild, "user": user}) > 0

    async def mark(self, wish: NudgeWishId, *, nudged: bool) -> None:
        """Note whether whoever made *wish* was *nudged* since they were last up to date."""
        await change(self._connection, MARK_NUDGED, {"id": wish, "nudged": nudged})
