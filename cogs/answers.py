"""Answering "what covers …?": /ask, a message command, mentions, replies and direct messages."""

import logging
from collections.abc import Sequence

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.answers import Reply
from bot.answers.buttons import ShareAnswer
from bot.answers.cards import grouped_card, question_on, small_talk_card
from bot.answers.group_questions import group_question, number_asked, small_talk
from bot.answers.messages import asks, detect_language, question_in
from bot.bot import LecternBot
from bot.client.addressing import Address, address_of, allowed_in, replied_to, without_mentions
from bot.client.choices import reader_locale, text_choices
from bot.client.error_codes import FAILURES
from bot.client.permissions import may_write
from bot.client.replies import reader_localizer, show
from bot.client.routes import add_route
from bot.coming import group_answer, public_group_answer
from bot.courses.model import ALL_COURSES, Course
from bot.interactions import (
    Interaction,
    asked_courses,
    home_guild,
    may_share,
    meant_course,
    meant_courses,
    pressed_course,
    public_localizer,
    share,
    suggest_course,
)
from bot.text.locales import Locale
from bot.text.tokens import LONGEST_TEXT
from bot.text.translations import localizer
from bot.text.visible import strip_invisible
from bot.ui.note_cards import how_to_ask_card, outdated_button_card, too_many_questions_card

log = logging.getLogger(__name__)

TOO_MANY = "⏳"  # the reaction to a question over the limit
AROUND_QUESTION = " \n\t,.:;!?-"
"""What people type between the mention of the bot and their question."""


