"""Changes that organisers and outages make to a server, with the gateway events that tell of them."""

from typing import Any

from discord import Permissions

from tests.loopback.events import Event
from tests.loopback.gateway import Gateway
from tests.loopback.people import Member, Role, User
from tests.loopback.places import TEXT, Channel, Guild
from tests.loopback.world import World

_NOTHING = Permissions.none()


class Changes:
    """Each method changes the world and dispatches the event that Discord would."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self._world, self._gateway = world, gateway

    async def open_channel(self, guild: Guild, name: str, kind: int = TEXT) -> Channel:
        """Someone opens a channel."""
        channel = self._world.add_channel(guild, name, kind)
        await self._gateway.dispatch("CHANNEL_CREATE", channel.json(), guild.id)
        return channel

    async def delete_channel(self, channel: Channel) -> None:
        """Someone deletes a channel or thread."""
        guild = self._guild(channel)
        del guild.channels[channel.id]
        event = "THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE"
        await self._gateway.dispatch(event, channel.json(), guild.id)

    async def overwrite(
        self, channel: Channel, target: Role | User, *, deny: Permissions = _NOTHING, allow: Permissions = _NOTHING
    ) -> None:
        """Someone sets the overwrite of a role or person in a channel; without permissions it is removed."""
        guild = self._guild(channel)
        guild.overwrite(channel, target, deny, allow)
        await self._gateway.dispatch("CHANNEL_UPDATE", channel.json(), guild.id)

    async def archive(self, thread: Channel, *, archived: bool = True, locked: bool = False) -> None:
        """Someone archives, locks or reopens a thread."""
        thread.archived, thread.locked, thread.touched = archived, locked, self._world.now()
        await self._gateway.dispatch("THREAD_UPDATE", thread.json(), thread.guild_id)

    async def set_role(self, guild: Guild, role: Role, permissions: Permissions) -> None:
        """Someone changes a role's permissions."""
        role.permissions = permissions.value
        data = {"guild_id": str(guild.id), "role": role.json()}
        await self._gateway.dispatch("GUILD_ROLE_UPDATE", data, guild.id)

    async def delete_role(self, guild: Guild, role: Role) -> None:
        """Someone deletes a role; whoever held it loses it."""
        del guild.roles[role.id]
        for member in guild.members.values():
            member.roles = [held for held in member.roles if held != role.id]
        data = {"guild_id": str(guild.id), "role_id": str(role.id)}
        await self._gateway.dispatch("GUILD_ROLE_DELETE", data, guild.id)

    async def give_bot_role(self, guild: Guild, *roles: Role) -> None:
        """Someone sets the bot's roles; without the members intent an app hears only of its own."""
        me = guild.members[self._world.bot.id]
        me.roles = [role.id for role in roles]
        await self._gateway.dispatch("GUILD_MEMBER_UPDATE", me.json() | {"guild_id": str(guild.id)}, guild.id)

    async def remove_bot(self, guild: Guild) -> None:
        """Someone removes the bot from the server."""
        guild.members.pop(self._world.bot.id)
        await self._gateway.dispatch("GUILD_DELETE", {"id": str(guild.id)}, guild.id)

    async def invite_bot(self, guild: Guild, *roles: Role) -> None:
        """Someone invites the bot; its GUILD_CREATE has no `unavailable`, unlike that after an outage."""
        me = self._world.bot
        guild.members[me.id] = Member(me, [role.id for role in roles])
        data = guild.gateway_json(me.id)
        del data["unavailable"]
        await self._gateway.dispatch("GUILD_CREATE", data, guild.id)

    async def outage(self, guild: Guild) -> None:
        """The server becomes unavailable, which is not a removal."""
        guild.down = True
        data = {"id": str(guild.id), "unavailable": True}
        await self._gateway.dispatch("GUILD_DELETE", data, guild.id)

    async def outage_over(self, guild: Guild) -> None:
        """The server is available again."""
        guild.down = False
        await self._gateway.dispatch("GUILD_CREATE", guild.gateway_json(self._world.bot.id), guild.id)

    async def delete_message(self, channel: Channel, message_id: int) -> None:
        """Someone deletes a message."""
        self._world.message(channel.id, message_id).deleted = True
        data = {"id": str(message_id), "channel_id": str(channel.id), "guild_id": str(channel.guild_id)}
        await self._gateway.dispatch("MESSAGE_DELETE", data, channel.guild_id)

    async def change_event(self, event: Event, **changes: Any) -> None:
        """Someone changes a scheduled event: its times, or its status."""
        event.change(changes, self._world.now())
        await self._gateway.dispatch("GUILD_SCHEDULED_EVENT_UPDATE", event.json(), event.guild_id)

    async def delete_event(self, event: Event) -> None:
        """Someone deletes a scheduled event."""
        del self._world.guilds[event.guild_id].events[event.id]
        await self._gateway.dispatch("GUILD_SCHEDULED_EVENT_DELETE", event.json(), event.guild_id)

    def _guild(self, channel: Channel) -> Guild:
        return self._world.guilds[channel.guild_id or 0]
