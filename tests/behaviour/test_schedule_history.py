"""/schedule history lists only what happened, in a row for all schedules that a channel has had."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.text.locales import Locale
from bot.text.translations import localizer
from tests.behaviour.reading import answer, components, private
from tests.behaviour.schedules import lisbon_winter, manage, post_now, posted, posts, set_up, shown
from tests.behaviour.study_group import StudyGroup

FIRST, SECOND, THIRD = lisbon_winter(23), lisbon_winter(30), lisbon_winter(7, month=12)
MOMENT = timedelta(minutes=1)
DIVIDER = 14


async def history(group: StudyGroup, **options: str) -> str:
    """Return what /schedule history shows to the organiser."""
    return private(await manage(group, "history", **options))


def rows(text: str) -> list[str]:
    """Return the entries of a history, each with the line that says when."""
    return [
        f"{one}\n{when}"
        for one, when in zip(text.splitlines(), text.splitlines()[1:], strict=False)
        if when.startswith("-# <t:")
    ]


async def undo(group: StudyGroup, result: object) -> None:
    """Let the organiser press Undo below an answer."""
    say = localizer(group.locales.get(group.organiser.id, Locale.ENGLISH))
    await group.organiser.click(answer(result), label=say("Undo"))  # type: ignore[arg-type]


@pytest.mark.parametrize("locale", list(Locale))
async def test_before_the_first_post_nothing_has_happened(group: StudyGroup, locale: Locale) -> None:
    """Whatever is planned, changed, left out or taken back meanwhile."""
    group.locales[group.organiser.id] = locale
    await set_up(group)
    await manage(group, "skip")
    await manage(group, "change", weekdays="thursday")
    await undo(group, await manage(group, "now"))
    text = await history(group)
    assert localizer(locale)("Nothing has been posted yet.") in text
    assert rows(text) == []


@pytest.mark.parametrize("what", ["pause", "skip", "stop"])
async def test_what_was_taken_back_before_its_date_is_no_history(group: StudyGroup, what: str) -> None:
    await set_up(group)
    await undo(group, await manage(group, what))
    await group.wait_until(SECOND + MOMENT)
    assert posted(group) == [1, 2]
    assert ["Posted" in row for row in rows(await history(group))] == [True, True]


async def test_a_change_of_days_is_no_history_once_its_former_date_has_passed(group: StudyGroup) -> None:
    await set_up(group)
    await manage(group, "change", weekdays="thursday")
    await group.wait_until(lisbon_winter(27))
    (only,) = rows(await history(group))
    assert "Posted" in only


async def test_a_post_asked_for_and_taken_back_is_no_history(group: StudyGroup) -> None:
    """Nor one that a skip takes with it before it was out."""
    await set_up(group)
    await undo(group, await manage(group, "now"))
    await manage(group, "now")
    await manage(group, "skip")
    assert rows(await history(group)) == []


async def test_a_post_asked_for_that_could_not_come_is_told_until_it_is_taken_back(group: StudyGroup) -> None:
    """One that is left out instead stays: it was due."""
    await set_up(group)
    asked = await manage(group, "now")
    await group.forbid(group.channel, send_messages=True)
    await group.wait(MOMENT)
    assert "Waiting: " in await history(group)
    await undo(group, asked)
    assert rows(await history(group)) == []
    await group.allow_again(group.channel)
    await manage(group, "now")
    await group.forbid(group.channel, send_messages=True)
    await group.wait(MOMENT)
    await manage(group, "skip")
    (only,) = rows(await history(group))
    assert f"Left out · {group.organiser.mention}" in only


@pytest.mark.parametrize("locale", list(Locale))
async def test_a_post_left_out_is_told_once_its_date_has_passed(group: StudyGroup, locale: Locale) -> None:
    """With who left it out; one on a date to come can still be restored. Its chapter comes on the next date."""
    group.locales[group.organiser.id] = locale
    await set_up(group)
    await manage(group, "skip")
    assert rows(await history(group)) == []
    await group.restart_bot()
    await group.wait_until(FIRST + MOMENT)
    (only,) = rows(await history(group))
    assert only == f"⏭️ {localizer(locale)('Left out')} · {group.organiser.mention}\n-# {shown(FIRST)}"


async def test_a_moved_post_that_was_left_out_is_told_on_its_new_date(group: StudyGroup) -> None:
    await set_up(group)
    await manage(group, "move", to="2026-11-25 20:00")
    await manage(group, "skip")
    await group.wait_until(FIRST + MOMENT)
    assert rows(await history(group)) == []
    await group.wait_until(lisbon_winter(26))
    (only,) = rows(await history(group))
    assert f"Left out · {group.organiser.mention}\n-# {shown(lisbon_winter(25, 20))}" in only


async def test_a_date_of_a_pause_is_told_while_it_lasts(group: StudyGroup) -> None:
    """A post left out after the schedule was resumed is told as left out, not as paused."""
    await set_up(group)
    await manage(group, "pause")
    assert rows(await history(group)) == []
    await manage(group, "resume")
    await manage(group, "skip")
    await group.wait_until(FIRST + MOMENT)
    await manage(group, "pause")
    await group.wait_until(SECOND + MOMENT)
    paused, left_out = rows(await history(group))
    assert f"The schedule was paused · {group.organiser.mention}\n-# {shown(SECOND)}" in paused
    assert "Left out" in left_out


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("how", ["still paused", "resume", "stop", "setup", "undo"])
async def test_all_dates_of_a_pause_are_told_in_one_row(group: StudyGroup, how: str, locale: Locale) -> None:
    """With the first and the last, while it lasts and afterwards."""
    group.locales[group.organiser.id] = locale
    await set_up(group)
    await group.wait_until(FIRST + MOMENT)
    paused = await manage(group, "pause")
    await group.wait(timedelta(days=22))
    ways: dict[str, Callable[[], Awaitable[object]]] = {
        "resume": lambda: manage(group, "resume"),
        "stop": lambda: manage(group, "stop"),
        "setup": lambda: set_up(group, weekdays="friday"),
        "undo": lambda: undo(group, paused),
        "still paused": group.restart_bot,
    }
    await ways[how]()
    last = lisbon_winter(14, month=12)
    told = f"⏭️ {localizer(locale)('The schedule was paused')} · {group.organiser.mention}"
    row, post = rows(await history(group))
    assert row == f"{told}\n-# {shown(SECOND)} – {shown(last)}"  # noqa: RUF001 - a range
    assert localizer(locale)("Posted") in post
    await group.wait(timedelta(days=7))
    assert told in await history(group)


async def test_a_long_pause_leaves_room_for_what_was_before(group: StudyGroup) -> None:
    """A post asked for within it stands between its dates; each of two pauses has its own row."""
    await set_up(group, weekdays="daily")
    await group.wait_until(FIRST + MOMENT)
    await manage(group, "pause")
    await group.wait(timedelta(days=20))
    await post_now(group)
    await group.wait(timedelta(days=20))
    await manage(group, "resume")
    await group.wait(timedelta(days=1))
    after, late, between, early, before = rows(await history(group))
    assert all("Posted" in each for each in (after, between, before))
    assert f"{shown(lisbon_winter(24))} – {shown(lisbon_winter(13, month=12))}" in early  # noqa: RUF001 - a range
    assert f"{shown(lisbon_winter(14, month=12))} – " in late  # noqa: RUF001 - a range
    assert posted(group) == [1, 2, 3]


async def test_a_wait_for_the_next_round_is_no_pause(group: StudyGroup) -> None:
    await set_up(group, order="1", end="wait")
    await group.wait_until(SECOND + MOMENT)
    await group.wait(timedelta(days=22))
    await manage(group, "resume")
    assert ["Posted" in row for row in rows(await history(group))] == [True, True]


async def test_a_pause_over_before_its_date_is_no_history(group: StudyGroup) -> None:
    """Though that date is none any more."""
    await set_up(group)
    await manage(group, "pause")
    await manage(group, "change", weekdays="thursday")
    await manage(group, "resume")
    await group.wait_until(lisbon_winter(27))
    (only,) = rows(await history(group))
    assert "Posted" in only


@pytest.mark.parametrize("what", ["stop", "setup"])
async def test_dates_after_the_end_are_no_history(group: StudyGroup, what: str) -> None:
    """Neither the next one, nor one that was left out before."""
    await set_up(group)
    await group.wait_until(FIRST + MOMENT)
    await manage(group, "skip")
    await (manage(group, "stop") if what == "stop" else set_up(group, weekdays="friday"))
    await group.wait_until(lisbon_winter(18, month=12))
    told = rows(await history(group))
    assert [row for row in told if "Posted" not in row] == []
    assert shown(SECOND) not in "".join(told)
    assert shown(THIRD) not in "".join(told)


async def test_a_day_left_out_after_an_early_end_is_no_history(group: StudyGroup) -> None:
    """The closing post was asked for before it."""
    await set_up(group, first="9")
    await group.wait_until(FIRST + MOMENT)
    await manage(group, "skip")
    await manage(group, "now")
    await group.wait_until(SECOND + MOMENT)
    closing, last = rows(await history(group))
    assert "The end of the course" in closing
    assert "Posted" in last


@pytest.mark.parametrize("locale", list(Locale))
async def test_a_waiting_post_that_a_stop_has_ended_says_so(group: StudyGroup, locale: Locale) -> None:
    group.locales[group.organiser.id] = locale
    await set_up(group)
    await group.forbid(group.channel, send_messages=True)
    await group.wait_until(FIRST + MOMENT)
    await manage(group, "stop")
    (only,) = rows(await history(group))
    assert f"{localizer(locale)('The schedule was stopped')} · {group.organiser.mention}\n-# {shown(FIRST)}" in only


async def test_a_post_that_discord_refused_until_the_stop_says_so(group: StudyGroup) -> None:
    """It may have been out, so that the stop did not take it away, but its next try."""
    await set_up(group)
    group.env.inject_error("POST", "/channels/*/messages", status=500, times=3)
    await group.wait_until(FIRST)
    await manage(group, "stop")
    await group.wait(timedelta(minutes=15))
    assert posted(group) == []
    assert f"The schedule was stopped · {group.organiser.mention}\n-# {shown(FIRST)}" in await history(group)


@pytest.mark.parametrize("locale", list(Locale))
async def test_a_holiday_without_a_post_is_told(group: StudyGroup, locale: Locale) -> None:
    """Once its date has passed, also after the holiday is not listed any more; one called off before is not."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    await group.organiser.slash(group.channel, "settings holidays", **{"from": "2026-11-23", "until": "2026-11-24"})
    await group.organiser.slash(group.channel, "settings holidays", **{"from": "2026-11-30"})
    assert rows(await history(group)) == []
    await group.wait_until(lisbon_winter(28))
    await group.organiser.slash(group.channel, "settings holidays", **{"from": "2026-11-30", "remove": True})
    await group.restart_bot()
    await group.wait_until(SECOND + MOMENT)
    out, holiday = rows(await history(group))
    assert say("Posted") in out
    assert holiday == f"⏭️ {say('Holiday')}\n-# {shown(FIRST)}"


