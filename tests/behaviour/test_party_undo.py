"""A move or a call-off of a party is answered with what was and what is, and can be undone until it is public."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import discord
import pytest
from simcord import InteractionResult, MemberActor

from bot.parties.model import MOST_OPEN
from bot.text.locales import Locale
from bot.undo.model import UNDO_WINDOW
from tests.behaviour.live_parties import BEGUN, latest, running
from tests.behaviour.parties import cards, news, planned, set_zone, stamp
from tests.behaviour.reading import Message, answer, labels, private, said, text_of
from tests.behaviour.schedules import lisbon_winter, set_up
from tests.behaviour.study_group import BOT_PERMISSIONS, StudyGroup
from tests.behaviour.tampered_client import press, stored

START, SUNDAY = lisbon_winter(28, 20), lisbon_winter(29, 18)
SECOND, MINUTE, HOUR, WEEK = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(weeks=1)
TUESDAY = lisbon_winter(24, 20)
OPEN_JOBS = """
SELECT occurrence, due FROM job
WHERE kind IN ('party', 'party_event') AND state IN ('waiting', 'held', 'leased') ORDER BY id
"""


@dataclass(frozen=True)
class Words:
    """What the host reads and types in one language."""

    locale: Locale
    confirm: str
    move: str
    sunday: str
    moved: str
    called_off: str
    coming: str
    undo: str
    moved_back: str
    takes_place: str
    series_off: str
    notified: str
    already: str
    too_late: str
    is_off: str


ENGLISH = Words(
    Locale.ENGLISH,
    confirm="Confirm",
    move="Move",
    sunday="sunday 6pm",
    moved="Moved: {} → {}",
    called_off="Called off: {}",
    coming="I tell 1 person in 15 seconds, unless you undo this: {}.",
    undo="Undo",
    moved_back="Undone: {} → {}",
    takes_place="Undone: the party takes place {}.",
    series_off="All that would have followed in its series is called off, too.",
    notified="I have notified nobody.",
    already="This was undone already.",
    too_late="It is too late to undo this: everyone can see the new time.\nNothing was changed: it begins {}.",
    is_off="It is too late to undo this: everyone can see that the party is called off.",
)
PORTUGUESE = Words(
    Locale.PORTUGUESE,
    confirm="Confirmar",
    move="Remarcar",
    sunday="domingo às 18h",
    moved="Remarcada: {} → {}",
    called_off="Cancelada: {}",
    coming="Aviso 1 pessoa em 15 segundos, se você não desfizer: {}.",
    undo="Desfazer",
    moved_back="Desfeito: {} → {}",
    takes_place="Desfeito: a sessão acontece {}.",
    series_off="As próximas da série também foram canceladas.",
    notified="Não avisei ninguém.",
    already="Isto já foi desfeito.",
    too_late="É tarde para desfazer: todos já podem ver o novo horário.\nNada foi alterado: ela começa {}.",
    is_off="É tarde para desfazer: todos já podem ver que a sessão foi cancelada.",
)
IN_BOTH = pytest.mark.parametrize("words", [ENGLISH, PORTUGUESE], ids=["english", "portuguese"])


async def gathered(group: StudyGroup, words: Words = ENGLISH, **options: Any) -> discord.Message:
    """Plan a party, to which a member is going too, for an organiser who reads *words*; return its card."""
    await set_zone(group)
    group.locales[group.organiser.id] = words.locale
    card = await planned(group, confirm=words.confirm, **options)
    await group.member.click(card, label="Going")
    await group.wait(MINUTE)
    return cards(group)[-1]


async def move(
    group: StudyGroup, words: Words = ENGLISH, *, when: str | None = None, who: MemberActor | None = None
) -> InteractionResult:
    """Move the latest party to Sunday, or else *when*, and return the answer to its host or *who*."""
    host = who or group.organiser
    form = await host.click(cards(group)[-1], label="Move")
    asked = await host.submit_modal(form, {"when": when or words.sunday})
    return await host.click(answer(asked), label=words.move)


async def call_off(group: StudyGroup, place: int = 0) -> InteractionResult:
    """Call the latest party off with the button at that *place*, and return the answer to its host."""
    asked = await group.organiser.click(cards(group)[-1], label="Call off")
    return await group.organiser.click(answer(asked), label=labels(answer(asked))[place])


async def undo(group: StudyGroup, result: InteractionResult | Message, words: Words = ENGLISH) -> InteractionResult:
    """Let the organiser press Undo on the answer *result*."""
    message = answer(result) if isinstance(result, InteractionResult) else result
    return await group.organiser.click(message, label=words.undo)


def read(group: StudyGroup, sql: str) -> list[tuple[object, ...]]:
    """Return the rows of *sql*."""
    with closing(sqlite3.connect(group.database)) as connection:
        return connection.execute(sql).fetchall()


def standing(group: StudyGroup) -> dict[str, object]:
    """Return all that an undone change must leave as it was: rows, what is due, what is in the channel, events."""
    events = group.env.backend.get_guild(group.guild.id).scheduled_events.values()
    return {
        "parties": read(group, "SELECT * FROM party ORDER BY id"),
        "answers": read(group, "SELECT * FROM party_answer ORDER BY party_id, user_id"),
        "due": read(group, OPEN_JOBS),
        "channel": [(message.id, text_of(message), labels(message)) for message in group.channel.history()],
        "events": [(event.id, event.status, event.scheduled_start_time) for event in events],
    }


def event(group: StudyGroup) -> tuple[discord.EventStatus, str]:
    """Return status and start of the server's only event."""
    (only,) = group.env.backend.get_guild(group.guild.id).scheduled_events.values()
    return discord.EventStatus(only.status), only.scheduled_start_time


