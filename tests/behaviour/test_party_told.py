"""Whoever moves a party or calls it off reads, before and after, whom that notifies: others than themselves."""

import pytest
from simcord import MemberActor

from bot.text.locales import Locale
from bot.undo.model import UNDO_WINDOW
from tests.behaviour.parties import cards, news, planned, set_zone
from tests.behaviour.reading import answer, labels, private
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.test_party_undo import ENGLISH, MINUTE, PORTUGUESE, SECOND, Words, gathered

SAID = {
    Locale.ENGLISH: ("I tell {}: {}.", "I tell {} in 15 seconds, unless you undo this: {}.", "1 person", "2 people"),
    Locale.PORTUGUESE: ("Aviso {}: {}.", "Aviso {} em 15 segundos, se você não desfizer: {}.", "1 pessoa", "2 pessoas"),
}
NOBODY = {
    Locale.ENGLISH: "Nobody else said that they are going, so there is nobody to tell.",
    Locale.PORTUGUESE: "Mais ninguém confirmou presença: não há a quem avisar.",
}
IN_BOTH = pytest.mark.parametrize("words", [ENGLISH, PORTUGUESE], ids=["english", "portuguese"])
EITHER = pytest.mark.parametrize("when", ["2026-11-29 18:00", None], ids=["moved", "called off"])


async def change(group: StudyGroup, by: MemberActor, when: str | None) -> tuple[str, str]:
    """Let *by* move the latest party to *when*, or call it off; return what they read before and after."""
    card = cards(group)[-1]
    if when is None:
        asked = await by.click(card, label="Call off")
    else:
        asked = await by.submit_modal(await by.click(card, label="Move"), {"when": when})
    question = private(asked)
    return question, private(await by.click(answer(asked), label=labels(answer(asked))[0]))


@IN_BOTH
@EITHER
async def test_a_host_who_comes_alone_notifies_nobody_else(group: StudyGroup, words: Words, when: str | None) -> None:
    group.locales[group.organiser.id] = words.locale
    await set_zone(group)
    await planned(group, confirm=words.confirm)
    for read in await change(group, group.organiser, when):
        assert NOBODY[words.locale] in read
        assert "<@" not in read
    await group.wait(UNDO_WINDOW + SECOND)
    assert [group.pinged_by(message) for message in news(group)] == [{group.organiser.id}]


@IN_BOTH
@EITHER
async def test_a_host_reads_that_nobody_is_told_where_others_only_may_come(
    group: StudyGroup, words: Words, when: str | None
) -> None:
    """Nothing says that nobody else comes: those who said maybe still may."""
    group.locales[group.organiser.id] = words.locale
    await set_zone(group)
    await planned(group, confirm=words.confirm)
    await group.reader.click(cards(group)[-1], label="Maybe")
    for read in await change(group, group.organiser, when):
        assert NOBODY[words.locale] in read
    await group.wait(UNDO_WINDOW + SECOND)
    assert [group.pinged_by(message) for message in news(group)] == [{group.organiser.id}]


@IN_BOTH
@EITHER
async def test_a_host_reads_who_else_is_notified(group: StudyGroup, words: Words, when: str | None) -> None:
    """Whoever may come or cannot is not; whoever gets direct messages is, though the channel does not ping them."""
    await gathered(group, words)
    await group.reader.click(cards(group)[-1], label="Maybe")
    asks, answers, one, _ = SAID[words.locale]
    question, done = await change(group, group.organiser, when)
    member = f"<@{group.member.id}>"
    assert asks.format(one, member) in question
    assert answers.format(one, member) in done
    await group.wait(UNDO_WINDOW + SECOND)
    assert [group.pinged_by(message) for message in news(group)] == [{group.organiser.id, group.member.id}]


@IN_BOTH
@EITHER
async def test_an_organiser_who_changes_anothers_party_reads_that_its_host_is_notified(
    group: StudyGroup, words: Words, when: str | None
) -> None:
    """Also one who does not come themselves."""
    await group.organiser.slash(group.channel, "settings parties", who="members")
    await set_zone(group)
    card = await planned(group, group.member)
    await group.member.click(card, label="Can't")
    await group.reader.click(card, label="Going")
    await group.wait(MINUTE)
    group.locales[group.organiser.id] = words.locale
    asks, answers, _, two = SAID[words.locale]
    names = f"<@{group.reader.id}>, <@{group.member.id}>"
    question, done = await change(group, group.organiser, when)
    assert asks.format(two, names) in question
    assert answers.format(two, names) in done
    await group.wait(UNDO_WINDOW + SECOND)
    assert [group.pinged_by(message) for message in news(group)] == [{group.reader.id, group.member.id}]
