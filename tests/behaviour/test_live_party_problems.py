"""Watch parties that meet an outage, that nobody starts, resumes or ends, or whose messages are deleted."""

from dataclasses import fields
from datetime import timedelta

from bot.parties.buttons import (
    PartyAllWatched,
    PartyAskEnd,
    PartyEnd,
    PartyHere,
    PartyPause,
    PartyResume,
    PartyStart,
    PartyStartLate,
    PartyWatched,
    PartyWhere,
)
from tests.behaviour.live_parties import BEGUN, LENGTH, START, gathered, latest, running
from tests.behaviour.old_messages import old_message
from tests.behaviour.parties import cards, planned, set_zone
from tests.behaviour.reading import answer, labels, links, private, said, text_of
from tests.behaviour.schedules import set_up
from tests.behaviour.study_group import StudyGroup

ACTIONS = (
    PartyStart,
    PartyStartLate,
    PartyHere,
    PartyWhere,
    PartyPause,
    PartyResume,
    PartyAskEnd,
    PartyEnd,
    PartyWatched,
    PartyAllWatched,
)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


async def test_messages_due_in_an_outage_come_once_and_never_after_the_end(group: StudyGroup) -> None:
    """A countdown missed in the outage is left out; a party that ended in one gets its closing message only."""
    card = await gathered(group)
    await group.organiser.click(card, label="Start")
    before = len(group.channel.history())
    await group.restart_bot(after=5 * MINUTE)
    (live_card,) = group.channel.history()[before:]
    assert "Press play!" in text_of(live_card)
    where = await group.reader.click(cards(group)[-1], label="Where are we?")
    assert links(answer(where))["Abrir em 4:30"].endswith("&t=270s")
    await group.member.click(live_card, label="I'm here")
    await group.restart_bot(after=3 * HOUR)
    live_card, closing = group.channel.history()[before:]
    assert "The party is over." in text_of(live_card)
    assert labels(closing)[0] == "Mark watched"
    await group.restart_bot(after=HOUR)
    assert len(group.channel.history()) == before + 2
    await group.member.click(closing, label="Mark watched")
    assert "1 watched together" in private(await group.member.slash(group.channel, "progress"))


async def test_a_party_that_passed_without_the_bot_gets_only_its_end(group: StudyGroup) -> None:
    """Nobody is told to press play for a party that began and ended while the bot was away."""
    card = await gathered(group)
    await group.stop_bot()
    await group.start_bot()
    await group.organiser.click(card, label="Start")
    before = len(group.channel.history())
    await group.restart_bot(after=2 * HOUR)
    (closing,) = group.channel.history()[before:]
    assert labels(closing)[0] == "Mark watched"


async def test_whoever_leads_ends_a_party_for_everyone(group: StudyGroup) -> None:
    """After a question; every button of an old copy then says that the party is over."""
    live_card = await running(group)
    assert "whoever started it" in private(await group.member.click(live_card, label="End"))
    await group.wait_until(BEGUN + 2 * MINUTE)
    asked = await group.organiser.click(live_card, label="End")
    assert "2:00 of 27:14" in private(asked)
    copy = answer(await group.organiser.slash(group.channel, "party start"))
    assert "is over" in private(await group.organiser.click(answer(asked), label="End the party"))
    await group.wait(SECOND)
    over, closing = group.channel.history()[-2:]
    assert labels(over) == ["Watch"]
    assert labels(closing) == ["Mark watched", "Mark everyone here", "All moments", "Watch again"]
    for label in ("Where are we?", "I'm here", "Pause", "End"):
        assert "The party is over." in private(await group.organiser.click(copy, label=label))
    assert "/party plan" in private(await group.organiser.slash(group.channel, "party start"))
    await group.wait(2 * HOUR)
    assert len(group.channel.history()[-1:]) == 1
    assert latest(group).id == closing.id


async def test_a_pause_that_nobody_ends_ends_the_party(group: StudyGroup) -> None:
    """Three hours after the pause began; the chapter can still be marked."""
    live_card = await running(group)
    await group.wait_until(BEGUN + 10 * MINUTE)
    await group.organiser.click(live_card, label="Pause")
    where = await group.member.click(latest(group), label="Where are we?")
    assert "Paused at 10:00" in private(where)
    await group.wait_until(BEGUN + 10 * MINUTE + 3 * HOUR + SECOND)
    assert labels(latest(group))[0] == "Mark watched"


async def test_a_party_that_nobody_starts_ends_quietly_and_the_next_one_comes(group: StudyGroup) -> None:
    """There is no closing message, since nobody was there; the next party of the series is planned."""
    await set_zone(group)
    await set_up(group)
    await planned(group, chapter="1", when="tomorrow 8pm", repeat=True)
    tomorrow = START - timedelta(days=4)
    await group.wait_until(tomorrow + 10 * MINUTE)
    assert "Nobody has started yet" in text_of(latest(group))
    await group.wait_until(tomorrow + HOUR)
    first, following = cards(group)
    assert "Nobody started this watch party." in text_of(first)
    assert "2 · " in text_of(following)
    assert not any("Mark watched" in labels(message) for message in group.channel.history()[-2:])


