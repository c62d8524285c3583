"""The season as a page and a calendar file, and the history of posts, in words."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import pairwise
from typing import Any, cast

import discord
import pytest
from icalendar import Calendar, Component

from bot.ids import ChannelId, ChapterId, GuildId, JobId, MessageId, ScheduleId, UserId
from bot.jobs.model import HoldReason, JobKind, JobRecord, JobState, SkipReason
from bot.loading import load_course
from bot.schedules.adjustments import Adjustments, Move, Skip
from bot.schedules.buttons import SeasonPage
from bot.schedules.cards.season import MOST_POSTS, history_card, season_card, season_file, season_over_card
from bot.schedules.model import Schedule, ScheduleState, SeasonDay
from bot.schedules.posts import ChannelHistory, ScheduleHistory, history_rows
from bot.text.locales import Locale
from bot.text.translations import Localizer, localizer
from bot.times.slots import Cadence
from bot.ui.cards import Card, escape
from bot.ui.pages import PAGE_SIZE
from tests.behaviour.limits import broken_limits

COURSE = load_course()
CHAPTERS = tuple(chapter.key for chapter in COURSE.chapters)
FAR = 2**62
ANA, BIA = UserId(FAR), UserId(FAR - 1)
NOW = datetime(2026, 9, 30, 12, tzinfo=UTC)
MONDAYS = Cadence(frozenset({0}), time(19), "Europe/Berlin")
OF_EVENTS = {HoldReason.CANNOT_CREATE_EVENTS, HoldReason.TOO_MANY_EVENTS, HoldReason.CHANNEL_NOT_PUBLIC}
OF_POSTS = [reason for reason in HoldReason if reason not in OF_EVENTS]
SEASON = Schedule(
    id=ScheduleId(7),
    guild=GuildId(FAR),
    channel=ChannelId(FAR),
    course=COURSE.key,
    cadence=MONDAYS,
    order=CHAPTERS,
    position=0,
    role=None,
    organiser=None,
)
ENGLISH = localizer(Locale.ENGLISH)


@pytest.fixture(params=list(Locale))
def say(request: pytest.FixtureRequest) -> Localizer:
    """A localizer of each language."""
    return localizer(request.param)


def shown(card: Card) -> str:
    """Return all texts of *card*, which must keep Discord's limits."""
    payload: list[dict[str, Any]] = card.to_components()  # type: ignore[no-untyped-call] # discord.py's gap
    assert broken_limits(payload) == []

    def texts(parts: list[dict[str, Any]]) -> list[str]:
        inner = [line for part in parts for line in texts(part.get("components", []))]
        return [*(part["content"] for part in parts if "content" in part), *inner]

    return "\n".join(texts(payload))


def page(days: list[SeasonDay], say: Localizer = ENGLISH, schedule: Schedule = SEASON, number: int = 0) -> str:
    """Return the texts of that page of the season."""
    file, turn = discord.File(io.BytesIO(b""), "season.ics"), partial(SeasonPage, schedule.id)
    return shown(season_card(COURSE, schedule, days, say, turn, page=number, file=file))


def events(days: list[SeasonDay], schedule: Schedule = SEASON) -> list[Component]:
    """Return the events of the calendar file, as a calendar reads them."""
    return Calendar.from_ical(season_file(COURSE, schedule, days, ENGLISH, NOW, installation="home")).walk("VEVENT")


def record(state: JobState, error: str | None = None, **more: object) -> JobRecord:
    """Return the record of a job that was due now."""
    known = JobRecord(JobId(1), JobKind.WEEKLY_POST, GuildId(1), 1, NOW, state, 0, None, None, error)
    return replace(known, **cast("dict[str, Any]", more))


def fate(known: JobRecord, say: Localizer = ENGLISH) -> str:
    """Return the history's line about one job."""
    return shown(history_card(COURSE, told([known]), say)).splitlines()[1]


def told(records: list[JobRecord]) -> ChannelHistory:
    """Return the history of a channel with *records* of its only schedule."""
    return ChannelHistory((ScheduleHistory(SEASON, tuple(history_rows(records))),))


def test_the_file_has_every_post_at_its_instant_and_as_long_as_its_videos() -> None:
    """Over the clock change in October, which moves the instant, not the time of day."""
    days = SEASON.season(NOW)
    found = events(days)
    assert [event.decoded("dtstart") for event in found] == [day.slot.at for day in days]
    assert {event.decoded("dtstart").hour for event in found} == {17, 18}
    *chapters, closing = found
    lengths = [event.decoded("dtend") - event.decoded("dtstart") for event in chapters]
    assert str(closing["summary"]) == "The end of the course"
    assert lengths == [chapter.duration for chapter in COURSE.chapters]
    assert {event.decoded("dtstamp") for event in found} == {NOW}


