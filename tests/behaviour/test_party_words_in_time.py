"""What is said about a party's start stays true, and whoever uses a party under way is there, in both languages."""

from dataclasses import dataclass
from datetime import timedelta

import discord
import pytest

from bot.text.locales import Locale
from bot.text.translations import localizer
from bot.undo.model import UNDO_WINDOW
from tests.behaviour.live_parties import BEGUN, LENGTH, START, gathered, latest, running
from tests.behaviour.parties import cards, direct_messages, news, planned, set_zone, stamp
from tests.behaviour.reading import answer, buttons, labels, private, said, text_of
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import press, stored, told, watched

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@dataclass(frozen=True)
class Words:
    """What the tests look for, in one language."""

    locale: Locale
    going: str
    start: str
    planned: str
    watch: str
    here: str
    where: str
    began: str
    end: str
    end_party: str
    cant: str
    call_off: str
    keep: str
    asked: str
    everyone: str


ENGLISH = Words(
    locale=Locale.ENGLISH,
    going="Going",
    start="Start",
    planned="Planned for",
    watch="Watch",
    here="I'm here",
    where="Where are we?",
    began="The video began",
    end="End",
    end_party="End the party",
    cant="Can't",
    call_off="Call off",
    keep="Keep it",
    asked="Call this party off?",
    everyone="Mark everyone here",
)
PORTUGUESE = Words(
    locale=Locale.PORTUGUESE,
    going="Vou",
    start="Começar",
    planned="Marcada para",
    watch="Assistir",
    here="Estou aqui",
    where="Onde estamos?",
    began="O vídeo começou",
    end="Encerrar",
    end_party="Encerrar a sessão",
    cant="Não posso",
    call_off="Cancelar sessão",
    keep="Manter a sessão",
    asked="Cancelar esta sessão?",
    everyone="Marcar quem esteve aqui",
)
IN_BOTH = pytest.mark.parametrize("words", [ENGLISH, PORTUGUESE], ids=["english", "portuguese"])


async def speaking(group: StudyGroup, words: Words) -> None:
    """Let the server, and everybody there, read the language of *words*."""
    await set_zone(group)
    await group.organiser.slash(group.channel, "settings language", language=words.locale.value)
    group.locales.update(dict.fromkeys((group.organiser.id, group.member.id, group.reader.id), words.locale))


async def ready(group: StudyGroup, words: Words) -> discord.Message:
    """Plan a party in the language of *words* to which a member is going, and return its card."""
    await speaking(group, words)
    card = await planned(group, confirm=localizer(words.locale)("Confirm"))
    await group.member.click(card, label=words.going)
    return cards(group)[-1]


def again(group: StudyGroup, message: discord.Message) -> discord.Message:
    """Return *message* as it is by now."""
    (found,) = [each for each in group.channel.history() if each.id == message.id]
    return found


@IN_BOTH
async def test_reminders_name_the_planned_time_and_the_last_one_starts_the_party(
    group: StudyGroup, words: Words
) -> None:
    """No sentence says that it begins, as Discord counts on; whoever may not start is told so at the press."""
    await ready(group, words)
    await group.wait_until(START)
    *before, last = news(group)
    for message in (*before, last):
        assert f"{words.planned} **{stamp(START)}** · {stamp(START, 'R')}" in text_of(message)
    assert [words.start in labels(message) for message in before] == [False] * 3
    assert labels(last)[0] == words.start
    await group.restart_bot()
    refused = localizer(words.locale)("Only its host and organisers can start this party now.")
    assert refused in private(await group.member.click(last, label=words.start))
    await group.organiser.click(last, label=words.start)
    await group.wait(31 * SECOND)
    assert words.where in labels(latest(group))


async def test_a_reminder_by_direct_message_starts_the_party_too(group: StudyGroup) -> None:
    """Its host started it from there; the reminder of a party that was started early has no such button."""
    await set_zone(group)
    await planned(group)
    await press(group, group.organiser, "v1:party-wish:1:1")
    await group.wait_until(START)
    letter = direct_messages(group.organiser)[-1]
    assert "has been started" in said(await group.organiser.user.click(letter, label="Start"))


async def test_a_party_started_early_is_not_started_again_from_its_reminder(group: StudyGroup) -> None:
    await set_zone(group)
    card = await planned(group)
    await group.wait_until(START - 10 * MINUTE)
    await group.organiser.click(card, label="Start")
    await group.wait_until(START + SECOND)
    assert labels(news(group)[-1]) == ["Watch", "Details"]


@IN_BOTH
async def test_the_countdown_ends_when_it_has_ended(group: StudyGroup, words: Words) -> None:
    """Then it says when the video began, also after a restart; after the party it leads nowhere any more."""
    card = await ready(group, words)
    await group.wait_until(START)
    await group.organiser.click(card, label=words.start)
    countdown = latest(group)
    await group.restart_bot(after=31 * SECOND)
    begun = again(group, countdown)
    assert f"{words.began} {stamp(BEGUN, 'R')}" in text_of(begun)
    assert labels(begun) == [words.where, words.here]
    assert text_of(countdown).splitlines()[2] not in text_of(begun)
    await group.member.click(begun, label=words.here)
    await group.wait_until(BEGUN + LENGTH + MINUTE)
    assert localizer(words.locale)("The party is over.") in text_of(again(group, countdown))
    assert labels(again(group, countdown)) == [words.watch]


