"""Watch parties, their guests, who was there, and opt-ins to direct messages, in SQLite."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.ids import ChannelId, DmOptInId, EventId, GuildId, PartyId, UserId
from bot.parties.model import MOST_DRAFTS, Answer, Guests, Party, PartyState, Presence, Repeat, Reply
from bot.storage.rows import (
    ExportedRow,
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

ID_FIELDS = ("guild", "course", "host", "channel", "venue", "role", "message", "event", "starter")
FIELDS = {
    **{f"{field}_id": field for field in ID_FIELDS},
    **{field: field for field in ("chapter", "note", "zone_name", "card_job", "places")},
    "room_message_id": "live_message",
    "room_job": "live_job",
}
"""The fields of a party that are stored as they are, by column."""
COLUMNS = f"""
{", ".join(FIELDS)}, length_s, starts_at, reminders, repeat_days, repeat_at_minute, state, started_at, paused_at,
paused_s
"""
NAMES = [name.strip() for name in COLUMNS.split(",")]
DROP_DRAFTS = """
DELETE FROM party WHERE id IN (
    SELECT id FROM party WHERE host_id = :host_id AND guild_id = :guild_id AND state = 'draft'
    ORDER BY id DESC LIMIT 1000 OFFSET :kept
)
"""
ADD = f"""
INSERT INTO party ({COLUMNS}, drafted_at) VALUES ({", ".join(f":{name}" for name in NAMES)}, :now)
RETURNING id, {COLUMNS}
"""  # noqa: S608 - the only thing put in is the list of columns above
SAVE = f"UPDATE party SET {', '.join(f'{name} = :{name}' for name in NAMES)} WHERE id = :id"  # noqa: S608 - as above
GET = f"SELECT id, {COLUMNS} FROM party WHERE id = :id"  # noqa: S608 - as above
NAMING = f"""
SELECT id, {COLUMNS} FROM party
WHERE state <> 'draft' AND (
    host_id = :user OR id IN (SELECT party_id FROM party_answer WHERE user_id = :user)
) ORDER BY id
"""  # noqa: S608 - as above
OPEN = f"""
SELECT id, {COLUMNS} FROM party
WHERE guild_id = :guild AND state IN ('planned', 'running', 'paused') ORDER BY starts_at, id
"""  # noqa: S608 - as above
REMOVE = "DELETE FROM party WHERE id = :id"
EVENTS = """
SELECT guild_id, event_id, channel_id FROM party
WHERE state = 'planned' AND event_id IS NOT NULL AND starts_at > :after ORDER BY starts_at, id
"""
ANSWERED = "SELECT answer FROM party_answer WHERE party_id = :party AND user_id = :user"
ANSWER = """
INSERT INTO party_answer (party_id, user_id, answer, answered_at, turn) VALUES (:party, :user, :answer, :now, (
    SELECT coalesce(max(turn), 0) + 1 FROM party_answer WHERE party_id = :party
))
ON CONFLICT (party_id, user_id) DO UPDATE
SET answer = excluded.answer, answered_at = excluded.answered_at, turn = excluded.turn
WHERE party_answer.answer <> excluded.answer
"""
LEAVE_AS_GUEST = """
DELETE FROM party_answer WHERE user_id = :user AND party_id IN (
    SELECT id FROM party WHERE guild_id = :guild AND state IN ('planned', 'running', 'paused')
) RETURNING party_id AS id
"""
LEAVE_AS_HOST = """
UPDATE party SET host_id = NULL, note = NULL
WHERE host_id = :user AND guild_id = :guild AND state IN ('planned', 'running', 'paused') RETURNING id
"""
# Answers of before there was a `turn` have 0.
GUESTS = """
SELECT party.places, user_id, answer FROM party LEFT JOIN party_answer ON party_answer.party_id = party.id
WHERE party.id = :party ORDER BY turn, answered_at, user_id
"""
LATEST_TURN = "SELECT coalesce(max(turn), 0) AS turn FROM party_answer WHERE party_id = :party"
GOING_SINCE = """
SELECT user_id FROM party_answer WHERE party_id = :party AND answer = 'going' AND turn > :turn ORDER BY turn
"""
ARRIVE = """
INSERT INTO party_presence (party_id, user_id, since, said) VALUES (:party, :user, :now, :said)
ON CONFLICT (party_id, user_id) DO UPDATE SET said = 1 WHERE excluded.said = 1 AND party_presence.said = 0
"""
PRESENT = "SELECT user_id, since, said FROM party_presence WHERE party_id = :party ORDER BY since, user_id"
DELETE_GUILD = "DELETE FROM party WHERE guild_id = :guild"
DELETE_DRAFTS = "DELETE FROM party WHERE host_id = :user AND state = 'draft'"
DELETE_HOST = "UPDATE party SET host_id = NULL, note = NULL WHERE host_id = :user"
DELETE_STARTER = "UPDATE party SET starter_id = NULL WHERE starter_id = :user"
DELETE_ANSWERS = "DELETE FROM party_answer WHERE user_id = :user"
DELETE_PRESENCE = "DELETE FROM party_presence WHERE user_id = :user"
EXPORT_LED = """
SELECT guild_id, course_id, chapter, id AS leads_party, state, starts_at,
    CASE WHEN host_id = :user THEN 1 ELSE 0 END AS as_host,
    CASE WHEN starter_id = :user THEN 1 ELSE 0 END AS as_starter,
    CASE WHEN host_id = :user THEN note END AS note