class Answers(commands.Cog):
    """Answers questions with the chapters that cover them."""

    def __init__(self, bot: LecternBot) -> None:
        self._bot = bot
        self._limit = bot.limits.questions
        self._menu = app_commands.ContextMenu(name=locale_str("Find the chapter"), callback=self.find)
        app_commands.allowed_installs(guilds=True, users=True)(self._menu)
        app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)(self._menu)
        add_route(bot, ShareAnswer, self.share)

    async def cog_load(self) -> None:
        """Register the message command, which discord.py cannot define in a cog."""
        self._bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Unregister the message command."""
        self._bot.tree.remove_command(self._menu.name, type=self._menu.type)

    @app_commands.command(
        name=locale_str("ask"), description=locale_str("Find what covers a question, or when the next post is")
    )
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.rename(question=locale_str("question"), course=locale_str("course"))
    @app_commands.describe(
        question=locale_str("A topic or a question, such as: what covers LSTMs?"),
        course=locale_str("Which course, where this server has several"),
    )
    @app_commands.autocomplete(course=suggest_course)
    async def ask(
        self, interaction: Interaction, question: app_commands.Range[str, 1, LONGEST_TEXT], course: str | None = None
    ) -> None:
        """Answer *question* in private; the card has a button that shares the answer."""
        await self._answer(interaction, question, course)

    @ask.autocomplete("question")
    async def suggest(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Autocomplete with topics of the course."""
        course = await meant_course(interaction, interaction.namespace.course)
        engine = await self._bot.services.answers.of(course)
        return text_choices(engine.suggest(typed, reader_locale(interaction)))

    async def find(self, interaction: Interaction, message: discord.Message) -> None:
        """Answer *message* as a question, in private."""
        await self._answer(interaction, message.content)

    async def share(self, interaction: Interaction, action: ShareAnswer) -> None:
        """Answer the question on the pressed card for everyone, in the guild's language."""
        question = None if interaction.message is None else question_on(interaction.message)
        if question is None:
            await show(interaction, outdated_button_card(reader_localizer(interaction)))
            return
        if action.course == ALL_COURSES:
            courses = await meant_courses(self._bot, home_guild(interaction), interaction.channel)
        elif (course := await pressed_course(interaction, action.course)) is not None:
            courses = (course,)
        else:
            return
        if not await may_share(interaction, question):
            return
        if wait := self._limit.use(interaction.user.id):
            await show(interaction, too_many_questions_card(reader_localizer(interaction), wait))
            return
        say = await public_localizer(interaction)
        card = grouped_card(await self._ask(courses, question, say.locale), say, by=interaction.user.mention)
        await share(interaction, card, say.locale)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a message that mentions the bot or its role, a direct message, or a reply that asks something."""
        me = self._bot.user
        if me is None or message.author.bot:
            return
        address = address_of(message, me)
        if address is None:
            return
        question = strip_invisible(without_mentions(message, me)).lstrip(AROUND_QUESTION).rstrip()
        courses = await meant_courses(self._bot, message.guild, message.channel)
        if address is Address.REPLY and not await self._is_wanted(message, question, courses):
            return
        try:
            await self._reply(message, question, courses)
        except FAILURES as error:
            # Not reported to the author: the channel to report it in is the one that fails.
            log.info("could not answer a message: %s", error)

    async def _answer(self, interaction: Interaction, question: str, course: str | None = None) -> None:
        say = reader_localizer(interaction)
        if not strip_invisible(question).strip():
            await show(interaction, how_to_ask_card(say))
        elif wait := self._limit.use(interaction.user.id):
            await show(interaction, too_many_questions_card(say, wait))
        elif said := small_talk(question):
            await show(interaction, small_talk_card(said, say, in_group=home_guild(interaction) is not None))
        else:
            home = home_guild(interaction)
            if asked := group_question(question):
                courses = await meant_courses(self._bot, home, interaction.channel, course)
                await show(interaction, await group_answer(interaction, asked, courses, number_asked(question)))
                return
            courses, marks, teachable = await asked_courses(interaction, course)
            replies = await self._ask(courses, question, say.locale)
            seen = None if home is None else marks
            await show(interaction, grouped_card(replies, say, watched=seen, teachable=teachable))

    async def _ask(self, courses: Sequence[Course], message: str, locale: Locale) -> list[tuple[Course, Reply]]:
        """Return what each of *courses* answers to *message*."""
        engines = [(course, await self._bot.services.answers.of(course)) for course in courses]
        return [(course, engine.replied(question_in(message, course), locale)) for course, engine in engines]

    async def _is_wanted(self, message: discord.Message, said: str, courses: Sequence[Course]) -> bool:
        """Tell whether *message*, a reply to the bot's message without a mention of it, wants an answer.

        A reply to an answer does if it asks something, or says little but what a course covers; one to another card
        if it asks something that a course covers, or about the group.
        """
        replied = replied_to(message)
        replies = [reply for _, reply in await self._ask(courses, said, Locale.ENGLISH) if reply.answers]
        is_answer = replied is not None and (replied.reference is not None or question_on(replied) is not None)
        if is_answer:
            return asks(said) or any(reply.is_bare for reply in replies)
        return (asks(said) and bool(replies)) or group_question(said) is not None

    async def _reply(self, message: discord.Message, question: str, courses: Sequence[Course]) -> None:
        allowed = allowed_in(message)
        if not may_write(allowed, message.channel):
            return
        if self._limit.use(message.author.id):
            may_react = allowed.add_reactions and allowed.read_message_history
            if may_react and not self._bot.limits.reactions.use(message.author.id):
                await message.add_reaction(TOO_MANY)
            return
        home = message.guild
        say = localizer(detect_language(question)) if home is None else await self._bot.guild_localizer(home)
        card = how_to_ask_card(say, in_group=home is not None)
        if said := small_talk(question):
            card = small_talk_card(said, say, in_group=home is not None)
        elif asked := group_question(question):
            card = await public_group_answer(self._bot, message, asked, courses, say, number_asked(question))
        elif question:
            card = grouped_card(await self._ask(courses, question, say.locale), say)
        card.stop()
        await message.reply(view=card, mention_author=False)


async def setup(bot: LecternBot) -> None:
    """Add the cog."""
    await bot.add_cog(Answers(bot))
