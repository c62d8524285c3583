"""Personal data: /privacy, which exports it, and the buttons that delete it."""

import io
import json

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.bot import LecternBot
from bot.client.replies import answer_in_place, reader_localizer, show
from bot.client.routes import add_route
from bot.ids import UserId
from bot.interactions import Interaction
from bot.privacy.buttons import AskForgetMe, ForgetMe, KeepMyData
from bot.privacy.cards import forgetting_card, privacy_card
from bot.ui.note_cards import done_card, note_card


class Privacy(commands.Cog):
    """Hands people their data, and deletes it."""

    def __init__(self, bot: LecternBot) -> None:
        self._services = bot.services
        add_route(bot, AskForgetMe, self.ask_to_confirm)
        add_route(bot, KeepMyData, self.keep_data)
        add_route(bot, ForgetMe, self.forget)

    @app_commands.command(
        name=locale_str("privacy"), description=locale_str("See what I keep about you, as a file, and delete it")
    )
    async def privacy(self, interaction: Interaction) -> None:
        """Say what is kept, with the user's own data as a JSON file."""
        rows = await self._services.privacy.export(UserId(interaction.user.id))
        content = json.dumps([dict(row) for row in rows], indent=2, ensure_ascii=False)
        file = discord.File(io.BytesIO(content.encode()), "lectern-data.json")
        await show(interaction, privacy_card(reader_localizer(interaction), file), files=[file])

    async def ask_to_confirm(self, interaction: Interaction, _action: AskForgetMe) -> None:
        """Ask to confirm the deletion."""
        await answer_in_place(interaction, forgetting_card(reader_localizer(interaction)))

    async def keep_data(self, interaction: Interaction, _action: KeepMyData) -> None:
        """Say that nothing was deleted."""
        say = reader_localizer(interaction)
        await answer_in_place(interaction, note_card(say("Nothing was deleted.")))

    async def forget(self, interaction: Interaction, _action: ForgetMe) -> None:
        """Delete all data about the user."""
        await self._services.privacy.forget(UserId(interaction.user.id))
        say = reader_localizer(interaction)
        card = done_card(say("Your data is deleted."), hint=say("My messages that name you are updated soon."))
        await answer_in_place(interaction, card)


async def setup(bot: LecternBot) -> None:
    """Add the cog."""
    await bot.add_cog(Privacy(bot))
