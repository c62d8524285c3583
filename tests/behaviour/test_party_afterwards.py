"""What the messages about a watch party say once it is under way or over, in both languages and over restarts."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import discord
import pytest

from bot.text.locales import Locale
from bot.text.translations import localizer
from bot.undo.model import UNDO_WINDOW
from tests.behaviour.live_parties import BEGUN, LENGTH, START
from tests.behaviour.parties import cards, direct_messages, news, plan, planned, set_zone, stamp
from tests.behaviour.reading import answer, labels, private, text_of
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import press, told

SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Words:
    """What the tests look for, in one language."""

    locale: Locale
    nobody_started: str
    kind: str
    watching: str
    watched: str
    over: str
    had_said_yes: str
    called_off: str
    moved: str
    has_begun: str
    runs: str
    listed: str
    end_party: str
    keep_watching: str
    by_letter: str
    in_channel: str


ENGLISH = Words(
    Locale.ENGLISH,
    nobody_started="Nobody started this watch party.",
    kind="Watch party · 27:14",
    watching="Watching together",
    watched="Watched together · 27:14",
    over="The party is over.",
    had_said_yes="✅ Said yes **2**: {}",
    called_off="The watch party is called off",
    moved="The watch party has been moved",
    has_begun="The party has been started.",
    runs="Under way",
    listed="Watch parties, now and to come",
    end_party="End the party",
    keep_watching="Keep watching",
    by_letter="From now on I write to you by direct message about this server's watch parties.",
    in_channel="From now on I tell you of this server's watch parties in their channels.",
)
PORTUGUESE = Words(
    Locale.PORTUGUESE,
    nobody_started="Ninguém começou esta sessão em grupo.",
    kind="Sessão em grupo · 27:14",
    watching="Assistindo em grupo",
    watched="Assistido em grupo · 27:14",
    over="A sessão terminou.",
    had_said_yes="✅ Tinham confirmado · **2**: {}",
    called_off="A sessão em grupo foi cancelada",
    moved="A sessão em grupo mudou de horário",
    has_begun="A sessão começou.",
    runs="Em andamento",
    listed="Sessões em grupo: em andamento e próximas",
    end_party="Encerrar a sessão",
    keep_watching="Continuar assistindo",
    by_letter="A partir de agora, aviso você por mensagem direta sobre as sessões em grupo deste servidor.",
    in_channel="A partir de agora, aviso você das sessões em grupo deste servidor nos canais delas.",
)
IN_BOTH = pytest.mark.parametrize("words", [ENGLISH, PORTUGUESE], ids=["english", "portuguese"])


async def ready(group: StudyGroup, words: Words, **options: Any) -> discord.Message:
    """Let all read the language of *words*, plan a party to which a member is going, and return its card."""
    await set_zone(group)
    await group.organiser.slash(group.channel, "settings language", language=words.locale.value)
    group.locales.update(dict.fromkeys((group.organiser.id, group.member.id, group.reader.id), words.locale))
    say = localizer(words.locale)
    card = await planned(group, confirm=say("Confirm"), **options)
    await group.member.click(card, label=say("Going"))
    return cards(group)[-1]


def again(group: StudyGroup, message: discord.Message) -> discord.Message:
    """Return *message* as it is by now."""
    (found,) = [each for each in group.channel.history() if each.id == message.id]
    return found


async def at_its_start(group: StudyGroup, words: Words) -> discord.Message:
    """Plan such a party, wait for its time, and return the reminder with the button "Start"."""
    await ready(group, words)
    await group.wait_until(START + SECOND)
    last = news(group)[-1]
    assert labels(last)[0] == localizer(words.locale)("Start")
    return last


def without_start(words: Words) -> list[str]:
    """Return the labels of a reminder from which nothing can be started."""
    say = localizer(words.locale)
    return [say("Watch"), say("Details")]


@IN_BOTH
async def test_a_party_that_nobody_started_ends_so(group: StudyGroup, words: Words) -> None:
    """On what was said of its start, its card and its details, which say no more who "is" going; after a restart."""
    reminder = await at_its_start(group, words)
    await group.wait_until(START + 5 * MINUTE)
    late = group.channel.history()[-1]
    assert words.watching not in text_of(late)
    await group.restart_bot(after=DAY)
    names = f"<@{group.organiser.id}>, <@{group.member.id}>"
    for message in (late, reminder, cards(group)[-1]):
        assert words.nobody_started in text_of(again(group, message))
        assert words.over not in text_of(again(group, message))
    assert words.kind in text_of(again(group, late))
    assert words.had_said_yes.format(names) in text_of(cards(group)[-1])
    details = told(await press(group, group.member, "v1:party-details:1"))
    assert words.nobody_started in details
    assert words.had_said_yes.format(names) in details
    assert words.nobody_started in told(await press(group, group.organiser, "v1:party-start:1"))
    assert words.nobody_started in told(await press(group, group.organiser, "v1:party-ask-cancel:1"))


@IN_BOTH
async def test_a_party_that_was_watched_ends_in_the_past(group: StudyGroup, words: Words) -> None:
    """Its places do not count any more, nor who said maybe or no."""
    await ready(group, words, places=2)
    await press(group, group.reader, "v1:party-answer:1:1:0")
    await group.wait_until(START)
    await press(group, group.organiser, "v1:party-start:1")
    await group.wait_until(BEGUN + SECOND)
    live_card = group.channel.history()[-1]
    assert words.watching in text_of(live_card)
    await group.restart_bot()
    await group.wait_until(BEGUN + LENGTH + MINUTE)
    closing = group.channel.history()[-1]
    for message in (live_card, closing):
        assert words.watched in text_of(again(group, message))
        assert words.watching not in text_of(again(group, message))
    card = text_of(cards(group)[-1])
    assert words.had_said_yes.format(f"<@{group.organiser.id}>, <@{group.member.id}>") in card
    assert "❔" not in card


@IN_BOTH
@pytest.mark.parametrize("restarts", [False, True])
async def test_the_reminder_at_the_start_lets_nobody_start_a_party_that_runs(
    group: StudyGroup, words: Words, *, restarts: bool
) -> None:
    """It pings nobody anew, and is changed once more when the party is over."""
    reminder = await at_its_start(group, words)
    await press(group, group.organiser, "v1:party-start:1")
    if restarts:
        await group.restart_bot()
    await group.wait(SECOND)
    begun = again(group, reminder)
    assert words.has_begun in text_of(begun)
    assert labels(begun) == without_start(words)
    assert group.pinged_by(begun) == {group.organiser.id, group.member.id}
    await group.wait_until(BEGUN + LENGTH + MINUTE)
    assert words.over in text_of(again(group, reminder))
    assert labels(again(group, reminder)) == without_start(words)


@IN_BOTH
async def test_the_reminder_at_the_start_says_that_its_party_was_called_off_until_that_is_undone(
    group: StudyGroup, words: Words
) -> None:
    """Whoever gets direct messages is not mentioned on it anew."""
    say = localizer(words.locale)
    await ready(group, words)
    await press(group, group.member, "v1:party-wish:1:1")
    await group.wait_until(START + SECOND)
    reminder = news(group)[-1]
    await press(group, group.organiser, "v1:party-cancel:1:0")
    await group.wait(SECOND)
    assert labels(again(group, reminder))[0] == say("Start")
    await press(group, group.organiser, "v1:undo-party:{change}")
    await group.wait(2 * SECOND)
    assert text_of(again(group, reminder)) == text_of(reminder)
    assert labels(again(group, reminder)) == labels(reminder)
    await press(group, group.organiser, "v1:party-cancel:1:0")
    await group.restart_bot(after=UNDO_WINDOW + SECOND)
    assert words.called_off in text_of(again(group, reminder))
    assert labels(again(group, reminder)) == without_start(words)
    assert group.pinged_by(again(group, reminder)) == {group.organiser.id}


@IN_BOTH
async def test_the_reminder_at_the_start_says_that_its_party_was_moved(group: StudyGroup, words: Words) -> None:
    """With the new time, at which there is another reminder; also once names are removed from it."""
    reminder = await at_its_start(group, words)
    later = START + DAY
    await press(group, group.organiser, f"v1:party-move:1:{int(later.timestamp())}:0")
    await group.restart_bot(after=UNDO_WINDOW + SECOND)
    moved = again(group, reminder)
    assert words.moved in text_of(moved)
    assert stamp(later) in text_of(moved)
    assert labels(moved) == without_start(words)
    await press(group, group.member, "v1:forget-me")
    await group.wait(5 * MINUTE)
    nameless = again(group, reminder)
    assert "<@" not in text_of(nameless)
    assert words.moved in text_of(nameless)
    assert labels(nameless) == without_start(words)


async def test_a_reminder_that_was_deleted_stays_so(group: StudyGroup) -> None:
    reminder = await at_its_start(group, ENGLISH)
    await group.delete(reminder)
    await press(group, group.organiser, "v1:party-start:1")
    await group.wait(SECOND)
    assert [message.id for message in group.channel.history()].count(reminder.id) == 0
    assert "Press play!" not in text_of(group.channel.history()[-1])
    await group.wait_until(BEGUN + SECOND)
    assert "Press play!" in text_of(group.channel.history()[-1])


@IN_BOTH
async def test_the_list_says_which_party_runs(group: StudyGroup, words: Words) -> None:
    """In place of its time, which is past, and of who comes; the others stand as before."""
    say = localizer(words.locale)
    await ready(group, words, places=2)
    await press(group, group.reader, "v1:party-answer:1:0:0")
    await planned(group, confirm=say("Confirm"), chapter="6", when="2026-11-29 20:00")
    listed = private(await group.reader.slash(group.channel, "party list"))
    assert say("Watch parties to come") in listed
    await group.wait_until(START)
    await press(group, group.organiser, "v1:party-start:1")
    for _ in range(2):
        listed = private(await group.reader.slash(group.channel, "party list"))
        assert words.listed in listed
        assert f"▶️ **{words.runs}**" in listed
        assert stamp(START) not in listed
        assert say("{number} waiting", number=1) not in listed
        assert f"{stamp(START + DAY)} · {say.count('{number} going', '{number} going', 1)}" in listed
        await group.restart_bot(after=MINUTE)
        await press(group, group.organiser, "v1:party-pause:1:0")


@IN_BOTH
async def test_whoever_is_asked_whether_to_end_a_party_can_keep_it(group: StudyGroup, words: Words) -> None:
    """After a restart, too: the party stands in place of the question, and goes on."""
    await ready(group, words)
    await group.wait_until(START)
    await press(group, group.organiser, "v1:party-start:1")
    await group.wait_until(BEGUN + MINUTE)
    live_card = group.channel.history()[-1]
    asked = await group.organiser.click(live_card, label=localizer(words.locale)("End"))
    assert labels(answer(asked)) == [words.end_party, words.keep_watching]
    await group.restart_bot()
    kept = await group.organiser.click(answer(asked), label=words.keep_watching)
    assert answer(kept).id == answer(asked).id
    assert words.runs in private(kept)
    await group.wait(MINUTE)
    assert words.watching in text_of(again(group, live_card))


@IN_BOTH
async def test_whoever_plans_a_party_reads_their_note_before_and_after(group: StudyGroup, words: Words) -> None:
    say = localizer(words.locale)
    await set_zone(group)
    group.locales[group.organiser.id] = words.locale
    asked = await plan(group, note="Bring *questions*")
    assert "\n> Bring \\*questions\\*" in private(asked)
    await group.restart_bot()
    confirmed = await group.organiser.click(answer(asked), label=say("Confirm"))
    assert "\n> Bring \\*questions\\*" in private(confirmed)


@IN_BOTH
async def test_whoever_chooses_where_they_are_told_reads_so(group: StudyGroup, words: Words) -> None:
    """In their own language; where they only look, nothing is confirmed."""
    say = localizer(words.locale)
    await ready(group, words)
    details = await press(group, group.member, "v1:party-details:1")
    assert words.in_channel not in told(details)
    chosen = await group.member.click(answer(details), label=say("Remind me by direct message"))
    assert words.by_letter in private(chosen)
    await group.restart_bot()
    back = await group.member.click(answer(chosen), label=say("Remind me in the channel"))
    assert words.in_channel in private(back)


@pytest.mark.parametrize("sent", [True, False], ids=["by direct message", "in the channel"])
@pytest.mark.parametrize("moves", [True, False], ids=["moved", "called off"])
@IN_BOTH
async def test_whoever_waits_for_a_place_is_told_of_a_move_and_a_call_off(
    group: StudyGroup, words: Words, *, moves: bool, sent: bool
) -> None:
    """As those who have a place, by whom the host reads that they are told; reminders are not for them."""
    say = localizer(words.locale)
    card = await ready(group, words, places=2)
    waits = await group.reader.click(card, label=say("Going"))
    if sent:
        asked = waits.followups[0]
        told_so = await group.reader.click(asked, label=say("Tell me by direct message"))
        assert words.by_letter in private(told_so)
    change = f"v1:party-move:1:{int((START + DAY).timestamp())}:0" if moves else "v1:party-cancel:1:0"
    both = f"<@{group.member.id}>, <@{group.reader.id}>"
    question = told(await press(group, group.organiser, "v1:party-ask-cancel:1"))
    assert say.count("I tell {number} person: {names}.", "I tell {number} people: {names}.", 2, names=both) in question
    changed = told(await press(group, group.organiser, change))
    counted = ("I tell {number} person in {seconds} seconds, unless you undo this: {names}.",) * 2
    assert say.count(counted[0], counted[1].replace("person", "people"), 2, seconds=15, names=both) in changed
    await group.restart_bot(after=UNDO_WINDOW + SECOND)
    headline = words.moved if moves else words.called_off
    (announced,) = news(group)
    assert headline in text_of(announced)
    here = {group.organiser.id, group.member.id} | (set() if sent else {group.reader.id})
    assert group.pinged_by(announced) == here
    letters = [text_of(letter) for letter in direct_messages(group.reader)]
    assert [headline in letter for letter in letters] == [True] * sent
    await group.wait_until(START + DAY - HOUR + SECOND)
    assert len(direct_messages(group.reader)) == int(sent)
    assert all(group.reader.id not in group.pinged_by(message) for message in news(group)[1:])
