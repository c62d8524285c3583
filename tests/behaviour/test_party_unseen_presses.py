"""No press, command or message tells others of a move or a call-off that can still be taken back."""

from collections.abc import Awaitable, Callable

import discord
import pytest
from simcord import InteractionResult

from bot.text.locales import Locale
from bot.ui.cards import escape
from bot.undo.model import UNDO_WINDOW
from tests.behaviour.live_parties import latest
from tests.behaviour.parties import cards, news, planned, set_zone, stamp
from tests.behaviour.reading import answer, buttons, labels, private, said, text_of
from tests.behaviour.schedules import lisbon_winter, set_up
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import press, stored, told
from tests.behaviour.test_party_undo import HOUR, MINUTE, SECOND, START, TUESDAY, WEEK, call_off, gathered, move, undo
from tests.behaviour.test_party_visibility import OF_A_PARTY

Change = Callable[[StudyGroup], Awaitable[InteractionResult]]
LATE = START + 6 * MINUTE
MONDAY = lisbon_winter(23, 18, minute=30)


async def series_off(group: StudyGroup) -> InteractionResult:
    """Call the latest party off with all that follow."""
    return await call_off(group, 1)


async def soon(group: StudyGroup) -> InteractionResult:
    """Move the latest party to ten minutes from now, where it could be started already."""
    return await move(group, when="in 10 minutes")


EITHER = pytest.mark.parametrize("change", [move, call_off], ids=["moved", "called off"])
WAITS = pytest.mark.parametrize(
    ("locale", "waits"),
    [
        (Locale.ENGLISH, "That has to wait a moment.\nNothing was changed. Try again in 15 seconds."),
        (Locale.PORTUGUESE, "Isso precisa esperar um instante.\nNada foi alterado. Tente de novo em 15 segundos."),
    ],
)


async def late(group: StudyGroup) -> discord.Message:
    """Plan a party that nobody starts, and return the message that says so, from which its guests can."""
    await gathered(group)
    await group.wait_until(LATE)
    return latest(group)


@EITHER
async def test_the_end_of_a_party_tells_nothing_of_the_next(group: StudyGroup, change: Change) -> None:
    """Its closing message is never edited: it names the next party as everyone sees it."""
    await set_zone(group)
    await planned(group, when="2026-11-23 18:30")
    await group.wait_until(MONDAY)
    await group.organiser.slash(group.channel, "party start")
    await group.wait(5 * MINUTE)
    live = latest(group)
    await planned(group, chapter="6")
    changed = await change(group)
    asked = await group.organiser.click(live, label="End")
    await group.organiser.click(answer(asked), label="End the party")
    await group.wait(SECOND)
    assert f"Next watch party: 6 · {escape(group.course.chapters[5].heading)}, {stamp(START)}" in text_of(latest(group))
    assert "Undone" in private(await undo(group, changed))


@pytest.mark.parametrize("change", [move, soon, call_off, series_off])
async def test_start_answers_a_guest_as_before(group: StudyGroup, change: Change) -> None:
    """As a command, and as a button."""
    await set_up(group)
    await gathered(group, chapter="1", when="2026-11-24 20:00", repeat=True)
    before = private(await group.member.slash(group.channel, "party start"))
    changed = await change(group)
    assert private(await group.member.slash(group.channel, "party start")) == before
    assert private(await group.member.click(cards(group)[-1], label="Start")) == before
    assert stamp(TUESDAY + 5 * MINUTE, "R") in before
    assert "Undone" in private(await undo(group, changed))


@EITHER
@WAITS
async def test_whoever_may_start_late_is_asked_to_wait(
    group: StudyGroup, change: Change, locale: Locale, waits: str
) -> None:
    """Nothing is changed and nothing told; after an Undo they start the party."""
    message = await late(group)
    changed = await change(group)
    group.locales[group.member.id] = locale
    before = stored(group)
    assert waits in private(await group.member.click(message, label="Start"))
    assert waits in private(await group.member.slash(group.channel, "party start"))
    assert stored(group) == before
    assert "Undone" in private(await undo(group, changed))
    await group.member.click(message, label="Start")
    await group.wait(30 * SECOND)
    assert "Pause" in labels(latest(group))


async def test_whoever_may_start_late_is_told_once_a_call_off_is_public(group: StudyGroup) -> None:
    message = await late(group)
    await call_off(group)
    await group.wait(UNDO_WINDOW)
    (redrawn,) = [each for each in group.channel.history() if each.id == message.id]
    assert "The party was called off." in text_of(redrawn)
    assert labels(redrawn) == ["Watch"]
    old = buttons(message)[0]["custom_id"]
    assert "The party was called off." in told(await press(group, group.member, old))


