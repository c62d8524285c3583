"""Guild settings in SQLite."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from pydantic import TypeAdapter

from bot.guilds.model import GuildSettings
from bot.ids import GuildId
from bot.jobs.store import of_shards, shard_parameters
from bot.shards import EVERY_SHARD, ShardSet
from bot.storage.rows import Store, all_rows, change, one_row, to_seconds

SETTINGS = TypeAdapter(GuildSettings)
GET = """
SELECT locale, zone_name, members_plan, notices_channel AS notices, finisher_role FROM guild WHERE id = :guild
"""
SAVE = """
INSERT INTO guild (id, locale, zone_name, members_plan, notices_channel, finisher_role)
VALUES (:guild, :locale, :zone_name, :members_plan, :notices, :finisher_role)
ON CONFLICT (id) DO UPDATE
SET locale = excluded.locale, zone_name = excluded.zone_name, members_plan = excluded.members_plan,
    notices_channel = excluded.notices_channel, finisher_role = excluded.finisher_role
"""
MARK_LEFT = """
INSERT INTO guild (id, left_at) VALUES (:guild, :now)
ON CONFLICT (id) DO UPDATE SET left_at = coalesce(guild.left_at, excluded.left_at)
"""
MARK_PRESENT = """
INSERT INTO guild (id) VALUES (:guild0)
ON CONFLICT (id) DO UPDATE SET left_at = NULL WHERE guild.left_at IS NOT NULL
"""
KNOWN = f"SELECT id FROM guild WHERE left_at IS NULL AND {of_shards('id')} ORDER BY id"  # noqa: S608 - no value is put in
HAS_LEFT = "SELECT id FROM guild WHERE id = :guild AND left_at IS NOT NULL"
DELETE = "DELETE FROM guild WHERE id = :guild"


class GuildStore(Store):
    """Keeps guild settings, and when a guild removed the bot, in the table `guild`."""

    delete_guild_sql = DELETE

    async def get(self, guild: GuildId) -> GuildSettings:
        """Return the settings of *guild*; the defaults for one never seen."""
        row = await one_row(self._connection, GET, {"guild": guild})
        return SETTINGS.validate_python({"guild": guild, **dict(row or {})})

    async def save(self, settings: GuildSettings) -> None:
        """Insert *settings*, or update those of the same guild."""
        await change(self._connection, SAVE, asdict(settings))

    async def mark_left(self, guild: GuildId, now: datetime) -> None:
        """Record that *guild* removed the bot at *now*, unless a removal is recorded already."""
        await change(self._connection, MARK_LEFT, {"guild": guild, "now": to_seconds(now)})

    async def mark_present(self, *guilds: GuildId) -> None:
        """Record that *guilds* have the bot, in one statement; recorded removals are cleared."""
        if guilds:
            ids = {f"guild{number}": guild for number, guild in enumerate(guilds)}
            rows = ", ".join(f"(:{name})" for name in ids)
            await change(self._connection, MARK_PRESENT.replace("(:guild0)", rows), ids)

    async def known(self, shards: ShardSet = EVERY_SHARD) -> Sequence[GuildId]:
        """Return the guilds of *shards* recorded as having the bot, by id."""
        return [GuildId(row["id"]) for row in await all_rows(self._connection, KNOWN, shard_parameters(shards))]

    async def has_left(self, guild: GuildId) -> bool:
        """Tell whether it is recorded that *guild* removed the bot."""
        return await one_row(self._connection, HAS_LEFT, {"guild": guild}) is not None
