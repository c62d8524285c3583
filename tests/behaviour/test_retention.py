"""What is forgotten by itself once it has become old, while the bot runs and after it was away."""

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
    """Return what the bot hands over as all that it keeps about *person*."""
    (attachment,) = answer(await person.slash(group.channel, "privacy")).attachments
    rows: list[dict[str, object]] = json.loads(await attachment.read())
    return rows


def count(group: StudyGroup, table: str) -> int:
    """Return how many rows *table* has."""
    with closing(sqlite3.connect(group.database)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - names from below


async def test_whoever_was_only_seen_leaves_no_row_after_the_party(group: StudyGroup) -> None:
    """They can mark the chapter watched together for a day; who said that they were there is remembered."""
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
    """With its note and guests, whether the bot runs meanwhile or not; one to come is kept."""
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
    """Of a party that nobody confirms, and of a schedule that nobody starts; the card says so civilly."""
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
