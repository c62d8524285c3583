"""The permission checks that Discord makes before it carries out a request, with its own refusals."""

from discord import Permissions

from tests.loopback import problems
from tests.loopback.places import FORUM, Channel
from tests.loopback.world import World


class Access:
    """The bot's permissions in the loopback Discord."""

    def __init__(self, world: World) -> None:
        self._world = world

    def rights(self, channel: Channel) -> Permissions:
        """Return the bot's permissions in a channel; in direct messages all that make sense there."""
        if channel.guild_id is None:
            return Permissions.all()
        return self._world.guilds[channel.guild_id].permissions(self._world.bot.id, channel)

    def visible(self, channel_id: int) -> Channel:
        """Return the channel, provided that the bot can view it.

        Raises:
            DiscordError: it is gone (10003) or hidden (50001).
        """
        channel = self._world.channel(channel_id)
        if not self.rights(channel).view_channel:
            raise problems.missing_access()
        return channel

    def writable(self, channel_id: int) -> Channel:
        """Return the channel, provided that the bot can post there; an archived thread is unarchived by it.

        Raises:
            DiscordError: gone, hidden, not for messages, forbidden (50013) or archived and locked.
        """
        channel = self.visible(channel_id)
        rights = self.rights(channel)
        if channel.kind == FORUM:
            raise problems.not_a_text_channel()
        if not (rights.send_messages_in_threads if channel.is_thread else rights.send_messages):
            raise problems.missing_permissions()
        if channel.archived and channel.locked and not rights.manage_threads:
            raise problems.archived_thread()
        channel.archived = False
        return channel
