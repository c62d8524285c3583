"""Skipping posts with /schedule skip and moving one with /schedule move: other dates stay."""

from datetime import datetime, timedelta

import pytest

from tests.behaviour.reading import private, text_of
from tests.behaviour.schedules import (
    confirm,
    lisbon_winter,
    manage,
    post_times,
    posted,
    posts,
    set_up,
    shown,
    speak_portuguese,
)
from tests.behaviour.study_group import StudyGroup

FIRST, SECOND, THIRD = lisbon_winter(23), lisbon_winter(30), lisbon_winter(7, month=12)


async def test_next_post_is_left_out_and_its_chapter_comes_at_the_next_date(group: StudyGroup) -> None:
    """One week has no post, and no chapter is lost."""
    await set_up(group)
    text = private(await manage(group, "skip"))
    assert "The next post is left out" in text
    assert f"{shown(FIRST)} → {shown(SECOND)}" in text
    assert f"{shown(SECOND)} — 1 · " in text
    await group.restart_bot()
    await group.wait_until(lisbon_winter(24))
    assert posted(group) == []
    await group.wait_until(THIRD)
    assert posted(group) == [1, 2]


async def test_skipping_twice_skips_two_posts(group: StudyGroup) -> None:
    """Each time the next one."""
    await set_up(group)
    await manage(group, "skip")
    assert f"{shown(THIRD)} — 1 · " in private(await manage(group, "skip"))
    await group.wait_until(THIRD)
    assert posted(group) == [1]


async def test_held_post_can_be_left_out(group: StudyGroup) -> None:
    """It is given up; once it could be sent, nothing comes before the next date."""
    await set_up(group)
    await group.forbid(group.channel, send_messages=True)
    await group.wait_until(lisbon_winter(24))
    text = private(await manage(group, "skip"))
    assert "is waiting" not in text
    assert f"{shown(SECOND)} — 1 · " in text
    await group.allow_again(group.channel)
    await group.wait_until(lisbon_winter(29))
    assert posted(group) == []
    await group.wait_until(SECOND)
    assert posted(group) == [1]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-11-30", "2026-12-13"),
        ("30 november", "13 december"),
        ("Nov 30", "12/13/2026"),
        ("next monday", "in 20 days"),
    ],
)
async def test_range_of_days_is_left_out(group: StudyGroup, first: str, last: str) -> None:
    """From the first to the last day, both included, as people write them in English."""
    await set_up(group)
    text = private(await manage(group, "skip", **{"from": first, "until": last}))
    assert "no posts on those days: Nov 30, 2026 \u2013 Dec 13, 2026" in text
    assert f"{shown(FIRST)} — 1 · " in text
    assert f"{shown(lisbon_winter(14, month=12))} — 2 · " in text
    await group.restart_bot()
    await group.wait_until(lisbon_winter(13, 20, month=12))
    assert posted(group) == [1]
    await group.wait_until(lisbon_winter(14, month=12))
    assert posted(group) == [1, 2]


@pytest.mark.parametrize(
    ("first", "last"), [("30/11/2026", "13/12/2026"), ("30 de novembro", "13 de dezembro"), ("30/11", "13/12")]
)
async def test_range_of_days_is_read_in_portuguese(group: StudyGroup, first: str, last: str) -> None:
    """The day stands before the month."""
    speak_portuguese(group)
    await set_up(group)
    text = private(await manage(group, "skip", **{"from": first, "until": last}))
    assert "Não haverá publicações nesses dias: 30 de nov. de 2026 \u2013 13 de dez. de 2026" in text
    assert f"{shown(FIRST)} — 1 · " in text
    assert f"{shown(lisbon_winter(14, month=12))} — 2 · " in text


async def test_one_day_is_left_out_and_the_others_stay(group: StudyGroup) -> None:
    """Without a last day only the named day is skipped."""
    await set_up(group)
    await manage(group, "skip", **{"from": "2026-11-30"})
    await group.wait_until(THIRD)
    assert posted(group) == [1, 2]
    assert post_times(group) == [FIRST, THIRD]


@pytest.mark.parametrize(
    ("days", "why"),
    [
        ({"from": "banana"}, "I do not know every word of that."),
        ({"from": "🎄"}, "I do not know every word of that."),
        ({"from": "x" * 3000}, "That is too long."),
        ({"from": " "}, "I do not know every word of that."),
        ({"from": "2026-12-24", "until": "soon or later"}, "I read more than one date in that."),
        ({"from": "2026-12-24", "until": "2026-12-20"}, "The last day comes before the first."),
        ({"from": "2026-12-24", "until": "2029-12-24"}, "That is more than a year of days."),
        ({"from": "2020-01-01", "until": "2020-02-01"}, "Those days have already passed."),
        ({"from": "2026-02-30"}, "There is no such date."),
        ({"from": "24 December at 8pm"}, "Only days are needed here"),
        ({"until": "tomorrow"}, "Name the first day, too."),
    ],
)
async def test_days_that_make_no_sense_change_nothing(group: StudyGroup, days: dict[str, str], why: str) -> None:
    """The answer names the one cause; the next post comes as planned."""
    await set_up(group)
    text = private(await manage(group, "skip", **days))
    assert why in text
    assert text.endswith("Nothing was changed.")
    await group.wait_until(FIRST)
    assert posted(group) == [1]


