"""A set-up in a channel that has had a schedule goes on with what that one had left, and says what it changes."""

from datetime import timedelta
from typing import Any

import pytest

from bot.text.locales import Locale
from bot.text.translations import localizer
from tests.behaviour.reading import answer, labels, private, said, text_of
from tests.behaviour.schedules import confirm, lisbon_winter, manage, post_times, posted, set_up, shown
from tests.behaviour.study_group import StudyGroup

FIRST, SECOND, THIRD = lisbon_winter(23), lisbon_winter(30), lisbon_winter(7, month=12)
LATER = lisbon_winter(21, month=12)
LAST = lisbon_winter(18, month=1).replace(year=2027)


async def opened(group: StudyGroup, **options: Any) -> str:
    """Return the set-up page of what would be started with *options*; nothing is."""
    page = await set_up(group, time=None, **options)
    say = localizer(group.locales.get(group.organiser.id, Locale.ENGLISH))
    form = await group.organiser.click(answer(page), label=say("Time and time zone"))
    await group.organiser.submit_modal(form, {"time": "19:00", "zone": "Europe/Lisbon"})
    return text_of(answer(page))


@pytest.mark.parametrize("locale", list(Locale))
async def test_no_chapter_is_lost_after_a_post_was_moved_past_others(group: StudyGroup, locale: Locale) -> None:
    """They come in the order in which they were to come; the page and the answer say so."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    await confirm(group, await manage(group, "move", to="2026-12-02 19:00"))
    await manage(group, "stop")
    past = private(await manage(group, "show"))
    told = say("`/schedule setup` in {channel} goes on with {chapter}", channel=group.channel.mention, chapter="2 ·")
    assert told in past
    page = await opened(group)
    assert f"{shown(FIRST)} — 2 · " in page
    assert say("in the order of the schedule before") in page
    started = private(await set_up(group))
    assert say("The schedule has started, in the order of the schedule before") in started
    assert f"{shown(FIRST)} — 2 · " in started
    await group.restart_bot()
    await group.wait_until(LAST)
    assert posted(group) == [2, 1, 3, 4, 5, 6, 7, 8, 9]


@pytest.mark.parametrize("locale", list(Locale))
async def test_a_repetition_that_was_to_come_is_dropped(group: StudyGroup, locale: Locale) -> None:
    """What was posted does not begin again; what is told of the past, the page and the answer say so."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    await group.wait_until(THIRD)
    await manage(group, "repeat", chapter="1")
    await manage(group, "stop")
    assert "4 · " in private(await manage(group, "show")).split(group.channel.mention)[-1]
    page = await opened(group)
    for text in (page, private(await set_up(group))):
        assert f"**{say('Chapter left out')}** 1 · " in text
        assert f"{shown(lisbon_winter(14, month=12))} — 4 · " in text
    assert say("goes on where the group was") in page
    await group.wait_until(LATER)
    assert posted(group) == [1, 2, 3, 4, 5]


async def test_what_was_jumped_over_and_then_asked_for_is_not_taken_for_a_repetition(group: StudyGroup) -> None:
    await set_up(group)
    await manage(group, "jump", chapter="4")
    await group.organiser.slash(group.channel, "schedule repeat", chapter="2")
    await manage(group, "repeat", chapter="2")
    await manage(group, "stop")
    await set_up(group)
    await group.wait_until(SECOND)
    assert posted(group) == [2, 4]


async def test_a_chapter_asked_for_before_its_own_place_comes_in_that(group: StudyGroup) -> None:
    """Once, also at the beginning of a new round."""
    await set_up(group, order="1, 2, 3", end="repeat")
    await group.wait_until(lisbon_winter(14, month=12))
    await group.organiser.slash(group.channel, "schedule repeat", chapter="3")
    await manage(group, "stop")
    assert "goes on with 1 · " in private(await manage(group, "show"))
    await set_up(group, weekdays="daily")
    await group.wait_until(LATER)
    assert posted(group) == [1, 2, 3, 1, 2, 3]


