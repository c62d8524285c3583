"""Reminders of a watch party by direct message instead of in the channel."""

from datetime import timedelta

from tests.behaviour.parties import cards, choose_reminders, direct_messages, news, planned, set_zone, stamp
from tests.behaviour.reading import answer, labels, text_of
from tests.behaviour.schedules import lisbon_winter
from tests.behaviour.study_group import StudyGroup

START = lisbon_winter(28, 20)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


async def test_reminders_come_by_direct_message_to_whoever_opted_in(group: StudyGroup) -> None:
    """In the guest's language, each once through restarts; its buttons work there, and nobody else gets one."""
    await set_zone(group)
    card = await planned(group)
    title = "5 · Transformers, the tech behind LLMs"
    for person in (group.reader, group.member):
        await person.click(card, label="Going")
    await choose_reminders(group, group.reader, title, "Me lembre por mensagem direta")
    await group.wait_until(START - DAY + MINUTE)
    assert group.pinged_by(news(group)[0]) == {group.organiser.id, group.member.id}
    (letter,) = direct_messages(group.reader)
    assert "Lembrete: sessão em grupo" in text_of(letter)
    assert group.guild.name in text_of(letter)
    assert direct_messages(group.member) == []
    await group.restart_bot()
    details = await group.reader.user.click(letter, label="Detalhes")
    assert stamp(START) in text_of(answer(details))
    changed = await group.reader.user.click(answer(details), label="Talvez")
    assert f"Talvez · **1**: <@{group.reader.id}>" in text_of(answer(changed))
    await group.wait(MINUTE)
    assert f"Maybe **1**: <@{group.reader.id}>" in text_of(cards(group)[0])
    await group.wait_until(START - HOUR + MINUTE)
    assert len(direct_messages(group.reader)) == 1
    await group.reader.user.click(answer(details), label="Vou")
    await group.wait_until(START - 9 * MINUTE)
    assert len(direct_messages(group.reader)) == 2
    await group.reader.user.click(answer(details), label="Me lembre no canal")
    asked = await group.organiser.click(cards(group)[0], label="Call off")
    await group.organiser.click(answer(asked), label="Call it off")
    await group.wait(MINUTE)
    assert len(direct_messages(group.reader)) == 2
    assert group.reader.id in group.pinged_by(news(group)[-1])


async def test_a_guest_who_cannot_be_written_to_stops_no_other_reminder(group: StudyGroup) -> None:
    """Somebody who left and somebody who deleted their data get none; the organiser still does."""
    await set_zone(group)
    card = await planned(group)
    title = "5 · Transformers, the tech behind LLMs"
    await group.member.click(card, label="Going")
    await group.reader.click(card, label="Going")
    await choose_reminders(group, group.member, title, "Remind me by direct message")
    await choose_reminders(group, group.reader, title, "Me lembre por mensagem direta")
    await choose_reminders(group, group.organiser, title, "Remind me by direct message")
    group.env.backend.remove_member(group.guild.id, group.member.id)
    asked = await group.reader.slash(group.channel, "privacy")
    sure = await group.reader.click(answer(asked), label="Apagar meus dados")
    await group.reader.click(answer(sure), label="Sim, apagar meus dados")
    await group.wait_until(START - DAY + MINUTE)
    assert [len(direct_messages(person)) for person in (group.member, group.reader, group.organiser)] == [0, 0, 1]
    assert group.pinged_by(news(group)[0]) == set()
    (letter,) = direct_messages(group.organiser)
    assert labels(letter) == ["Watch", "Details"]
