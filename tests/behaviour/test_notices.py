"""Organisers get one notice when a post cannot go out: which post, why, and buttons to act on it."""

from datetime import timedelta

import discord
import simcord

from tests.behaviour.conftest import ErrorRecords
from tests.behaviour.reading import labels, private, said, text_of
from tests.behaviour.schedules import lisbon_winter, manage, posted, set_up, shown, speak_portuguese
from tests.behaviour.study_group import StudyGroup

NEXT_DAY = lisbon_winter(24)


def direct_messages(group: StudyGroup) -> list[discord.Message]:
    """Return the bot's direct messages to the organiser, oldest first."""
    return [message for message in group.organiser.user.dm_channel.history() if message.author.bot]


def refuse(group: StudyGroup, status: int, code: int) -> None:
    """Let Discord refuse the next post with this status and code, for a reason that the bot could not foresee."""
    path = f"/channels/{group.channel.id}/messages"
    group.env.inject_error("POST", path, status=status, code=code, message="Not like this")


async def choose(group: StudyGroup, channel: simcord.ChannelHandle | None) -> str:
    """Let the organiser choose the channel for notices."""
    options = {} if channel is None else {"channel": channel}
    return private(await group.organiser.slash(group.channel, "settings notices", **options))


async def test_whoever_set_the_schedule_up_is_told_once_in_person(group: StudyGroup) -> None:
    """Of the post, its server, the reason, and that it goes out by itself; no second message while it waits."""
    await set_up(group)
    await group.forbid(group.channel, send_messages=True)
    await group.wait_until(NEXT_DAY)
    (letter,) = direct_messages(group)
    text = text_of(letter)
    for part in (
        "A post is waiting",
        "Study group",
        "1 · But what is a neural network?",
        shown(lisbon_winter(23)),
        "“Send Messages”",
        f"<#{group.channel.id}>",
        "by itself",
    ):
        assert part in text
    await group.forbid(group.channel, send_messages=True, view_channel=True)
    await group.restart_bot(after=timedelta(hours=2))
    assert len(direct_messages(group)) == 1
    await group.allow_again(group.channel)
    assert posted(group) == [1]
    await group.forbid(group.channel, send_messages=True)
    await group.wait_until(lisbon_winter(30, 20))
    assert len(direct_messages(group)) == 2


async def test_the_channel_for_notices_is_told_instead_in_the_servers_language(group: StudyGroup) -> None:
    """Without a ping; when the channel is unset, notices go to the organiser again."""
    board = group.guild.create_text_channel("organisers")
    await set_up(group)
    await group.organiser.slash(group.channel, "settings language", language="pt-BR")
    assert f"<#{board.id}>" in await choose(group, board)
    await group.forbid(group.channel, view_channel=True)
    await group.wait_until(NEXT_DAY)
    notice = board.last_message
    assert notice is not None
    assert "Uma publicação está esperando" in text_of(notice)
    assert "Study group" not in text_of(notice)
    assert group.pinged_by(notice) == set()
    assert direct_messages(group) == []
    await group.allow_again(group.channel)
    speak_portuguese(group)
    assert "escrevo para quem configurou" in await choose(group, None)
    await group.forbid(group.channel, view_channel=True)
    await group.wait_until(lisbon_winter(30, 20))
    (letter,) = direct_messages(group)
    assert "No servidor **Study group**" in text_of(letter)


async def test_channel_where_the_bot_may_not_post_is_not_taken(group: StudyGroup) -> None:
    """The old choice stays; if permission in it is lost later, the organiser gets a direct message."""
    board = group.guild.create_text_channel("organisers")
    await set_up(group)
    await group.forbid(board, send_messages=True)
    assert "“Send Messages”" in await choose(group, board)
    await group.allow_again(board)
    await choose(group, board)
    for channel in (board, group.channel):
        await group.forbid(channel, send_messages=True)
    await group.wait_until(NEXT_DAY)
    assert board.last_message is None
    assert len(direct_messages(group)) == 1


async def test_notice_that_cannot_be_delivered_stops_nothing(group: StudyGroup) -> None:
    """An organiser who takes no direct messages from bots is not written to again."""
    await set_up(group)
    await group.forbid(group.channel, send_messages=True)
    group.env.inject_error("POST", "/channels/*/messages", status=403, code=50007, message="Cannot send", times=None)
    await group.wait_until(NEXT_DAY)
    assert "“Send Messages”" in private(await manage(group, "show"))
    assert "“Send Messages”" in private(await manage(group, "history"))
    group.env.backend.faults.clear()
    await group.forbid(group.channel, send_messages=True, view_channel=True)
    assert direct_messages(group) == []
    await group.allow_again(group.channel)
    assert posted(group) == [1]


async def test_former_organiser_is_not_written_to(group: StudyGroup) -> None:
    """Somebody without Manage Server gets no notice any more."""
    await set_up(group)
    group.env.backend.remove_member_role(group.guild.id, group.organiser.id, group.guild.roles["Organisers"].id)
    await group.forbid(group.channel, send_messages=True)
    await group.wait_until(NEXT_DAY)
    assert direct_messages(group) == []


async def test_organiser_tries_again_from_the_notice(group: StudyGroup) -> None:
    """The button "Try now" sends the held post; a second press finds nothing waiting."""
    await set_up(group)
    refuse(group, 403, 50013)
    await group.wait_until(NEXT_DAY)
    (letter,) = direct_messages(group)
    assert labels(letter) == ["Try now"]
    assert "I am trying" in said(await group.organiser.user.click(letter, label="Try now"))
    await group.env.settle()
    assert posted(group) == [1]
    speak_portuguese(group)
    assert "não está mais esperando" in said(await group.organiser.user.click(letter, label="Try now"))
    assert posted(group) == [1]


async def test_only_organisers_try_again(group: StudyGroup) -> None:
    """Others who can read the notice's channel are told so, and nothing is posted."""
    board = group.guild.create_text_channel("organisers")
    await set_up(group)
    await choose(group, board)
    refuse(group, 403, 50013)
    await group.wait_until(NEXT_DAY)
    notice = board.last_message
    assert notice is not None
    assert "Gerenciar servidor" in private(await group.reader.click(notice, label="Try now"))
    assert posted(group) == []
    assert "I am trying" in private(await group.organiser.click(notice, label="Try now"))
    assert posted(group) == [1]


async def test_a_post_that_discord_refuses_brings_a_notice_with_a_button_to_post_again(
    group: StudyGroup, failures: ErrorRecords
) -> None:
    """The notice quotes Discord; a second press brings no further chapter."""
    await set_up(group)
    refuse(group, 400, 50035)
    await group.wait_until(NEXT_DAY)
    assert len(failures.take()) == 1
    (letter,) = direct_messages(group)
    assert "Not like this" in text_of(letter)
    await group.organiser.user.click(letter, label="Post the next chapter now")
    await group.env.settle()
    assert posted(group) == [1]
    again = await group.organiser.user.click(letter, label="Post the next chapter now")
    assert "not waiting any more" in said(again)
    await group.env.settle()
    assert posted(group) == [1]
    await group.wait_until(lisbon_winter(1, month=12))
    assert posted(group) == [1, 2]
