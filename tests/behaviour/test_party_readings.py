"""A time that may mean two has a button for each reading, where a party is planned and where it is moved."""

import pytest
from simcord import InteractionResult

from bot.text.locales import Locale
from bot.text.translations import localizer
from tests.behaviour.parties import cards, plan, planned, set_zone, stamp
from tests.behaviour.reading import answer, labels, private, text_of
from tests.behaviour.schedules import lisbon_winter
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import press, stored
from tests.behaviour.test_party_undo import MINUTE, START

EVENING, MORNING = lisbon_winter(5, 20, month=12), lisbon_winter(5, 8, month=12)
IN_BOTH = pytest.mark.parametrize(
    ("locale", "typed", "other"),
    [
        (Locale.ENGLISH, "5 dec at 8", "Sat, Dec 5, 8:00 AM (Lisbon)"),
        (Locale.PORTUGUESE, "5 de dezembro às 8", "sáb., 5 de dez., 08:00 (Lisboa)"),
    ],
)


async def typed_again(group: StudyGroup, asked: InteractionResult, button: str, typed: str) -> InteractionResult:
    """Let the organiser press *button* of the answer *asked*, and type another time into the form."""
    form = await group.organiser.click(answer(asked), label=button)
    return await group.organiser.submit_modal(form, {"when": typed})


async def starts(group: StudyGroup, at: str) -> bool:
    """Return whether the latest party's card shows the start *at*, a minute later."""
    await group.wait(MINUTE)
    return at in text_of(cards(group)[-1])


@IN_BOTH
@pytest.mark.parametrize("in_form", [False, True])
async def test_a_party_is_planned_for_either_reading(
    group: StudyGroup, locale: Locale, typed: str, other: str, *, in_form: bool
) -> None:
    """After a restart, too; also where the time is typed into the form."""
    group.locales[group.organiser.id], say = locale, localizer(locale)
    await set_zone(group)
    again = say("Choose another time")
    asked = await plan(group, when="2026-12-01 20:00" if in_form else typed)
    asked = await typed_again(group, asked, again, typed) if in_form else asked
    other = say("Confirm {when}", when=other)
    assert labels(answer(asked)) == [say("Confirm"), other, again]
    await group.restart_bot()
    done = private(await group.organiser.click(answer(asked), label=other))
    assert say("The party is planned for {when}.", when=stamp(MORNING)) in done
    assert await starts(group, stamp(MORNING))


async def test_a_party_that_is_planned_is_not_planned_again_for_the_other_reading(group: StudyGroup) -> None:
    await set_zone(group)
    asked = await plan(group, when="5 dec at 8")
    await group.organiser.click(answer(asked), label="Confirm")
    assert await starts(group, stamp(EVENING))
    before = stored(group)
    late = private(await press(group, group.organiser, f"v1:party-confirm-at:1:{int(MORNING.timestamp())}"))
    assert f"The party is planned for {stamp(EVENING)}." in late
    assert stored(group) == before


@IN_BOTH
async def test_a_party_is_moved_to_either_reading(group: StudyGroup, locale: Locale, typed: str, other: str) -> None:
    """With the words of /schedule move, after a restart, too."""
    group.locales[group.organiser.id], say = locale, localizer(locale)
    await set_zone(group)
    card = await planned(group, confirm=say("Confirm"))
    asked = await group.organiser.submit_modal(await group.organiser.click(card, label="Move"), {"when": typed})
    other = say("Move it to {when}", when=other)
    assert labels(answer(asked)) == [say("Move"), other, say("Choose another time")]
    await group.restart_bot()
    moved = private(await group.organiser.click(answer(asked), label=other))
    assert say("Moved: {former} → {now}", former=stamp(START), now=stamp(MORNING)) in moved
    assert await starts(group, stamp(MORNING))


async def test_a_reading_that_is_past_by_the_press_is_refused(group: StudyGroup) -> None:
    """So is one further ahead than a party may be, which no button offers."""
    await set_zone(group)
    asked = await plan(group, when="24 nov at 8")
    far = await press(group, group.organiser, f"v1:party-confirm-at:1:{10**20 - 1}")
    assert "Choose another one." in private(far)
    await group.wait_until(lisbon_winter(24, 12))
    before = stored(group)
    late = await group.organiser.click(answer(asked), label="Confirm Tue, Nov 24, 8:00 AM (Lisbon)")
    assert "That time is past by now." in private(late)
    assert labels(answer(late)) == ["Choose another time"]
    assert stored(group) == before
