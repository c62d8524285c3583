"""A party's scheduled event as members see it, and what the host is told when there can be none."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import discord
import pytest

from tests.behaviour.parties import cards, plan, planned, set_zone
from tests.behaviour.reading import answer, private, text_of
from tests.behaviour.schedules import lisbon_winter, set_up, speak_portuguese
from tests.behaviour.study_group import BOT_PERMISSIONS, StudyGroup, founded

START = lisbon_winter(28, 20)
MINUTE = timedelta(minutes=1)
WITHOUT_EVENTS = discord.Permissions(BOT_PERMISSIONS.value, create_events=False, manage_events=False)


def events(group: StudyGroup) -> list[tuple[str, discord.EventStatus]]:
    """Return name and status of the server's scheduled events."""
    found = group.env.backend.get_guild(group.guild.id).scheduled_events.values()
    return [(event.name, discord.EventStatus(event.status)) for event in found]


async def test_a_missing_create_events_permission_is_told_until_it_is_granted(group: StudyGroup) -> None:
    """The host's answer and the card name the permission, each in its language."""
    await set_zone(group)
    await group.organiser.slash(group.channel, "settings language", language="pt-BR")
    await group.let_bot(WITHOUT_EVENTS)
    asked = await plan(group)
    confirmed = await group.organiser.click(answer(asked), label="Confirm")
    assert "I need the permission “Create Events”" in private(confirmed)
    await group.wait(MINUTE)
    assert "preciso da permissão “Criar eventos”" in text_of(cards(group)[0])
    await group.member.click(cards(group)[0], label="Vou")
    assert "preciso da permissão “Criar eventos”" in text_of(cards(group)[0])
    assert events(group) == []
    await group.restart_bot(after=MINUTE)
    await group.let_bot(BOT_PERMISSIONS)
    await group.wait(MINUTE)
    name = "Sessão em grupo: 5 · Transformers, the tech behind LLMs"
    assert events(group) == [(name, discord.EventStatus.scheduled)]
    assert "Criar eventos" not in text_of(cards(group)[0])
    speak_portuguese(group)
    asked = await group.organiser.click(cards(group)[0], label="Cancelar sessão")
    await group.organiser.click(answer(asked), label="Cancelar sessão")
    await group.wait(MINUTE)
    assert events(group) == [(name, discord.EventStatus.cancelled)]


async def test_an_event_keeps_its_interested_people_through_moves_and_restarts(group: StudyGroup) -> None:
    """It is the same event to the end, so nobody needs to subscribe again."""
    await set_zone(group)
    venue = group.guild.create_voice_channel("cinema")
    await planned(group, where=venue)
    ((number, event),) = group.env.backend.get_guild(group.guild.id).scheduled_events.items()
    assert event.channel_id == venue.id
    await group.member.subscribe_event(number)
    form = await group.organiser.click(cards(group)[0], label="Move")
    moved = await group.organiser.submit_modal(form, {"when": "sunday 6pm"})
    await group.restart_bot()
    await group.organiser.click(answer(moved), label="Move")
    await group.wait(MINUTE)
    sunday = lisbon_winter(29, 18)
    assert event.scheduled_start_time == sunday.isoformat()
    await group.wait_until(sunday + timedelta(hours=4))
    assert event.user_ids == {group.member.id}
    assert event.status in {discord.EventStatus.completed.value, discord.EventStatus.cancelled.value}
    assert list(group.env.backend.get_guild(group.guild.id).scheduled_events) == [number]


@pytest.mark.parametrize("by_role", [False, True])
async def test_the_note_leaves_the_event_when_its_channel_is_hidden(group: StudyGroup, *, by_role: bool) -> None:
    """Everyone can read an event, so only the video and its link stay in it."""
    await set_zone(group)
    await planned(group, note="Bring *questions*")
    (event,) = group.env.backend.get_guild(group.guild.id).scheduled_events.values()
    assert "questions" in str(event.description)
    if by_role:
        group.env.backend.edit_role(group.guild.id, group.guild.default_role.id, {"permissions": 0})
    else:
        await group.forbid_role(group.channel, group.guild.default_role, view_channel=True)
    await group.env.settle()
    await group.wait(MINUTE)
    assert "questions" not in str(event.description)
    assert "youtube.com" in str(event.description)


async def test_each_party_of_a_series_has_its_own_event(tmp_path: Path) -> None:
    """The clocks change between the two, and both begin at the same time of day."""
    monday = datetime(2027, 3, 22, 18, tzinfo=UTC)
    async with founded(tmp_path / "lectern.db", now=monday) as group:
        await set_zone(group)
        await set_up(group)
        await planned(group, chapter="1", when="tomorrow 8pm", repeat=True)
        await group.wait_until(monday + timedelta(days=1, hours=4))
        found = group.env.backend.get_guild(group.guild.id).scheduled_events.values()
        first, second = (datetime.fromisoformat(event.scheduled_start_time) for event in found)
    assert first == datetime(2027, 3, 23, 20, tzinfo=UTC)
    assert second == datetime(2027, 3, 30, 19, tzinfo=UTC)
