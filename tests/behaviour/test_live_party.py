"""A watch party from the plan to "watched", in both languages, with the bot restarted in its middle."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.text.locales import Locale
from tests.behaviour.live_parties import latest
from tests.behaviour.parties import cards, news, plan, set_zone, stamp
from tests.behaviour.reading import answer, labels, links, private, text_of
from tests.behaviour.schedules import lisbon_winter
from tests.behaviour.study_group import StudyGroup

START = lisbon_winter(28, 20)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
LENGTH = timedelta(minutes=27, seconds=14)


@dataclass(frozen=True)
class Words:
    """The texts that the test looks for, in one language."""

    confirm: str
    going: str
    start: str
    countdown: list[str]
    live_card: list[str]
    paused: str
    resumed: str
    where: str
    open: str
    over: str
    closing: list[str]
    together: str


ENGLISH = Words(
    confirm="Confirm",
    going="Going",
    start="Start",
    countdown=["Open the video", "I'm here"],
    live_card=["Open the video", "Where are we?", "I'm here", "Pause", "End"],
    paused="Paused at 2:00",
    resumed="Resume",
    where="The group is at 3:00.",
    open="Open at 3:00",
    over="The party is over.",
    closing=["Mark watched", "Mark everyone here", "All moments", "Watch again"],
    together="1 watched together",
)
PORTUGUESE = Words(
    confirm="Confirmar",
    going="Vou",
    start="Começar",
    countdown=["Abrir o vídeo", "Estou aqui"],
    live_card=["Abrir o vídeo", "Onde estamos?", "Estou aqui", "Pausar", "Encerrar"],
    paused="Em pausa em 2:00",
    resumed="Retomar",
    where="O grupo está em 3:00.",
    open="Abrir em 3:00",
    over="A sessão terminou.",
    closing=["Marcar como assistido", "Marcar quem esteve aqui", "Todos os momentos", "Assistir de novo"],
    together="1 assistido em grupo",
)


@pytest.mark.parametrize("words", [ENGLISH, PORTUGUESE], ids=["english", "portuguese"])
async def test_a_party_is_planned_led_and_marked_watched_through_a_restart(group: StudyGroup, words: Words) -> None:
    """From countdown to "watched", with a pause and a late guest; no message comes twice, and none pings."""
    await gather(group, words)
    await group.wait_until(START)
    reminders = len(news(group))
    assert reminders == 4
    started = await group.organiser.click(cards(group)[-1], label=words.start)
    begins = stamp(START + 30 * SECOND, "R")
    assert begins in private(started)
    countdown = latest(group)
    assert begins in text_of(countdown)
    assert labels(countdown) == words.countdown
    await group.wait_until(START + 30 * SECOND)
    live_card = latest(group)
    assert labels(live_card) == words.live_card
    await group.member.click(live_card, label=words.live_card[2])
    await group.wait_until(START + 30 * SECOND + 2 * MINUTE)
    await group.organiser.click(live_card, label=words.live_card[3])
    assert words.paused in text_of(latest(group))
    await group.restart_bot(after=5 * MINUTE)
    await group.organiser.click(latest(group), label=words.resumed)
    await group.restart_bot(after=MINUTE)
    where = await group.member.click(latest(group), label=words.live_card[1])
    assert words.where in private(where)
    assert links(answer(where))[words.open].endswith("&t=180s")
    await group.wait_until(START + 30 * SECOND + 5 * MINUTE + LENGTH + SECOND)
    await check_the_end(group, words)
    assert len(news(group)) == reminders
    assert [group.pinged_by(message) for message in group.channel.history()[-3:]] == [set()] * 3


async def gather(group: StudyGroup, words: Words) -> None:
    """Plan a party with the texts of *words*, to which a member is going."""
    await set_zone(group)
    if words is PORTUGUESE:
        await group.organiser.slash(group.channel, "settings language", language="pt-BR")
        group.locales.update(dict.fromkeys((group.organiser.id, group.member.id), Locale.PORTUGUESE))
    await group.organiser.click(answer(await plan(group)), label=words.confirm)
    await group.wait(SECOND)
    await group.member.click(cards(group)[-1], label=words.going)


async def check_the_end(group: StudyGroup, words: Words) -> None:
    """Check the closing message, and let the member who was there mark the chapter."""
    *_, live_card, closing = group.channel.history()
    assert words.over in text_of(live_card)
    assert labels(closing) == words.closing
    marked = await group.member.click(closing, label=words.closing[0])
    assert "👥" in private(marked)
    assert words.together in private(await group.member.slash(group.channel, "progress"))
    assert words.together not in private(await group.organiser.slash(group.channel, "progress"))
    await group.organiser.click(closing, label=words.closing[0])
    assert words.together in private(await group.organiser.slash(group.channel, "progress"))