async def test_the_closing_message_names_the_next_party(group: StudyGroup) -> None:
    """With a timestamp in each reader's zone; the next party of a series exists by then."""
    await set_zone(group)
    await set_up(group)
    card = await planned(group, chapter="1", when="tomorrow 8pm", repeat=True)
    tomorrow = START - timedelta(days=4)
    await group.wait_until(tomorrow)
    await group.organiser.click(card, label="Start")
    await group.wait_until(tomorrow + HOUR)
    (closing,) = [message for message in group.channel.history() if "Watch again" in labels(message)]
    next_week = int((tomorrow + timedelta(weeks=1)).timestamp())
    assert f"Next watch party: 2 · Gradient descent, how neural networks learn, <t:{next_week}:F>" in text_of(closing)


async def test_a_party_goes_on_without_its_messages(group: StudyGroup) -> None:
    """With its card and its live card deleted, /party start still leads it, and the end is posted."""
    live_card = await running(group)
    await group.delete(live_card)
    await group.delete(cards(group)[-1])
    copy = answer(await group.organiser.slash(group.channel, "party start"))
    await group.wait_until(BEGUN + MINUTE)
    paused = await group.organiser.click(copy, label="Pause")
    assert "Paused at 1:00" in private(paused)
    await group.wait(MINUTE)
    await group.organiser.click(answer(paused), label="Resume")
    await group.wait_until(BEGUN + MINUTE + LENGTH + SECOND)
    assert labels(latest(group))[0] == "Mark watched"


async def test_a_private_copy_leads_the_party_for_everyone(group: StudyGroup) -> None:
    """A press on it changes the live card in the channel, in the guild's language."""
    await running(group)
    copy = answer(await group.organiser.slash(group.channel, "party start"))
    await group.wait_until(BEGUN + MINUTE)
    await group.organiser.click(copy, label="Pause")
    assert "Paused at 1:00" in text_of(latest(group))
    await group.member.click(latest(group), label="Where are we?")


async def test_a_party_outlives_its_channel(group: StudyGroup) -> None:
    """Its messages are held, and nothing fails."""
    hall = group.guild.create_text_channel("hall")
    await running(group)
    group.env.backend.delete_channel(group.channel.id)
    await group.env.settle()
    await group.wait_until(BEGUN + LENGTH + MINUTE)
    assert "/party plan" in private(await group.organiser.slash(hall, "party start"))


async def test_buttons_of_a_deleted_party_say_so(group: StudyGroup) -> None:
    """A party's number that is not in the guild is answered with "I do not know that party any more"."""
    for action in ACTIONS:
        custom_id = action(*[999] * len(fields(action))).custom_id
        result = await group.member.click(old_message(group, custom_id), custom_id=custom_id)
        assert "do not know that party" in said(result), action.name


async def test_buttons_in_a_direct_message_are_for_members_only(group: StudyGroup) -> None:
    """They work for a member of the server, and all are refused once that person has left."""
    await running(group)
    channel = group.reader.user.dm_channel
    custom_id = "v1:party-where:1"
    where = await group.reader.user.click(old_message(group, custom_id, channel), custom_id=custom_id)
    assert "O grupo está em" in said(where)
    group.guild.remove_member(group.reader)
    await group.env.settle()
    for action in ACTIONS:
        custom_id = action(*[1] * len(fields(action))).custom_id
        message = old_message(group, custom_id, channel)
        result = await group.reader.user.click(message, custom_id=custom_id)
        assert "Não conheço mais" in said(result), action.name


async def test_somebody_who_deleted_their_data_cannot_be_marked(group: StudyGroup) -> None:
    """Deleting one's data removes one from those who were there; where nobody is left, the card says so kindly."""
    live_card = await running(group)
    await group.member.click(live_card, label="I'm here")
    old = old_message(group, "v1:party-end:1")
    refused = await group.member.click(old, custom_id="v1:party-end:1")
    assert "whoever started it" in said(refused)
    await group.wait_until(BEGUN + LENGTH + SECOND)
    (closing,) = [message for message in group.channel.history() if "Watch again" in labels(message)]
    asked = await group.member.click(answer(await group.member.slash(group.channel, "privacy")), label="Delete my data")
    await group.member.click(answer(asked), label="Yes, delete my data")
    await group.reader.click(closing, label="Mark watched")
    only_host = await group.organiser.click(closing, label="Mark everyone here")
    assert "for 1 person who showed" in private(only_host)
    late = old_message(group, "v1:party-end:1")
    assert "The party is over." in said(await group.organiser.click(late, custom_id="v1:party-end:1"))