def test_an_event_says_what_is_watched_and_where() -> None:
    """Its title has all chapters, its description each one's address."""
    days = replace(SEASON, per_post=2).season(NOW)
    first, *_, last, _ = events(days)
    one, two, nine = (COURSE.chapter(CHAPTERS[n]) for n in (0, 1, 8))
    assert one.heading in str(first["summary"])
    assert two.heading in str(first["summary"])
    assert str(first["description"]).splitlines() == [one.url, two.url]
    assert first.decoded("dtend") - first.decoded("dtstart") == one.duration + two.duration
    assert str(last["description"]) == nine.url


def test_days_left_out_are_no_events_and_moved_ones_are_where_they_are() -> None:
    first, second, third = (day.slot for day in SEASON.season(NOW)[:3])
    moved = second.at + timedelta(days=1)
    adjustments = Adjustments((Skip(first.day, first.day, ANA),), (Move(second.day, moved),))
    found = events(replace(SEASON, adjustments=adjustments).season(NOW))
    assert [event.decoded("dtstart") for event in found][:2] == [moved, third.at]


def test_uids_are_distinct_and_stay() -> None:
    """A calendar that reads the file again after a change moves its events."""
    before = {str(event["uid"]): event.decoded("dtstart") for event in events(SEASON.season(NOW))}
    assert len(before) == len(CHAPTERS) + 1
    slot = SEASON.season(NOW)[0].slot
    moved = Adjustments((), (Move(slot.day, slot.at + timedelta(hours=2)),))
    after = {
        str(event["uid"]): event.decoded("dtstart") for event in events(replace(SEASON, adjustments=moved).season(NOW))
    }
    assert set(after) == set(before)
    changed = {uid for uid, at in after.items() if before[uid] != at}
    assert changed == {f"schedule-7-{slot.day.isoformat()}@home.lectern"}
    other = {str(event["uid"]) for event in events(SEASON.season(NOW), replace(SEASON, id=ScheduleId(8)))}
    assert not other & set(before)


def test_the_file_keeps_to_its_format() -> None:
    """Line ends, line lengths, version and producer."""
    content = season_file(COURSE, replace(SEASON, per_post=2), SEASON.season(NOW), ENGLISH, NOW, installation="home")
    assert content.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    lines = content.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75


def test_the_page_lists_every_chapter_with_its_day(say: Localizer) -> None:
    """In order, in one message, in each language."""
    words = page(SEASON.season(NOW), say)
    places = [words.index(escape(chapter.heading)) for chapter in COURSE.chapters]
    assert places == sorted(places)
    for day in SEASON.season(NOW):
        assert f"<t:{int(day.slot.at.timestamp())}:F>" in words


def test_marks_are_explained_where_they_are_and_not_elsewhere() -> None:
    """Those of a clock change and of a moved post."""
    days = SEASON.season(NOW)
    words = page(days)
    assert words.count("🕑") == 2
    assert "↪️" not in words
    plain = [day for day in days if not day.clocks_changed]
    assert "🕑" not in page(plain)
    assert page([replace(plain[0], moved=True), *plain[1:]]).count("↪️") == 2


def test_days_left_out_in_a_row_by_one_person_are_one_line() -> None:
    """With their number and the person; those of others have lines of their own."""
    slots = [day.slot for day in SEASON.season(NOW)]
    adjustments = Adjustments(
        (
            Skip(slots[0].day, slots[2].day, ANA),
            Skip(slots[3].day, slots[3].day, BIA),
            Skip(slots[4].day, slots[4].day, None),
        )
    )
    words = page(replace(SEASON, adjustments=adjustments).season(NOW))
    assert [line for line in words.splitlines() if "⏭️" in line] == [
        f"⏭️ Left out by <@{ANA}>",
        f"⏭️ Left out by <@{BIA}>",
        "⏭️ Left out",
    ]
    assert "3 posts, " in words


def test_a_paused_season_says_so() -> None:
    """Its dates are those that it would have if it were resumed now."""
    days = SEASON.season(NOW)
    assert "Paused" not in page(days)
    assert "Paused" in page(days, schedule=replace(SEASON, state=ScheduleState.PAUSED))


def test_a_long_season_has_pages(say: Localizer) -> None:
    """Each says which dates it shows, and of how many."""
    day = SEASON.season(NOW)[0]
    days = [replace(day, slot=replace(day.slot, at=day.slot.at + timedelta(weeks=n))) for n in range(PAGE_SIZE + 5)]
    days.append(replace(days[-1], chapters=(), skipped_by=ANA))
    first, second = page(days, say), page(days, say, number=1)
    assert (first.count(":F>"), second.count(":F>")) == (PAGE_SIZE, 6)
    assert "1\N{EN DASH}25 " in first
    assert "26\N{EN DASH}31 " in second
    assert page(days, say, number=9) == second
    assert "\N{EN DASH}" not in page(days[:PAGE_SIZE])