@IN_BOTH
async def test_a_move_is_undone_without_a_trace(group: StudyGroup, words: Words) -> None:
    """After a restart; nobody is notified, and the event never changes."""
    await gathered(group, words)
    before = standing(group)
    moved = await move(group, words)
    assert words.moved.format(stamp(START), stamp(SUNDAY)) in private(moved)
    assert words.coming.format(f"<@{group.member.id}>") in private(moved)
    assert labels(answer(moved)) == [words.undo]
    await group.wait(UNDO_WINDOW - 2 * SECOND)
    await group.restart_bot()
    assert event(group) == (discord.EventStatus.scheduled, START.isoformat())
    undone = await undo(group, moved, words)
    assert words.moved_back.format(stamp(SUNDAY), stamp(START)) in private(undone)
    assert words.notified in private(undone)
    assert labels(answer(undone)) == []
    await group.wait(MINUTE)
    assert standing(group) == before
    await group.wait_until(START - 24 * HOUR + MINUTE)
    assert [stamp(START) in text_of(message) for message in news(group)] == [True]


@IN_BOTH
async def test_a_call_off_is_undone_without_a_trace(group: StudyGroup, words: Words) -> None:
    """After a restart; guests keep their answers, and the event is never called off."""
    await gathered(group, words)
    before = standing(group)
    off = await call_off(group)
    assert words.called_off.format(stamp(START)) in private(off)
    assert words.coming.format(f"<@{group.member.id}>") in private(off)
    await group.wait(UNDO_WINDOW - 2 * SECOND)
    await group.restart_bot()
    assert event(group) == (discord.EventStatus.scheduled, START.isoformat())
    undone = await undo(group, off, words)
    assert words.takes_place.format(stamp(START)) in private(undone)
    await group.wait(MINUTE)
    assert standing(group) == before


@IN_BOTH
async def test_undoing_twice_is_answered_and_changes_nothing(group: StudyGroup, words: Words) -> None:
    await gathered(group, words)
    moved = await move(group, words)
    number = answer(moved)
    await undo(group, number, words)
    await group.restart_bot()
    await group.wait(MINUTE)
    before = stored(group)
    again = await press(group, group.organiser, "v1:undo-party:2")
    assert words.already in private(again)
    assert stored(group) == before


@IN_BOTH
async def test_after_the_window_a_move_is_out(group: StudyGroup, words: Words) -> None:
    """The answer says so, and offers to move it again."""
    await gathered(group, words)
    moved = await move(group, words)
    assert news(group) == []
    await group.restart_bot(after=MINUTE)
    await group.wait(SECOND)
    (told,) = news(group)
    assert group.pinged_by(told) == {group.organiser.id, group.member.id}
    assert event(group) == (discord.EventStatus.scheduled, SUNDAY.isoformat())
    late = await undo(group, moved, words)
    assert words.too_late.format(stamp(SUNDAY)) in private(late)
    form = await group.organiser.click(answer(late), label=labels(answer(late))[0])
    assert form.modal is not None
    await group.wait(MINUTE)
    assert len(news(group)) == 1


