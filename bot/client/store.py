"""What the processes of one bot share: requests a second, turns to identify, and presses to pass on."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.client.budget import KEPT_S, Claim
from bot.ids import GuildId, UserId
from bot.jobs.store import of_shards, shard_parameters
from bot.shards import ShardSet
from bot.storage.rows import Parameters, Store, all_rows, change, one_row

# Whoever writes this row first has the others wait until its transaction ends.
LOCK = "INSERT INTO shared_lock (name) VALUES (:name) ON CONFLICT (name) DO UPDATE SET name = excluded.name"
OTHERS = "SELECT held, wanted FROM request_claim WHERE process <> :process AND until_ms > :now"
SAVE_CLAIM = """
INSERT INTO request_claim (process, held, wanted, until_ms) VALUES (:process, :held, :wanted, :until)
ON CONFLICT (process) DO UPDATE SET held = excluded.held, wanted = excluded.wanted, until_ms = excluded.until_ms
"""
DROP_CLAIMS = "DELETE FROM request_claim WHERE until_ms <= :now"
TURN = "SELECT process, free_at_ms FROM identify_turn WHERE bucket = :bucket"
SAVE_TURN = """
INSERT INTO identify_turn (bucket, process, free_at_ms) VALUES (:bucket, :process, :free_at)
ON CONFLICT (bucket) DO UPDATE SET process = excluded.process, free_at_ms = excluded.free_at_ms
"""
END_TURN = """
UPDATE identify_turn SET free_at_ms = :free_at WHERE bucket = :bucket AND process = :process
"""

OF_SHARDS = of_shards("guild_id")
ADD_PRESS = """
INSERT INTO press (interaction_id, guild_id, user_id, at_ms, payload)
VALUES (:interaction, :guild, :user, :at, :payload)
ON CONFLICT (interaction_id) DO NOTHING
"""
WITHDRAW_PRESS = "DELETE FROM press WHERE interaction_id = :interaction"
PRESSES_WAIT = f"SELECT 1 FROM press WHERE {OF_SHARDS} LIMIT 1"  # noqa: S608 - a condition from above
TAKE_PRESSES = f"DELETE FROM press WHERE {OF_SHARDS} RETURNING payload, at_ms"  # noqa: S608 - likewise

DELETE_GUILD = "DELETE FROM press WHERE guild_id = :guild"
DELETE_USER = "DELETE FROM press WHERE user_id = :user"
EXPORT_USER = "SELECT guild_id, payload AS waiting_press FROM press WHERE user_id = :user"


class SharedLimitsStore(Store):
    """Keeps the claims and turns of processes, each with a name of its own for as long as it runs."""

    async def lock(self, name: str) -> None:
        """Let one process at a time go on until its transaction ends, of those that ask for *name*."""
        await change(self._connection, LOCK, {"name": name})

    async def claims_of_others(self, process: str) -> Collection[Claim]:
        """Return the claims that still count of all processes but *process*; delete those that do not."""
        now = await self._connection.clock_ms()
        await change(self._connection, DROP_CLAIMS, {"now": now})
        rows = await all_rows(self._connection, OTHERS, {"process": process, "now": now})
        return [Claim(row["held"], row["wanted"]) for row in rows]

    async def save_claim(self, process: str, claim: Claim) -> None:
        """Let *claim* of *process* count from now on, for `KEPT_S`."""
        until = await self._connection.clock_ms() + int(KEPT_S * 1_000)
        about: Parameters = {"process": process, "held": claim.held, "wanted": claim.wanted, "until": until}
        await change(self._connection, SAVE_CLAIM, about)

    async def take_turn(self, bucket: int, process: str, longest_s: float) -> float:
        """Take the turn of *bucket* for *longest_s* at most, and return 0.0; or return the seconds until it is free."""
        now = await self._connection.clock_ms()
        row = await one_row(self._connection, TURN, {"bucket": bucket})
        if row is not None and row["free_at_ms"] > now:
            return float(row["free_at_ms"] - now) / 1_000
        free_at = now + int(longest_s * 1_000)
        await change(self._connection, SAVE_TURN, {"bucket": bucket, "process": process, "free_at": free_at})
        return 0.0

    async def end_turn(self, bucket: int, process: str, pause_s: float) -> None:
        """Let the next have the turn of *bucket* after *pause_s*, if *process* still has it."""
        free_at = await self._connection.clock_ms() + int(pause_s * 1_000)
        await change(self._connection, END_TURN, {"bucket": bucket, "process": process, "free_at": free_at})


@dataclass(frozen=True, slots=True)
class WaitingPress:
    """An interaction, with its *payload* as Discord sent it, that has waited for *age_ms*."""

    payload: str
    age_ms: int


class PressStore(Store):
    """Keeps presses until the process takes them whose guild they are about, or whoever received them gives up."""

    delete_guild_sql = DELETE_GUILD
    delete_user_sql = DELETE_USER
    export_user_sql = EXPORT_USER

    async def add(self, interaction: int, guild: GuildId, user: UserId, payload: str) -> None:
        """Let *interaction* of *user*, about *guild*, wait from now on."""
        now = await self._connection.clock_ms()
        about: Parameters = {"interaction": interaction, "guild": guild, "user": user, "at": now, "payload": payload}
        await change(self._connection, ADD_PRESS, about)

    async def withdraw(self, interaction: int) -> bool:
        """Let *interaction* wait no longer; false if somebody has taken it."""
        return await change(self._connection, WITHDRAW_PRESS, {"interaction": interaction}) > 0

    async def any_wait(self, shards: ShardSet) -> bool:
        """Tell whether a press waits that is about a guild of *shards*."""
        return await one_row(self._connection, PRESSES_WAIT, shard_parameters(shards)) is not None

    async def take(self, shards: ShardSet) -> Collection[WaitingPress]:
        """Return the presses about guilds of *shards*, which then wait no longer."""
        rows = await all_rows(self._connection, TAKE_PRESSES, shard_parameters(shards))
        now = await self._connection.clock_ms()
        return [WaitingPress(row["payload"], now - row["at_ms"]) for row in rows]
