"""The loopback Discord's REST routes for messages: posting once, reading, editing, deleting."""

from tests.loopback import problems
from tests.loopback.access import Access
from tests.loopback.call import Call, Reply, Route
from tests.loopback.gateway import Gateway
from tests.loopback.people import Json
from tests.loopback.places import Channel
from tests.loopback.posts import Message
from tests.loopback.rules import message_breaches
from tests.loopback.world import World

_SUBSTANCE = ("content", "embeds", "components", "poll", "sticker_ids", "attachments")


def checked(payload: Json, *, already: int = 0, editing: bool = False) -> Json:
    """Return a message payload that Discord would accept.

    Raises:
        DiscordError: it breaks a rule (50035) or is empty (50006).
    """
    if breaches := message_breaches(payload, already=already):
        raise problems.invalid_form(breaches)
    if not editing and not any(payload.get(part) for part in _SUBSTANCE):
        raise problems.empty_message()
    return payload


class MessageRoutes:
    """The messages of channels, threads and direct messages."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self._world, self._gateway, self._access = world, gateway, Access(world)

    def routes(self) -> list[Route]:
        """The rows for the table of routes."""
        messages = "/channels/{channel_id}/messages"
        return [
            ("GET", messages, self.history),
            ("POST", messages, self.create),
            ("GET", messages + "/{message_id}", self.read),
            ("PATCH", messages + "/{message_id}", self.edit),
            ("DELETE", messages + "/{message_id}", self.delete),
            ("POST", "/channels/{channel_id}/typing", self.typing),
        ]

    async def typing(self, call: Call) -> Reply:
        """Show that the bot is typing."""
        self._access.writable(call.id("channel_id"))
        return 204, None

    async def create(self, call: Call) -> Reply:
        """Post, unless an enforced nonce belongs to a message made before."""
        channel = self._access.writable(call.id("channel_id"))
        form, bot = checked(call.form), self._world.bot
        nonce = form.get("nonce")
        enforced = nonce is not None and bool(form.get("enforce_nonce"))
        message = self._world.repeated(bot, str(nonce), call.at) if enforced else None
        if message is None:
            message = await self.publish(channel, form)
            if nonce is not None:
                self._world.remember_nonce(message, str(nonce), call.at)
        return 200, message.json() | ({"nonce": nonce} if nonce is not None else {})

    async def publish(self, channel: Channel, form: Json, *, message_id: int | None = None, **extra: object) -> Message:
        """Make a message of the bot, and dispatch it."""
        message = self._world.post(channel.id, self._world.bot, form, message_id=message_id, **extra)
        channel.messages += 1
        await self.announce("MESSAGE_CREATE", channel, message)
        return message

    async def announce(self, event: str, channel: Channel, message: Message) -> None:
        """Dispatch an event about a public message."""
        if not message.ephemeral:
            where = {"guild_id": str(channel.guild_id)} if channel.guild_id else {}
            await self._gateway.dispatch(event, message.json() | where, channel.guild_id)

    async def history(self, call: Call) -> Reply:
        """A page of the channel, newest first; without Read Message History it is empty."""
        channel = self._access.visible(call.id("channel_id"))
        if not self._access.rights(channel).read_message_history:
            return 200, []
        limit = min(max(int(call.query.get("limit", "50")), 1), 100)
        page = _page(self._world.history(channel.id), call.query, limit)
        return 200, [self._world.shown(message, channel) for message in page]

    async def read(self, call: Call) -> Reply:
        """One message."""
        channel = self._access.visible(call.id("channel_id"))
        if not self._access.rights(channel).read_message_history:
            raise problems.missing_permissions()
        return 200, self._world.shown(self._world.message(channel.id, call.id("message_id")), channel)

    async def edit(self, call: Call) -> Reply:
        """Change a message of the bot's own."""
        channel = self._access.visible(call.id("channel_id"))
        message = self._world.message(channel.id, call.id("message_id"))
        if message.author is not self._world.bot:
            raise problems.not_the_author()
        message.edit(checked(call.form, already=message.flags, editing=True), self._world.now())
        await self.announce("MESSAGE_UPDATE", channel, message)
        return 200, message.json()

    async def delete(self, call: Call) -> Reply:
        """Delete a message; another's only with Manage Messages."""
        channel = self._access.visible(call.id("channel_id"))
        message = self._world.message(channel.id, call.id("message_id"))
        if message.author is not self._world.bot and not self._access.rights(channel).manage_messages:
            raise problems.missing_permissions()
        message.deleted = True
        data = {"id": str(message.id), "channel_id": str(channel.id)}
        where = {"guild_id": str(channel.guild_id)} if channel.guild_id else {}
        await self._gateway.dispatch("MESSAGE_DELETE", data | where, channel.guild_id)
        return 204, None


def _page(newest_first: list[Message], query: dict[str, str], limit: int) -> list[Message]:
    """Return the part of a history that before, after or around asks for."""
    if "before" in query:
        return [message for message in newest_first if message.id < int(query["before"])][:limit]
    if "after" in query:
        later = [message for message in newest_first if message.id > int(query["after"])]
        return later[-limit:]
    if "around" in query:
        centre = int(query["around"])
        near = sorted(newest_first, key=lambda message: abs(message.id - centre))[:limit]
        return sorted(near, key=lambda message: -message.id)
    return newest_first[:limit]