@IN_BOTH
async def test_after_the_window_a_call_off_is_out(group: StudyGroup, words: Words) -> None:
    """It was announced once, though the bot was away when it fell due."""
    await gathered(group, words)
    off = await call_off(group)
    await group.restart_bot(after=MINUTE)
    await group.wait(SECOND)
    (told,) = news(group)
    assert "is called off" in text_of(told)
    assert event(group)[0] is discord.EventStatus.cancelled
    late = await undo(group, off, words)
    assert words.is_off in private(late)
    assert labels(answer(late)) == []
    assert f"/{'party plan' if words is ENGLISH else 'sessão planejar'}" in private(late)
    await group.wait(MINUTE)
    assert len(news(group)) == 1


async def test_a_change_is_not_undone_after_anothers(group: StudyGroup) -> None:
    """Nor where the other change led back to the same time; of all of them guests are told once."""
    await gathered(group)
    organisers = group.guild.roles["Organisers"]
    other = group.guild.add_member(group.env.create_user("otto"), roles=[organisers])
    moved = await move(group)
    theirs = await move(group, when="sunday 7pm", who=other)
    assert f"Moved: {stamp(SUNDAY)} → " in private(theirs)
    refused = await undo(group, moved)
    assert "changed again since" in private(refused)
    assert f"it begins {stamp(SUNDAY + HOUR)}" in private(refused)
    await group.wait(SECOND)
    await move(group, who=other)
    assert "changed again since" in private(await press(group, group.organiser, "v1:undo-party:2"))
    await group.wait(MINUTE)
    assert [stamp(SUNDAY) in text_of(message) for message in news(group)] == [True]
    await call_off(group)
    off = private(await press(group, group.organiser, "v1:undo-party:2"))
    assert "Nothing was changed: it is called off." in off


async def test_changes_are_undone_in_the_order_of_the_latest_first(group: StudyGroup) -> None:
    """What a later change had taken the place of is due again at its own time."""
    await gathered(group)
    before = standing(group)
    first = await move(group)
    await group.wait(5 * SECOND)
    second = await move(group, when="sunday 9pm")
    assert stamp(SUNDAY) in private(second)
    await group.wait(5 * SECOND)
    assert stamp(SUNDAY) in private(await undo(group, second))
    assert stamp(START) in private(await undo(group, first))
    await group.wait(MINUTE)
    assert standing(group) == before
    await move(group)
    await group.wait(5 * SECOND)
    off = await call_off(group)
    await group.wait(12 * SECOND)
    assert news(group) == []
    await undo(group, off)
    await group.wait(SECOND)
    (told,) = news(group)
    assert "has been moved" in text_of(told)
    assert stamp(SUNDAY) in text_of(told)
    await group.wait(MINUTE)
    assert event(group) == (discord.EventStatus.scheduled, SUNDAY.isoformat())


@IN_BOTH
async def test_calling_off_one_of_a_series_is_undone_with_what_came_in_its_place(
    group: StudyGroup, words: Words
) -> None:
    """The next party is named in the answer, and its invitation waits as the announcement does."""
    group.locales[group.organiser.id] = Locale.ENGLISH
    await set_up(group)
    await gathered(group, words, chapter="1", when="2026-11-24 20:00", repeat=True)
    before = standing(group)
    off = await call_off(group)
    assert stamp(TUESDAY + WEEK) in private(off)
    await group.wait(UNDO_WINDOW - 2 * SECOND)
    assert len(cards(group)) == 1
    await group.restart_bot()
    undone = await undo(group, off, words)
    assert words.takes_place.format(stamp(TUESDAY)) in private(undone)
    assert stamp(TUESDAY + WEEK) in private(undone)
    await group.wait(MINUTE)
    assert standing(group) == before
    await call_off(group)
    await group.wait(MINUTE)
    assert len(cards(group)) == 2
    assert stamp(TUESDAY + WEEK) in text_of(cards(group)[-1])


