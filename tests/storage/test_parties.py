"""Watch parties, their guests and those who were there, as the store keeps them."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.ids import EventId, JobId, MessageId, PartyId, UserId
from bot.parties.model import MOST_DRAFTS, Answer, Guests, Party, PartyState, Presence, Repeat, Reply
from bot.parties.store import PartyStore
from bot.storage.database import Database, open_database
from tests.storage.samples import CHANNEL, CHAPTERS, GUILD, NOW, OTHER_GUILD, OTHER_USER, SECOND, USER, new_party

DRAFT = replace(new_party(), state=PartyState.DRAFT)


async def add(database: Database, party: Party) -> Party:
    """Store *party*."""
    async with database.transaction() as tx:
        return await PartyStore(tx).add(party)


async def get(database: Database, party: Party) -> Party | None:
    """Read *party* back."""
    async with database.transaction() as tx:
        return await PartyStore(tx).get(party.id)


async def test_a_party_comes_back_as_it_was(database: Database) -> None:
    """With all values, or with the required ones only; it gets an id."""
    full = await add(database, new_party())
    bare = await add(
        database, replace(new_party(), host=None, venue=None, role=None, note=None, repeat=None, reminders=())
    )
    assert full == replace(new_party(), id=full.id)
    assert full.id != bare.id
    assert await get(database, full) == full
    assert await get(database, bare) == bare
    assert await get(database, replace(full, id=PartyId(99))) is None


async def test_a_party_is_removed_with_its_answers_and_no_other(database: Database) -> None:
    removed, kept = await add(database, new_party()), await add(database, new_party())
    async with database.transaction() as tx:
        for party in (removed, kept):
            await PartyStore(tx).answer(party, USER, Answer.GOING, NOW)
        await PartyStore(tx).remove(removed.id)
        assert (await PartyStore(tx).guests(removed.id)).replies == ()
        assert (await PartyStore(tx).guests(kept.id)).going == (USER,)
    assert await get(database, removed) is None
    assert await get(database, kept) == kept


async def test_a_party_is_kept_at_every_step(database: Database) -> None:
    """With a card, an event, a start, pauses, another host, another repetition."""
    party = await add(database, new_party())
    later = replace(
        party,
        chapter=CHAPTERS[3],
        length=timedelta(hours=1),
        host=OTHER_USER,
        starts_at=NOW,
        note="Other",
        repeat=Repeat(0, time(9, 30)),
        reminders=(timedelta(hours=1),),
        state=PartyState.PAUSED,
        message=MessageId(50),
        card_job=JobId(51),
        event=EventId(60),
        started_at=NOW,
        paused_at=NOW + SECOND,
        paused_for=timedelta(minutes=3),
    )
    async with database.transaction() as tx:
        await PartyStore(tx).save(later)
    assert await get(database, party) == later


async def test_open_parties_are_those_to_come_or_under_way(database: Database) -> None:
    """Of this guild only, the earliest first, without drafts."""
    late = await add(database, replace(new_party(), starts_at=NOW + timedelta(days=2)))
    running = await add(database, replace(new_party(), starts_at=NOW, state=PartyState.RUNNING))
    paused = await add(database, replace(new_party(), state=PartyState.PAUSED))
    for state in (PartyState.DRAFT, PartyState.OVER, PartyState.CANCELLED):
        await add(database, replace(new_party(), state=state))
    await add(database, new_party(OTHER_GUILD))
    async with database.transaction() as tx:
        assert await PartyStore(tx).open(GUILD) == [running, paused, late]


async def test_events_to_follow_are_those_of_planned_parties_to_come(database: Database) -> None:
    """Of every guild; parties without an event, begun or over are left out."""
    for number, guild in enumerate((GUILD, OTHER_GUILD)):
        await add(database, replace(new_party(guild), event=EventId(60 + number)))
    await add(database, replace(new_party(), event=EventId(70), starts_at=NOW))
    await add(database, replace(new_party(), event=EventId(71), state=PartyState.CANCELLED))
    await add(database, replace(new_party(), event=None))
    async with database.transaction() as tx:
        assert await PartyStore(tx).events(NOW) == [(GUILD, EventId(60), CHANNEL), (OTHER_GUILD, EventId(61), CHANNEL)]


async def test_a_host_keeps_the_latest_drafts(database: Database) -> None:
    """In that guild; planned parties and others' drafts stay."""
    former = await add(database, DRAFT)
    kept = [await add(database, DRAFT) for _ in range(MOST_DRAFTS - 1)]
    assert await get(database, former) == former
    planned = await add(database, new_party())
    others = [
        await add(database, replace(DRAFT, host=OTHER_USER)),
        await add(database, replace(DRAFT, guild=OTHER_GUILD)),
    ]
    latest = await add(database, DRAFT)
    assert await get(database, former) is None
    for party in (planned, *others, *kept, latest):
        assert await get(database, party) == party