async def test_where_only_a_repetition_was_left_the_course_begins_again(group: StudyGroup) -> None:
    await set_up(group, order="1, 2")
    await group.wait_until(SECOND)
    await manage(group, "repeat", chapter="1")
    await manage(group, "stop")
    assert "The course is over. `/schedule setup` begins it again." in private(await manage(group, "show"))
    await set_up(group)
    await group.wait_until(LATER)
    assert posted(group) == [1, 2, 1, 2, 3]


async def test_an_order_of_its_own_goes_on(group: StudyGroup) -> None:
    """Unless another is chosen, also the one as listed: that brings the rest of the course."""
    await set_up(group, order="3, 1, 2")
    await group.wait_until(FIRST)
    await manage(group, "stop")
    again = await set_up(group)
    assert f"{shown(SECOND)} — 1 · " in private(again)
    assert "it goes on where the group was" in private(again)
    await group.organiser.click(answer(again), label="Undo")
    await set_up(group, order="listed")
    await group.wait_until(LATER)
    assert posted(group) == [3, 1, 2, 4, 5]


@pytest.mark.parametrize("locale", list(Locale))
async def test_an_order_that_is_chosen_brings_again_nothing_that_was_posted(group: StudyGroup, locale: Locale) -> None:
    """And the answer says which chapters it leaves out."""
    group.locales[group.organiser.id] = locale
    await set_up(group)
    await group.wait_until(SECOND)
    await manage(group, "stop")
    name = localizer(locale).count("Chapter left out", "Chapters left out", 4)
    page, started = await opened(group, order="5, 1, 4, 3"), private(await set_up(group, order="5, 1, 4, 3"))
    for text in (page, started):
        assert f"**{name}** 6, 7, 8, 9\n" in f"{text}\n"
    await group.wait_until(LATER)
    assert posted(group) == [1, 2, 5, 4, 3]


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize(("order", "coming"), [("2, 3, 5, 6", [2, 3, 5, 6]), ("listed", [2, 3, 4, 5, 6, 7, 8, 9])])
async def test_an_order_that_is_chosen_brings_what_was_jumped_over(
    group: StudyGroup, order: str, coming: list[int], locale: Locale
) -> None:
    """It was never posted."""
    group.locales[group.organiser.id] = locale
    await set_up(group)
    await group.wait_until(FIRST)
    await manage(group, "jump", chapter="5")
    await manage(group, "stop")
    assert f"{shown(SECOND)} — 2 · " in await opened(group, order=order)
    await set_up(group, order=order)
    await group.wait_until(LAST)
    assert posted(group)[:9] == [1, *coming]


async def test_an_order_of_posted_chapters_alone_begins_with_them_again(group: StudyGroup) -> None:
    await set_up(group)
    await group.wait_until(SECOND)
    await manage(group, "stop")
    assert "where the group was" not in private(await set_up(group, order="2, 1"))
    await group.wait_until(lisbon_winter(14, month=12))
    assert posted(group) == [1, 2, 2, 1]


async def test_a_first_chapter_says_what_it_leaves_out(group: StudyGroup) -> None:
    await set_up(group)
    await group.wait_until(SECOND)
    await manage(group, "stop")
    assert "**Chapters left out** 3, 4\n" in private(await set_up(group, first="5"))
    await group.wait_until(THIRD)
    assert posted(group) == [1, 2, 5]


async def test_one_that_runs_is_replaced_with_what_it_had_left(group: StudyGroup) -> None:
    await set_up(group)
    await confirm(group, await manage(group, "move", to="2026-12-02 19:00"))
    page = await group.organiser.slash(
        group.channel,
        "schedule setup",
        channel=group.channel,
        announce=False,
        weekdays="friday",
        time="19:00",
        timezone="Europe/Lisbon",
    )
    assert "Chapters left out" not in said(page)
    await group.organiser.click(answer(page), label="Replace it")
    await group.wait_until(LAST + timedelta(weeks=1))
    assert posted(group) == [2, 1, 3, 4, 5, 6, 7, 8, 9]


