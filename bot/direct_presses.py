"""Has a press in a direct message answered by the process whose server it is about.

Direct messages come to the process with shard 0. It lets such a press wait in the database, from which the other takes
it, and answers it as if it had come there. If none does in time, the first says so.
"""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import discord

from bot.client.internals import HANDLERS, SideBySideShards
from bot.client.replies import reader_localizer, report, show
from bot.client.retrying import Retrying
from bot.client.store import PressStore
from bot.ids import GuildId, UserId
from bot.shards import Shards, ShardSet
from bot.storage.database import Database
from bot.ui.buttons import parse_action
from bot.ui.note_cards import process_away_card
from bot.whereabouts import Clue, clue_of, guild_of

TAKEN_WITHIN_S = 1.5
"""How long a press waits to be taken: Discord accepts no first answer after three seconds."""
LOOK_EVERY_S = 0.5
"""How often a process looks for presses of which it was not told."""
PRESSES = {discord.InteractionType.component.value, discord.InteractionType.modal_submit.value}

Payload = Mapping[str, Any]


class DirectPresses:
    """Passes on what *client*, with its *own* shards, receives, and answers what other processes received."""

    def __init__(self, client: SideBySideShards, database: Database, own: Shards, retrying: Retrying) -> None:
        self._client, self._database, self._own, self._retrying = client, database, own, retrying
        self._passing: set[asyncio.Task[None]] = set()
        self._shards = ShardSet.of((), own.count)
        self._answering: asyncio.Task[None] | None = None
        self._told = asyncio.Event()

    def receive(self, payload: Payload) -> bool:
        """Have the interaction *payload* answered by the process whose it is; false if any could answer it."""
        if (clue := _clue_in(payload)) is None:
            return False
        name = f"{HANDLERS[0]}passing a press on"  # `finish_handlers` waits for tasks with this prefix
        task = asyncio.create_task(self._pass_on(payload, clue), name=name)  # noqa: TID251 - kept, and short
        self._passing.add(task)
        task.add_done_callback(self._passing.discard)
        return True

    def wake(self) -> None:
        """Look for presses now."""
        self._told.set()

    def start(self, shards: ShardSet) -> None:
        """From now on answer what other processes receive about servers of *shards*."""
        self._shards = shards
        if self._answering is None:
            self._answering = asyncio.create_task(self._answer_others())  # noqa: TID251 - `close` ends it

    async def close(self) -> None:
        """Leave what other processes receive to whoever runs next."""
        if self._answering is not None:
            self._answering.cancel()
            await asyncio.gather(self._answering, return_exceptions=True)

    async def _pass_on(self, payload: Payload, clue: Clue) -> None:
        interaction = self._client.interaction_of(payload)
        try:
            guild = await self._database.read(lambda tx: guild_of(tx, clue))
            if guild is None or self._own.owns(guild):
                self._client.handle_interaction(payload)
            elif not await self._taken(guild, UserId(interaction.user.id), payload):
                await show(interaction, process_away_card(reader_localizer(interaction)))
        except Exception as error:  # noqa: BLE001 - nothing above this reports it to the user
            await report(interaction, error)

    async def _taken(self, guild: GuildId, user: UserId, payload: Payload) -> bool:
        """Tell whether another process takes *payload*, which *user* sent about *guild*; if not, none will."""
        interaction = int(payload["id"])
        async with self._database.claiming() as tx:
            await PressStore(tx).add(interaction, guild, user, json.dumps(payload))
        await asyncio.sleep(TAKEN_WITHIN_S)
        async with self._database.claiming() as tx:
            return not await PressStore(tx).withdraw(interaction)

    async def _answer_others(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY_S):
                    await self._told.wait()
            self._told.clear()
            await self._retrying.until_done("answering presses in direct messages", self._take)

    async def _take(self) -> None:
        """Take the presses that wait for this process, and have them answered."""
        shards = self._shards
        if not await self._database.read(lambda tx: PressStore(tx).any_wait(shards)):
            return
        async with self._database.claiming() as tx:
            presses = await PressStore(tx).take(shards)
        for press in presses:
            if press.age_ms < TAKEN_WITHIN_S * 1_000:  # older ones are of a process that has ended
                self._client.handle_interaction(json.loads(press.payload))


def _clue_in(payload: Payload) -> Clue | None:
    """Return by what the server is known that a press in a direct message is about; None for all else."""
    if payload["type"] not in PRESSES or payload.get("guild_id") is not None:
        return None
    action = parse_action(str(payload["data"].get("custom_id")))
    return None if action is None else clue_of(action)
