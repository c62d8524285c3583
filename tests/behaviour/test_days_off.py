"""/schedule skip and unskip say what they leave out and bring back, and ask first where that is much."""

from typing import Any

import pytest

from bot.text.locales import Locale
from bot.text.translations import localizer
from tests.behaviour.reading import answer, labels, private, said
from tests.behaviour.schedules import (
    confirm,
    lisbon_winter,
    manage,
    post_times,
    posted,
    set_up,
    shown,
    speak_portuguese,
)
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import press, stored

FIRST, SECOND, THIRD = lisbon_winter(23), lisbon_winter(30), lisbon_winter(7, month=12)
MANY: dict[str, Any] = {"from": "2026-12-01", "until": "2027-01-10"}


@pytest.mark.parametrize("locale", list(Locale))
async def test_many_posts_are_left_out_only_after_a_question(group: StudyGroup, locale: Locale) -> None:
    """It says how many, and the new end; the button works after a restart, and its answer can be taken back."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    before = stored(group)
    asked = await manage(group, "skip", **MANY)
    left_out = say.count("{number} post left out", "{number} posts left out", 5)
    assert left_out in private(asked)
    assert "**5 " in private(asked)
    assert f"**{say('Last day')}** <t:1800903600:D> → <t:1803927600:D>" in private(asked)
    assert stored(group) == before
    await group.restart_bot()
    done = await confirm(group, asked)
    assert left_out in said(done)
    again = private(await press(group, group.organiser, "v1:undo-schedule:2"))
    assert say("Undone") in again
    await group.wait_until(THIRD)
    assert posted(group) == [1, 2, 3]


@pytest.mark.parametrize("locale", list(Locale))
async def test_four_posts_are_left_out_at_once(group: StudyGroup, locale: Locale) -> None:
    """The answer says how many, on which days, and the new end."""
    group.locales[group.organiser.id] = locale
    await set_up(group)
    text = private(await manage(group, "skip", **{"from": "2026-11-30", "until": "2026-12-21"}))
    say = localizer(locale)
    assert f"**{say.count('{number} post left out', '{number} posts left out', 4)}**" in text
    assert "<t:1800903600:D> → <t:1803322800:D>" in text
    await group.wait_until(lisbon_winter(28, month=12))
    assert post_times(group) == [FIRST, lisbon_winter(28, month=12)]


@pytest.mark.parametrize(
    "days",
    [
        {"from": "2026-11-24"},
        {"from": "2026-12-01", "until": "2026-12-06"},
        {"from": "2027-02-01", "until": "2027-03-01"},
    ],
)
async def test_days_without_a_post_are_told_as_such(group: StudyGroup, days: dict[str, str]) -> None:
    """Between the dates, or after the season; the next one is named, and nothing is changed."""
    await set_up(group)
    before = stored(group)
    text = private(await manage(group, "skip", **days))
    assert "No post falls on those days." in text
    assert f"The next post comes {shown(FIRST)}. Nothing was changed." in text
    speak_portuguese(group)
    assert "Nenhuma publicação cai nesses dias." in private(await manage(group, "skip", **days))
    assert stored(group) == before


async def test_of_days_in_part_over_only_what_is_to_come_counts(group: StudyGroup) -> None:
    """Today's post is out."""
    await set_up(group)
    await group.wait_until(lisbon_winter(23, 20))
    assert "No post falls" in private(await manage(group, "skip", **{"from": "2026-11-23"}))
    text = private(await manage(group, "skip", **{"from": "2026-11-23", "until": "2026-11-30"}))
    assert f"**1 post left out** <t:{int(SECOND.timestamp())}:D>" in text


@pytest.mark.parametrize("locale", list(Locale))
async def test_what_is_left_out_and_taken_back_is_named(group: StudyGroup, locale: Locale) -> None:
    group.locales[group.organiser.id] = locale
    say, day = localizer(locale), "Nov 23, 2026" if locale is Locale.ENGLISH else "23 de nov. de 2026"
    await set_up(group)
    assert f"{say('The next post is left out')}: {day}" in private(await manage(group, "skip"))
    text = private(await manage(group, "unskip"))
    assert f"{say('The next day left out is taken back')}: {day}" in text
    assert f"**{say.count('{number} post comes again', '{number} posts come again', 1)}**" in text
    none = await manage(group, "unskip")
    assert say("Nothing was left out there") in private(none)
    assert labels(answer(none)) == []


async def test_taking_back_days_on_which_no_post_was_left_out_changes_nothing(group: StudyGroup) -> None:
    """The Tuesday lies within days that were left out, but has no post."""
    await set_up(group)
    await manage(group, "skip", **{"from": "2026-11-28", "until": "2026-12-04"})
    before = stored(group)
    assert "Nothing was left out there" in private(await manage(group, "unskip", **{"from": "2026-12-01"}))
    assert stored(group) == before


