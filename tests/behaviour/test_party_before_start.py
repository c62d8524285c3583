"""A watch party from the plan to its hour, with the bot restarted on the way."""

from datetime import timedelta

from tests.behaviour.parties import cards, news, plan, planned, set_zone, stamp
from tests.behaviour.reading import answer, labels, pictures, private, text_of
from tests.behaviour.schedules import lisbon_winter, speak_portuguese
from tests.behaviour.study_group import StudyGroup

START = lisbon_winter(28, 20)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


async def test_a_party_is_planned_answered_and_reminded_of_through_restarts(group: StudyGroup) -> None:
    """Those who are going are notified at every reminder, those who may come at the first; restarts lose nothing."""
    await set_zone(group)
    asked = await plan(group, note="Bring *questions*", when="saturday 8pm")
    assert stamp(START) in private(asked)
    assert group.channel.history() == []
    await group.restart_bot()
    confirmed = await group.organiser.click(answer(asked), label="Confirm")
    assert stamp(START) in private(confirmed)
    await group.wait(timedelta(seconds=1))
    (card,) = group.channel.history()
    assert labels(card) == ["Going", "Maybe", "Can't", "Calendar", "Start", "Move", "Call off"]
    assert "\\*questions\\*" in text_of(card)
    assert pictures(card) == [group.course.chapters[4].thumbnail_url]
    assert f"Going **1**: <@{group.organiser.id}>" in text_of(card)
    await group.restart_bot()
    await group.member.click(card, label="Going")
    await group.reader.click(card, label="Maybe")
    (card,) = group.channel.history()
    assert f"Going **2**: <@{group.organiser.id}>, <@{group.member.id}>" in text_of(card)
    assert f"Maybe **1**: <@{group.reader.id}>" in text_of(card)
    assert group.pinged_by(card) == set()

    going = {group.organiser.id, group.member.id}
    await group.wait_until(START - DAY)
    assert [group.pinged_by(message) for message in news(group)] == [going | {group.reader.id}]
    assert stamp(START, "R") in text_of(news(group)[0])
    await group.restart_bot(after=DAY - 5 * MINUTE)
    assert [group.pinged_by(message) for message in news(group)[1:]] == [going]
    await group.wait_until(START)
    assert [group.pinged_by(message) for message in news(group)[2:]] == [going]
    await group.wait_until(START + HOUR)
    assert len(news(group)) == 3
    assert "**Nobody started this watch party.**" in text_of(cards(group)[0])
    assert labels(cards(group)[0]) == []


async def test_a_party_is_planned_moved_and_cancelled_in_portuguese(group: StudyGroup) -> None:
    """The host types dates in Portuguese; a move changes the reminders, and a cancellation is announced."""
    await set_zone(group)
    speak_portuguese(group)
    await group.organiser.slash(group.channel, "settings language", language="pt-BR")
    card = await planned(group, when="sábado às 20h", confirm="Confirmar")
    assert labels(card) == ["Vou", "Talvez", "Não posso", "Agenda", "Começar", "Remarcar", "Cancelar sessão"]
    await group.reader.click(card, label="Vou")
    form = await group.organiser.click(card, label="Remarcar")
    moved = await group.organiser.submit_modal(form, {"when": "domingo 18h"})
    sunday = lisbon_winter(29, 18)
    assert stamp(sunday) in private(moved)
    await group.restart_bot()
    done = await group.organiser.click(answer(moved), label="Remarcar")
    assert stamp(sunday) in private(done)
    await group.wait(MINUTE)
    assert stamp(sunday) in text_of(cards(group)[0])
    assert "mudou de horário" in text_of(news(group)[0])
    both = {group.organiser.id, group.reader.id}
    assert group.pinged_by(news(group)[0]) == both
    await group.wait_until(START + HOUR)
    assert [stamp(sunday) in text_of(message) for message in news(group)] == [True, True]
    asked = await group.organiser.click(cards(group)[0], label="Cancelar sessão")
    await group.organiser.click(answer(asked), label="Cancelar sessão")
    await group.wait(MINUTE)
    assert "foi cancelada" in text_of(news(group)[2])
    assert group.pinged_by(news(group)[2]) == both
    await group.wait_until(sunday + HOUR)
    assert len(news(group)) == 3
    assert "Cancelada" in text_of(cards(group)[0])
    assert labels(cards(group)[0]) == []


async def test_the_host_chooses_the_reminders(group: StudyGroup) -> None:
    """Of two parties at one time, one has a reminder at its start only, the other none."""
    await set_zone(group)
    await planned(group, reminders="start")
    await planned(group, chapter="6", reminders="none")
    await group.wait_until(START - MINUTE)
    assert news(group) == []
    await group.wait_until(START + MINUTE)
    assert ["5 · " in text_of(message) for message in news(group)] == [True]