FROM party WHERE host_id = :user OR starter_id = :user ORDER BY id
"""
EXPORT_ANSWERS = """
SELECT party.guild_id, party.course_id, party.chapter, party_answer.answer, party_answer.answered_at,
    party_answer.turn AS number_of_answer
FROM party_answer JOIN party ON party.id = party_answer.party_id
WHERE party_answer.user_id = :user ORDER BY party_answer.party_id
"""
EXPORT_PRESENCE = """
SELECT party.guild_id, party.course_id, party.chapter, party_presence.since AS was_at_party_since,
    party_presence.said
FROM party_presence JOIN party ON party.id = party_presence.party_id
WHERE party_presence.user_id = :user ORDER BY party_presence.party_id
"""
EXPORT = (EXPORT_LED, EXPORT_ANSWERS, EXPORT_PRESENCE)
PRUNE_ENDED = "DELETE FROM party WHERE state IN ('over', 'cancelled') AND starts_at < :before"
# A party can be cancelled long before its start, so the job that announced that tells how long ago it was; one that
# was changed is of a call-off that was undone.
PRUNE_CANCELLED = """
DELETE FROM party WHERE state = 'cancelled' AND id IN (
    SELECT subject FROM job
    WHERE state IN ('done', 'skipped', 'dead') AND due < :before AND kind = 'party'
    AND occurrence LIKE 'party:%:cancelled:%' AND NOT (state = 'skipped' AND last_error = 'changed')
)
"""
PRUNE_SEEN = """
DELETE FROM party_presence WHERE said = 0 AND since <= :before AND EXISTS (
    SELECT 1 FROM party WHERE party.id = party_presence.party_id AND party.state IN ('over', 'cancelled')
)
"""
PRUNE_DRAFTS = "DELETE FROM party WHERE state = 'draft' AND coalesce(drafted_at, starts_at) < :before"


class PartyStore(Store):
    """Keeps parties, answers and who was there, in the tables `party`, `party_answer` and `party_presence`."""

    delete_guild_sql = DELETE_GUILD

    async def add(self, party: Party, now: datetime | None = None) -> Party:
        """Insert *party*, drafted *now*, and return it with its id; of its host's drafts keep `MOST_DRAFTS`."""
        row = {**_to_row(party), "now": _optional_seconds(now)}
        (added,) = await all_rows(self._connection, ADD, row)
        if party.state is PartyState.DRAFT:
            await change(self._connection, DROP_DRAFTS, {**row, "kept": MOST_DRAFTS})
        return _from_row(added)

    async def save(self, party: Party) -> None:
        """Update the row of *party*."""
        await change(self._connection, SAVE, _to_row(party))

    async def remove(self, party: PartyId) -> None:
        """Delete *party* with the answers to it; its jobs stay."""
        await change(self._connection, REMOVE, {"id": party})

    async def get(self, party: PartyId) -> Party | None:
        """Return *party*, or None."""
        row = await row_by_id(self._connection, GET, party)
        return None if row is None else _from_row(row)

    async def mentioning(self, user: UserId) -> Sequence[Party]:
        """Return all parties but drafts, of any guild and ended or not, that *user* hosts or has answered."""
        return [_from_row(row) for row in await all_rows(self._connection, NAMING, {"user": user})]

    async def open(self, guild: GuildId) -> Sequence[Party]:
        """Return the parties of *guild* that are planned or under way, the earliest first."""
        return [_from_row(row) for row in await all_rows(self._connection, OPEN, {"guild": guild})]

    async def events(self, after: datetime) -> Sequence[tuple[GuildId, EventId, ChannelId]]:
        """Return guild, event and channel of the planned parties with an event that start after *after*."""
        rows = await all_rows(self._connection, EVENTS, {"after": to_seconds(after)})
        return [(row["guild_id"], row["event_id"], row["channel_id"]) for row in rows]

    async def answer(self, party: Party, user: UserId, answer: Answer, now: datetime) -> Answer | None:
        """Save what *user* answers, and return their answer before, or None."""
        who = {"party": party.id, "user": user}
        row = await one_row(self._connection, ANSWERED, who)
        await change(self._connection, ANSWER, {**who, "answer": answer, "now": to_seconds(now)})
        return None if row is None else Answer(row["answer"])

    async def leave(self, guild: GuildId, user: UserId) -> Sequence[Party]:
        """Delete *user* from the open parties of *guild*, as guest and host; return those that they were in."""
        who = {"guild": guild, "user": user}
        guests = await all_rows(self._connection, LEAVE_AS_GUEST, who)
        hosts = await all_rows(self._connection, LEAVE_AS_HOST, who)
        left = {row["id"] for row in (*guests, *hosts)}
        return [party for party in await self.open(guild) if party.id in left]

    async def guests(self, party: PartyId) -> Guests:
        """Return the answers to *party*'s invitation, the earliest first."""
        rows = await all_rows(self._connection, GUESTS, {"party": party})
        replies = tuple(Reply(row["user_id"], Answer(row["answer"])) for row in rows if row["user_id"] is not None)
        return Guests(replies, rows[0]["places"] if rows else None)

    async def latest_turn(self, party: PartyId) -> int:
        """Return the number of the latest answer to *party*'s invitation, 0 if there is none."""
        (row,) = await all_rows(self._connection, LATEST_TURN, {"party": party})
        return int(row["turn"])

    async def going_since(self, party: PartyId, turn: int) -> Sequence[UserId]:
        """Return who answered after the answer with the number *turn* that they are going."""
        rows = await all_rows(self._connection, GOING_SINCE, {"party": party, "turn": turn})
        return [row["user_id"] for row in rows]

    async def arrive(self, party: Party, user: UserId, now: datetime, *, said: bool = True) -> bool:
        """Record that *user* is at *party*: checked in (*said*) or seen; False if that was recorded already."""
        parameters = {"party": party.id, "user": user, "now": to_seconds(now), "said": said}
        return await change(self._connection, ARRIVE, parameters) > 0

    async def present(self, party: PartyId) -> Sequence[Presence]:
        """Return who was at *party*, the earliest first."""
        rows = await all_rows(self._connection, PRESENT, {"party": party})
        return [Presence(row["user_id"], to_instant(row["since"]), bool(row["said"])) for row in rows]

    async def prune(self, *, ended: datetime, seen: datetime, drafted: datetime) -> None:
        """Delete what is older than each instant: parties that ended, who was only seen at one, and drafts."""
        steps = ((PRUNE_ENDED, ended), (PRUNE_CANCELLED, ended), (PRUNE_SEEN, seen), (PRUNE_DRAFTS, drafted))
        for statement, before in steps:
            await change(self._connection, statement, {"before": to_seconds(before)})

    async def delete_user(self, user: UserId) -> None:
        """Delete drafts, answers and presence of *user*, and their name and note from parties they host or started."""
        for statement in (DELETE_DRAFTS, DELETE_HOST, DELETE_STARTER, DELETE_ANSWERS, DELETE_PRESENCE):
            await change(self._connection, statement, {"user": user})

    async def export_user(self, user: UserId) -> Sequence[ExportedRow]:
        """Return the parties that *user* hosts, started, answered or was at, in every guild."""
        found = [await all_rows(self._connection, sql, {"user": user}) for sql in EXPORT]
        return exported([row for rows in found for row in rows])


