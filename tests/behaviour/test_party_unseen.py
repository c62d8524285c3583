"""A move or a call-off of a party shows nowhere before it can no longer be taken back, but to those who may make it."""

import discord
import pytest

from bot.text.locales import Locale
from bot.undo.model import UNDO_WINDOW
from tests.behaviour.live_parties import latest, running
from tests.behaviour.parties import cards, news, planned, set_zone, stamp
from tests.behaviour.reading import answer, labels, private, text_of
from tests.behaviour.schedules import set_up
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.test_party_undo import (
    HOUR,
    IN_BOTH,
    SECOND,
    START,
    SUNDAY,
    TUESDAY,
    WEEK,
    Words,
    call_off,
    event,
    gathered,
    move,
    undo,
)

JUST_BEFORE = UNDO_WINDOW - SECOND


def card(group: StudyGroup) -> tuple[str, list[str]]:
    """Return text and buttons of the party's card in the channel."""
    return text_of(cards(group)[0]), labels(cards(group)[0])


@IN_BOTH
@pytest.mark.parametrize("restarts", [False, True], ids=["running", "restarted"])
async def test_a_call_off_shows_on_the_card_only_after_the_window(
    group: StudyGroup, words: Words, *, restarts: bool
) -> None:
    await gathered(group, words)
    before = card(group)
    await call_off(group)
    await group.wait(JUST_BEFORE)
    assert card(group) == before
    if restarts:
        await group.restart_bot()
    assert card(group) == before
    await group.wait(2 * SECOND)
    assert "**Called off**" in card(group)[0]
    assert card(group)[1] == []
    assert len(news(group)) == 1


@IN_BOTH
@pytest.mark.parametrize("restarts", [False, True], ids=["running", "restarted"])
async def test_a_move_shows_on_card_and_event_only_after_the_window(
    group: StudyGroup, words: Words, *, restarts: bool
) -> None:
    await gathered(group, words)
    before = card(group)
    await move(group, words)
    await group.wait(JUST_BEFORE)
    if restarts:
        await group.restart_bot()
    assert card(group) == before
    assert event(group) == (discord.EventStatus.scheduled, START.isoformat())
    await group.wait(2 * SECOND)
    assert stamp(SUNDAY) in card(group)[0]
    assert event(group) == (discord.EventStatus.scheduled, SUNDAY.isoformat())


@IN_BOTH
async def test_who_answers_the_old_card_is_counted_and_sees_nothing_of_a_call_off(
    group: StudyGroup, words: Words
) -> None:
    """Nor in the details, the list and the calendar file; an Undo keeps the answer."""
    await gathered(group, words)
    off = await call_off(group)
    await group.reader.click(cards(group)[0], label="Going")
    said, buttons = card(group)
    assert f"<@{group.reader.id}>" in said
    assert "Called off" not in said
    assert "Going" in buttons
    listed = await group.member.slash(group.channel, "party list")
    details = await group.member.click(answer(listed), label=labels(answer(listed))[0])
    assert "Called off" not in private(details)
    assert "Going" in labels(answer(details))
    answered = await group.member.click(answer(details), label="Maybe")
    assert "Called off" not in private(answered)
    await group.wait(10 * SECOND)
    assert "Called off" not in card(group)[0]
    await undo(group, off, words)
    await group.wait(SECOND)
    said, buttons = card(group)
    assert f"<@{group.reader.id}>" in said
    assert f"❔ Maybe **1**: <@{group.member.id}>" in said
    assert "Going" in buttons


async def test_who_answers_the_old_card_is_told_of_the_call_off(group: StudyGroup) -> None:
    """Also where nobody was going when the party was called off."""
    await gathered(group)
    for guest in (group.organiser, group.member):
        await guest.click(cards(group)[0], label="Can't")
    await call_off(group)
    await group.reader.click(cards(group)[0], label="Going")
    await group.wait(UNDO_WINDOW + SECOND)
    (told,) = news(group)
    assert group.reader.id in group.pinged_by(told)
    refused = private(await group.member.click(news(group)[0], label="Details"))
    assert "**Called off**" in refused


