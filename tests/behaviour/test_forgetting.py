"""What is left of a person who deletes their data: in messages, in events and in the database's files."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from simcord import MemberActor

from tests.behaviour.parties import cards, news, planned, set_zone
from tests.behaviour.reading import answer, labels, private, text_of
from tests.behaviour.schedules import lisbon_winter
from tests.behaviour.study_group import StudyGroup

MINUTE = timedelta(minutes=1)
START = lisbon_winter(28, 20)
NOTE = "Bring the exercises of Monday"


async def delete_data(group: StudyGroup, person: MemberActor) -> str:
    """Let *person* delete their data with /privacy, and return the answer."""
    card = answer(await person.slash(group.channel, "privacy"))
    asked = answer(await person.click(card, label=labels(card)[-1]))
    deleted = private(await person.click(asked, label=labels(asked)[0]))
    await group.wait(10 * MINUTE)
    return deleted


def spelt(person: MemberActor) -> tuple[bytes, bytes]:
    """Return a person's id as text and as SQLite stores it in a column, in bytes."""
    return str(person.id).encode(), person.id.to_bytes(8, "big")


def traces(group: StudyGroup, *marks: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield each of *marks* that is in one of the database's files, with that file."""
    for file in group.database.parent.iterdir():
        content = file.read_bytes()
        yield from ((file.name, mark) for mark in marks if mark in content)


def descriptions(group: StudyGroup) -> list[str | None]:
    """Return the descriptions of the server's events."""
    return [event.description for event in group.env.backend.get_guild(group.guild.id).scheduled_events.values()]


@pytest.fixture
async def party(group: StudyGroup) -> StudyGroup:
    """A group with a party that a member hosts and two others go to."""
    await set_zone(group)
    await group.organiser.slash(group.channel, "settings parties", who="members")
    await planned(group, group.member, note=NOTE)
    for person in (group.reader, group.organiser):
        await person.click(cards(group)[0], label="Going")
    return group


async def test_a_host_who_is_forgotten_leaves_card_and_event(party: StudyGroup) -> None:
    """The name goes from the card, the note from card and event; the party still takes place."""
    assert NOTE in text_of(cards(party)[0])
    assert [NOTE in (said or "") for said in descriptions(party)] == [True]
    await delete_data(party, party.member)
    (card,) = cards(party)
    assert NOTE not in text_of(card)
    assert f"<@{party.member.id}>" not in text_of(card)
    assert "Going **2**" in text_of(card)
    (said,) = descriptions(party)
    assert said is not None
    assert said.startswith("We watch this video together: ")
    await party.wait_until(START)
    assert "Time for the watch party" in text_of(news(party)[-1])


async def test_a_guest_who_is_forgotten_leaves_every_message(party: StudyGroup) -> None:
    """The name goes from the card, the reminder and the news; the messages stay."""
    await party.wait_until(START - timedelta(minutes=50))
    form = await party.member.click(cards(party)[0], label="Move")
    moved = await party.member.submit_modal(form, {"when": "sunday 8pm"})
    await party.member.click(answer(moved), label="Move")
    await party.wait(MINUTE)
    told = news(party)
    before = [text_of(message) for message in told]
    assert [f"<@{party.reader.id}>" in said for said in before] == [True] * 3
    await delete_data(party, party.reader)
    after = [text_of(message) for message in news(party)]
    assert [message.id for message in news(party)] == [message.id for message in told]
    assert after == [said.partition("\n")[2] for said in before]
    assert f"<@{party.reader.id}>" not in text_of(cards(party)[0])
    assert f"<@{party.organiser.id}>" in text_of(cards(party)[0])


async def test_cards_of_past_parties_lose_the_name_of_whoever_is_forgotten(party: StudyGroup) -> None:
    """As long as the party is in the database; no message about the party names them any more."""
    await party.wait_until(START + timedelta(hours=4))
    assert "Nobody started this watch party." in text_of(cards(party)[0])
    for person in (party.member, party.reader):
        await delete_data(party, person)
    for message in party.channel.history():
        assert NOTE not in text_of(message)
        assert not {f"<@{party.member.id}>", f"<@{party.reader.id}>"} & set(text_of(message).split())
    assert f"<@{party.organiser.id}>" in text_of(cards(party)[0])


async def test_no_database_file_keeps_a_trace_of_whoever_is_forgotten(party: StudyGroup) -> None:
    """Neither the database nor its log has a byte of their marks, schedules, parties or opt-ins."""
    await party.member.slash(party.channel, "party list")
    marks = (*spelt(party.member), NOTE.encode())
    assert {mark for _, mark in traces(party, *marks)} >= {marks[1], marks[2]}
    await delete_data(party, party.member)
    assert list(traces(party, *marks)) == []
    assert {mark for _, mark in traces(party, *spelt(party.organiser))} != set()


async def test_the_numbers_of_direct_message_channels_are_not_kept(party: StudyGroup) -> None:
    """They would tell whom the bot wrote to."""
    listed = await party.reader.slash(party.channel, "party list")
    details = await party.reader.click(answer(listed), label="5 · Transformers, the tech behind LLMs")
    await party.reader.click(answer(details), label="Me lembre por mensagem direta")
    await party.wait_until(START - timedelta(hours=23))
    letters = party.reader.user.dm_channel
    assert [message.author.bot for message in letters.history()] == [True]
    assert list(traces(party, letters.id.to_bytes(8, "big"), str(letters.id).encode())) == []