@IN_BOTH
async def test_calling_a_whole_series_off_is_undone_with_its_rule(group: StudyGroup, words: Words) -> None:
    """After a restart."""
    group.locales[group.organiser.id] = Locale.ENGLISH
    await set_up(group)
    card = await gathered(group, words, chapter="1", when="2026-11-24 20:00", repeat=True)
    assert "Again after each post" in text_of(card)
    before = standing(group)
    off = await call_off(group, 1)
    assert words.series_off in private(off)
    await group.restart_bot()
    undone = await undo(group, off, words)
    assert words.takes_place.format(stamp(TUESDAY)) in private(undone)
    assert words.notified in private(undone)
    await group.wait(MINUTE)
    assert standing(group) == before
    assert "Again after each post" in text_of(cards(group)[0])


async def test_the_end_of_a_series_is_said_where_nothing_follows(group: StudyGroup) -> None:
    await set_up(group, first="9")
    await gathered(group, chapter="9", when="tomorrow 8pm", repeat=True)
    await group.organiser.slash(group.channel, "schedule stop")
    assert "the last watch party of this series" in private(await call_off(group))


async def test_a_call_off_is_not_undone_once_the_next_party_was_answered(group: StudyGroup) -> None:
    """An answer would be lost with it; organisers alone can give one so soon."""
    await set_up(group)
    await gathered(group, chapter="1", when="tomorrow 8pm", repeat=True)
    off = await call_off(group)
    organisers = group.guild.roles["Organisers"]
    other = group.guild.add_member(group.env.create_user("otto"), roles=[organisers])
    listed = await other.slash(group.channel, "party list")
    details = await other.click(answer(listed), label=labels(answer(listed))[0])
    await other.click(answer(details), label="Going")
    before = stored(group)
    assert "changed again since" in private(await undo(group, off))
    assert stored(group) == before


async def test_a_party_under_way_goes_on_where_its_call_off_is_undone(group: StudyGroup) -> None:
    """Its live card, too, and its end comes at its time."""
    live_card = await running(group)
    off = await call_off(group)
    assert stamp(START) in private(off)
    await group.wait(2 * SECOND)
    await undo(group, off)
    await group.wait(2 * MINUTE)
    assert labels(latest(group)) == labels(live_card)
    (event,) = group.env.backend.get_guild(group.guild.id).scheduled_events.values()
    assert event.status == discord.EventStatus.active.value
    assert "The group is at 2:" in private(await group.member.click(latest(group), label="Where are we?"))
    await group.wait_until(BEGUN + HOUR)
    assert "**Over**" in text_of(cards(group)[0])


async def test_a_party_called_off_in_its_countdown_begins_where_that_is_undone(group: StudyGroup) -> None:
    """What had fallen due meanwhile is made up for."""
    await gathered(group)
    await group.wait_until(START)
    await group.organiser.click(cards(group)[0], label="Start")
    await group.wait(25 * SECOND)
    off = await call_off(group)
    await group.wait(10 * SECOND)
    assert "Pause" not in labels(latest(group))
    await undo(group, off)
    await group.wait(SECOND)
    assert "Pause" in labels(latest(group))


async def test_reminders_of_the_new_time_wait_as_the_announcement_does(group: StudyGroup) -> None:
    """One that falls due in the window comes after it, and not at all after an Undo."""
    await gathered(group)
    moved = await move(group, when="in 10 minutes")
    await group.wait(UNDO_WINDOW - 2 * SECOND)
    assert news(group) == []
    await undo(group, moved)
    await group.wait(MINUTE)
    assert news(group) == []
    await move(group, when="in 10 minutes")
    await group.wait(UNDO_WINDOW)
    assert ["has been moved" in text_of(message) for message in news(group)] == [True]


async def test_a_party_moved_and_started_at_once_is_still_announced_as_moved(group: StudyGroup) -> None:
    """Whoever comes must know; the move cannot be undone any more."""
    await gathered(group)
    moved = await move(group, when="in 5 minutes")
    await group.organiser.click(cards(group)[0], label="Start")
    assert "changed again since" in private(await undo(group, moved))
    await group.wait(MINUTE)
    assert ["has been moved" in text_of(message) for message in news(group)] == [True]