async def test_a_day_left_out_that_became_a_holiday_is_told_as_that(group: StudyGroup) -> None:
    """And as left out again where the holiday was called off."""
    await set_up(group)
    await manage(group, "skip", **{"from": "2026-11-30"})
    await group.wait_until(FIRST + MOMENT)
    await group.organiser.slash(group.channel, "settings holidays", **{"from": "2026-11-30", "until": "2026-12-07"})
    await group.organiser.slash(group.channel, "settings holidays", **{"from": "2026-11-30", "remove": True})
    await group.wait_until(lisbon_winter(15, month=12))
    _, holiday, left_out, _ = rows(await history(group))
    assert holiday == f"⏭️ Holiday\n-# {shown(THIRD)}"
    assert left_out == f"⏭️ Left out · {group.organiser.mention}\n-# {shown(SECOND)}"


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("end", ["setup", "stop"])
async def test_a_channels_schedules_are_told_in_a_row(group: StudyGroup, locale: Locale, end: str) -> None:
    """The newest first, with a divider where a new one began; the one before is found alone by `which`, too."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    await group.wait_until(FIRST + MOMENT)
    ended = group.env.now()
    if end == "stop":
        await manage(group, "stop")
    await set_up(group, weekdays="friday")
    earlier = say("Earlier schedule, until {when}", when=shown(ended))
    text = await history(group)
    assert text.index(say("Nothing has been posted yet.")) < text.index(earlier) < text.index(shown(FIRST))
    await group.restart_bot()
    await group.wait_until(lisbon_winter(28))
    result = await manage(group, "history")
    text = private(result)
    one, two = posts(group)
    places = [text.index(each) for each in (two.jump_url, f"-# {earlier}", one.jump_url)]
    assert places == sorted(places)
    assert say("Nothing has been posted yet.") not in text
    assert sum(part["type"] == DIVIDER for part in components(answer(result))) == 2
    (past,) = await group.organiser.autocomplete(group.channel, "schedule history", "which", say("stopped"))
    alone = await history(group, which=past["value"])
    assert one.jump_url in alone
    assert two.jump_url not in alone
    assert earlier not in alone


async def test_a_start_taken_back_is_no_earlier_schedule(group: StudyGroup) -> None:
    await set_up(group)
    await group.wait_until(FIRST + MOMENT)
    await undo(group, await set_up(group, weekdays="friday"))
    await group.wait_until(SECOND + MOMENT)
    text = await history(group)
    assert len(rows(text)) == 2
    assert "Earlier schedule" not in text


async def test_another_channels_schedule_is_none_of_this_channel(group: StudyGroup) -> None:
    await set_up(group, channel=group.guild.create_text_channel("other"), weekdays="tuesday")
    await set_up(group)
    await group.wait_until(lisbon_winter(24, 20))
    assert len(rows(await history(group))) == 1


@pytest.mark.parametrize("locale", list(Locale))
async def test_an_earlier_schedule_that_does_not_fit_is_named(group: StudyGroup, locale: Locale) -> None:
    """It is found by `which`, also where more posts came since than are shown."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    await group.wait_until(FIRST + MOMENT)
    await set_up(group, weekdays="every day", end="repeat")
    hint = say("For an earlier schedule, name it with the option `which`.")
    await group.wait_until(lisbon_winter(30))
    assert hint not in await history(group)
    await group.wait_until(lisbon_winter(10, month=12))
    text = await history(group)
    assert len(rows(text)) == 12
    assert hint in text