@IN_BOTH
async def test_that_nobody_has_started_is_said_only_while_it_is_so(group: StudyGroup, words: Words) -> None:
    """Once it is moved, the message says that; once it is started, how to join."""
    say = localizer(words.locale)
    await ready(group, words)
    await group.wait_until(START + 5 * MINUTE)
    late = latest(group)
    assert say("Nobody has started yet.") in text_of(late)
    later = START + 20 * MINUTE
    await press(group, group.organiser, f"v1:party-move:1:{int(later.timestamp())}:0")
    await group.wait(UNDO_WINDOW + SECOND)
    assert say("The watch party has been moved") in text_of(again(group, late))
    assert stamp(later) in text_of(again(group, late))
    assert labels(again(group, late)) == [say("Details")]
    await group.wait_until(later + MINUTE)
    await press(group, group.organiser, "v1:party-start:1")
    await group.wait(SECOND)
    assert say("The party has been started.") in text_of(again(group, late))
    assert labels(again(group, late)) == [words.where, words.here]


async def test_a_call_off_that_is_undone_gives_the_countdown_back(group: StudyGroup) -> None:
    await gathered(group)
    await group.organiser.click(cards(group)[-1], label="Start")
    countdown = latest(group)
    asked = await group.organiser.click(cards(group)[-1], label="Call off")
    off = await group.organiser.click(answer(asked), label="Call it off")
    await group.wait(SECOND)
    await group.organiser.click(answer(off), label="Undo")
    await group.wait(SECOND)
    assert text_of(again(group, countdown)) == text_of(countdown)
    assert labels(again(group, countdown)) == labels(countdown)


@IN_BOTH
@pytest.mark.parametrize("pressed", ["v1:party-where:1", "v1:party-news:1:0", "v1:party-calendar:1", "v1:party-end:1"])
async def test_a_guest_who_presses_anything_during_the_party_is_there(
    group: StudyGroup, words: Words, pressed: str
) -> None:
    """Whoever hosts it, and whoever is going; nobody else. All of them can then be marked at once."""
    card = await ready(group, words)
    await press(group, group.reader, "v1:party-answer:1:1:0")
    await press(group, group.member, pressed)
    await group.wait_until(START)
    await group.organiser.click(card, label=words.start)
    await group.wait_until(BEGUN + MINUTE)
    for person in (group.reader, group.member):
        await press(group, person, pressed)
    await group.restart_bot()
    await press(group, group.organiser, "v1:party-end:1")
    await group.wait(SECOND)
    closing = latest(group)
    say = localizer(words.locale)
    assert say.count("{number} person was here", "{number} people were here", 2) in text_of(closing)
    marked = await group.organiser.click(closing, label=words.everyone)
    assert "2" in private(marked)
    assert len(watched(stored(group))) == 2


async def test_whoever_says_during_the_party_that_they_cannot_come_is_not_there(group: StudyGroup) -> None:
    """Neither a guest nor the host; whoever answers then that they are going is."""
    await gathered(group)
    await press(group, group.organiser, "v1:party-answer:1:2:0")
    await press(group, group.organiser, "v1:party-start:1")
    await group.wait_until(BEGUN)
    await press(group, group.member, "v1:party-answer:1:2:0")
    await press(group, group.reader, "v1:party-answer:1:0:0")
    await group.wait_until(BEGUN + LENGTH + SECOND)
    assert "1 person was here" in text_of(latest(group))


@IN_BOTH
async def test_marking_everyone_is_offered_where_nobody_was_there(group: StudyGroup, words: Words) -> None:
    """With kind words instead of marks; the host had declined."""
    await ready(group, words)
    await group.wait_until(START)
    await press(group, group.organiser, "v1:party-answer:1:2:0")
    await press(group, group.organiser, "v1:party-start:1")
    await group.wait_until(BEGUN + LENGTH + SECOND)
    nobody = await group.organiser.click(latest(group), label=words.everyone)
    say = localizer(words.locale)
    assert say("Nobody showed that they were here.") in private(nobody)
    assert say("Everyone can still mark it for themselves.") in private(nobody)
    assert labels(answer(nobody)) == []


@IN_BOTH
async def test_a_party_is_kept_after_the_question_whether_to_call_it_off(group: StudyGroup, words: Words) -> None:
    """The question stands in place of the details, which come back; after a restart, too. Nothing is changed."""
    card = await ready(group, words)
    await group.wait_until(START)
    details = await group.organiser.click(news(group)[-1], label=localizer(words.locale)("Details"))
    before, kept = stored(group), [part["label"] for part in buttons(answer(details))]
    asked = await group.organiser.click(answer(details), label=words.call_off)
    assert words.asked in private(asked)
    assert answer(asked).id == answer(details).id
    assert labels(answer(asked))[-1] == words.keep
    await group.restart_bot()
    back = await group.organiser.click(answer(asked), label=words.keep)
    assert answer(back).id == answer(details).id
    assert labels(answer(back)) == kept
    assert [line for line in stored(group) if '"party"' in line] == [line for line in before if '"party"' in line]
    public = await group.organiser.click(card, label=words.call_off)
    assert words.call_off in labels(answer(await group.organiser.click(answer(public), label=words.keep)))
    assert words.call_off not in told(await press(group, group.member, "v1:party-keep:1"))


async def test_a_party_called_off_meanwhile_is_shown_so_where_it_was_to_be_kept(group: StudyGroup) -> None:
    await running(group)
    asked = await group.organiser.click(cards(group)[-1], label="Call off")
    await press(group, group.organiser, "v1:party-cancel:1:0")
    assert "Called off" in private(await group.organiser.click(answer(asked), label="Keep it"))
