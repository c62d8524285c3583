"""A post that Discord refuses or whose reply is lost is held until somebody mends it, or tried again, never doubled."""

from datetime import timedelta

import discord
import pytest

from tests.behaviour.reading import private, text_of
from tests.behaviour.schedules import lisbon_winter, lose_next_reply, manage, posted, posts, set_up
from tests.behaviour.study_group import BOT_PERMISSIONS, StudyGroup


@pytest.mark.parametrize(("permission", "name"), [("view_channel", "View Channel"), ("send_messages", "Send Messages")])
async def test_lost_permission_holds_the_post_until_it_is_granted(
    group: StudyGroup, permission: str, name: str
) -> None:
    """The organiser is told which permission is missing; granting it brings the post at once, marked as late."""
    await set_up(group)
    await group.forbid(group.channel, **{permission: True})
    await group.wait_until(lisbon_winter(24))
    assert posted(group) == []
    text = private(await manage(group, "show"))
    assert f"“{name}”" in text
    assert f"<t:{int(lisbon_winter(23).timestamp())}:F>" in text
    await group.allow_again(group.channel)
    assert posted(group) == [1]
    assert "late" in text_of(posts(group)[0])
    assert "⚠️" not in private(await manage(group, "show"))
    await group.wait_until(lisbon_winter(30, 20))
    assert posted(group) == [1, 2]


async def test_permission_that_comes_back_with_a_role_brings_the_post(group: StudyGroup) -> None:
    """A change of the bot's own role counts as well as one of the channel's overwrites."""
    await set_up(group)
    group.env.backend.edit_role(
        group.guild.id,
        group.guild.default_role.id,
        {"permissions": discord.Permissions(view_channel=True, use_application_commands=True).value},
    )
    await group.let_bot(discord.Permissions(view_channel=True))
    await group.wait_until(lisbon_winter(24))
    assert posted(group) == []
    await group.let_bot(BOT_PERMISSIONS)
    assert posted(group) == [1]


async def test_deleting_the_role_that_denied_brings_the_post(group: StudyGroup) -> None:
    """Discord deletes the role's overwrite with it."""
    muted = group.guild.create_role("Muted")
    group.env.backend.add_member_role(group.guild.id, group.env.backend.bot_user.id, muted.id)
    await set_up(group)
    await group.forbid_role(group.channel, muted, send_messages=True)
    await group.wait_until(lisbon_winter(24))
    assert posted(group) == []
    group.env.backend.delete_role(group.guild.id, muted.id)
    await group.env.settle()
    assert posted(group) == [1]


async def test_held_post_waits_through_a_restart(group: StudyGroup) -> None:
    """What was mended while the bot was away is noticed when it is back."""
    await set_up(group)
    await group.forbid(group.channel, send_messages=True)
    await group.wait_until(lisbon_winter(24))
    await group.stop_bot()
    group.env.backend.delete_overwrite(group.channel.id, group.env.backend.bot_user.id)
    await group.start_bot()
    assert posted(group) == [1]


async def test_plan_shows_what_comes_after_the_held_post(group: StudyGroup) -> None:
    """The held chapter is named with its own date; the dates to come begin with the next chapter."""
    await set_up(group)
    await group.forbid(group.channel, send_messages=True)
    await group.wait_until(lisbon_winter(24))
    text = private(await manage(group, "show"))
    assert f"<t:{int(lisbon_winter(30).timestamp())}:F> — 2 · " in text


async def test_a_post_whose_channel_is_deleted_is_held_until_another_is_chosen(group: StudyGroup) -> None:
    """The course goes on in the new channel at the same chapter."""
    other = group.guild.create_text_channel("elsewhere")
    await set_up(group)
    await group.wait_until(lisbon_winter(24))
    group.env.backend.delete_channel(group.channel.id)
    await group.env.settle()
    await group.wait_until(lisbon_winter(1, month=12))
    shown = await group.organiser.slash(other, "schedule show")
    assert "The channel is gone" in private(shown)
    again = await group.organiser.slash(other, "schedule change", channel=other)
    assert "3 · " in private(again)
    await group.wait_until(lisbon_winter(7, 20, month=12))
    assert posted(group, other) == [2, 3]


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_discords_failures_are_retried_until_one_post_is_out(group: StudyGroup, status: int) -> None:
    """After three failures the post is there, once, and the schedule goes on."""
    await set_up(group)
    group.env.inject_error("POST", "/channels/*/messages", status=status, times=3)
    await group.wait_until(lisbon_winter(23))
    assert posted(group) == []
    assert "Discord has not accepted" in private(await manage(group, "show"))
    await group.wait(timedelta(minutes=10))
    assert posted(group) == [1]
    assert "⚠️" not in private(await manage(group, "show"))
    await group.wait_until(lisbon_winter(30, 20))
    assert posted(group) == [1, 2]


@pytest.mark.parametrize("restarted", [False, True])
async def test_lost_reply_brings_no_second_post(
    group: StudyGroup, monkeypatch: pytest.MonkeyPatch, *, restarted: bool
) -> None:
    """Discord made the post and the connection broke: the next attempt finds it, also in another process."""
    await set_up(group)
    lose_next_reply(group, monkeypatch)
    await group.wait_until(lisbon_winter(23))
    assert posted(group) == [1]
    assert "Discord has not accepted" in private(await manage(group, "show"))
    if restarted:
        await group.restart_bot()
    await group.wait(timedelta(minutes=10))
    assert posted(group) == [1]
    assert "⚠️" not in private(await manage(group, "show"))
    await group.wait_until(lisbon_winter(30, 20))
    assert posted(group) == [1, 2]


async def test_outage_over_a_restart_still_brings_one_post(group: StudyGroup) -> None:
    """The retry is in the database, so the next process makes it."""
    await set_up(group)
    group.env.inject_error("POST", "/channels/*/messages", status=500)
    await group.wait_until(lisbon_winter(23))
    await group.restart_bot()
    await group.wait(timedelta(minutes=10))
    assert posted(group) == [1]


async def test_post_in_a_locked_thread_is_held_until_it_is_unlocked(group: StudyGroup) -> None:
    group.env.backend.create_thread(group.channel.id, "chapters", group.organiser.id)
    await group.env.settle()
    (thread,) = group.channel.threads
    await set_up(group, channel=thread)
    group.env.backend.edit_channel(thread.id, {}, thread_metadata={"locked": True})
    await group.env.settle()
    await group.wait_until(lisbon_winter(24))
    assert posted(group, thread) == []
    assert "is locked" in private(await manage(group, "show"))
    group.env.backend.edit_channel(thread.id, {}, thread_metadata={"locked": False})
    await group.env.settle()
    assert posted(group, thread) == [1]


async def test_channel_that_takes_no_chapters_any_more_holds_the_post(group: StudyGroup) -> None:
    """A channel of another type since the last start is treated as deleted."""
    await set_up(group)
    group.env.backend.edit_channel(group.channel.id, {"type": discord.ChannelType.voice.value})
    await group.restart_bot()
    await group.wait_until(lisbon_winter(24))
    assert posted(group) == []
    other = group.guild.create_text_channel("office")
    assert "The channel is gone" in private(await group.organiser.slash(other, "schedule show"))