@pytest.mark.parametrize("locale", list(Locale))
async def test_show_names_the_day_on_which_a_moved_post_would_have_come(group: StudyGroup, locale: Locale) -> None:
    """Not that from which it was moved away, and but once where its new day was typed."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    await manage(group, "move", to="2026-11-25 20:00")
    await manage(group, "skip", **{"from": "2026-11-25"})
    (line,) = [line for line in private(await manage(group, "show")).splitlines() if say("Left out") in line]
    day = {Locale.ENGLISH: "Nov 25", Locale.PORTUGUESE: "25 de nov."}[locale]
    assert day in line
    await manage(group, "unskip")
    await manage(group, "skip")
    text = private(await manage(group, "show"))
    assert text.count(say("Left out")) == 1
    assert day in text


def paused_row(group: StudyGroup, first: datetime, last: datetime) -> str:
    """Return the row of a pause by the organiser with these dates."""
    dates = dict.fromkeys(map(shown, (first, last)))
    return f"⏭️ The schedule was paused · {group.organiser.mention}\n-# {' – '.join(dates)}"  # noqa: RUF001 - a range


CHANGES_IN_A_PAUSE: dict[str, dict[str, Any]] = {
    "weekdays": {"weekdays": "friday"},
    "time": {"time": "20:00"},
    "daily": {"weekdays": "daily"},
    "every": {"every": 2},
}


@pytest.mark.parametrize("options", CHANGES_IN_A_PAUSE.values(), ids=CHANGES_IN_A_PAUSE)
async def test_a_change_in_a_pause_leaves_its_dates_as_they_were(group: StudyGroup, options: dict[str, Any]) -> None:
    """Also its Undo, and a resume after it."""
    await set_up(group)
    await group.wait_until(FIRST + MOMENT)
    await manage(group, "pause")
    await group.wait_until(lisbon_winter(15, month=12))
    wanted = paused_row(group, SECOND, lisbon_winter(14, month=12))
    changed = await manage(group, "change", **options)
    assert rows(await history(group))[0] == wanted
    await undo(group, changed)
    assert rows(await history(group))[0] == wanted
    await manage(group, "resume")
    assert rows(await history(group))[0] == wanted


@pytest.mark.parametrize("remove", [False, True])
async def test_holidays_that_change_leave_the_dates_of_a_pause(group: StudyGroup, remove: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Also where the list forgets those that are over."""
    days = {"from": "2026-12-07", "until": "2026-12-08"}
    await group.organiser.slash(group.channel, "settings holidays", **days)
    await group.wait_until(FIRST + MOMENT)
    await set_up(group)
    await manage(group, "pause")
    await group.wait_until(lisbon_winter(8, month=12))
    wanted = paused_row(group, SECOND, SECOND)
    assert rows(await history(group)) == [wanted]
    if remove:
        await group.organiser.slash(group.channel, "settings holidays", **days, remove=True)
    else:
        await group.wait_until(lisbon_winter(13, month=12))
        await group.organiser.slash(group.channel, "settings holidays", **{"from": "2027-01-07"})
    assert rows(await history(group)) == [wanted]


