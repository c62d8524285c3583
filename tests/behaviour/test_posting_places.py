"""Where posts go: into a forum, with a tag, or into a text channel, with a thread on each post."""

from typing import Any

import pytest
import simcord

from tests.behaviour.reading import private
from tests.behaviour.schedules import lisbon_winter, make_forum, manage, posted, posts, set_up, speak_portuguese
from tests.behaviour.study_group import StudyGroup

FIRST = "1 · But what is a neural network?"


@pytest.fixture
async def forum(group: StudyGroup) -> simcord.ChannelHandle:
    """A forum with two tags."""
    return await make_forum(group)


async def _change(group: StudyGroup, **options: Any) -> str:
    return private(await manage(group, "change", **options))


async def test_each_chapter_is_a_tagged_forum_post(group: StudyGroup, forum: simcord.ChannelHandle) -> None:
    """With the tag that was picked from the suggestions, also after a restart."""
    offered = await group.organiser.autocomplete(group.channel, "schedule setup", "tag", "cha", channel=forum)
    assert [choice["name"] for choice in offered] == ["🎬 Chapters"]
    started = private(await set_up(group, channel=forum, tag=offered[0]["value"]))
    assert f"In <#{forum.id}>" in started
    assert "tag: 🎬 Chapters" in started
    await group.wait_until(lisbon_winter(23, 20))
    await group.restart_bot()
    await group.wait_until(lisbon_winter(30, 20))
    first, second = forum.threads
    assert (first.name, second.name) == (FIRST, "2 · Gradient descent, how neural networks learn")
    assert (posted(group, first), posted(group, second)) == ([1], [2])
    tagged = [group.env.backend.channels[thread.id].applied_tags for thread in (first, second)]
    assert tagged == [[71], [71]]
    await group.member.click(posts(group, first)[0], label="Mark watched")
    speak_portuguese(group)
    assert "tag: 🎬 Chapters" in private(await manage(group, "show"))


async def test_tags_and_threads_that_a_channel_cannot_have_are_named(
    group: StudyGroup, forum: simcord.ChannelHandle
) -> None:
    """A tag outside forums, an unknown tag, threads on forum posts; together with what else is wrong."""
    assert "Only posts in a forum carry a tag." in private(await set_up(group, tag="Chapters"))
    refusal = private(await set_up(group, channel=forum, tag="Homework", time="noon, maybe"))
    assert "That forum has no such tag." in refusal
    assert "I read the time as 12:00 PM." in refusal
    speak_portuguese(group)
    refusal = private(await set_up(group, channel=forum, discussion=True))
    assert "Só é possível abrir tópicos em publicações de um canal de texto." in refusal
    assert await group.organiser.autocomplete(
        group.channel, "schedule setup", "tag", "", channel=group.channel
    ) == []  # fmt: skip
    assert "não tem um cronograma em andamento" in private(await manage(group, "show"))


async def test_schedule_moves_into_a_forum_and_back(group: StudyGroup, forum: simcord.ChannelHandle) -> None:
    """In the forum there are no threads on posts, and back in the text channel no tag."""
    await set_up(group, discussion=True)
    moved = await _change(group, channel=forum, tag="questions")
    assert "tag: Questions" in moved
    assert "a thread on each post" not in moved
    offered = await group.organiser.autocomplete(group.channel, "schedule change", "tag", "")
    assert [choice["value"] for choice in offered] == ["71", "72", "-"]
    assert "tag: 🎬 Chapters" in await _change(group, tag="71")
    assert "tag:" not in await _change(group, tag="-")
    assert "tag: Questions" in await _change(group, tag="72")
    back = await _change(group, channel=group.channel)
    assert "tag" not in back
    assert "Only posts in a forum carry a tag." in await _change(group, tag="71")


async def test_each_post_gets_a_thread_once_the_permission_is_there(group: StudyGroup) -> None:
    """Until then the posts come without one, and the organiser is told which permission is missing."""
    await group.forbid(group.channel, create_public_threads=True)
    warned = private(await set_up(group, discussion=True))
    assert "a thread on each post" in warned
    assert "“Create Public Threads”" in warned
    assert "Until then, posts come without a thread." in warned
    await group.wait_until(lisbon_winter(23, 20))
    assert posted(group) == [1]
    assert group.channel.threads == []
    await group.allow_again(group.channel)
    (thread,) = group.channel.threads
    assert (thread.name, thread.id) == (FIRST, posts(group)[0].id)
    assert "Create Public Threads" not in private(await manage(group, "show"))
    await group.wait_until(lisbon_winter(30, 20))
    assert len(group.channel.threads) == 2
    off = await _change(group, discussion=False)
    assert "a thread on each post" not in off
    await group.wait_until(lisbon_winter(7, 20, month=12))
    assert posted(group) == [1, 2, 3]
    assert len(group.channel.threads) == 2
