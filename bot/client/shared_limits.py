"""Discord's limits for several processes of one bot, kept in the database that they share."""

import asyncio
import logging
import secrets
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

from bot.client.budget import LOAN_S, Claim, Loan, fair_places
from bot.client.identifying import IDENTIFY_EVERY_S
from bot.client.store import SharedLimitsStore
from bot.storage.database import Database

log = logging.getLogger(__name__)

LONGEST_DIAL_S = 70.0
"""After this a turn to identify is another's, whatever became of whoever had it: discord.py gives up after 60 s."""
LONGEST_PAUSE_S = 1.0  # between two looks whether a turn is free
REQUESTS, IDENTIFYING = "requests", "identifying"  # names of locks


def process_name() -> str:
    """Return a name for this process that no other has, nor it after a restart."""
    return secrets.token_hex(8)


class SharedBudget:
    """The places for requests of this *process*, of those that all share; see `Budget`."""

    def __init__(self, database: Database, process: str) -> None:
        self._database, self._process = database, process

    async def renew(self, claim: Claim) -> Loan | None:
        """Return a fair loan; None while the database cannot be reached."""
        try:
            async with self._database.claiming() as tx:
                limits = SharedLimitsStore(tx)
                await limits.lock(REQUESTS)
                places = fair_places(claim, await limits.claims_of_others(self._process))
                await limits.save_claim(self._process, Claim(max(claim.held, places), claim.wanted))
        except Exception as error:
            if not self._database.is_transient(error):
                raise
            log.warning("the requests that all processes share: %s", error)
            return None
        return Loan(places, LOAN_S)


class SharedIdentifyGate:
    """Turns to identify that all processes take one after the other, each bucket for itself; see `IdentifyGate`."""

    def __init__(self, database: Database, process: str) -> None:
        self._database, self._process = database, process
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    @asynccontextmanager
    async def turn(self, bucket: int) -> AsyncIterator[None]:
        """Enter when no process has the turn of *bucket*; while the database cannot be reached, none begins."""
        async with self._locks[bucket]:
            await self._until_done(partial(self._take, bucket))
            try:
                yield
            finally:
                await self._until_done(partial(self._end, bucket))

    async def _take(self, bucket: int, limits: SharedLimitsStore) -> float:
        return await limits.take_turn(bucket, self._process, LONGEST_DIAL_S)

    async def _end(self, bucket: int, limits: SharedLimitsStore) -> float:
        await limits.end_turn(bucket, self._process, IDENTIFY_EVERY_S)
        return 0.0

    async def _until_done(self, step: Callable[[SharedLimitsStore], Awaitable[float]]) -> None:
        """Repeat *step*, which returns for how many seconds it has to wait, until that is none."""
        wait = 1.0
        while wait > 0:
            try:
                async with self._database.claiming() as tx:
                    limits = SharedLimitsStore(tx)
                    await limits.lock(IDENTIFYING)
                    wait = await step(limits)
            except Exception as error:
                if not self._database.is_transient(error):
                    raise
                log.warning("the turns to identify that all processes share: %s; trying again", error)
                wait = LONGEST_PAUSE_S
            await asyncio.sleep(min(wait, LONGEST_PAUSE_S))