async def test_the_last_answer_of_a_guest_counts(database: Database) -> None:
    """Another answer goes to the end of the list, the same one changes nothing."""
    party = await add(database, new_party())
    async with database.transaction() as tx:
        keep = PartyStore(tx)
        assert await keep.answer(party, USER, Answer.GOING, NOW) is None
        assert await keep.answer(party, OTHER_USER, Answer.GOING, NOW + SECOND) is None
        assert await keep.answer(party, USER, Answer.GOING, NOW + 2 * SECOND) is Answer.GOING
        first = await keep.guests(party.id)
        assert await keep.answer(party, USER, Answer.MAYBE, NOW + 3 * SECOND) is Answer.GOING
        then = await keep.guests(party.id)
        assert await keep.guests(PartyId(99)) == Guests()
    assert first == Guests((Reply(USER, Answer.GOING), Reply(OTHER_USER, Answer.GOING)), 8)
    assert then == Guests((Reply(OTHER_USER, Answer.GOING), Reply(USER, Answer.MAYBE)), 8)


async def test_whoever_leaves_a_guild_is_on_none_of_its_parties(database: Database) -> None:
    """Neither as guest nor as host of parties that are not over; other guilds' and past parties stay."""
    hosted = await add(database, new_party())
    going = await add(database, replace(new_party(), host=OTHER_USER, state=PartyState.RUNNING))
    neither = await add(database, replace(new_party(), host=OTHER_USER))
    over = await add(database, replace(new_party(), state=PartyState.OVER))
    elsewhere = await add(database, new_party(OTHER_GUILD))
    async with database.transaction() as tx:
        for party in (going, over, elsewhere):
            await PartyStore(tx).answer(party, USER, Answer.GOING, NOW)
        left = await PartyStore(tx).leave(GUILD, USER)
        guests = [await PartyStore(tx).guests(party.id) for party in (going, over, elsewhere)]
        again = await PartyStore(tx).leave(GUILD, USER)
    assert {party.id for party in left} == {hosted.id, going.id}
    assert again == []
    assert guests == [Guests((), 8), *[Guests((Reply(USER, Answer.GOING),), 8)] * 2]
    assert await get(database, hosted) == replace(hosted, host=None, note=None)
    for party in (neither, over, elsewhere):
        assert await get(database, party) == party


async def test_somebody_who_was_there_is_stored_once(database: Database) -> None:
    """With the time at which they came first."""
    party = await add(database, new_party())
    async with database.transaction() as tx:
        assert await PartyStore(tx).arrive(party, OTHER_USER, NOW)
        assert await PartyStore(tx).arrive(party, USER, NOW + SECOND)
        assert not await PartyStore(tx).arrive(party, OTHER_USER, NOW + 2 * SECOND)
        found = await PartyStore(tx).present(party.id)
    assert found == [Presence(OTHER_USER, NOW), Presence(USER, NOW + SECOND)]


async def test_whoever_was_seen_can_still_say_that_they_are_there(database: Database) -> None:
    """The time stays the first one; being seen after saying so changes nothing."""
    party = await add(database, new_party())
    async with database.transaction() as tx:
        assert await PartyStore(tx).arrive(party, USER, NOW, said=False)
        assert await PartyStore(tx).present(party.id) == [Presence(USER, NOW, said=False)]
        assert await PartyStore(tx).arrive(party, USER, NOW + SECOND)
        assert not await PartyStore(tx).arrive(party, USER, NOW + 2 * SECOND, said=False)
        assert await PartyStore(tx).present(party.id) == [Presence(USER, NOW)]