async def test_moving_to_the_same_time_changes_nothing(group: StudyGroup) -> None:
    await gathered(group)
    before = standing(group)
    same = await move(group, when="saturday 8pm")
    assert f"The party already begins at that time: {stamp(START)}." in private(same)
    assert "Nothing was changed." in private(same)
    assert labels(answer(same)) == []
    await group.wait(MINUTE)
    assert standing(group) == before


async def test_nobody_is_told_of_a_party_to_which_nobody_is_going(group: StudyGroup) -> None:
    await gathered(group)
    for guest in (group.organiser, group.member):
        await guest.click(cards(group)[0], label="Can't")
    off = await call_off(group)
    assert "Nobody else said that they are going, so there is nobody to tell." in private(off)
    assert labels(answer(off)) == ["Undo"]
    await group.wait(MINUTE)
    assert news(group) == []
    assert event(group)[0] is discord.EventStatus.cancelled
    assert "too late" in private(await undo(group, off))


async def test_only_those_who_may_change_a_party_undo(group: StudyGroup) -> None:
    """Any organiser may, also in direct messages; a guest, a stranger and another server's organiser may not."""
    await gathered(group)
    await move(group)
    before = stored(group)
    assert "Only the host" in private(await press(group, group.member, "v1:undo-party:2"))
    outsider = group.env.create_user("outsider")
    unknown = "I have no record of that change any more"
    assert unknown in said(await press(group, outsider, "v1:undo-party:2"))
    elsewhere = group.env.create_guild("Other group")
    organisers = elsewhere.create_role("Organisers", permissions=discord.Permissions(manage_guild=True))
    same = elsewhere.add_member(group.organiser.user, roles=[organisers])
    hall = elsewhere.create_text_channel("hall")
    assert unknown in private(await press(group, same, "v1:undo-party:2", hall))
    for number in (0, 1, 3, 2**63, 10**19):
        assert unknown in private(await press(group, group.organiser, f"v1:undo-party:{number}"))
    assert stored(group) == before
    assert stamp(START) in said(await press(group, group.organiser.user, "v1:undo-party:2"))
    await group.wait(MINUTE)
    assert news(group) == []


async def test_a_host_who_lost_the_right_cannot_undo(group: StudyGroup) -> None:
    """An organiser without their role any more, who was not the host."""
    await set_zone(group)
    await group.organiser.slash(group.channel, "settings parties", who="members")
    await planned(group, group.member)
    moved = await move(group)
    role = group.guild.roles["Organisers"]
    group.env.backend.edit_role(group.guild.id, role.id, {"permissions": 0})
    await group.env.settle()
    assert "Only the host" in private(await undo(group, moved))
    await group.wait(MINUTE)
    assert len(news(group)) == 1


async def test_a_call_off_is_not_undone_beyond_the_servers_number_of_parties(group: StudyGroup) -> None:
    """Another was planned in its place."""
    await set_zone(group)
    for number in range(MOST_OPEN):
        await planned(group, when=f"2026-12-{number + 1:02} 20:00", reminders="none")
    off = await call_off(group)
    await planned(group, reminders="none")
    assert f"{MOST_OPEN} parties" in private(await undo(group, off))


async def test_an_event_that_was_late_is_not_called_off_within_the_window(group: StudyGroup) -> None:
    """An event once called off stays so; one that is not there yet is made after an Undo."""
    await set_zone(group)
    await group.let_bot(discord.Permissions(view_channel=True, send_messages=True, read_message_history=True))
    await planned(group)
    off = await call_off(group)
    await group.let_bot(BOT_PERMISSIONS)
    await group.wait(5 * SECOND)
    await undo(group, off)
    await group.wait(MINUTE)
    assert event(group) == (discord.EventStatus.scheduled, START.isoformat())


async def test_a_guest_who_leaves_in_the_window_makes_nothing_public(group: StudyGroup) -> None:
    """The event waits as before."""
    await gathered(group)
    moved = await move(group)
    group.env.backend.remove_member(group.guild.id, group.member.id)
    await press(group, group.member.user, "v1:party-details:1")
    await group.wait(UNDO_WINDOW - 2 * SECOND)
    assert event(group) == (discord.EventStatus.scheduled, START.isoformat())
    await undo(group, moved)
    await group.wait(MINUTE)
    assert event(group) == (discord.EventStatus.scheduled, START.isoformat())