async def test_days_left_out_in_a_pause_stay_left_out(group: StudyGroup) -> None:
    await set_up(group)
    await group.wait_until(FIRST + MOMENT)
    await manage(group, "pause")
    await manage(group, "skip", **{"from": "2026-12-14", "until": "2026-12-21"})
    await group.wait_until(lisbon_winter(27, month=12))
    await manage(group, "change", end="repeat")
    assert rows(await history(group))[0] == paused_row(group, SECOND, THIRD)


@pytest.mark.parametrize("before", ["now", "resumed", "changed", "paused twice", "skipped"])
async def test_a_pause_is_told_whatever_came_before_it(group: StudyGroup, before: str) -> None:
    await set_up(group)
    await group.wait_until(FIRST + MOMENT)
    first, last = SECOND, lisbon_winter(14, month=12)
    if before == "now":
        await manage(group, "now")
    if before == "skipped":
        await manage(group, "skip")
        first = THIRD
    if before == "changed":
        await manage(group, "change", weekdays="friday")
        first, last = lisbon_winter(27), lisbon_winter(11, month=12)
    await manage(group, "pause")
    if before in {"resumed", "paused twice"}:
        resumed = await manage(group, "resume")
        await (undo(group, resumed) if before == "resumed" else manage(group, "pause"))
    await group.wait_until(lisbon_winter(15, month=12))
    assert rows(await history(group))[0] == paused_row(group, first, last)