@pytest.mark.parametrize(
    ("to", "moved"),
    [
        ("saturday 8pm", lisbon_winter(28, 20)),
        ("saturday", lisbon_winter(28)),
        ("2026-11-25 07:30", lisbon_winter(25, 7, minute=30)),
        ("tomorrow at noon", lisbon_winter(24, 12)),
        ("in 3 hours", lisbon_winter(23, 21)),
    ],
)
async def test_only_the_next_post_is_moved(group: StudyGroup, to: str, moved: datetime) -> None:
    """It comes at its new time only; the one after it keeps its date."""
    await set_up(group)
    text = private(await manage(group, "move", to=to))
    assert "The next post is moved" in text
    assert f"{shown(moved)} — 1 · " in text
    await group.restart_bot()
    await group.wait_until(moved - timedelta(minutes=1))
    assert posted(group) == []
    await group.wait_until(SECOND)
    assert post_times(group) == [moved, SECOND]
    assert posted(group) == [1, 2]
    assert "late" not in text_of(posts(group)[0])


@pytest.mark.parametrize("to", ["sábado às 20h", "sábado 20:00", "28/11/2026 às 20h"])
async def test_move_is_read_in_portuguese(group: StudyGroup, to: str) -> None:
    """Hours have an h, and the day stands before the month."""
    speak_portuguese(group)
    await set_up(group)
    text = private(await manage(group, "move", to=to))
    assert "A próxima publicação mudou de data" in text
    assert f"{shown(lisbon_winter(28, 20))} — 1 · " in text


async def test_moved_post_can_be_moved_again_and_left_out(group: StudyGroup) -> None:
    """It stays one post, and the last change counts."""
    await set_up(group)
    await manage(group, "move", to="saturday 8pm")
    await manage(group, "move", to="friday 8pm")
    assert shown(lisbon_winter(27, 20)) in private(await manage(group, "show"))
    await manage(group, "skip")
    await group.wait_until(SECOND)
    assert posted(group) == [1]
    assert post_times(group) == [SECOND]


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("banana", "I do not know every word of that."),
        ("", "I do not know every word of that."),
        ("yesterday 8pm", "has already passed"),
        ("2020-01-01 10:00", "has already passed"),
        ("2031-01-01 10:00", "more than a year ahead"),
        ("?" * 500, "That is too long for a time."),
        ("25:99", "There is no such time of day."),
    ],
)
async def test_time_that_makes_no_sense_moves_nothing(group: StudyGroup, to: str, why: str) -> None:
    """The answer says why; the next post comes as planned."""
    await set_up(group)
    text = private(await manage(group, "move", to=to))
    assert why in text
    assert "Nothing was changed" in text
    await group.wait_until(FIRST)
    assert posted(group) == [1]


async def test_skipped_days_can_be_restored(group: StudyGroup) -> None:
    """One day or a range; other days stay left out, and a day that never was left out is named as such."""
    await set_up(group)
    assert "Nothing was left out there" in private(await manage(group, "unskip"))
    await manage(group, "skip")
    await manage(group, "skip", **{"from": "2026-12-14", "until": "2026-12-28"})
    assert shown(lisbon_winter(23)) in private(await manage(group, "unskip"))
    speak_portuguese(group)
    answered = await group.organiser.slash(
        group.channel, "schedule unskip", **{"from": "21 de dezembro", "until": "28 de dezembro"}
    )
    assert "publicações de novo: 21 de dez. de 2026 \u2013 28 de dez. de 2026" in private(answered)
    season = private(await manage(group, "season"))
    assert season.count("⏭️") == 1
    await group.wait_until(lisbon_winter(21, month=12))
    assert posted(group) == [1, 2, 3, 4]
    assert "já passaram" in private(await manage(group, "unskip", **{"from": "2020-01-01"}))


async def test_a_moved_post_that_was_left_out_stays_so_whatever_is_changed_after_its_own_day(group: StudyGroup) -> None:
    await set_up(group)
    await confirm(group, await manage(group, "move", to="2026-12-02 20:00"))
    await manage(group, "skip", **{"from": "2026-12-02"})
    await group.wait_until(lisbon_winter(28))
    await manage(group, "change", time="19:30")
    await group.wait_until(lisbon_winter(6, month=12))
    assert post_times(group) == [lisbon_winter(30, minute=30)]