async def test_only_the_host_sees_a_change_before_it_is_public(group: StudyGroup) -> None:
    """In the list and in the details; a guest sees both as before, in the calendar file too."""
    await set_zone(group)
    await group.organiser.slash(group.channel, "settings parties", who="members")
    await planned(group, group.member)
    await move(group, who=group.member)
    for person, at, not_at in ((group.member, SUNDAY, START), (group.reader, START, SUNDAY)):
        listed = await person.slash(group.channel, "party list")
        assert stamp(at, "f") in private(listed) or stamp(at) in private(listed)
        details = await person.click(answer(listed), label=labels(answer(listed))[0])
        assert stamp(at) in private(details)
        assert stamp(not_at) not in private(details)
    await group.wait(UNDO_WINDOW)
    asked = await group.member.click(cards(group)[0], label="Call off")
    await group.member.click(answer(asked), label="Call it off")
    assert "No watch party is planned" in private(await group.member.slash(group.channel, "party list"))
    assert stamp(SUNDAY) in private(await group.reader.slash(group.channel, "party list"))


async def test_the_next_of_a_series_is_not_listed_before_its_invitation(group: StudyGroup) -> None:
    """But for whoever may change it."""
    await set_up(group)
    await gathered(group, chapter="1", when="2026-11-24 20:00", repeat=True)
    await call_off(group)
    assert stamp(TUESDAY + WEEK) in private(await group.organiser.slash(group.channel, "party list"))
    seen = private(await group.member.slash(group.channel, "party list"))
    assert stamp(TUESDAY) in seen
    assert stamp(TUESDAY + WEEK) not in seen
    await group.wait(UNDO_WINDOW + SECOND)
    seen = private(await group.member.slash(group.channel, "party list"))
    assert stamp(TUESDAY) not in seen
    assert stamp(TUESDAY + WEEK) in seen


async def test_a_series_called_off_whole_keeps_its_line_until_then(group: StudyGroup) -> None:
    await set_up(group)
    await gathered(group, chapter="1", when="2026-11-24 20:00", repeat=True)
    await call_off(group, 1)
    await group.member.click(cards(group)[0], label="Maybe")
    assert "Again after each post" in card(group)[0]
    await group.wait(UNDO_WINDOW + SECOND)
    assert "Again after each post" not in card(group)[0]


async def test_changes_in_a_row_show_the_last_that_was_public_until_the_last_is(group: StudyGroup) -> None:
    """Also past the window of the first; after an Undo of the last, the one before is public once its own is over."""
    await gathered(group)
    before = card(group)
    await move(group)
    await group.wait(10 * SECOND)
    second = await move(group, when="sunday 9pm")
    await group.wait(10 * SECOND)
    await group.reader.click(cards(group)[0], label="Can't")
    assert stamp(START) in card(group)[0]
    assert card(group)[1] == before[1]
    await undo(group, second)
    await group.wait(11 * SECOND)
    assert stamp(SUNDAY) in card(group)[0]
    await move(group)
    third = await move(group, when="sunday 9pm")
    await group.wait(UNDO_WINDOW + SECOND)
    assert stamp(SUNDAY + 3 * HOUR) in card(group)[0]
    assert "too late" in private(await undo(group, third))


async def test_a_live_card_goes_on_until_its_call_off_is_public(group: StudyGroup) -> None:
    """Latecomers are still told where the group is, and may check in."""
    await running(group)
    await call_off(group)
    await group.wait(2 * SECOND)
    live = latest(group)
    assert "The group is at" in private(await group.member.click(live, label="Where are we?"))
    assert "I know already" in private(await group.member.click(live, label="I'm here"))
    await group.wait(JUST_BEFORE - 2 * SECOND)
    assert "Where are we?" in labels(latest(group))
    await group.wait(2 * SECOND)
    (over,) = [message for message in group.channel.history() if message.id == live.id]
    assert "The party was called off." in text_of(over)


@pytest.mark.parametrize(
    ("locale", "with_guests", "with_none"),
    [
        (
            Locale.ENGLISH,
            "The card in the channel changes then, too.",
            "The card in the channel shows it in 15 seconds.",
        ),
        (Locale.PORTUGUESE, "O cartão no canal muda junto.", "O cartão no canal mostra isso em 15 segundos."),
    ],
)
async def test_the_answer_says_when_the_card_shows_the_change(
    group: StudyGroup, locale: Locale, with_guests: str, with_none: str
) -> None:
    """Whoever looks at the card meanwhile is not to think that nothing was done."""
    await gathered(group)
    group.locales[group.organiser.id] = locale
    off = await call_off(group)
    assert with_guests in private(off)
    await group.organiser.click(answer(off), label=labels(answer(off))[0])
    for guest in (group.organiser, group.member):
        await guest.click(cards(group)[0], label="Can't")
    assert with_none in private(await call_off(group))
