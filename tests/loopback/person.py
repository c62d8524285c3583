"""A person who uses the loopback Discord: types commands, clicks buttons, fills in forms."""

import asyncio
from typing import Any

from tests.loopback.conversation import Conversation, Conversations
from tests.loopback.gateway import Gateway
from tests.loopback.people import Json, Role, User
from tests.loopback.places import Channel, Guild
from tests.loopback.posts import Message, walk
from tests.loopback.world import World

_COMMAND, _COMPONENT, _AUTOCOMPLETE, _MODAL = 2, 3, 4, 5
_MESSAGE_COMMAND = 3
_RESOLVED = {User: "users", Role: "roles", Channel: "channels"}


class Person:
    """One user in one channel; each act is an INTERACTION_CREATE that the bot must answer."""

    def __init__(
        self, user: User, channel: Channel, world: World, gateway: Gateway, conversations: Conversations
    ) -> None:
        self.user, self.channel = user, channel
        self._world, self._gateway, self._talks = world, gateway, conversations

    @property
    def _guild(self) -> Guild | None:
        return self._world.guilds.get(self.channel.guild_id or 0)

    async def slash(self, path: str, **options: Any) -> Conversation:
        """Run a command such as "ask" or "schedule setup"; options may be users, roles and channels."""
        return await self._begin(_COMMAND, self._command_data(path, options))

    async def autocomplete(self, path: str, focused: str, text: Any, **options: Any) -> Conversation:
        """Type *text* into the option *focused*, and get choices."""
        data = self._command_data(path, options | {focused: text}, focused)
        return await self._begin(_AUTOCOMPLETE, data)

    async def click(self, message: Message, button: str) -> Conversation:
        """Press a button, by its label or its custom_id."""
        custom_id = message.buttons.get(button, button)
        assert custom_id in message.custom_ids, f"No button {button!r} among {message.buttons}"
        return await self._component(message, custom_id, 2, {})

    async def select(self, message: Message, custom_id: str, *values: Any) -> Conversation:
        """Choose in a select menu."""
        (kind,) = {c["type"] for c in walk(message.data["components"]) if c.get("custom_id") == custom_id}
        resolved = self._resolve([value for value in values if type(value) in _RESOLVED])
        chosen = [str(getattr(value, "id", value)) for value in values]
        return await self._component(message, custom_id, kind, {"values": chosen, "resolved": resolved})

    async def submit(self, opened: Conversation, **fields: str) -> Conversation:
        """Fill in and send the modal that opened as an answer."""
        assert opened.modal is not None, f"No modal was opened, but {opened.callback}"
        rows = []
        for row in opened.modal["components"]:
            inner = row.get("component") or row["components"][0]
            value = {"type": inner["type"], "id": 1, "custom_id": inner["custom_id"]}
            value["value"] = fields.get(inner["custom_id"], inner.get("value") or "")
            holder = {"component": value} if "component" in row else {"components": [value]}
            rows.append({"type": row["type"], "id": 2} | holder)
        data = {"custom_id": opened.modal["custom_id"], "components": rows, "resolved": {}}
        return await self._begin(_MODAL, data, opened.subject)

    async def use_on(self, name: str, message: Message) -> Conversation:
        """Use a message command from the menu of a message."""
        command = self._world.command(name, self.channel.guild_id, _MESSAGE_COMMAND)
        data = {"id": command["id"], "name": name, "type": _MESSAGE_COMMAND, "target_id": str(message.id)}
        data["resolved"] = {"messages": {str(message.id): message.json()}}
        return await self._begin(_COMMAND, data)

    async def say(self, text: str) -> Message:
        """Write a message; without the message-content intent an app reads it only when mentioned."""
        message = self._world.post(self.channel.id, self.user, {"content": text})
        named = [self._world.users[int(user["id"])].json() for user in message.data["mentions"]]
        message.data["mentions"] = named
        shown = self._world.shown(message, self.channel)
        if (guild := self._guild) is not None:
            member = guild.members[self.user.id].json()
            del member["user"]
            shown |= {"guild_id": str(guild.id), "member": member}
        await self._gateway.dispatch("MESSAGE_CREATE", shown, self.channel.guild_id)
        return message

    async def _component(self, message: Message, custom_id: str, kind: int, more: Json) -> Conversation:
        data = {"custom_id": custom_id, "component_type": kind, "id": 1} | more
        return await self._begin(_COMPONENT, data, message)

    async def _begin(self, kind: int, data: Json, subject: Message | None = None) -> Conversation:
        now = asyncio.get_running_loop().time()
        talk = Conversation(self._world.snowflake(), kind, self.channel, now, self._talks.changed, subject)
        self._talks.open(talk)
        payload = self._payload(talk, data)
        await self._gateway.dispatch("INTERACTION_CREATE", payload, self.channel.guild_id)
        return talk

    def _payload(self, talk: Conversation, data: Json) -> Json:
        application, guild = str(self._world.bot.id), self._guild
        payload: Json = {
            "id": str(talk.id),
            "application_id": application,
            "type": talk.kind,
            "token": talk.token,
            "version": 1,
            "data": data,
            "channel_id": str(self.channel.id),
            "channel": self.channel.json(),
            "locale": self.user.locale,
            "entitlements": [],
            "attachment_size_limit": 10485760,
        }
        if talk.subject is not None:
            payload["message"] = talk.subject.json()
        if guild is None:
            owners = {"1": str(self.user.id)}
            more = {"user": self.user.json(), "context": 1, "app_permissions": str((1 << 53) - 1)}
            return payload | more | {"authorizing_integration_owners": owners}
        rights = guild.permissions(self.user.id, self.channel).value
        mine = guild.permissions(self._world.bot.id, self.channel).value
        return payload | {
            "guild_id": str(guild.id),
            "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
            "guild_locale": guild.locale,
            "member": guild.members[self.user.id].json() | {"permissions": str(rights)},
            "app_permissions": str(mine),
            "authorizing_integration_owners": self._installed_by(guild),
            "context": 0,
        }

    def _installed_by(self, guild: Guild) -> Json:
        """The server or the person that installed the app."""
        return {"0": str(guild.id)} if self._world.bot.id in guild.members else {"1": str(self.user.id)}

    def _command_data(self, path: str, options: Json, focused: str | None = None) -> Json:
        name, *subcommands = path.split()
        command = self._world.command(name, self.channel.guild_id)
        data: Json = {"id": command["id"], "name": name, "type": 1}
        level, place = command, data
        for subcommand in subcommands:
            level = self._option(level, subcommand)
            inner = {"name": subcommand, "type": level["type"]}
            place["options"] = [inner]
            place = inner
        place["options"] = [self._value(level, key, value, focused) for key, value in options.items()]
        things = [value for value in options.values() if type(value) in _RESOLVED]
        return data | ({"resolved": self._resolve(things)} if things else {})

    def _value(self, level: Json, name: str, value: Any, focused: str | None) -> Json:
        option = self._option(level, name)
        sent = str(value.id) if type(value) in _RESOLVED else value
        typed = {"name": name, "type": option["type"], "value": sent}
        return typed | ({"focused": True} if name == focused else {})

    def _option(self, level: Json, name: str) -> Json:
        known = {option["name"]: option for option in level.get("options") or []}
        assert name in known, f"{level['name']!r} has no option {name!r}, only {sorted(known)}"
        return dict(known[name])

    def _resolve(self, things: list[Any]) -> Json:
        resolved: Json = {}
        for thing in things:
            shown = thing.json()
            if isinstance(thing, Channel) and self._guild is not None:
                shown["permissions"] = str(self._guild.permissions(self.user.id, thing).value)
            resolved.setdefault(_RESOLVED[type(thing)], {})[str(thing.id)] = shown
            if isinstance(thing, User) and self._guild is not None and thing.id in self._guild.members:
                member = self._guild.members[thing.id].json()
                resolved.setdefault("members", {})[str(thing.id)] = member | {"permissions": "0"}
        return resolved
