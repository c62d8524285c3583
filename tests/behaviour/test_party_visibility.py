"""Parties in a channel that not everyone can view, and people who are not members any more."""

from datetime import timedelta

import discord
from simcord import InteractionResult, MemberActor
from simcord.backend.models import Overwrite
from simcord.enums import ChannelType, OverwriteType

from tests.behaviour.live_parties import latest
from tests.behaviour.old_messages import old_message
from tests.behaviour.parties import (
    SATURDAY,
    cards,
    choose_reminders,
    direct_messages,
    news,
    plan_in_secret,
    planned,
    secret_channel,
    set_zone,
)
from tests.behaviour.reading import answer, labels, private, said, text_of
from tests.behaviour.schedules import lisbon_winter, speak_portuguese
from tests.behaviour.study_group import StudyGroup

START = lisbon_winter(28, 20)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
TITLE = "5 · Transformers, the tech behind LLMs"
OF_A_PARTY = (
    "confirm:1",
    "answer:1:0:0",
    "answer:1:0:1",
    "calendar:1",
    "details:1",
    "news:1:1",
    "wish:1:1",
    "ask-time:1",
    "move:1:1795896000:1795896000",
    "ask-cancel:1",
    "cancel:1:0",
    "start:1",
    "start-late:1:1",
    "here:1:1",
    "where:1",
    "pause:1:1",
    "resume:1:1",
    "ask-end:1",
    "end:1",
    "watched:1:1",
    "all-watched:1",
)


async def press(group: StudyGroup, person: MemberActor, name: str) -> str:
    """Let *person* press a party's button in the open channel, and return the text of the answer."""
    custom_id = f"v1:party-{name}"
    pressed = await person.click(old_message(group, custom_id), custom_id=custom_id)
    return private(pressed)


def events(group: StudyGroup) -> list[str]:
    """Return name and description of the server's scheduled events."""
    found = group.env.backend.get_guild(group.guild.id).scheduled_events.values()
    return [f"{event.name}\n{event.description}" for event in found]


async def test_a_hidden_party_is_known_to_nobody_who_cannot_view_its_channel(group: StudyGroup) -> None:
    """It is missing in /party list and /party start, and every button of it is refused."""
    await plan_in_secret(group)
    assert "No watch party" in private(await group.member.slash(group.channel, "party list"))
    assert "Nenhuma sessão" in private(await group.reader.slash(group.channel, "party list"))
    assert "No watch party" in private(await group.member.slash(group.channel, "party start"))
    for name in OF_A_PARTY:
        assert "do not know that party" in await press(group, group.member, name), name
    assert TITLE in private(await group.organiser.slash(group.channel, "party list"))
    assert "Surprise for Max" in await press(group, group.organiser, "details:1")
    assert "**1**" in await press(group, group.organiser, "details:1")


async def test_a_hidden_party_is_not_among_the_events(group: StudyGroup) -> None:
    """Everyone would see its event; whoever plans it is told so, in their language."""
    speak_portuguese(group)
    confirmed = await plan_in_secret_in_portuguese(group)
    assert "nem todo mundo pode ver este canal" in private(confirmed)
    await group.wait(MINUTE)
    assert events(group) == []


async def plan_in_secret_in_portuguese(group: StudyGroup) -> InteractionResult:
    """Let an organiser who reads Portuguese plan a party in a hidden channel."""
    await set_zone(group)
    asked = await group.organiser.slash(secret_channel(group), "party plan", chapter="5", when=SATURDAY)
    return await group.organiser.click(answer(asked), label="Confirmar")


async def test_whoever_may_not_view_the_channel_any_more_is_not_reminded(group: StudyGroup) -> None:
    """Neither in the channel nor by direct message, and old buttons there are refused."""
    await set_zone(group)
    card = await planned(group, note="Bring questions")
    await group.member.click(card, label="Going")
    await group.reader.click(card, label="Going")
    await choose_reminders(group, group.reader, TITLE, "Me lembre por mensagem direta")
    await group.wait_until(START - DAY + MINUTE)
    (letter,) = direct_messages(group.reader)
    details = await group.reader.user.click(letter, label="Detalhes")
    for person in (group.member, group.reader):
        denied = Overwrite(person.id, OverwriteType.MEMBER)
        denied.deny = discord.Permissions(view_channel=True).value
        group.env.backend.set_overwrite(group.channel.id, denied)
    await group.env.settle()
    await group.wait_until(START - HOUR + MINUTE)
    assert group.pinged_by(news(group)[-1]) == {group.organiser.id}
    assert len(direct_messages(group.reader)) == 1
    for message, label in ((letter, "Detalhes"), (answer(details), "Talvez"), (answer(details), "Agenda")):
        assert "Não conheço mais" in said(await group.reader.user.click(message, label=label))


async def test_a_host_who_was_removed_leads_nothing(group: StudyGroup) -> None:
    """Every button in their direct messages is refused, and the party has no host any more."""
    await set_zone(group)
    await group.organiser.slash(group.channel, "settings parties", who="members")
    card = await planned(group, group.member)
    await choose_reminders(group, group.member, TITLE, "Remind me by direct message")
    await group.reader.click(card, label="Going")
    await group.wait_until(START - DAY + MINUTE)
    (letter,) = direct_messages(group.member)
    details = answer(await group.member.user.click(letter, label="Details"))
    assert labels(details)[4:] == ["Start", "Move", "Places", "Call off", "Remind me in the channel"]
    asked = answer(await group.member.user.click(details, label="Call off"))
    group.guild.remove_member(group.member)
    await group.env.settle()
    for message, label in ((letter, "Details"), (details, "Call off"), (asked, "Call it off")):
        assert "do not know that party" in said(await group.member.user.click(message, label=label))
    await group.wait(MINUTE)
    shown = text_of(cards(group)[-1])
    assert f"<@{group.member.id}>" not in shown
    assert "Going **1**" in shown
    assert "Called off" not in shown