@pytest.mark.parametrize("state", [PartyState.PLANNED, PartyState.DRAFT])
async def test_a_party_outlives_its_host_and_a_draft_does_not(database: Database, state: PartyState) -> None:
    """A planned party stays for its guests, without its host's id and note."""
    party = await add(database, replace(new_party(), state=state))
    async with database.transaction() as tx:
        await PartyStore(tx).answer(party, OTHER_USER, Answer.GOING, NOW)
        await PartyStore(tx).delete_user(USER)
        guests = await PartyStore(tx).guests(party.id)
    kept = await get(database, party)
    if state is PartyState.DRAFT:
        assert kept is None
    else:
        assert kept == replace(party, host=None, note=None, starter=None)
        assert guests == Guests((Reply(OTHER_USER, Answer.GOING),), 8)


async def test_people_are_handed_their_parties(database: Database) -> None:
    """Those that they host, answered or were at, and nobody else's ids."""
    party = await add(database, new_party())
    async with database.transaction() as tx:
        await PartyStore(tx).answer(party, OTHER_USER, Answer.CANT, NOW)
        await PartyStore(tx).arrive(party, OTHER_USER, NOW)
        host, guest = [await PartyStore(tx).export_user(user) for user in (USER, OTHER_USER)]
        assert await PartyStore(tx).export_user(UserId(99)) == []
    assert [dict(row) for row in host] == [
        {
            "guild_id": GUILD,
            "course_id": party.course,
            "chapter": 1,
            "leads_party": party.id,
            "state": "planned",
            "starts_at": int(party.starts_at.timestamp()),
            "as_host": 1,
            "as_starter": 1,
            "note": party.note,
        }
    ]
    common = {"guild_id": GUILD, "course_id": party.course, "chapter": 1}
    now = int(NOW.timestamp())
    assert [dict(row) for row in guest] == [
        {**common, "answer": "cant", "answered_at": now, "number_of_answer": 1},
        {**common, "was_at_party_since": now, "said": 1},
    ]


async def test_places_go_to_those_who_answered_first_also_within_one_second(database: Database) -> None:
    """In the order of the answers, not of the users' ids; whoever changes their answer comes last."""
    party = await add(database, replace(new_party(), places=2))
    later, earlier, last = UserId(900), UserId(800), UserId(700)
    async with database.transaction() as tx:
        store = PartyStore(tx)
        for user in (later, earlier, last):
            await store.answer(party, user, Answer.GOING, NOW)
        guests = await store.guests(party.id)
        assert (guests.going, guests.waiting) == ((later, earlier), (last,))
        assert [guests.turn_of(user) for user in (later, last)] == [None, 1]
        assert await store.latest_turn(party.id) == 3
        assert await store.going_since(party.id, 1) == [earlier, last]
        await store.answer(party, later, Answer.GOING, NOW)
        assert await store.guests(party.id) == guests
        for answer in (Answer.CANT, Answer.GOING):
            await store.answer(party, later, answer, NOW)
        guests = await store.guests(party.id)
        assert (guests.going, guests.waiting) == ((earlier, last), (later,))
        assert await store.latest_turn(PartyId(99)) == 0


async def test_answers_of_before_there_were_places_stay_in_order(tmp_path: Path) -> None:
    """They have no number, so their times tell it; later ones come after them."""
    first, second, third = UserId(3), UserId(2), UserId(1)
    async with open_database(tmp_path / "lectern.db") as database:
        party = await add(database, replace(new_party(), places=2))
        async with database.transaction() as tx:
            for number, user in enumerate((first, second)):
                await PartyStore(tx).answer(party, user, Answer.GOING, NOW + timedelta(seconds=number))
    with closing(sqlite3.connect(tmp_path / "lectern.db")) as connection, connection:
        connection.execute("UPDATE party_answer SET turn = 0")
    async with open_database(tmp_path / "lectern.db") as database, database.transaction() as tx:
        await PartyStore(tx).answer(party, third, Answer.GOING, NOW)
        guests = await PartyStore(tx).guests(party.id)
    assert (guests.going, guests.waiting) == ((first, second), (third,))


async def test_a_forgotten_guild_leaves_no_guests(database: Database) -> None:
    """They are deleted with their party."""
    party = await add(database, new_party())
    async with database.transaction() as tx:
        await PartyStore(tx).answer(party, USER, Answer.GOING, NOW)
        await PartyStore(tx).arrive(party, USER, NOW)
        await PartyStore(tx).delete_guild(GUILD)
        assert await PartyStore(tx).get(party.id) is None
        assert await PartyStore(tx).guests(party.id) == Guests()
        assert await PartyStore(tx).present(party.id) == []
