"""Channels as options of a command, those included that the bot does not have in its memory."""

import discord
from discord import app_commands

from bot.client.permissions import PostChannel, takes_posts
from bot.client.verdicts import refusal
from bot.ui.drafting import POST_CHANNELS

PICKED = app_commands.AppCommandChannel | app_commands.AppCommandThread


class PostChannelOption(app_commands.Transformer):
    """Takes the text channel, forum or thread that an organiser picks; only its id when it is hidden.

    discord.py's own transformer fails for an archived thread, which no cache holds, and for a
    private one that the bot was not added to.
    """

    @property
    def type(self) -> discord.AppCommandOptionType:
        """A channel."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """Where a chapter can be posted."""
        return POST_CHANNELS

    async def transform(
        self, _interaction: discord.Interaction, value: PICKED, /
    ) -> PostChannel | discord.Object:
        """Return the channel itself, asked of Discord where it is in no cache."""
        if not value.permissions.view_channel:
            return discord.Object(value.id)  # Discord offers nobody what they cannot view, so it was made up
        channel = value.resolve()
        if channel is None:
            try:
                channel = await value.fetch()
            except (discord.Forbidden, discord.NotFound) as error:
                if refusal(error) is None:
                    raise
                return discord.Object(value.id)
        return channel if takes_posts(channel) else discord.Object(value.id)
