"""Pausing and resuming: no post is lost, none comes twice, and the course keeps its place."""

from datetime import timedelta

import pytest

from tests.behaviour.reading import private
from tests.behaviour.schedules import lisbon_winter, lose_next_reply, manage, posted, set_up
from tests.behaviour.study_group import StudyGroup


async def test_without_a_schedule_there_is_nothing_to_show_pause_or_resume(group: StudyGroup) -> None:
    """Each command says so, and how to start a schedule."""
    for what in ("show", "pause", "resume"):
        text = private(await manage(group, what))
        assert "no study schedule" in text
        assert "/schedule setup" in text


async def test_paused_schedule_is_silent_and_says_what_comes_when_it_goes_on(group: StudyGroup) -> None:
    """Two slots pass without a post, also over a restart."""
    await set_up(group)
    paused = private(await manage(group, "pause"))
    assert "The schedule is paused" in paused
    assert "1 · " in paused
    await group.wait(timedelta(days=3))
    await group.restart_bot()
    await group.wait(timedelta(weeks=2))
    assert posted(group) == []
    assert "Paused" in private(await manage(group, "show"))


async def test_resume_before_the_slot_keeps_that_slot(group: StudyGroup) -> None:
    """The same post comes at its time, once."""
    await set_up(group)
    for _ in range(3):
        await manage(group, "pause")
        resumed = private(await manage(group, "resume"))
    assert f"<t:{int(lisbon_winter(23).timestamp())}:F> — 1 · " in resumed
    await group.wait_until(lisbon_winter(24))
    assert posted(group) == [1]


async def test_resume_after_the_slot_posts_the_same_chapter_at_the_next(group: StudyGroup) -> None:
    """The course is a week later, and no chapter is skipped."""
    await set_up(group)
    await group.wait_until(lisbon_winter(24))
    await manage(group, "pause")
    await group.wait_until(lisbon_winter(1, month=12))
    assert "2 · " in private(await manage(group, "resume"))
    await group.wait_until(lisbon_winter(14, 20, month=12))
    assert posted(group) == [1, 2, 3]


async def test_pausing_or_resuming_twice_says_that_it_was_so_already(group: StudyGroup) -> None:
    """The second command changes nothing."""
    await set_up(group)
    assert "running already" in private(await manage(group, "resume"))
    await manage(group, "pause")
    assert "paused already" in private(await manage(group, "pause"))


async def test_pause_survives_a_restart_and_resume_does_too(group: StudyGroup) -> None:
    await set_up(group)
    await manage(group, "pause")
    await group.restart_bot(after=timedelta(weeks=1))
    assert posted(group) == []
    assert "Paused" in private(await manage(group, "show"))
    await manage(group, "resume")
    await group.restart_bot(after=timedelta(days=2))
    assert posted(group) == [1]
    await group.restart_bot()
    await group.wait_until(lisbon_winter(7, month=12))
    assert posted(group) == [1, 2]


async def test_pause_while_a_lost_post_is_retried_does_not_double_it(
    group: StudyGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A post whose reply was lost is found again, though the schedule is paused."""
    await set_up(group)
    lose_next_reply(group, monkeypatch)
    await group.wait_until(lisbon_winter(23))
    assert posted(group) == [1]
    await manage(group, "pause")
    await group.wait(timedelta(minutes=5))
    await manage(group, "resume")
    await group.wait_until(lisbon_winter(30, 20))
    assert posted(group) == [1, 2]


async def test_pause_during_the_last_post_ends_the_course(group: StudyGroup) -> None:
    """The last chapter goes out although it was paused meanwhile; only the closing post is left."""
    await set_up(group, first="9")
    group.env.inject_error("POST", "/channels/*/messages", status=500)
    await group.wait_until(lisbon_winter(23))
    await manage(group, "pause")
    await group.wait(timedelta(hours=1))
    assert posted(group) == [9]
    assert "`/schedule resume` brings the closing post" in private(await manage(group, "show"))
    assert "Closing post" in private(await manage(group, "resume"))
    await group.wait_until(lisbon_winter(30, 20))
    assert "course is over" in private(await manage(group, "resume"))
    assert posted(group) == [9]
