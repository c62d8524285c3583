"""A watch party in the chat of a voice or stage channel, in both languages and over a restart."""

from datetime import timedelta
from typing import Any

import discord
import pytest
import simcord
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from bot.text.locales import Locale
from bot.text.translations import Localizer, localizer
from tests.behaviour.live_parties import BEGUN, LENGTH, START
from tests.behaviour.parties import SATURDAY, set_zone, stamp
from tests.behaviour.reading import answer, labels, private, text_of
from tests.behaviour.study_group import StudyGroup

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def room(group: StudyGroup, kind: str = "voice") -> simcord.ChannelHandle:
    """Return a new voice or stage channel."""
    made: simcord.ChannelHandle = getattr(group.guild, f"create_{kind}_channel")("lounge")
    return made


async def plan_there(
    group: StudyGroup, channel: simcord.ChannelHandle, say: Localizer, **options: Any
) -> simcord.InteractionResult:
    """Let the organiser plan a party in *channel* and confirm it; return the answer to that."""
    asked = await group.organiser.slash(channel, "party plan", chapter="5", when=SATURDAY, **options)
    confirmed = await group.organiser.click(answer(asked), label=say("Confirm"))
    await group.wait(SECOND)
    return confirmed


def deny(group: StudyGroup, channel: simcord.ChannelHandle, target: int, kind: OverwriteType, **denied: bool) -> None:
    """Deny *target* permissions in *channel*."""
    group.env.backend.set_overwrite(channel.id, Overwrite(target, kind, deny=discord.Permissions(**denied).value))


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize("kind", ["voice", "stage"])
async def test_a_party_takes_place_in_the_chat_of_a_voice_channel(group: StudyGroup, locale: Locale, kind: str) -> None:
    """People meet there unless another place is chosen; card, reminders, countdown and closing message are there."""
    say, lounge = localizer(locale), room(group, kind)
    await set_zone(group)
    await group.organiser.slash(group.channel, "settings language", language=locale.value)
    group.locales.update(dict.fromkeys((group.organiser.id, group.member.id), locale))
    await plan_there(group, lounge, say)
    (card,) = lounge.history()
    assert say("Meet in {channel}", channel=f"<#{lounge.id}>") in text_of(card)
    await group.member.click(card, label=say("Going"))
    await group.restart_bot()
    await group.wait_until(START)
    reminder = lounge.history()[-1]
    assert stamp(START) in text_of(reminder)
    assert group.pinged_by(reminder) == {group.organiser.id, group.member.id}
    await group.organiser.click(reminder, label=say("Start"))
    await group.wait_until(BEGUN)
    assert say("Where are we?") in labels(lounge.history()[-1])
    await group.wait_until(BEGUN + LENGTH + MINUTE)
    assert say("Mark everyone here") in labels(lounge.history()[-1])
    assert group.channel.history() == []


async def test_another_place_to_meet_can_be_chosen_in_a_voice_chat(group: StudyGroup) -> None:
    await set_zone(group)
    lounge, cinema = room(group), group.guild.create_voice_channel("cinema")
    await plan_there(group, lounge, localizer(Locale.ENGLISH), where=cinema)
    assert f"Meet in <#{cinema.id}>" in text_of(lounge.history()[0])


@pytest.mark.parametrize("locale", Locale)
async def test_what_keeps_the_bot_out_of_a_voice_chat_is_named(group: StudyGroup, locale: Locale) -> None:
    """Without Connect its chat is closed; what falls due waits until the bot may again."""
    say, lounge = localizer(locale), room(group)
    await set_zone(group)
    group.locales[group.organiser.id] = locale
    await plan_there(group, lounge, say)
    await group.forbid(lounge, connect=True)
    needed = say(
        "I need the permission “{permission}” in {channel}.", permission=say("Connect"), channel=lounge.mention
    )
    refused = await group.organiser.slash(lounge, "party plan", chapter="5", when=SATURDAY)
    assert needed in private(refused)
    await group.wait_until(START - MINUTE)
    before = len(lounge.history())
    assert needed in private(await group.organiser.slash(group.channel, "party list"))
    assert needed in private(await group.organiser.slash(group.channel, "party start"))
    await group.allow_again(lounge)
    await group.wait(SECOND)
    assert len(lounge.history()) == before + 1


async def test_whoever_cannot_open_a_voice_chat_does_not_learn_of_its_party(group: StudyGroup) -> None:
    """They can see the channel, but not connect to it; neither may they plan there, nor does an event tell of it."""
    await set_zone(group)
    lounge = room(group)
    await plan_there(group, lounge, localizer(Locale.ENGLISH))
    assert "5 ·" in private(await group.member.slash(group.channel, "party list"))
    deny(group, lounge, group.member.id, OverwriteType.MEMBER, connect=True)
    await group.env.settle()
    assert "No watch party" in private(await group.member.slash(group.channel, "party list"))
    await group.organiser.slash(group.channel, "settings parties", who="members")
    refused = await group.member.slash(lounge, "party plan", chapter="5", when=SATURDAY)
    assert "You may not write" in private(refused)
    confirmed = await plan_there(group, lounge, localizer(Locale.ENGLISH))
    assert "not among the server's events" in private(confirmed)


async def test_a_voice_channel_that_is_gone_is_told(group: StudyGroup) -> None:
    await set_zone(group)
    lounge = room(group)
    await plan_there(group, lounge, localizer(Locale.ENGLISH))
    group.env.backend.delete_channel(lounge.id)
    await group.wait_until(START + SECOND)
    assert "The channel is gone" in private(await group.organiser.slash(group.channel, "party list"))
