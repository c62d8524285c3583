"""Who may start, lead and mark a party, and who is there."""

from datetime import timedelta

import pytest

from bot.text.locales import Locale
from bot.text.translations import localizer
from tests.behaviour.live_parties import BEGUN, LENGTH, START, gathered, latest, running
from tests.behaviour.parties import cards, news, planned, set_zone, stamp
from tests.behaviour.reading import answer, buttons, labels, private, text_of
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import press, stored, told, watched

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


async def test_a_party_starts_early_only_a_little_and_begins_when_it_was_planned(group: StudyGroup) -> None:
    """Started 20 minutes early, the video still begins at the planned time, when those who are going are notified."""
    await set_zone(group)
    card = await planned(group)
    assert "too early" in private(await group.organiser.click(card, label="Start"))
    await group.member.click(card, label="Going")
    await group.wait_until(START - 20 * MINUTE)
    assert stamp(START, "R") in private(await group.organiser.slash(group.channel, "party start"))
    assert stamp(START, "R") in text_of(latest(group))
    early = await group.member.click(latest(group), label="I'm here")
    assert "You are here" in private(early)
    card = cards(group)[-1]
    assert labels(card)[-2:] == ["Where are we?", "Call off"]
    assert "in time" in private(await group.member.click(card, label="Where are we?"))
    await group.wait_until(START - MINUTE)
    told = len(news(group))
    await group.wait_until(START + SECOND)
    assert [group.pinged_by(message) for message in news(group)[told:]] == [{group.organiser.id, group.member.id}]
    assert "Press play!" in text_of(latest(group))
    again = await group.organiser.slash(group.channel, "party start")
    assert labels(answer(again)) == ["Open the video", "Where are we?", "I'm here", "Pause", "End"]


async def test_a_party_ended_in_its_countdown_leaves_nothing_to_mark(group: StudyGroup) -> None:
    """The video never began, so neither "press play" nor a closing message is posted."""
    card = await gathered(group)
    await group.organiser.click(card, label="Start")
    await group.member.click(latest(group), label="I'm here")
    countdown = latest(group)
    copy = answer(await group.organiser.slash(group.channel, "party start"))
    assert stamp(BEGUN, "R") in text_of(copy)
    assert labels(copy)[-2:] == ["I'm here", "End"]
    asked = await group.organiser.click(copy, label="End")
    await group.organiser.click(answer(asked), label="End the party")
    await group.wait(MINUTE)
    assert latest(group).id == countdown.id
    assert labels(latest(group)) == ["Watch"]
    assert "is over" in told(await press(group, group.member, buttons(countdown)[1]["custom_id"]))


async def test_who_is_going_may_start_when_the_host_does_not_come(group: StudyGroup) -> None:
    """Five minutes after the time a message says so; whoever starts then leads."""
    card = await gathered(group)
    assert "everyone who is going can" in private(await group.member.click(card, label="Start"))
    await group.wait_until(START + 5 * MINUTE)
    late = latest(group)
    assert "Nobody has started yet" in text_of(late)
    assert group.pinged_by(late) == set()
    assert "só quem criou esta sessão" in private(await group.reader.click(late, label="Start"))
    await group.restart_bot()
    assert "has been started" in private(await group.member.click(late, label="Start"))
    await group.wait(31 * SECOND)
    live_card = latest(group)
    assert "Só quem criou a sessão" in private(await group.reader.click(live_card, label="Pause"))
    copy = answer(await group.organiser.slash(group.channel, "party start"))
    await group.member.click(live_card, label="Pause")
    assert "Paused at 0:01" in text_of(latest(group))
    second = await group.organiser.click(copy, label="Pause")
    assert second.response is not None
    assert labels(second.response)[-2:] == ["Resume", "End"]
    assert "paused already" in text_of(second.followups[0])


async def test_a_forgotten_host_keeps_nobody_waiting(group: StudyGroup) -> None:
    """With no host left, whoever is going may start at the planned time."""
    card = await gathered(group)
    asked = await group.organiser.click(
        answer(await group.organiser.slash(group.channel, "privacy")), label="Delete my data"
    )
    await group.organiser.click(answer(asked), label="Yes, delete my data")
    await group.wait(31 * SECOND)
    assert "has been started" in private(await group.member.click(card, label="Start"))


async def test_the_host_marks_only_those_who_showed_that_they_were_there(group: StudyGroup) -> None:
    """They checked in, or pressed a button; those only seen in the voice channel are counted but not marked."""
    venue = group.guild.create_voice_channel("lounge")
    elsewhere = group.guild.create_voice_channel("games")
    music = group.guild.add_member(group.env.create_user("music", bot=True))
    for actor, place in ((group.organiser, venue), (music, venue), (group.reader, elsewhere)):
        await actor.join_voice(place)
    live_card = await running(group, where=venue)
    await group.member.click(live_card, label="I'm here")
    assert "already" in private(await group.member.click(live_card, label="I'm here"))
    await group.reader.join_voice(venue)
    await group.wait_until(BEGUN + LENGTH + SECOND)
    closing = latest(group)
    assert "3 people were here" in text_of(closing)
    assert "Só quem" in private(await group.reader.click(closing, label="Mark everyone here"))
    marked = await group.organiser.click(closing, label="Mark everyone here")
    assert "for the 2 people who showed" in private(marked)
    assert "1 watched together" in private(await group.member.slash(group.channel, "progress"))
    assert "0/9" in private(await group.reader.slash(group.channel, "progress"))
    again = await group.organiser.click(closing, label="Mark everyone here")
    assert "It is marked for everyone" in private(again)
    assert labels(answer(again)) == []
    await group.reader.click(closing, label="Mark watched")
    assert "1 assistido em grupo" in private(await group.reader.slash(group.channel, "progress"))


