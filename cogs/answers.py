"""Answering "what covers …?": /ask, and sharing the answer."""

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.client.bot import LecternBot
from bot.client.choices import language, text_choices
from bot.client.replies import reader, show
from bot.client.routes import add_route
from bot.core.actions import ShareAnswer
from bot.core.ids import ChapterNumber, GuildId, UserId
from bot.ui.answers import QUESTION_LIMIT, answer_card, question_on
from bot.ui.notices import outdated_button_card

Interaction = discord.Interaction[LecternBot]


class Answers(commands.Cog):
    """Finds the chapters that cover a question."""

    def __init__(self, bot: LecternBot) -> None:
        self._bot = bot
        self._services = bot.services
        add_route(bot, ShareAnswer, self.share)

    @app_commands.command(
        name=locale_str("ask"), description=locale_str("Find the chapters that cover a question")
    )
    @app_commands.rename(question=locale_str("question"))
    @app_commands.describe(question=locale_str("A topic or a question, such as: what covers LSTMs?"))
    async def ask(
        self, interaction: Interaction, question: app_commands.Range[str, 1, QUESTION_LIMIT]
    ) -> None:
        """Answer the reader alone; the card has a button that shares."""
        say = reader(interaction)
        reply = self._services.answers.ask(question, say.locale)
        watched: frozenset[ChapterNumber] = frozenset()
        if interaction.guild_id is not None:
            guild, user = GuildId(interaction.guild_id), UserId(interaction.user.id)
            watched = (await self._services.progress.member(guild, user)).watched
        card = answer_card(
            self._services.course, reply, say, watched=watched, can_share=interaction.guild_id is not None
        )
        await show(interaction, card)

    @ask.autocomplete("question")
    async def suggest(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Suggest topics of the course."""
        return text_choices(self._services.answers.suggest(typed, language(interaction)))

    async def share(self, interaction: Interaction, _action: ShareAnswer) -> None:
        """Answer the same question for everyone, in the guild's language."""
        question = None if interaction.message is None else question_on(interaction.message)
        if question is None or interaction.guild is None:
            await show(interaction, outdated_button_card(reader(interaction)))
            return
        say = await self._bot.guild_words(interaction.guild)
        reply = self._services.answers.ask(question, say.locale)
        card = answer_card(self._services.course, reply, say, by=interaction.user.mention)
        await show(interaction, card, private=False)


async def setup(bot: LecternBot) -> None:
    """Add the cog."""
    await bot.add_cog(Answers(bot))
