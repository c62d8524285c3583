"""The loopback Discord's REST routes for channels, threads, forum posts, servers and members."""

from datetime import datetime

from tests.loopback import problems
from tests.loopback.access import Access
from tests.loopback.call import Call, Reply, Route
from tests.loopback.gateway import Gateway
from tests.loopback.message_routes import MessageRoutes, checked
from tests.loopback.people import Json
from tests.loopback.places import ANNOUNCEMENTS, FORUM, TEXT, Channel, Guild
from tests.loopback.world import World

_NEWS_THREAD, _PUBLIC_THREAD, _PRIVATE_THREAD = 10, 11, 12


class ChannelRoutes:
    """Channels and the threads in them, and what surrounds them."""

    def __init__(self, world: World, gateway: Gateway, messages: MessageRoutes) -> None:
        self._world, self._gateway, self._messages = world, gateway, messages
        self._access = Access(world)

    def routes(self) -> list[Route]:
        """The rows for the table of routes."""
        channel, guild = "/channels/{channel_id}", "/guilds/{guild_id}"
        return [
            ("GET", channel, self.read),
            ("PATCH", channel, self.edit),
            ("DELETE", channel, self.delete),
            ("POST", channel + "/threads", self.start_thread),
            ("POST", channel + "/messages/{message_id}/threads", self.start_thread_at),
            ("GET", channel + "/threads/archived/public", self.archived),
            ("GET", guild, self.guild),
            ("GET", guild + "/channels", self.channels),
            ("GET", guild + "/roles", self.roles),
            ("GET", guild + "/threads/active", self.active),
            ("GET", guild + "/members/@me", self.own_member),
            ("GET", guild + "/members/{user_id}", self.member),
        ]

    async def read(self, call: Call) -> Reply:
        """One channel or thread."""
        return 200, self._access.visible(call.id("channel_id")).json()

    async def edit(self, call: Call) -> Reply:
        """Rename, archive, lock or unarchive a thread; the bot changes no other channels."""
        thread = self._access.visible(call.id("channel_id"))
        if not thread.is_thread:
            raise problems.missing_permissions()
        only_waking = set(call.form) <= {"archived", "auto_archive_duration"} and not thread.locked
        manages = self._access.rights(thread).manage_threads
        if not manages and not (only_waking or thread.owner_id == self._world.bot.id):
            raise problems.missing_permissions()
        thread.archived = call.form.get("archived", thread.archived)
        thread.touched = self._world.now()
        thread.locked = call.form.get("locked", thread.locked)
        thread.name = call.form.get("name", thread.name)
        thread.applied_tags = call.form.get("applied_tags", thread.applied_tags)
        await self._gateway.dispatch("THREAD_UPDATE", thread.json(), thread.guild_id)
        return 200, thread.json()

    async def delete(self, call: Call) -> Reply:
        """Delete a thread, which takes Manage Threads even where it is the bot's own."""
        thread = self._access.visible(call.id("channel_id"))
        if not thread.is_thread or not self._access.rights(thread).manage_threads:
            raise problems.missing_permissions()
        del self._guild_of(thread).channels[thread.id]
        await self._gateway.dispatch("THREAD_DELETE", thread.json(), thread.guild_id)
        return 200, thread.json()

    async def start_thread(self, call: Call) -> Reply:
        """Start a thread without a message, or a forum post with its first one."""
        parent = self._access.visible(call.id("channel_id"))
        rights = self._access.rights(parent)
        if parent.kind == FORUM:
            if not rights.send_messages:
                raise problems.missing_permissions()
            if "message" not in call.form:
                raise problems.invalid_form(["message: required in a forum"])
            if parent.needs_tag and not call.form.get("applied_tags"):
                raise problems.tag_required()
            first = checked(call.form["message"])
            post = await self._open(parent, call.form, _PUBLIC_THREAD)
            message = await self._messages.publish(post, first, message_id=post.id)
            return 201, post.json() | {"message": message.json()}
        kind = call.form.get("type", _PRIVATE_THREAD)
        private = kind == _PRIVATE_THREAD
        if not (rights.create_private_threads if private else rights.create_public_threads):
            raise problems.missing_permissions()
        return 201, (await self._open(parent, call.form, kind)).json()

    async def start_thread_at(self, call: Call) -> Reply:
        """Start a thread on a message, whose id the thread gets; a message has at most one."""
        parent = self._access.visible(call.id("channel_id"))
        message = self._world.message(parent.id, call.id("message_id"))
        if not self._access.rights(parent).create_public_threads:
            raise problems.missing_permissions()
        kind = _NEWS_THREAD if parent.kind == ANNOUNCEMENTS else _PUBLIC_THREAD
        thread = await self._open(parent, call.form, kind, message.id)
        message.data |= {"flags": message.flags | 32, "thread": thread.json()}
        return 201, thread.json()

    async def _open(self, parent: Channel, form: Json, kind: int, thread_id: int | None = None) -> Channel:
        if parent.kind not in (TEXT, ANNOUNCEMENTS, FORUM):
            raise problems.wrong_channel_type()
        if not 1 <= len(form.get("name") or "") <= 100:
            raise problems.invalid_form(["name: 1 to 100 characters"])
        guild = self._world.guild(parent.guild_id or 0)
        if thread_id in guild.channels:
            raise problems.thread_exists()
        thread = self._world.add_channel(guild, form["name"], kind, parent, thread_id)
        thread.owner_id = self._world.bot.id
        thread.auto_archive = form.get("auto_archive_duration") or 1440
        thread.applied_tags = form.get("applied_tags") or []
        fresh = {"newly_created": True}
        await self._gateway.dispatch("THREAD_CREATE", thread.json() | fresh, guild.id)
        return thread

    async def archived(self, call: Call) -> Reply:
        """A page of a channel's archived public threads, those archived last first."""
        parent = self._access.visible(call.id("channel_id"))
        if not self._access.rights(parent).read_message_history:
            raise problems.missing_permissions()
        threads = [t for t in self._threads(self._guild_of(parent)) if t.archived and t.parent_id == parent.id]
        if "before" in call.query:
            before = datetime.fromisoformat(call.query["before"])
            threads = [thread for thread in threads if thread.touched < before]
        threads.sort(key=lambda thread: thread.touched, reverse=True)
        limit = int(call.query.get("limit", "50"))
        page = {"threads": [thread.json() for thread in threads[:limit]], "members": []}
        return 200, page | {"has_more": len(threads) > limit}

    async def active(self, call: Call) -> Reply:
        """The threads of a server that are not archived."""
        threads = [t for t in self._threads(self._world.guild(call.id("guild_id"))) if not t.archived]
        shown = {"threads": [thread.json() for thread in threads], "members": []}
        return 200, shown | {"has_more": False}

    def _guild_of(self, channel: Channel) -> Guild:
        return self._world.guild(channel.guild_id or 0)

    @staticmethod
    def _threads(guild: Guild) -> list[Channel]:
        return [channel for channel in reversed(guild.channels.values()) if channel.is_thread]

    async def guild(self, call: Call) -> Reply:
        """A server's own properties."""
        return 200, self._world.guild(call.id("guild_id")).json()

    async def channels(self, call: Call) -> Reply:
        """A server's channels, without threads."""
        channels = self._world.guild(call.id("guild_id")).channels.values()
        return 200, [channel.json() for channel in channels if not channel.is_thread]

    async def roles(self, call: Call) -> Reply:
        """A server's roles."""
        return 200, [role.json() for role in self._world.guild(call.id("guild_id")).roles.values()]

    async def own_member(self, call: Call) -> Reply:
        """The bot as a member."""
        return 200, self._world.guild(call.id("guild_id")).members[self._world.bot.id].json()

    async def member(self, call: Call) -> Reply:
        """A member."""
        member = self._world.guild(call.id("guild_id")).members.get(call.id("user_id"))
        if member is None:
            raise problems.unknown_member()
        return 200, member.json()
