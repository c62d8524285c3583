"""What an organiser sees of a season: /schedule season as a page and a calendar file, and /schedule history."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from icalendar import Calendar
from simcord import InteractionResult

from bot.ui.cards import escape
from tests.behaviour.reading import answer, private
from tests.behaviour.schedules import confirm, lisbon_winter, manage, posted, posts, set_up, shown, speak_portuguese
from tests.behaviour.study_group import StudyGroup, founded

FIRST, SECOND, THIRD = lisbon_winter(23), lisbon_winter(30), lisbon_winter(7, month=12)
WEEK = timedelta(weeks=1)


async def calendar(result: InteractionResult) -> Calendar:
    """Return the calendar file that is attached to an answer."""
    (attachment,) = answer(result).attachments
    assert attachment.filename == "lectern-season.ics"
    return Calendar.from_ical(await attachment.read())


async def begins(result: InteractionResult) -> list[datetime]:
    """Return the starts of the events in the attached calendar."""
    return [event.decoded("dtstart") for event in (await calendar(result)).walk("VEVENT")]


async def test_season_lists_every_post_to_the_end(group: StudyGroup) -> None:
    """Nine chapters in order with their dates, and their total length."""
    await set_up(group)
    text = private(await manage(group, "season"))
    places = [text.index(escape(chapter.heading)) for chapter in group.course.chapters]
    assert places == sorted(places)
    assert [shown(FIRST + week * WEEK) in text for week in range(9)] == [True] * 9
    assert "3 h 9 min of video to come" in text
    assert "🕑" not in text
    assert "⏭️" not in text


async def test_season_speaks_portuguese(group: StudyGroup) -> None:
    """With title, marks, and who skipped a day."""
    speak_portuguese(group)
    await set_up(group)
    await manage(group, "skip")
    text = private(await manage(group, "season"))
    assert "### A temporada, até" in text
    assert f"Publicação pulada por {group.organiser.mention}" in text


async def test_calendar_file_has_every_post_as_an_event(group: StudyGroup) -> None:
    """Each begins with the post, lasts as long as its videos and links to them."""
    await set_up(group, chapters=2)
    season = await calendar(await manage(group, "season"))
    events = season.walk("VEVENT")
    assert len(events) == 6
    one, two, *_ = group.course.chapters
    assert events[0].decoded("dtstart") == FIRST
    assert events[0].decoded("dtend") - FIRST == one.duration + two.duration
    assert one.heading in str(events[0]["summary"])
    assert one.url in str(events[0]["description"])
    assert two.url in str(events[0]["description"])
    assert len({str(event["uid"]) for event in events}) == 6


async def test_calendar_file_keeps_its_names_when_it_is_fetched_again(group: StudyGroup) -> None:
    """The UIDs stay, so that a calendar moves its events instead of doubling them."""
    await set_up(group)
    before = await calendar(await manage(group, "season"))
    await manage(group, "move", to="saturday 8pm")
    after = await calendar(await manage(group, "season"))
    names = [{str(event["uid"]) for event in season.walk("VEVENT")} for season in (before, after)]
    assert names[0] == names[1]


async def test_moved_post_is_marked(group: StudyGroup) -> None:
    """It is listed at its new time, on the page and in the file."""
    await set_up(group)
    await manage(group, "move", to="saturday 8pm")
    season = await manage(group, "season")
    assert f"{shown(lisbon_winter(28, 20))} ↪️" in private(season)
    assert shown(FIRST) not in private(season)
    assert (await begins(season))[:2] == [lisbon_winter(28, 20), SECOND]


async def test_days_left_out_are_marked_with_who(group: StudyGroup) -> None:
    """Several in a row are one line; the calendar file does not have them."""
    await set_up(group)
    await manage(group, "skip")
    await manage(group, "skip", **{"from": "2026-12-07", "until": "2026-12-21"})
    season = await manage(group, "season")
    text = private(season)
    assert text.count(f"⏭️ Left out by {group.organiser.mention}") == 2
    assert shown(FIRST) in text
    assert f"3 posts, <t:{int(THIRD.timestamp())}:D> to <t:{int(lisbon_winter(21, month=12).timestamp())}:D>" in text
    assert (await begins(season))[:2] == [SECOND, lisbon_winter(28, month=12)]


async def test_weeks_after_a_clock_change_are_marked(tmp_path: Path) -> None:
    """The first post after each change has a clock emoji; the legend says that the time of day stays."""
    async with founded(tmp_path / "spring.db", now=datetime(2027, 3, 20, 12, tzinfo=UTC)) as group:
        await set_up(group)
        text = private(await manage(group, "season"))
        before, after = datetime(2027, 3, 22, 19, tzinfo=UTC), datetime(2027, 3, 29, 18, tzinfo=UTC)
        assert f"{shown(after)} 🕑" in text
        assert f"{shown(before)} 🕑" not in text
        assert text.count("🕑") == 2
        assert "It stays 7:00 PM in Lisbon" in text


async def test_season_begins_after_what_is_held(group: StudyGroup) -> None:
    """A held post is not listed with another date."""
    await set_up(group)
    await group.forbid(group.channel, send_messages=True)
    await group.wait_until(lisbon_winter(24))
    text = private(await manage(group, "season"))
    assert group.course.chapters[0].heading not in text
    assert f"{group.course.chapters[1].heading}\n-# {shown(SECOND)}" in text


async def test_season_of_a_paused_schedule_says_that_it_is_paused(group: StudyGroup) -> None:
    """Its dates are those that it would have if it were resumed now."""
    await set_up(group)
    await manage(group, "pause")
    text = private(await manage(group, "season"))
    assert "Paused" in text
    assert "`/schedule resume`" in text


async def test_season_that_is_over_has_no_page_and_no_file(group: StudyGroup) -> None:
    """The answer says that the course is over."""
    await set_up(group, first="9")
    await group.wait_until(FIRST)
    coming = private(await manage(group, "season"))
    assert "The end of the course" in coming
    assert "of video to come" not in coming
    await group.wait_until(FIRST + timedelta(weeks=1))
    season = await manage(group, "season")
    assert "Nothing is left to post" in private(season)
    assert answer(season).attachments == []


async def test_season_with_a_years_holiday_fits_a_message(group: StudyGroup) -> None:
    """Of a daily schedule; a year left out is one line."""
    await set_up(group, weekdays="every day")
    await confirm(group, await manage(group, "skip", **{"from": "2026-11-24", "until": "2027-11-23"}))
    text = private(await manage(group, "season"))
    assert "365 posts, " in text
    assert text.count("⏭️") == 1
    assert escape(group.course.chapters[-1].heading) in text


async def test_history_tells_what_was_posted(group: StudyGroup) -> None:
    """The newest first; a post links to its message."""
    await set_up(group)
    await group.wait_until(SECOND)
    await group.restart_bot()
    text = private(await manage(group, "history"))
    (one, two) = posts(group)
    assert f"✅ [Posted](<{one.jump_url}>)\n-# {shown(FIRST)}" in text
    assert text.index(two.jump_url) < text.index(one.jump_url)
    assert shown(THIRD) not in text


async def test_history_tells_of_a_late_post(group: StudyGroup) -> None:
    """With the time at which it went out."""
    await set_up(group)
    await group.restart_bot(after=timedelta(days=2))
    text = private(await manage(group, "history"))
    assert f") late, {shown(lisbon_winter(25, 18))}\n-# {shown(FIRST)}" in text


async def test_history_tells_who_left_a_post_out(group: StudyGroup) -> None:
    await set_up(group)
    await manage(group, "skip")
    await group.wait_until(FIRST)
    left_out = f"Left out · {group.organiser.mention}\n-# "
    assert left_out + shown(FIRST) in private(await manage(group, "history"))


async def test_history_tells_of_every_day_of_a_holiday(group: StudyGroup) -> None:
    """A day left out is told once it has passed; one that was taken back before is not."""
    await set_up(group)
    await manage(group, "skip", **{"from": "2026-11-30", "until": "2026-12-20"})
    left_out = f"Left out · {group.organiser.mention}\n-# "
    await group.wait_until(SECOND)
    told = private(await manage(group, "history"))
    assert [left_out + shown(SECOND + week * WEEK) in told for week in range(3)] == [True, False, False]
    await manage(group, "unskip", **{"from": "2026-12-07"})
    await group.wait_until(lisbon_winter(20, month=12))
    told = private(await manage(group, "history"))
    assert [left_out + shown(SECOND + week * WEEK) in told for week in range(3)] == [True, False, True]


async def test_history_tells_what_a_post_waits_for(group: StudyGroup) -> None:
    """With the permission's name as Discord shows it."""
    await set_up(group)
    await group.forbid(group.channel, send_messages=True)
    await group.wait_until(lisbon_winter(24))
    text = private(await manage(group, "history"))
    assert "⚠️ Waiting: I need the permission “Send Messages”" in text
    await group.allow_again(group.channel)
    assert ") late, " in private(await manage(group, "history"))


