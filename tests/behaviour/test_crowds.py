"""While many people press at once, the bot acknowledges each interaction first, and then answers as always."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import discord
import pytest

from bot.client.replies import AnswerSlots, acknowledge
from tests.behaviour.parties import cards, planned, set_zone
from tests.behaviour.reading import answer, labels, private, text_of
from tests.behaviour.schedules import lisbon_winter, lose_next_reply, posts, set_up
from tests.behaviour.study_group import StudyGroup

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _crowd(monkeypatch: pytest.MonkeyPatch) -> None:
    take = AnswerSlots.take

    @asynccontextmanager
    async def acknowledged(slots: AnswerSlots, interaction: discord.Interaction[Any]) -> AsyncIterator[None]:
        await acknowledge(interaction)
        async with take(slots, interaction):
            yield

    monkeypatch.setattr(AnswerSlots, "take", acknowledged)


async def test_acknowledged_commands_are_answered_to_the_reader_alone(group: StudyGroup) -> None:
    """Discord shows "thinking", then the private answer; its buttons change that message in place."""
    asked = await group.reader.slash(group.channel, "progress")
    assert "0/9" in private(asked)
    card = answer(await group.member.slash(group.channel, "chapter", chapter="7"))
    pressed = await group.member.click(card, label="Mark watched")
    assert pressed.deferred
    assert pressed.followups == []
    assert "Watched" in labels(answer(pressed))


async def test_a_card_shared_in_a_crowd_is_public(group: StudyGroup) -> None:
    """The shared card is, though the acknowledgement before it was private."""
    asked = await group.member.slash(group.channel, "ask", question="what covers LSTMs?")
    shared = answer(await group.member.click(answer(asked), label="Share"))
    assert not shared.ephemeral
    assert group.member.mention in text_of(shared)


async def test_buttons_of_a_post_are_answered_beside_it(group: StudyGroup) -> None:
    """The post does not change; the answer is private and in the reader's language."""
    await set_up(group)
    await group.wait_until(lisbon_winter(23))
    (post,) = posts(group)
    before = text_of(post)
    assert "1 de 9" in private(await group.reader.click(post, label="Mark watched"))
    assert text_of(posts(group)[0]) == before


async def test_guests_who_answer_in_a_crowd_are_drawn_on_the_card_together(group: StudyGroup) -> None:
    """No press redraws the party's card; a job redraws it once with all answers."""
    await set_zone(group)
    card = await planned(group)
    for person in (group.member, group.reader):
        assert (await person.click(card, label="Going")).deferred
    await group.wait(MINUTE)
    (only,) = cards(group)
    assert "Going **3**" in text_of(only)


async def test_forms_are_shown_at_once(group: StudyGroup) -> None:
    """Discord takes no form after an acknowledgement; sending the form is acknowledged."""
    await set_zone(group)
    card = await planned(group)
    form = await group.organiser.click(card, label="Move")
    assert form.modal is not None
    sent = await group.organiser.submit_modal(form, {"when": "sunday 8pm"})
    assert sent.deferred
    assert "Move" in labels(answer(sent))


async def test_suggestions_are_shown_at_once(group: StudyGroup) -> None:
    """Suggestions can only be the first response to an autocompletion."""
    assert await group.member.autocomplete(group.channel, "chapter", "chapter", "7")


async def test_refusals_in_a_crowd_are_told_to_the_reader_alone(group: StudyGroup) -> None:
    """A command with an unknown chapter is refused in a private message, too."""
    refused = await group.reader.slash(group.channel, "chapter", chapter="nonsense")
    assert "capítulo" in private(refused)


async def test_a_card_whose_reply_was_lost_is_drawn_with_its_answers(
    group: StudyGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next attempt finds the card without the answers given meanwhile, and redraws it with them."""
    await set_zone(group)
    lose_next_reply(group, monkeypatch)
    card = await planned(group)
    await group.member.click(card, label="Going")
    await group.wait(3 * MINUTE)
    (only,) = cards(group)
    assert "Going **2**" in text_of(only)
