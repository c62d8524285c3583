"""A host gets one notice when a party's message cannot be posted, as an organiser does for a schedule's post."""

from datetime import timedelta

import discord

from bot.text.locales import Locale
from tests.behaviour.parties import cards, direct_messages, news, plan_in_secret, planned, set_zone, stamp
from tests.behaviour.reading import answer, labels, said, text_of
from tests.behaviour.schedules import lisbon_winter
from tests.behaviour.study_group import StudyGroup

START = lisbon_winter(28, 20)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


async def test_the_host_is_told_once_and_messages_go_out_once_they_can(group: StudyGroup) -> None:
    """However many reminders are held; once the permission is back, only the latest is sent."""
    await set_zone(group)
    await group.organiser.slash(group.channel, "settings parties", who="members")
    await planned(group, group.member)
    await group.forbid(group.channel, send_messages=True)
    await group.wait_until(START - DAY + MINUTE)
    (letter,) = direct_messages(group.member)
    text = text_of(letter)
    for part in (
        "A watch party cannot be announced",
        "Study group",
        "5 · Transformers, the tech behind LLMs",
        stamp(START),
        "“Send Messages”",
        f"<#{group.channel.id}>",
        "by itself",
    ):
        assert part in text
    assert "/settings" not in text
    assert direct_messages(group.organiser) == []
    await group.restart_bot(after=HOUR)
    await group.wait_until(START - HOUR + MINUTE)
    assert len(direct_messages(group.member)) == 1
    assert news(group) == []
    await group.allow_again(group.channel)
    await group.wait(MINUTE)
    (reminder,) = news(group)
    assert group.pinged_by(reminder) == {group.member.id}


async def test_a_host_whose_channel_is_gone_can_call_the_party_off(group: StudyGroup) -> None:
    """With the buttons of the notice, in the server's language."""
    await set_zone(group)
    await group.organiser.slash(group.channel, "settings language", language="pt-BR")
    group.locales[group.organiser.id] = Locale.PORTUGUESE
    await planned(group, confirm="Confirmar")
    group.env.backend.delete_channel(group.channel.id)
    await group.env.settle()
    await group.wait_until(START - DAY + MINUTE)
    (letter,) = direct_messages(group.organiser)
    assert "Uma sessão perdeu o seu canal" in text_of(letter)
    details = answer(await group.organiser.user.click(letter, label="Detalhes"))
    (cancel,) = [label for label in labels(details) if label.startswith("Cancelar")]
    asked = answer(await group.organiser.user.click(details, label=cancel))
    done = await group.organiser.user.click(asked, label=labels(asked)[0])
    assert "Cancelada" in said(done)
    await group.wait_until(START + HOUR)
    assert len(direct_messages(group.organiser)) == 1


async def test_the_channel_for_notices_is_told_unless_that_would_reveal_the_party(group: StudyGroup) -> None:
    """The party of a hidden channel is told of by direct message, since everyone reads the channel for notices."""
    board = group.guild.create_text_channel("board")
    await group.organiser.slash(group.channel, "settings notices", channel=board)
    await planned_in_both(group)
    await group.wait_until(START - DAY + MINUTE)
    (notice,) = board.history()
    assert f"<#{group.channel.id}>" in text_of(notice)
    assert group.pinged_by(notice) == set()
    (letter,) = direct_messages(group.organiser)
    assert "Surprise" not in text_of(notice)
    assert f"<#{group.guild.channels['organisers'].id}>" in text_of(letter)


async def planned_in_both(group: StudyGroup) -> None:
    """Plan a party in the open channel and one in a hidden channel; then deny the bot writing in both."""
    await plan_in_secret(group)
    await planned(group)
    assert len(cards(group)) == 1
    secret = group.guild.channels["organisers"]
    for channel in (group.channel, secret):
        await group.forbid(channel, send_messages=True)
    assert isinstance(group.env.bot.get_channel(secret.id), discord.TextChannel)
