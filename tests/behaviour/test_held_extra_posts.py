"""A post asked for that is held, over the regular date that it stands for too: leaving it out, and taking that back."""

from datetime import timedelta
from typing import Any

import pytest
from simcord import InteractionResult

from bot.schedules.model import ASK
from bot.text.locales import Locale
from bot.text.translations import localizer
from tests.behaviour.reading import answer, private
from tests.behaviour.schedules import lisbon_winter, manage, posted, set_up, shown
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.test_notices import refuse

FIRST, SECOND = lisbon_winter(23), lisbon_winter(30)
HALF_A_MINUTE, MINUTE, TWO_HOURS = timedelta(seconds=30), timedelta(minutes=1), timedelta(hours=2)


async def hold_a_post(group: StudyGroup, **options: Any) -> None:
    """Let the organiser ask for a post that nobody lets out, of a schedule with these *options*."""
    await set_up(group, **options)
    await manage(group, "now")
    await group.forbid(group.channel, send_messages=True)
    await group.wait(HALF_A_MINUTE)


async def undo(group: StudyGroup, changed: InteractionResult) -> str:
    """Let the organiser press Undo in their language, and return what they are told."""
    label = localizer(group.locales.get(group.organiser.id, Locale.ENGLISH))("Undo")
    return private(await group.organiser.click(answer(changed), label=label))


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("what", ["pause", "stop", "skip"])
async def test_undo_brings_the_held_post_back_for_both(group: StudyGroup, locale: Locale, what: str) -> None:
    """It goes out once, and is the regular post of that date as well."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await hold_a_post(group)
    await group.wait_until(FIRST + TWO_HOURS)
    changed = await manage(group, what)
    await group.restart_bot()
    undone = await undo(group, changed)
    assert say("Undone") in undone
    assert say("The post asked for goes out as soon as it can: {chapters}", chapters="1 · ") in undone
    await group.allow_again(group.channel)
    await group.wait(2 * MINUTE)
    assert posted(group) == [1]
    await group.wait_until(SECOND + MINUTE)
    assert posted(group) == [1, 2]


@pytest.mark.parametrize("what", ["pause", "stop", "skip"])
async def test_undone_before_the_regular_date_both_posts_are_as_before(group: StudyGroup, what: str) -> None:
    """The one asked for comes once that is possible, and the regular one on its date."""
    await hold_a_post(group)
    assert "Undone" in await undo(group, await manage(group, what))
    await group.allow_again(group.channel)
    await group.wait(MINUTE)
    assert posted(group) == [1]
    await group.wait_until(FIRST + MINUTE)
    assert posted(group) == [1, 2]


@pytest.mark.parametrize("what", ["pause", "skip"])
async def test_a_post_held_for_days_comes_back_by_undo(group: StudyGroup, what: str) -> None:
    """However long something was in its way; the regular post, too late by then, is not made up for."""
    await hold_a_post(group)
    await group.wait_until(SECOND - timedelta(days=2))
    assert "Undone" in await undo(group, await manage(group, what))
    await group.allow_again(group.channel)
    await group.wait(2 * MINUTE)
    assert posted(group) == [1]
    await group.wait_until(SECOND + MINUTE)
    assert posted(group) == [1, 2]


async def test_a_held_post_left_out_days_ago_does_not_come_back(group: StudyGroup) -> None:
    """Nobody expects it any more: the pause is over, and the regular date brings its chapter."""
    await hold_a_post(group)
    paused = await manage(group, "pause")
    await group.allow_again(group.channel)
    await group.wait_until(SECOND - timedelta(days=1))
    assert "Undone" in await undo(group, paused)
    await group.wait(2 * MINUTE)
    assert posted(group) == []
    await group.wait_until(SECOND + MINUTE)
    assert posted(group) == [1]


@pytest.mark.parametrize("locale", list(Locale))
async def test_leaving_it_out_keeps_the_regular_date_that_has_passed(group: StudyGroup, locale: Locale) -> None:
    """The regular post waits in its place, so that the season ends as it would have."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await hold_a_post(group)
    await group.wait_until(FIRST + TWO_HOURS)
    skipped = private(await manage(group, "skip"))
    assert f"**{say('Last day')}** <t:{int(lisbon_winter(25, month=1).replace(year=2027).timestamp())}:D>" in skipped
    waits = say("The post of {when} is waiting: it goes out as soon as this is fixed.", when=shown(FIRST))
    assert waits in skipped
    await group.allow_again(group.channel)
    await group.wait(2 * MINUTE)
    assert posted(group) == [1]
    await group.wait_until(SECOND + MINUTE)
    assert posted(group) == [1, 2]


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize(("missed", "line", "out"), [(3, "Goes out at once", [1]), (ASK.days, "Waiting post", [])])
async def test_the_regular_post_is_said_to_go_out_at_once_only_where_nobody_is_asked(
    group: StudyGroup, locale: Locale, missed: int, line: str, out: list[int]
) -> None:
    """What was asked for is left out after the regular date, where Discord alone has refused it."""
    group.locales[group.organiser.id] = locale
    await set_up(group, missed=missed)
    await manage(group, "now")
    refuse(group, 403, 50013)
    await group.wait_until(FIRST + TWO_HOURS)
    skipped = private(await manage(group, "skip"))
    assert [each for each in ("Goes out at once", "Waiting post") if localizer(locale)(each) in skipped] == [line]
    assert f"**{localizer(locale)(line)}** 1 · " in skipped
    await group.wait(2 * MINUTE)
    assert posted(group) == out


async def test_leaving_it_out_long_after_the_regular_date_makes_up_for_nothing(group: StudyGroup) -> None:
    """The regular post is too late by then; its chapter comes on the next date."""
    await hold_a_post(group)
    await group.wait_until(SECOND - timedelta(days=2))
    assert "Goes out at once" not in private(await manage(group, "skip"))
    await group.allow_again(group.channel)
    await group.wait(2 * MINUTE)
    assert posted(group) == []
    await group.wait_until(SECOND + MINUTE)
    assert posted(group) == [1]


async def test_undo_keeps_the_order_over_a_moved_post(group: StudyGroup) -> None:
    """What was asked for comes first, also where the time of the moved one has passed since; only that is late."""
    await hold_a_post(group)
    await manage(group, "move", to="2026-11-24 20:00")
    await group.wait_until(lisbon_winter(24, 22))
    skipped = await manage(group, "skip")
    assert "as soon as it can: 1 · " in await undo(group, skipped)
    await group.allow_again(group.channel)
    await group.wait(2 * MINUTE)
    assert posted(group) == [1, 2]
    await group.wait_until(SECOND + MINUTE)
    assert posted(group) == [1, 2, 3]


async def test_the_regular_post_behind_is_still_asked_about(group: StudyGroup) -> None:
    """Where organisers decide about late posts, that one was asked about between does not answer for them."""
    await hold_a_post(group, missed=ASK.days)
    await group.wait_until(FIRST + timedelta(days=2))
    skipped = await manage(group, "skip")
    assert "as soon as this is fixed" not in private(skipped)
    await group.wait(MINUTE)
    assert "It was missed." in private(await manage(group, "show"))
    assert "Undone" in await undo(group, skipped)
    await group.allow_again(group.channel)
    await group.wait(2 * MINUTE)
    assert posted(group) == [1]
    assert "It was missed." in private(await manage(group, "show"))