@pytest.mark.parametrize("locale", list(Locale))
async def test_taking_back_a_holiday_points_to_its_own_command(group: StudyGroup, locale: Locale) -> None:
    """Where a post would come; not for a Tuesday, nor for a post that was skipped beside it."""
    group.locales[group.organiser.id] = locale
    command = {Locale.ENGLISH: "`/settings holidays`", Locale.PORTUGUESE: "`/configurações feriados`"}[locale]
    await set_up(group)
    await group.organiser.slash(group.channel, "settings holidays", **{"from": "2026-11-30", "until": "2026-12-01"})
    before = stored(group)
    told = private(await manage(group, "unskip", **{"from": "2026-11-30"}))
    assert localizer(locale)("Nothing was left out there") in told
    assert command in told
    assert command not in private(await manage(group, "unskip", **{"from": "2026-12-01"}))
    assert stored(group) == before
    await manage(group, "skip", **{"from": "2026-12-07"})
    assert command not in private(await manage(group, "unskip", **{"from": "2026-11-30", "until": "2026-12-07"}))


async def test_a_held_post_that_is_left_out_is_named_by_its_own_day(group: StudyGroup) -> None:
    await set_up(group)
    await group.forbid(group.channel, send_messages=True)
    await group.wait_until(lisbon_winter(24))
    assert "is left out: Nov 23, 2026" in private(await manage(group, "skip"))


async def test_days_of_the_next_round_can_be_left_out(group: StudyGroup) -> None:
    """Where the season begins again by itself; the answer counts them all the same."""
    await set_up(group, first="9", end="repeat")
    text = private(await manage(group, "skip", **{"from": "2026-12-07", "until": "2026-12-14"}))
    assert "**2 posts left out**" in text
    await group.wait_until(lisbon_winter(21, month=12))
    assert posted(group) == [9, 1]


async def test_an_end_that_comes_sooner_is_no_post_that_comes_again(group: StudyGroup) -> None:
    """What was left out after it stays so."""
    await set_up(group)
    await manage(group, "skip", **{"from": "2026-12-21", "until": "2027-01-03"})
    asked = await manage(group, "jump", chapter="9")
    assert "again" not in private(asked)
    assert "again" not in said(await confirm(group, asked))


@pytest.mark.parametrize("action", ["skip-days", "unskip-days"])
@pytest.mark.parametrize("days", ["0:739950", "739950:739943", "739943:999999999", "99999999999:99999999999"])
async def test_days_that_no_question_has_change_nothing(group: StudyGroup, action: str, days: str) -> None:
    """As on a button with a made-up id."""
    await set_up(group)
    before = stored(group)
    assert "older version" in private(await press(group, group.organiser, f"v1:{action}:1:{days}"))
    assert stored(group) == before


@pytest.mark.parametrize("locale", list(Locale))
async def test_ambiguous_days_are_asked_about(group: StudyGroup, locale: Locale) -> None:
    """Before they are left out, and before they are taken back; the buttons work after a restart."""
    group.locales[group.organiser.id] = locale
    say, week = localizer(locale), "next week" if locale is Locale.ENGLISH else "semana que vem"
    why = say("I took the whole week, from Monday to Sunday. To be sure, write two dates.")
    await set_up(group)
    before = stored(group)
    asked = await manage(group, "skip", **{"from": week})
    assert why in private(asked)
    assert labels(answer(asked)) == [say("Leave them out")]
    assert stored(group) == before
    await group.restart_bot()
    assert say("There will be no posts on those days") in said(await confirm(group, asked))
    asked = await manage(group, "unskip", **{"from": week})
    assert why in private(asked)
    assert labels(answer(asked)) == [say("Let them come")]
    assert say("Those days have their posts again") in said(await confirm(group, asked))
    await group.wait_until(SECOND)
    assert posted(group) == [1, 2]


async def test_ambiguous_days_that_would_change_nothing_are_not_asked_about(group: StudyGroup) -> None:
    await set_up(group)
    assert "Nothing was left out there" in private(await manage(group, "unskip", **{"from": "next week"}))
    await manage(group, "skip", **{"from": "2026-11-30"})
    assert "No post falls on those days." in private(await manage(group, "skip", **{"from": "next week"}))


async def test_one_text_may_be_a_range(group: StudyGroup) -> None:
    await set_up(group)
    text = private(await manage(group, "skip", **{"from": "30 November - 8 December"}))
    assert "Nov 30, 2026 \u2013 Dec 8, 2026" in text
    assert "**2 posts left out**" in text
