"""Undo pressed at the very moment at which a move of a party is being announced."""

import asyncio
from typing import Any

import pytest
from discord.http import Route

from bot.text.translations import localizer
from bot.undo.model import UNDO_WINDOW
from tests.behaviour.parties import news, stamp
from tests.behaviour.reading import answer, labels, private
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.test_party_undo import IN_BOTH, SECOND, SUNDAY, Words, gathered, move, undo


@IN_BOTH
async def test_a_move_that_is_being_announced_keeps_its_undo_to_be_pressed_again(
    group: StudyGroup, monkeypatch: pytest.MonkeyPatch, words: Words
) -> None:
    """Discord is slow: the answer comes beside the card, and so does that it was too late."""
    await gathered(group, words)
    moved = await move(group, words)
    reached, goes_on, request = asyncio.Event(), asyncio.Event(), group.env.bot.http.request

    async def slow(route: Route, **options: Any) -> Any:
        if route.method == "POST" and route.path.endswith("/messages"):
            reached.set()
            await group.env.external_wait(goes_on.wait(), reason="Discord is slow")
        return await request(route, **options)

    monkeypatch.setattr(group.env.bot.http, "request", slow)
    await group.wait(UNDO_WINDOW)
    assert reached.is_set()
    refused = await undo(group, moved, words)
    assert localizer(words.locale)("A post is on its way right now. Try again in a minute.") in private(refused)
    assert answer(refused).id != answer(moved).id
    assert labels(answer(moved)) == [words.undo]
    goes_on.set()
    await group.wait(SECOND)
    assert len(news(group)) == 1
    late = await undo(group, moved, words)
    assert words.too_late.format(stamp(SUNDAY)) in private(late)
    assert answer(late).id != answer(moved).id