def _to_row(party: Party) -> dict[str, str | int | None]:
    repeat = party.repeat
    return {
        **{column: getattr(party, field) for column, field in FIELDS.items()},
        "id": party.id,
        "length_s": int(party.length.total_seconds()),
        "starts_at": to_seconds(party.starts_at),
        "reminders": ",".join(str(int(before.total_seconds()) // 60) for before in party.reminders),
        "repeat_days": None if repeat is None else repeat.days,
        "repeat_at_minute": None if repeat is None else repeat.at.hour * 60 + repeat.at.minute,
        "state": party.state,
        "started_at": _optional_seconds(party.started_at),
        "paused_at": _optional_seconds(party.paused_at),
        "paused_s": int(party.paused_for.total_seconds()),
    }


def _from_row(row: Row) -> Party:
    days, started, paused = row["repeat_days"], row["started_at"], row["paused_at"]
    return Party(
        **{field: row[column] for column, field in FIELDS.items()},
        id=row["id"],
        length=timedelta(seconds=row["length_s"]),
        starts_at=to_instant(row["starts_at"]),
        reminders=tuple(timedelta(minutes=int(minutes)) for minutes in row["reminders"].split(",") if minutes),
        repeat=None if days is None else Repeat(days, time(*divmod(row["repeat_at_minute"], 60))),
        state=PartyState(row["state"]),
        started_at=None if started is None else to_instant(started),
        paused_at=None if paused is None else to_instant(paused),
        paused_for=timedelta(seconds=row["paused_s"]),
    )


def _optional_seconds(instant: datetime | None) -> int | None:
    return None if instant is None else to_seconds(instant)


OPT_IN = """
INSERT INTO wish (guild_id, user_id, locale) VALUES (:guild, :user, :locale)
ON CONFLICT (guild_id, user_id) DO UPDATE SET locale = excluded.locale
"""
OPT_OUT = "DELETE FROM wish WHERE guild_id = :guild AND user_id = :user"
GET_OPT_IN = "SELECT id, guild_id, user_id, locale FROM wish WHERE id = :id"
OPT_IN_OF_USER = "SELECT id, guild_id, user_id, locale FROM wish WHERE guild_id = :guild AND user_id = :user"
OPT_INS_OF_GUILD = "SELECT id, guild_id, user_id, locale FROM wish WHERE guild_id = :guild ORDER BY id"
DELETE_OPT_INS_OF_GUILD = "DELETE FROM wish WHERE guild_id = :guild"
DELETE_OPT_INS_OF_USER = "DELETE FROM wish WHERE user_id = :user"
EXPORT_OPT_INS = "SELECT guild_id, locale AS wants_direct_reminders FROM wish WHERE user_id = :user ORDER BY guild_id"


@dataclass(frozen=True, slots=True)
class DmOptIn:
    """That *user* wants announcements as direct messages in *locale*; jobs store its *id*, not the user's."""

    id: DmOptInId
    guild: GuildId
    user: UserId
    locale: Locale


class DmOptInStore(Store):
    """Keeps who wants direct messages about parties, in the table `wish`."""

    delete_guild_sql = DELETE_OPT_INS_OF_GUILD
    delete_user_sql = DELETE_OPT_INS_OF_USER
    export_user_sql = EXPORT_OPT_INS

    async def add(self, guild: GuildId, user: UserId, locale: Locale) -> None:
        """Save that *user* wants direct messages about parties of *guild*, in *locale*."""
        await change(self._connection, OPT_IN, {"guild": guild, "user": user, "locale": locale})

    async def remove(self, guild: GuildId, user: UserId) -> None:
        """Delete the opt-in of *user* in *guild*, if any."""
        await change(self._connection, OPT_OUT, {"guild": guild, "user": user})

    async def get(self, opt_in: DmOptInId) -> DmOptIn | None:
        """Return *opt_in*, or None once that is deleted."""
        row = await row_by_id(self._connection, GET_OPT_IN, opt_in)
        return None if row is None else _opt_in(row)

    async def of(self, guild: GuildId, user: UserId) -> DmOptIn | None:
        """Return the opt-in of *user* in *guild*, if any."""
        row = await one_row(self._connection, OPT_IN_OF_USER, {"guild": guild, "user": user})
        return None if row is None else _opt_in(row)

    async def of_guild(self, guild: GuildId) -> Sequence[DmOptIn]:
        """Return the opt-ins of everyone in *guild*."""
        return [_opt_in(row) for row in await all_rows(self._connection, OPT_INS_OF_GUILD, {"guild": guild})]


def _opt_in(row: Row) -> DmOptIn:
    return DmOptIn(row["id"], row["guild_id"], row["user_id"], Locale(row["locale"]))