async def test_a_stopped_and_restored_pause_tells_no_date_of_the_time_between(group: StudyGroup) -> None:
    await set_up(group)
    await group.wait_until(FIRST + MOMENT)
    await manage(group, "pause")
    await group.wait_until(SECOND + MOMENT)
    stopped = await manage(group, "stop")
    await group.wait_until(THIRD + MOMENT)
    await undo(group, stopped)
    await group.wait_until(lisbon_winter(15, month=12))
    last, first = lisbon_winter(14, month=12), SECOND
    assert rows(await history(group))[0] == paused_row(group, first, last)


async def test_a_change_right_after_a_pause_tells_only_the_new_dates(group: StudyGroup) -> None:
    await set_up(group)
    await group.wait_until(FIRST + MOMENT)
    await manage(group, "pause")
    await manage(group, "change", weekdays="friday")
    await group.wait_until(lisbon_winter(5, month=12))
    assert rows(await history(group))[0] == paused_row(group, lisbon_winter(27), lisbon_winter(4, month=12))


@pytest.mark.parametrize("resumes", [False, True])
async def test_a_pause_of_more_than_a_year_is_told(group: StudyGroup, resumes: bool) -> None:  # noqa: FBT001 - a parameter of the test
    await set_up(group)
    await group.wait_until(FIRST + MOMENT)
    await manage(group, "pause")
    await group.restart_bot(after=timedelta(weeks=60))
    if resumes:
        await manage(group, "resume")
    row = rows(await history(group))[0]
    assert row == paused_row(group, SECOND, FIRST + timedelta(weeks=60))


async def test_a_pause_that_the_closing_post_ends_keeps_its_dates(group: StudyGroup) -> None:
    """That post was asked for."""
    await set_up(group, first="9")
    await manage(group, "pause")
    await group.wait_until(SECOND + MOMENT)
    await post_now(group)
    await post_now(group)
    closing, last, paused = rows(await history(group))
    assert "The end of the course" in closing
    assert "Posted" in last
    assert paused == paused_row(group, FIRST, SECOND)
