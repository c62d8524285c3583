"""The loopback Discord's REST routes for a server's scheduled events."""

from discord import Permissions

from tests.loopback import problems
from tests.loopback.access import Access
from tests.loopback.call import Call, Reply, Route
from tests.loopback.events import EXTERNAL, MOST_OPEN, STAGE_EVENT, Event, check_form
from tests.loopback.gateway import Gateway
from tests.loopback.people import Json
from tests.loopback.places import Guild
from tests.loopback.world import World


class EventRoutes:
    """Making, reading and changing scheduled events."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self._world, self._gateway = world, gateway
        self._access = Access(world)

    def routes(self) -> list[Route]:
        """The rows for the table of routes."""
        events = "/guilds/{guild_id}/scheduled-events"
        return [
            ("GET", events, self.open),
            ("POST", events, self.create),
            ("GET", events + "/{event_id}", self.read),
            ("PATCH", events + "/{event_id}", self.edit),
            ("DELETE", events + "/{event_id}", self.delete),
        ]

    async def open(self, call: Call) -> Reply:
        """The events that are scheduled or active."""
        events = self._world.guild(call.id("guild_id")).events.values()
        return 200, [event.json() for event in events if event.open]

    async def create(self, call: Call) -> Reply:
        """Make an event."""
        guild = self._world.guild(call.id("guild_id"))
        rights = self._rights(guild, call.form)
        if not rights.create_events:
            raise problems.missing_permissions()
        check_form(call.form, self._world.now())
        if sum(event.open for event in guild.events.values()) >= MOST_OPEN:
            raise problems.too_many_events()
        event = self._world.add_event(guild, call.form)
        await self._gateway.dispatch("GUILD_SCHEDULED_EVENT_CREATE", event.json(), guild.id)
        return 200, event.json()

    async def read(self, call: Call) -> Reply:
        """One event."""
        return 200, self._event(call).json()

    async def edit(self, call: Call) -> Reply:
        """Change, start, end or cancel an event: one's own takes Create Events, any other Manage Events."""
        event = self._event(call)
        rights = self._rights(self._world.guild(event.guild_id), event.data)
        own = event.creator_id == self._world.bot.id
        if not (rights.manage_events or (own and rights.create_events)):
            raise problems.missing_permissions()
        event.change(call.form, self._world.now())
        await self._gateway.dispatch("GUILD_SCHEDULED_EVENT_UPDATE", event.json(), event.guild_id)
        return 200, event.json()

    async def delete(self, call: Call) -> Reply:
        """Delete an event: one's own takes Create Events, any other Manage Events."""
        event = self._event(call)
        guild = self._world.guild(event.guild_id)
        rights = self._rights(guild, event.data)
        own = event.creator_id == self._world.bot.id
        if not (rights.manage_events or (own and rights.create_events)):
            raise problems.missing_permissions()
        del guild.events[event.id]
        await self._gateway.dispatch("GUILD_SCHEDULED_EVENT_DELETE", event.json(), event.guild_id)
        return 204, None

    def _event(self, call: Call) -> Event:
        event = self._world.guild(call.id("guild_id")).events.get(call.id("event_id"))
        if event is None:
            raise problems.unknown_event()
        return event

    def _rights(self, guild: Guild, form: Json) -> Permissions:
        """The bot's permissions for such an event: in the server, or in the channel that it is in.

        Raises:
            DiscordError: the channel asks for more than the bot has (50013).
        """
        if form["entity_type"] == EXTERNAL:
            return guild.permissions(self._world.bot.id)
        rights = self._access.rights(self._access.visible(int(form["channel_id"])))
        stage = rights.manage_channels and rights.mute_members and rights.move_members
        if not (stage if form["entity_type"] == STAGE_EVENT else rights.connect):
            raise problems.missing_permissions()
        return rights
