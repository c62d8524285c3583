"""Questions from wherever they come: one limit per person, one shape of answer."""

import re

import discord

from bot.client.bot import Services
from bot.client.limits import Limit
from bot.core.ids import ChapterNumber, GuildId, UserId
from bot.core.visible import visible
from bot.i18n.words import Localizer
from bot.ui.answers import QUESTION_LIMIT, answer_card
from bot.ui.cards import Card, shortened
from bot.ui.notices import slow_down_card

# It begins where the one before ends, and nowhere else is looked for one: a long text is read once.
_asking_sentence = re.compile(r"(?<![^.!?])[^.!?]++\?")


class Asking:
    """Answers people, each at most so many times a minute."""

    def __init__(self, services: Services, limit: Limit) -> None:
        self._services = services
        self._limit = limit

    def wait_for(self, user: discord.abc.User) -> int:
        """Count a question of *user*; return how many seconds they should wait, 0 when it is answered."""
        return self._limit.wait(user.id)

    async def answer_privately(
        self, question: str, user: discord.abc.User, guild: discord.Guild | None, say: Localizer
    ) -> Card:
        """Return the card for the asker alone, with their ticks and a button that shares."""
        if wait := self.wait_for(user):
            return slow_down_card(say, wait)
        watched: frozenset[ChapterNumber] = frozenset()
        if guild is not None:
            progress = await self._services.progress.member(GuildId(guild.id), UserId(user.id))
            watched = progress.watched
        reply = self._services.answers.ask(_bounded(question), say.locale)
        return answer_card(self._services.course, reply, say, watched=watched, can_share=guild is not None)

    def answer_publicly(self, question: str, say: Localizer, *, by: str | None = None) -> Card:
        """Return the card for everyone; *by* names who asked, where it is not plain to see."""
        reply = self._services.answers.ask(_bounded(question), say.locale)
        return answer_card(self._services.course, reply, say, by=by)


def _bounded(message: str) -> str:
    """Return what *message* asks, on one line and at most as long as the card shows it: both agree.

    Of a long message the sentences that end in a question mark are the question.
    """
    said = " ".join(visible(message).split())
    if len(said) > QUESTION_LIMIT:
        said = " ".join(_asking_sentence.findall(said)).strip() or said
    return shortened(said, QUESTION_LIMIT)
