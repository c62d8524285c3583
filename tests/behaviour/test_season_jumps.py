"""Jumping to another chapter with /schedule jump, and posting the next one at once with /schedule now."""

from datetime import timedelta

import pytest

from tests.behaviour.reading import private, said, text_of
from tests.behaviour.schedules import (
    confirmed,
    lisbon_winter,
    lose_next_reply,
    manage,
    post_now,
    posted,
    posts,
    set_up,
    shown,
    speak_portuguese,
)
from tests.behaviour.study_group import StudyGroup

FIRST, SECOND, THIRD = lisbon_winter(23), lisbon_winter(30), lisbon_winter(7, month=12)


@pytest.mark.parametrize(("which", "number"), [("7", 7), ("lstm", 7), ("backpropagation calculus", 4)])
async def test_jump_ahead_goes_on_from_there(group: StudyGroup, which: str, number: int) -> None:
    """The next post brings the chosen chapter at its usual time."""
    await set_up(group)
    text = said(await confirmed(group, await manage(group, "jump", chapter=which), "Jump there"))
    assert f"{shown(FIRST)} — {number} · " in text
    await group.restart_bot()
    await group.wait_until(SECOND)
    assert posted(group) == [number, number + 1]


async def test_jump_back_repeats_a_chapter(group: StudyGroup) -> None:
    """A chapter that was posted before comes as a new post."""
    await set_up(group)
    await group.wait_until(SECOND)
    await manage(group, "jump", chapter="1")
    await group.wait_until(lisbon_winter(14, month=12))
    assert posted(group) == [1, 2, 1, 2]


async def test_jump_after_the_end_begins_again_there(group: StudyGroup) -> None:
    """A finished schedule posts again from the next date on."""
    await set_up(group, first="9")
    await group.wait_until(FIRST)
    text = private(await manage(group, "jump", chapter="8"))
    assert f"{shown(SECOND)} — 8 · " in text
    await group.wait_until(lisbon_winter(21, month=12))
    assert posted(group) == [9, 8, 9]


async def test_jump_while_paused_waits_for_resume(group: StudyGroup) -> None:
    """The position changes, the pause stays."""
    await set_up(group)
    await manage(group, "pause")
    assert "Paused" in private(await manage(group, "jump", chapter="5"))
    await group.wait_until(lisbon_winter(24))
    assert posted(group) == []
    await manage(group, "resume")
    await group.wait_until(SECOND)
    assert posted(group) == [5]


@pytest.mark.parametrize("which", ["0", "10", "pizza", "@everyone", " ", "x" * 4000, "9:00", "21.30", "9h"])
async def test_jump_to_no_chapter_changes_nothing(group: StudyGroup, which: str) -> None:
    """An unknown chapter is refused."""
    await set_up(group)
    assert "no chapter" in private(await manage(group, "jump", chapter=which))
    await group.wait_until(FIRST)
    assert posted(group) == [1]


async def test_jump_suggests_chapters(group: StudyGroup) -> None:
    """Each suggestion is understood when it is sent."""
    await set_up(group)
    choices = await group.organiser.autocomplete(group.channel, "schedule jump", "chapter", "lstm")
    text = said(await confirmed(group, await manage(group, "jump", chapter=choices[0]["value"]), "Jump there"))
    assert f"{shown(FIRST)} — {choices[0]['name'].split(' ')[0]} · " in text


async def test_post_now_keeps_the_dates(group: StudyGroup) -> None:
    """One chapter comes at once; the regular dates stay."""
    await set_up(group)
    text = private(await post_now(group))
    assert "The post goes out" in text
    assert posted(group) == [1]
    assert "late" not in text_of(posts(group)[0])
    assert shown(FIRST) in text_of(posts(group)[0])
    await group.restart_bot()
    await group.wait_until(FIRST)
    assert posted(group) == [1, 2]
    await group.wait_until(SECOND)
    assert posted(group) == [1, 2, 3]


async def test_post_now_says_the_dates_that_follow(group: StudyGroup) -> None:
    """The card names the chapters after the one that is being posted, in both languages."""
    speak_portuguese(group)
    await set_up(group)
    text = private(await post_now(group))
    assert "A publicação sai" in text
    assert f"{shown(FIRST)} — 2 · " in text


async def test_post_now_brings_the_last_chapter_and_ends_the_course(group: StudyGroup) -> None:
    """The slot for which it was planned brings no chapter any more."""
    await set_up(group, first="9")
    await post_now(group)
    assert posted(group) == [9]
    await group.wait_until(lisbon_winter(24))
    assert posted(group) == [9]
    assert "course is over" in private(await manage(group, "now"))
    assert posted(group) == [9]


async def test_post_now_in_a_pause_posts_and_stays_paused(group: StudyGroup) -> None:
    await set_up(group)
    await manage(group, "pause")
    assert "`/schedule resume` goes on with 2 · " in private(await post_now(group))
    assert posted(group) == [1]
    assert "After this, we pause for a while." in text_of(posts(group)[0])
    await group.wait_until(lisbon_winter(1, month=12))
    assert posted(group) == [1]
    await manage(group, "resume")
    await group.wait_until(THIRD)
    assert posted(group) == [1, 2]


async def test_post_now_when_a_post_is_held_brings_no_second_one(group: StudyGroup) -> None:
    """The held post is tried again; once it can be sent, one chapter comes."""
    await set_up(group)
    await group.forbid(group.channel, send_messages=True)
    await group.wait_until(lisbon_winter(24))
    await manage(group, "now")
    assert "“Send Messages”" in private(await manage(group, "show"))
    await manage(group, "now")
    await group.allow_again(group.channel)
    assert posted(group) == [1]
    await group.wait_until(SECOND)
    assert posted(group) == [1, 2]


async def test_post_now_says_first_which_permission_is_missing(group: StudyGroup) -> None:
    """No post is planned then; after granting it the organiser asks again."""
    await set_up(group)
    await group.forbid(group.channel, send_messages=True)
    text = private(await manage(group, "now"))
    assert "has not been posted" in text
    assert "“Send Messages”" in text
    speak_portuguese(group)
    assert "“Enviar mensagens”" in private(await manage(group, "now"))
    await group.restart_bot()
    await group.allow_again(group.channel)
    assert posted(group) == []
    await post_now(group)
    assert posted(group) == [1]


async def test_post_now_that_is_found_days_later_does_not_replace_the_regular_one(
    group: StudyGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was sent before the bot went away, but not recorded; the regular post comes as well, late and once."""
    await set_up(group)
    lose_next_reply(group, monkeypatch)
    await post_now(group)
    await group.restart_bot(after=timedelta(days=3))
    assert posted(group) == [1, 2]
    assert [text_of(post).count("late") for post in posts(group)] == [0, 1]
    assert "The schedule was changed" not in private(await manage(group, "history"))
    await group.restart_bot()
    await group.wait_until(SECOND)
    assert posted(group) == [1, 2, 3]