async def test_a_guest_who_was_not_there_marks_the_chapter_as_their_own(group: StudyGroup) -> None:
    """The mark does not count as watched together."""
    await running(group)
    await group.wait_until(BEGUN + LENGTH + SECOND)
    closing = latest(group)
    assert labels(closing) == ["Mark watched", "Mark everyone here", "All moments", "Watch again"]
    marked = private(await group.reader.click(closing, label="Mark watched"))
    assert "1 de 9" in marked
    assert "👥" not in marked
    assert "1/9" in private(await group.reader.slash(group.channel, "progress"))


async def test_marking_everyone_can_be_undone_and_leaves_each_with_the_mark_from_before(group: StudyGroup) -> None:
    """One had no mark, one had marked it alone; a member's own mark since then stays. Also after a restart."""
    live_card = await running(group)
    await press(group, group.reader, "v1:watched:5")
    for person in (group.member, group.reader):
        await person.click(live_card, label="I'm here")
    await group.wait_until(BEGUN + LENGTH + SECOND)
    before = stored(group)
    marked = await group.organiser.click(latest(group), label="Mark everyone here")
    assert "for the 3 people who showed" in private(marked)
    await group.restart_bot()
    undone = await group.organiser.click(answer(marked), label="Undo")
    assert "Undone" in private(undone)
    assert answer(undone).id == answer(marked).id
    assert watched(stored(group)) == watched(before)
    number = "v1:undo-all-watched:1:{change}"
    assert "This was undone already." in told(await press(group, group.organiser, number))
    await group.organiser.click(latest(group), label="Mark everyone here")
    await press(group, group.member, "v1:unwatched:5")
    await group.wait(MINUTE)
    await press(group, group.member, "v1:watched:5")
    (own,) = (line for line in watched(stored(group)) if str(group.member.id) in line)
    assert "Só quem" in told(await press(group, group.reader, number))
    assert "Undone" in told(await press(group, group.organiser, number))
    assert watched(stored(group)) == sorted([*watched(before), own])


@pytest.mark.parametrize("locale", Locale)
async def test_a_chapter_watched_alone_before_its_party_is_so_again_after_undo(
    group: StudyGroup, locale: Locale
) -> None:
    """With its time, after a restart; a second press finds it undone, and one without a mark finds it changed."""
    say = localizer(locale)
    group.locales[group.member.id] = locale
    live_card = await running(group)
    await press(group, group.member, "v1:watched:5")
    await group.member.click(live_card, label="I'm here")
    await group.wait_until(BEGUN + LENGTH + SECOND)
    before = stored(group)
    joined = await group.member.click(latest(group), label="Mark watched")
    assert say("You had already marked chapter {number}.", number=5) in private(joined)
    assert say("Now it counts as watched together.") in private(joined)
    button = next(each for each in buttons(answer(joined)) if each["label"] == say("Undo"))
    again = await group.member.click(latest(group), label="Mark watched")
    assert say("Watched together") in private(again)
    assert say("Not watched") in labels(answer(again))
    await group.restart_bot()
    undone = await group.member.click(answer(joined), label=say("Undo"))
    assert answer(undone).id == answer(joined).id
    assert say("Chapter {number} stays marked watched, but not as watched together.", number=5) in private(undone)
    assert labels(answer(undone)) == []
    assert stored(group) == before
    assert say("This was undone already.") in told(await press(group, group.member, button["custom_id"]))
    await press(group, group.member, "v1:unwatched:5")
    changed = say("Something else was changed since, so I do not undo this.")
    assert changed in told(await press(group, group.member, button["custom_id"]))


@pytest.mark.parametrize("locale", Locale)
async def test_marking_everyone_is_undone_in_each_language(group: StudyGroup, locale: Locale) -> None:
    """After a restart, in place of the answer."""
    say = localizer(locale)
    live_card = await running(group)
    await group.member.click(live_card, label="I'm here")
    await group.wait_until(BEGUN + LENGTH + SECOND)
    group.locales[group.organiser.id] = locale
    before = watched(stored(group))
    marked = await group.organiser.click(latest(group), label="Mark everyone here")
    assert labels(answer(marked)) == [say("Undo")]
    await group.restart_bot()
    undone = await group.organiser.click(answer(marked), label=say("Undo"))
    assert say("Everyone who was marked with it has the mark that they had before.") in private(undone)
    assert answer(undone).id == answer(marked).id
    assert labels(answer(undone)) == []
    assert watched(stored(group)) == before
    again = told(await press(group, group.organiser, "v1:undo-all-watched:1:{change}"))
    assert say("This was undone already.") in again