def test_the_longest_page_of_the_real_course_fits(say: Localizer) -> None:
    """Each chapter alone and moved, after a clock change and a day that somebody else skipped."""
    days = []
    for number, chapter in enumerate(CHAPTERS):
        slot = replace(SEASON.season(NOW)[0].slot, at=NOW + timedelta(weeks=number))
        days.append(SeasonDay(slot, (), skipped_by=UserId(FAR - number)))
        days.append(SeasonDay(slot, (chapter,), moved=True, clocks_changed=True))
    assert page(days, say, replace(SEASON, state=ScheduleState.PAUSED)).count("⏭️") == len(CHAPTERS)


@pytest.mark.parametrize(
    ("known", "line"),
    [
        (record(JobState.WAITING, "503"), "🗓️ Not accepted by Discord yet; I keep trying"),
        (record(JobState.DONE), "✅ Posted, and deleted since"),
        (record(JobState.DEAD, "50035: *x*"), r"❌ Discord refused it: 50035: \*x\*"),
        (record(JobState.SKIPPED, SkipReason.PAUSED, actor=ANA), f"⏭️ The schedule was paused · <@{ANA}>"),
        (record(JobState.SKIPPED, SkipReason.REPLACED), "⏭️ The schedule was set up anew"),
        (record(JobState.SKIPPED, SkipReason.HOLIDAY), "⏭️ Holiday"),
        (record(JobState.SKIPPED, SkipReason.REQUESTED, actor=BIA), f"⏭️ Left out · <@{BIA}>"),
        (record(JobState.SKIPPED, SkipReason.MISSED), "⏭️ Missed: I was offline for too long"),
    ],
)
def test_the_history_says_what_became_of_a_post(known: JobRecord, line: str) -> None:
    """For each way in which it can end, with the person where known."""
    assert fate(known) == line
    portuguese = fate(known, localizer(Locale.PORTUGUESE))
    assert portuguese != line
    assert portuguese.split()[0] == line.split(maxsplit=1)[0]


@pytest.mark.parametrize("reason", OF_POSTS)
def test_the_history_says_what_a_post_waits_for(reason: HoldReason, say: Localizer) -> None:
    """For every reason to hold it."""
    line = fate(record(JobState.HELD, reason), say)
    assert line.startswith("⚠️ ")
    assert len(line) > 30


def test_a_posted_chapter_is_linked_and_its_lateness_told() -> None:
    """From a quarter of an hour on; without a time of its end a post is not called late."""
    done = record(JobState.DONE, channel=ChannelId(20), message=MessageId(50))
    posted = f"✅ [Posted](<https://discord.com/channels/{FAR}/20/50>)"
    assert fate(done) == posted
    assert fate(replace(done, settled_at=NOW + timedelta(minutes=15))) == posted
    late = NOW + timedelta(minutes=16)
    assert fate(replace(done, settled_at=late)) == f"{posted} late, <t:{int(late.timestamp())}:F>"


def test_the_fullest_history_fits(say: Localizer) -> None:
    """As many posts as are asked for, each with the longest line and two chapters."""
    two = sorted(COURSE.chapters, key=lambda chapter: -len(chapter.heading))[:2]
    brought = tuple(chapter.key for chapter in two)
    longest = [
        max((record(JobState.HELD, reason) for reason in OF_POSTS), key=lambda known: len(fate(known, say))),
        record(JobState.SKIPPED, SkipReason.MISSED, actor=ANA),
        record(JobState.DONE, channel=ChannelId(FAR), message=MessageId(FAR), settled_at=NOW + timedelta(days=1)),
    ]
    for known in longest:
        records = [replace(known, due=NOW - timedelta(weeks=n), chapters=brought) for n in range(MOST_POSTS)]
        words = shown(history_card(COURSE, told(records), say))
        places = [words.index(f"<t:{int(each.due.timestamp())}:F>") for each in records]
        assert all(one < other for one, other in pairwise(places))
    late = replace(longest[-1], chapters=brought)  # of schedules that have ended no post waits
    earlier = [ScheduleHistory(replace(SEASON, ended_at=NOW), ((late,),)) for _ in range(MOST_POSTS - 1)]
    first = ScheduleHistory(SEASON, ((replace(longest[0], chapters=brought),),))
    assert shown(history_card(COURSE, ChannelHistory((first, *earlier), has_more=True), say))


def test_without_a_history_it_says_so(say: Localizer) -> None:
    """As does a season without days."""
    assert len(shown(history_card(COURSE, told([]), say)).splitlines()) == 2
    assert "`/" in shown(season_over_card(say))


def test_the_samples_have_a_day_for_each_chapter() -> None:
    """The samples of this module are right."""
    days = SEASON.season(NOW)
    assert [day.chapters for day in days] == [*((ChapterId(number),) for number in range(1, 10)), ()]
    assert days[0].slot.day == date(2026, 10, 5)