async def test_the_page_can_choose_the_order_as_listed_and_the_one_before(group: StudyGroup) -> None:
    await set_up(group, order="3, 1, 2")
    await group.wait_until(FIRST)
    await manage(group, "stop")
    page = answer(await set_up(group, time=None))
    for part, filled in (
        ("Time and time zone", {"time": "19:00", "zone": "Europe/Lisbon"}),
        ("Chapters", {"first": ["0"], "order": ["listed"], "own-order": "", "per-post": ["1"]}),
    ):
        await group.organiser.submit_modal(await group.organiser.click(page, label=part), filled)
    assert "9 posts" not in text_of(page)
    assert "8 posts, and a closing post" in text_of(page)
    kept = {"first": ["0"], "order": ["as-before"], "own-order": "", "per-post": ["1"]}
    await group.organiser.submit_modal(await group.organiser.click(page, label="Chapters"), kept)
    assert "2 posts, and a closing post" in text_of(page)


@pytest.mark.parametrize("locale", list(Locale))
async def test_a_start_that_changes_the_servers_language_says_so_and_so_does_its_undo(
    group: StudyGroup, locale: Locale
) -> None:
    """Old and new, in the organiser's language."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    page = answer(await set_up(group))
    await group.organiser.click(page, label=say("Undo"))
    page = answer(await set_up(group, time=None))
    more = {"every": ["1"], "missed": ["3"], "ending": ["stop"], "discussion": ["none"], "language": ["pt-BR"]}
    times = {"time": "19:00", "zone": "Europe/Lisbon"}
    await group.organiser.submit_modal(await group.organiser.click(page, label=say("Time and time zone")), times)
    await group.organiser.submit_modal(await group.organiser.click(page, label=say("More")), more)
    own, name = say("Discord's own setting for this server"), say("Language of posts")
    started = await group.organiser.click(page, label=say("Start"))
    assert f"**{name}** {own} → português" in private(started)
    assert labels(answer(started)) == [say("Undo")]
    undone = await group.organiser.click(answer(started), label=say("Undo"))
    assert f"**{name}** português → {own}" in private(undone)


@pytest.mark.parametrize("locale", list(Locale))
async def test_days_left_out_before_a_stop_stay_so(group: StudyGroup, locale: Locale) -> None:
    """The page and the answer say so."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    await manage(group, "skip", **{"from": "2026-11-24", "until": "2026-12-07"})
    await manage(group, "stop")
    line = say.count("{number} post left out", "{number} posts left out", 2)
    dates = ", ".join(f"<t:{int(slot.timestamp())}:D>" for slot in (SECOND, THIRD))
    for text in (await opened(group), private(await set_up(group))):
        assert f"**{line}** {dates}" in text
    await group.restart_bot()
    await group.wait_until(lisbon_winter(14, month=12))
    assert post_times(group) == [FIRST, lisbon_winter(14, month=12)]


async def test_a_moved_post_that_was_left_out_keeps_its_day_free(group: StudyGroup) -> None:
    """Not its own, on which the schedule that follows posts."""
    await set_up(group, weekdays="daily")
    await confirm(group, await manage(group, "move", to="2026-11-24 20:00"))
    await manage(group, "skip", **{"from": "2026-11-24"})
    await manage(group, "stop")
    await set_up(group, weekdays="daily")
    await group.wait_until(lisbon_winter(25))
    assert post_times(group) == [FIRST, lisbon_winter(25)]


async def test_days_left_out_of_a_running_schedule_stay_so_where_it_is_replaced(group: StudyGroup) -> None:
    await set_up(group)
    await manage(group, "skip", **{"from": "2026-11-30"})
    assert "left out" not in private(await set_up(group, time="20:00"))
    await group.wait_until(THIRD + timedelta(hours=1))
    assert post_times(group) == [FIRST + timedelta(hours=1), THIRD + timedelta(hours=1)]
