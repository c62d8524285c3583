"""Questions from wherever they come: one limit per person, one shape of answer."""

import re

import discord

from bot.answers import AnswerEngine
from bot.answers.cards import QUESTION_LIMIT, answer_card
from bot.client.limits import Limit
from bot.courses.model import Course
from bot.ids import ChapterNumber
from bot.text.translations import Localizer
from bot.text.visible import visible
from bot.ui.cards import Card, shortened

# It begins where the one before ends, and nowhere else is looked for one: a long text is read once.
_asking_sentence = re.compile(r"(?<![^.!?])[^.!?]++\?")


class Asking:
    """Answers people, each at most so many times a minute."""

    def __init__(self, engine: AnswerEngine, course: Course, limit: Limit) -> None:
        self._engine, self._course = engine, course
        self._limit = limit

    def wait_for(self, user: discord.abc.User) -> int:
        """Count a question of *user*; return how many seconds they should wait, 0 when it is answered."""
        return self._limit.wait(user.id)

    def answer(
        self,
        question: str,
        say: Localizer,
        *,
        watched: frozenset[ChapterNumber] = frozenset(),
        can_share: bool = False,
        by: str | None = None,
    ) -> Card:
        """Return the card: ticks at what the reader *watched*, a button that shares, and *by* whom it was asked."""
        reply = self._engine.ask(_bounded(question), say.locale)
        return answer_card(self._course, reply, say, watched=watched, can_share=can_share, by=by)


def _bounded(message: str) -> str:
    """Return what *message* asks, on one line and at most as long as the card shows it: both agree.

    Of a long message the sentences that end in a question mark are the question.
    """
    said = " ".join(visible(message).split())
    if len(said) > QUESTION_LIMIT:
        said = " ".join(_asking_sentence.findall(said)).strip() or said
    return shortened(said, QUESTION_LIMIT)