async def test_guests_who_left_are_dropped_at_the_next_reminder_and_at_the_start(group: StudyGroup) -> None:
    """They are neither counted nor pinged, though the bot gets no event when a member leaves."""
    await set_zone(group)
    card = await planned(group)
    others = [group.guild.add_member(group.env.create_user(name)) for name in ("ana", "bo", "cy")]
    for person in (group.member, *others):
        await person.click(card, label="Going")
        await group.wait(MINUTE)
    await group.env.settle()
    group.env.backend.remove_member(group.guild.id, others[0].id)
    await group.wait_until(START - DAY + MINUTE)
    there = {group.organiser.id, group.member.id, others[1].id, others[2].id}
    assert group.pinged_by(news(group)[-1]) == there
    assert "Going **4**" in text_of(cards(group)[-1])
    await group.wait_until(START)
    group.env.backend.remove_member(group.guild.id, others[1].id)
    await group.organiser.click(cards(group)[-1], label="Start")
    await group.wait(MINUTE)
    assert "Going **3**" in text_of(cards(group)[-1])


async def test_a_party_of_another_server_does_not_exist_here(group: StudyGroup) -> None:
    """Its number is refused in any other server, even of an administrator there."""
    await set_zone(group)
    await planned(group)
    before = text_of(cards(group)[-1])
    other = group.env.create_guild("Another")
    elsewhere = other.create_text_channel("general")
    boss = other.add_member(
        group.env.create_user("boss"),
        roles=[other.create_role("Bosses", permissions=discord.Permissions(administrator=True))],
    )
    other.add_member(group.organiser.user)
    await group.env.settle()
    for name in OF_A_PARTY:
        custom_id = f"v1:party-{name}"
        pressed = await boss.click(old_message(group, custom_id, elsewhere), custom_id=custom_id)
        assert "do not know that party" in private(pressed), name
    await group.wait(MINUTE)
    assert text_of(cards(group)[-1]) == before


async def test_a_draft_is_confirmed_by_its_host_alone(group: StudyGroup) -> None:
    """Nobody else can confirm, move or see it, not even an organiser."""
    await set_zone(group)
    await group.organiser.slash(group.channel, "settings parties", who="members")
    asked = await group.member.slash(group.channel, "party plan", chapter="5", when=SATURDAY, note="Mine")
    for person in (group.organiser, group.reader):
        for name in ("confirm:1", "ask-time:1", "details:1", "calendar:1"):
            told = await press(group, person, name)
            assert "do not know that party" in told or "Não conheço mais" in told
    await group.wait(MINUTE)
    assert cards(group) == []
    assert "is planned" in private(await group.member.click(answer(asked), label="Confirm"))
    await group.wait(MINUTE)
    assert len(cards(group)) == 1


async def test_who_starts_a_late_party_does_not_change_it(group: StudyGroup) -> None:
    """They pause, resume and end it; only the host and organisers can call it off or move it."""
    await set_zone(group)
    card = await planned(group)
    await group.member.click(card, label="Going")
    await group.wait_until(START + timedelta(minutes=6))
    await group.member.slash(group.channel, "party start")
    await group.wait(MINUTE)
    live_card = latest(group)
    assert "Only the host and the organisers" in await press(group, group.member, "ask-cancel:1")
    assert "Only the host and the organisers" in await press(group, group.member, "cancel:1:1")
    assert "Only the host and the organisers" in await press(group, group.member, "ask-time:1")
    for label in ("Pause", "Resume"):
        await group.member.click(live_card, label=label)
        await group.wait(MINUTE)
    asked = await group.member.click(live_card, label="End")
    assert "The party is over" in private(await group.member.click(answer(asked), label="End the party"))


async def test_a_party_whose_channel_is_gone_is_known_only_to_whoever_may_call_it_off(group: StudyGroup) -> None:
    """/party start tells them that the channel is gone."""
    await set_zone(group)
    card = await planned(group)
    await group.member.click(card, label="Going")
    elsewhere = group.guild.create_text_channel("elsewhere")
    await group.wait_until(START)
    group.env.backend.delete_channel(group.channel.id)
    await group.env.settle()
    assert "No watch party" in private(await group.member.slash(elsewhere, "party list"))
    refused = private(await group.organiser.slash(elsewhere, "party start"))
    assert "channel of this party is gone" in refused
    assert "I tell everyone" not in refused
    assert TITLE in private(await group.organiser.slash(elsewhere, "party list"))


async def test_a_private_thread_is_known_to_those_in_it(group: StudyGroup) -> None:
    """Those who can view only its parent channel learn nothing of its party."""
    await set_zone(group)
    backend = group.env.backend
    thread = backend.create_thread(group.channel.id, "study pals", group.organiser.id, type=ChannelType.PRIVATE_THREAD)
    for member in (group.organiser.id, group.member.id, backend.bot_user.id):
        backend.add_thread_member(thread.id, member)
    await group.env.settle()
    (place,) = group.channel.threads
    asked = await group.organiser.slash(place, "party plan", chapter="5", when=SATURDAY)
    await group.organiser.click(answer(asked), label="Confirm")
    await group.wait(timedelta(seconds=1))
    assert TITLE in private(await group.member.slash(group.channel, "party list"))
    assert "Nenhuma sessão" in private(await group.reader.slash(group.channel, "party list"))
    assert "Não conheço mais" in await press(group, group.reader, "details:1")
    assert events(group) == []