async def test_history_tells_of_a_missed_post(group: StudyGroup) -> None:
    """A post missed by more than the grace: the bot was away, and the next date is planned."""
    await set_up(group, missed=0)
    await group.restart_bot(after=timedelta(hours=3))
    text = private(await manage(group, "history"))
    assert f"Missed: I was offline for too long\n-# {shown(FIRST)}" in text
    assert shown(SECOND) not in text


async def test_history_tells_that_discord_does_not_answer(group: StudyGroup) -> None:
    """While the post is tried again."""
    await set_up(group)
    group.env.inject_error("POST", "/channels/*/messages", status=500, times=3)
    await group.wait_until(FIRST)
    assert "Not accepted by Discord yet" in private(await manage(group, "history"))
    await group.wait(timedelta(minutes=10))
    assert posted(group) == [1]


async def test_history_tells_of_a_pause(group: StudyGroup) -> None:
    """With who paused the schedule, and the post that was not made because of it."""
    await set_up(group)
    await manage(group, "pause")
    await group.wait_until(FIRST)
    text = private(await manage(group, "history"))
    assert f"The schedule was paused · {group.organiser.mention}\n-# {shown(FIRST)}" in text


async def test_history_speaks_portuguese(group: StudyGroup) -> None:
    speak_portuguese(group)
    await set_up(group, missed=0)
    await group.wait_until(FIRST)
    await manage(group, "skip")
    await group.restart_bot(after=timedelta(days=15))
    text = private(await manage(group, "history"))
    for expected in ("O que aconteceu", "Não saiu", "pulada", "[Publicada]"):
        assert expected in text


async def test_history_keeps_to_the_latest_posts(group: StudyGroup) -> None:
    """Twelve posts, so that it fits one message."""
    await set_up(group, weekdays="every day")
    for _ in range(20):
        await manage(group, "skip")
    await group.wait(3 * WEEK)
    assert private(await manage(group, "history")).count("-# <t:") == 12
