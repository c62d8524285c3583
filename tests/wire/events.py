"""Plans and changes watch parties of a running bot, and reads their scheduled events."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from discord.utils import utcnow

from bot.bot import LecternBot
from bot.ids import ChannelId, GuildId, UserId
from bot.parties.model import Party
from bot.parties.planning import plan_event
from bot.parties.store import PartyStore
from bot.storage.database import open_database
from tests.loopback import BotDatabase, Event, Scene
from tests.loopback.events import EXTERNAL
from tests.unit.parties import party_at

HOUR = timedelta(hours=1)


async def plan(bot_database: BotDatabase, scene: Scene, **details: Any) -> Party:
    """Plan a party for tomorrow, before a bot starts."""
    tomorrow = utcnow().replace(microsecond=0) + 24 * HOUR
    party = replace(
        party_at(tomorrow),
        guild=GuildId(scene.guild.id),
        channel=ChannelId(scene.channel.id),
        host=UserId(scene.organiser.id),
        **details,
    )
    async with open_database(bot_database.address) as database, database.transaction() as tx:
        added = await PartyStore(tx).add(party)
        await plan_event(tx, added, utcnow())
    return added


async def change(bot: LecternBot, party: Party, how: Callable[[Party], Party | None]) -> Party:
    """Change *party* as the service would, with the jobs that follow from it."""
    async with bot._database.transaction() as tx:
        current = await PartyStore(tx).get(party.id)
        changed = None if current is None else how(current)
        assert changed is not None
        await PartyStore(tx).save(changed)
        await plan_event(tx, changed, utcnow())
    bot._runner.wake()
    return changed


async def settled(bot_database: BotDatabase, party: Party, state: str = "done") -> None:
    """Wait until no job about the event of *party* waits, and the last one is in *state*."""
    last = "SELECT state FROM job WHERE kind = 'party_event' AND subject = :party ORDER BY id DESC LIMIT 1"
    await bot_database.until(lambda: bot_database.value(last, party=party.id) == state, f"the event {state}")


def starts(bot_database: BotDatabase) -> int:
    """Return the planned time of the only party."""
    return int(bot_database.value("SELECT starts_at FROM party"))


def event_of(scene: Scene) -> Event:
    """Return the server's only scheduled event."""
    (event,) = scene.guild.events.values()
    return event


def form(description: str) -> dict[str, Any]:
    """Return the fields of an event that other people make, in an hour."""
    start = utcnow() + HOUR
    return {
        "name": "A talk",
        "description": description,
        "scheduled_start_time": start.isoformat(),
        "scheduled_end_time": (start + HOUR).isoformat(),
        "entity_type": EXTERNAL,
        "entity_metadata": {"location": "The library"},
        "privacy_level": 2,
    }
