"""What is deleted by itself when it has become old, whether or not the bot was running."""

import json
import sqlite3
from contextlib import closing
from datetime import timedelta

from simcord import MemberActor

from tests.behaviour.live_parties import BEGUN, LENGTH, latest, running
from tests.behaviour.parties import plan, planned, set_zone
from tests.behaviour.reading import answer, private
from tests.behaviour.schedules import lisbon_winter
from tests.behaviour.study_group import StudyGroup

DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)


async def data(group: StudyGroup, person: MemberActor) -> list[dict[str, object]]:
    """Return what the bot exports about *person*."""
    (attachment,) = answer(await person.slash(group.channel, "privacy")).attachments
    rows: list[dict[str, object]] = json.loads(await attachment.read())
    return rows


def count(group: StudyGroup, table: str) -> int:
    """Return how many rows *table* has."""
    with closing(sqlite3.connect(group.database)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - names from below


async def test_somebody_only_seen_in_the_voice_channel_is_forgotten_after_a_day(group: StudyGroup) -> None:
    """Who said that they were there is kept."""
    venue = group.guild.create_voice_channel("lounge")
    for actor in (group.reader, group.member):
        await actor.join_voice(venue)
    live_card = await running(group, where=venue)
    await group.organiser.click(live_card, label="I'm here")
    await group.wait_until(BEGUN + LENGTH + SECOND)
    closing_message = latest(group)
    await group.wait(DAY - HOUR)
    assert [row["said"] for row in await data(group, group.reader)] == [0]
    await group.member.click(closing_message, label="Mark watched")
    await group.wait(2 * HOUR)
    assert await data(group, group.reader) == []
    (watched,) = [row for row in await data(group, group.member) if "watched_at" in row]
    assert watched["together"] == 1
    assert [row["said"] for row in await data(group, group.organiser) if "said" in row] == [1]
    late = private(await group.reader.click(closing_message, label="Mark watched"))
    assert "assistido" in late


async def test_a_party_is_forgotten_ninety_days_after_its_time(group: StudyGroup) -> None:
    """With its note and guests, also while the bot was away; a party to come is kept."""
    await set_zone(group)
    await planned(group, note="Mine")
    await planned(group, when="2027-03-10 20:00")
    await group.wait_until(lisbon_winter(29, 20))
    await group.restart_bot(after=89 * DAY)
    await group.wait(SECOND)
    assert [count(group, table) for table in ("party", "party_answer")] == [2, 2]
    await group.wait(DAY)
    assert [count(group, table) for table in ("party", "party_answer")] == [1, 1]
    rows = await data(group, group.organiser)
    assert [row.get("note") for row in rows if "leads_party" in row] == [None]


async def test_drafts_are_forgotten_after_two_weeks(group: StudyGroup) -> None:
    """Of parties and of schedules; confirming one then is refused."""
    await set_zone(group)
    asked = await plan(group, when="2027-05-01 20:00")
    await group.organiser.slash(group.channel, "schedule setup")
    assert [count(group, table) for table in ("party", "draft")] == [1, 1]
    await group.restart_bot(after=13 * DAY)
    await group.wait(SECOND)
    assert [count(group, table) for table in ("party", "draft")] == [1, 1]
    await group.wait(2 * DAY)
    assert [count(group, table) for table in ("party", "draft")] == [0, 0]
    confirmed = await group.organiser.click(answer(asked), label="Confirm")
    assert "do not know that party any more" in private(confirmed)