@WAITS
async def test_whoever_started_a_party_is_asked_to_wait_while_it_is_called_off(
    group: StudyGroup, locale: Locale, waits: str
) -> None:
    """They may lead it, but not change it; after an Undo it goes on, and they lead it as before."""
    await group.member.click(await late(group), label="Start")
    await group.wait(MINUTE)
    live = latest(group)
    group.locales[group.member.id] = locale
    changed = await call_off(group)
    shown, before = text_of(live), stored(group)
    assert waits in private(await group.member.click(live, label="Pause"))
    asked = await group.member.click(live, label="End")
    assert waits in private(await group.member.click(answer(asked), label=labels(answer(asked))[0]))
    assert stored(group) == before
    assert text_of(latest(group)) == shown
    assert "0:3" in private(await group.member.click(live, label="Where are we?"))
    assert "Undone" in private(await undo(group, changed))
    await group.wait(SECOND)
    await group.member.click(latest(group), label="Pause")
    await group.wait(SECOND)
    assert "Paused at" in text_of(latest(group))


@pytest.mark.parametrize(
    ("locale", "unknown"),
    [(Locale.ENGLISH, "I do not know that party any more."), (Locale.PORTUGUESE, "Não conheço mais essa sessão.")],
)
async def test_the_next_of_a_series_is_unknown_to_others_until_it_is_public(
    group: StudyGroup, locale: Locale, unknown: str
) -> None:
    """Whatever number they guess; so the host can undo."""
    await set_up(group)
    await gathered(group, chapter="1", when="2026-11-24 20:00", repeat=True)
    changed = await call_off(group)
    group.locales[group.member.id] = locale
    before = stored(group)
    for name in OF_A_PARTY:
        refused = await press(group, group.member, f"v1:party-{name.replace(':1', ':2', 1)}")
        assert unknown in private(refused), name
    assert unknown in private(await press(group, group.member, "v1:undo-all-watched:2:1"))
    assert unknown in said(await press(group, group.member.user, "v1:party-details:2"))
    assert stored(group) == before
    assert stamp(TUESDAY + WEEK) in private(await press(group, group.organiser, "v1:party-details:2"))
    assert "Undone" in private(await undo(group, changed))
    await call_off(group)
    await group.wait(UNDO_WINDOW)
    assert stamp(TUESDAY + WEEK) in private(await press(group, group.member, "v1:party-details:3"))


async def test_an_over_party_does_not_tell_that_its_series_ends(group: StudyGroup) -> None:
    """As long as the rest of the series can be brought back."""
    await set_up(group)
    await gathered(group, chapter="1", when="2026-11-24 20:00", repeat=True)
    await group.wait_until(TUESDAY + 3 * HOUR)
    assert len(cards(group)) == 2
    changed = await series_off(group)
    details = await press(group, group.member, "v1:party-details:1")
    assert "Again after each post" in private(details)
    await undo(group, changed)
    await series_off(group)
    await group.wait(UNDO_WINDOW)
    assert "the last watch party of this series" in private(await press(group, group.member, "v1:party-details:1"))


async def test_an_undo_that_is_refused_keeps_its_button(group: StudyGroup) -> None:
    """Pressed out of order, it works once the later change is undone."""
    await gathered(group)
    first = await move(group)
    second = await move(group, when="monday 6pm")
    assert "changed again since" in private(await undo(group, first))
    assert labels(answer(first)) == ["Undo"]
    await undo(group, second)
    assert stamp(START) in private(await undo(group, first))
    assert labels(answer(first)) == []
    await group.wait(MINUTE)
    assert news(group) == []


async def test_moves_that_were_undone_do_not_count_towards_the_limit(group: StudyGroup) -> None:
    """Those that guests were told of do."""
    await gathered(group)
    for _ in range(7):
        await undo(group, await move(group))
    for hour in range(1, 5):
        assert "Moved: " in private(await move(group, when=f"sunday {hour}pm"))
        await group.wait(MINUTE)
    await undo(group, await move(group))
    assert "Moved: " in private(await move(group))
    await group.wait(MINUTE)
    assert "moved several times in the last hour" in private(await move(group, when="sunday 9pm"))
    assert len(news(group)) == 5


async def test_an_undo_after_the_hour_gives_no_use_too_many(group: StudyGroup) -> None:
    """Of an hour that is over, nothing is to be given back."""
    await gathered(group)
    await move(group, when="sunday 1pm")
    await group.wait(HOUR - 10 * SECOND)
    last = await move(group, when="sunday 2pm")
    await group.wait(11 * SECOND)
    await undo(group, last)
    for hour in range(2, 7):
        assert "Moved: " in private(await move(group, when=f"sunday {hour}pm"))
        await group.wait(UNDO_WINDOW)
    assert "moved several times in the last hour" in private(await move(group, when="sunday 9pm"))
