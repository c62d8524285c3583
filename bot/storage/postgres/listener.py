"""Hears from PostgreSQL that another process has queued or released a job."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

import psycopg

from bot.addresses import PostgresAddress
from bot.ids import GuildId
from bot.storage.postgres.connection import connect

log = logging.getLogger(__name__)

CHANNEL = "new_work"
RECONNECT_AFTER_S = 2.0


class Listener:
    """Keeps a connection that listens, and a new one when it is lost; calls *wake* with the guild of which a job waits.

    What is told while there is no connection is lost, so *wake* is then called with None: any guild may have one.
    """

    def __init__(self, address: PostgresAddress) -> None:
        self._address = address
        self._task: asyncio.Task[None] | None = None
        self.wake: Callable[[GuildId | None], None] = lambda _: None

    async def __aenter__(self) -> Self:
        """Begin to listen."""
        self._task = asyncio.create_task(self._run(), name="new-work-listener")  # noqa: TID251 - ended below
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End it."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            with suppress(psycopg.Error, OSError):
                await self._listen()
            log.info("the database does not tell of new work for now; looking for it in between")
            await asyncio.sleep(RECONNECT_AFTER_S)

    async def _listen(self) -> None:
        connection = await connect(self._address)
        async with connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            self.wake(None)
            async for told in connection.notifies():
                self.wake(GuildId(int(told.payload)))
