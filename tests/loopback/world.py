"""Everything that the loopback Discord has: accounts, servers, messages, commands, and their ids."""

import itertools
import os
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta

from discord.utils import utcnow

from tests.loopback import problems
from tests.loopback.events import Event
from tests.loopback.people import Json, Member, Role, User
from tests.loopback.places import DIRECT, TEXT, Channel, Guild
from tests.loopback.posts import Message, compose

_EPOCH_MS = 1420070400000
NONCE_SECONDS = 300.0
APPLICATION_ID, OWNER_ID = 1100000000000000001, 1100000000000000002


HOST_AHEAD = timedelta(seconds=float(os.environ.get("HOST_AHEAD_S", "0")))  # noqa: TID251 - no setting of the bot's
"""How far the host's clock is ahead of Discord's, for a whole run of the tests (`tests/other_clock.sh`)."""


def discord_time() -> datetime:
    """Return the time by Discord's clock, which can differ from the host's by HOST_AHEAD."""
    return utcnow() - HOST_AHEAD


class World:
    """The state behind REST and gateway; its methods change it without dispatching events."""

    def __init__(self, now: Callable[[], datetime] = discord_time) -> None:
        self.now = now
        self.bot = User(APPLICATION_ID, "Lectern", bot=True)
        self.owner = User(OWNER_ID, "Owner")
        self.users: dict[int, User] = {self.bot.id: self.bot, self.owner.id: self.owner}
        self.guilds: dict[int, Guild] = {}
        self.direct: dict[int, Channel] = {}
        self.messages: dict[int, Message] = {}
        self.commands: dict[int | None, dict[int, Json]] = {}
        self._nonces: dict[tuple[int, str], tuple[float, int]] = {}
        self._count = itertools.count()
        self._home: dict[int, int] = {}
        self._by_channel: dict[int, list[Message]] = defaultdict(list)

    def snowflake(self) -> int:
        """Return a new id with the time in it; ids ascend, as Discord's do."""
        milliseconds = int(self.now().timestamp() * 1000) - _EPOCH_MS
        return (milliseconds << 22) | (next(self._count) % (1 << 22))

    def snowflake_of(self, shard: int, count: int) -> int:
        """Return a new id for a server of which *shard* of *count* is told."""
        number = self.snowflake()
        return number + ((shard - (number >> 22)) % count << 22)

    def add_user(self, name: str, locale: str = "en-US") -> User:
        """Register a person."""
        user = User(self.snowflake(), name, locale=locale)
        self.users[user.id] = user
        return user

    def add_guild(self, name: str, everyone: int, locale: str = "en-US", number: int | None = None) -> Guild:
        """Make a server where everyone has these permissions and the bot is a member; *number* may be its id."""
        guild = Guild(number or self.snowflake(), name, self.owner.id, locale)
        guild.roles[guild.id] = Role(guild.id, "@everyone", everyone, position=0)
        guild.members[self.owner.id] = Member(self.owner)
        guild.members[self.bot.id] = Member(self.bot)
        self.guilds[guild.id] = guild
        return guild

    def add_role(self, guild: Guild, name: str, permissions: int, *, mentionable: bool = False) -> Role:
        """Add a role to a server."""
        role = Role(self.snowflake(), name, permissions, len(guild.roles), mentionable)
        guild.roles[role.id] = role
        return role

    def join(self, guild: Guild, user: User, *roles: Role) -> Member:
        """Make a user a member with these roles."""
        guild.members[user.id] = Member(user, [role.id for role in roles])
        return guild.members[user.id]

    def add_channel(
        self, guild: Guild, name: str, kind: int = TEXT, parent: Channel | None = None, channel_id: int | None = None
    ) -> Channel:
        """Make a channel or thread in a server; a thread on a message has the message's id."""
        number = channel_id or self.snowflake()
        channel = Channel(number, kind, name, guild.id, parent.id if parent else None)
        channel.touched = self.now()
        guild.channels[channel.id] = channel
        self._home[channel.id] = guild.id
        return channel

    def add_event(self, guild: Guild, form: Json, creator: User | None = None) -> Event:
        """Add a scheduled event to a server, made by *creator* or else by the bot."""
        event = Event(self.snowflake(), guild.id, (creator or self.bot).id, dict(form))
        guild.events[event.id] = event
        return event

    def direct_channel(self, user: User) -> Channel:
        """Return the channel of direct messages between the bot and a user, made at its first use."""
        for channel in self.direct.values():
            if channel.recipient is user:
                return channel
        channel = Channel(self.snowflake(), DIRECT, user.name, recipient=user)
        self.direct[channel.id] = channel
        return channel

    def guild(self, guild_id: int) -> Guild:
        """Return the server with that id, which must have the bot.

        Raises:
            DiscordError: there is none (10004).
        """
        guild = self.guilds.get(guild_id)
        if guild is None or self.bot.id not in guild.members:
            raise problems.unknown_guild()
        return guild

    def channel(self, channel_id: int) -> Channel:
        """Return the channel with that id, in a server of the bot or of direct messages.

        Raises:
            DiscordError: it is gone (10003), or the bot is not in its server (50001).
        """
        if channel_id in self.direct:
            return self.direct[channel_id]
        guild = self.guilds.get(self._home.get(channel_id, 0))
        if guild is None or channel_id not in guild.channels:
            raise problems.unknown_channel()
        if self.bot.id not in guild.members:
            raise problems.missing_access()
        return guild.channels[channel_id]

    def post(
        self, channel_id: int, author: User, payload: Json, *, message_id: int | None = None, **extra: object
    ) -> Message:
        """Make a message; *extra* is added to the JSON that Discord shows of it."""
        message = compose(message_id or self.snowflake(), channel_id, author, payload, self.now())
        message.data |= extra
        self.messages[message.id] = message
        self._by_channel[channel_id].append(message)
        return message

    def message(self, channel_id: int, message_id: int) -> Message:
        """A message of a channel.

        Raises:
            DiscordError: it was deleted, is private to a reader, or never was (10008).
        """
        message = self.messages.get(message_id)
        if message is None or message.deleted or message.ephemeral or message.channel_id != channel_id:
            raise problems.unknown_message()
        return message

    def history(self, channel_id: int) -> list[Message]:
        """A channel's messages, newest first."""
        found = reversed(self._by_channel[channel_id])
        return [message for message in found if not message.deleted and not message.ephemeral]

    def shown(self, message: Message, channel: Channel) -> Json:
        """Return the message as an app without the message-content intent gets it: others' texts are empty."""
        shown = message.json()
        named = any(user["id"] == str(self.bot.id) for user in shown["mentions"])
        if message.author is self.bot or named or channel.guild_id is None:
            return shown
        return shown | {"content": "", "embeds": [], "attachments": [], "components": []}

    def posts(self, channel: Channel) -> list[Message]:
        """Return the bot's messages in a channel that are not deleted, oldest first."""
        return [m for m in reversed(self.history(channel.id)) if m.author is self.bot]

    def repeated(self, author: User, nonce: str, at: float) -> Message | None:
        """Return the message that this author made with this nonce in the last minutes.

        Raises:
            DiscordError: that message was deleted since (10008).
        """
        made, message_id = self._nonces.get((author.id, nonce), (0.0, 0))
        if not message_id or at - made > NONCE_SECONDS:
            return None
        if self.messages[message_id].deleted:
            raise problems.unknown_message()
        return self.messages[message_id]

    def remember_nonce(self, message: Message, nonce: str, at: float) -> None:
        """Keep a nonce with its message, so that a repeated request gets that message."""
        self._nonces[message.author.id, nonce] = (at, message.id)

    def forget_nonces(self) -> None:
        """Forget all nonces, as Discord does after some minutes."""
        self._nonces.clear()

    def command(self, name: str, guild_id: int | None, kind: int = 1) -> Json:
        """Return the registered command of that name, the server's own before the global one.

        Raises:
            AssertionError: the bot never registered it, so nobody could use it.
        """
        for scope in (guild_id, None):
            for command in self.commands.get(scope, {}).values():
                if command["name"] == name and command["type"] == kind:
                    return command
        known = sorted(command["name"] for scope in self.commands.values() for command in scope.values())
        message = f"No command {name!r} is registered; there are {known}"
        raise AssertionError(message)
