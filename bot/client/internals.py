"""The one place that touches what discord.py does not promise to keep."""

import asyncio
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext
from typing import Any, TypeVar

import aiohttp
import discord
import yarl
from discord import app_commands
from discord.http import HTTPClient, Route

Bot = TypeVar("Bot", bound=discord.Client)

HANDLERS = ("discord.py: ", "CommandTree-invoker", "discord-ui-")  # how discord.py 2.7.1 names their tasks


class UnsupportedDiscordPyError(RuntimeError):
    """This release of discord.py no longer has a private name that Lectern relies on."""

    def __init__(self, name: str) -> None:
        super().__init__(f"discord.py {discord.__version__} has no {name}; install the version Lectern pins")


def _require(owner: object, name: str) -> None:
    if not hasattr(owner, name):
        missing = f"{getattr(owner, '__name__', owner)}.{name}"
        raise UnsupportedDiscordPyError(missing)


@contextmanager
def discord_at(api: str | None, gateway: str | None) -> Iterator[None]:
    """Let every request and every gateway connection of this process go to other addresses.

    The gateway's address replaces also the one that Discord names for resuming, so that the
    token goes to no other host.
    """
    if api is None or gateway is None:
        yield
        return
    _require(Route, "BASE")
    _require(HTTPClient, "ws_connect")
    base, connect = Route.BASE, HTTPClient.ws_connect
    address = yarl.URL(gateway)

    async def connect_there(self: HTTPClient, url: str, **options: Any) -> aiohttp.ClientWebSocketResponse:
        return await connect(self, str(address.with_query(yarl.URL(url).query)), **options)

    Route.BASE = api.rstrip("/")
    setattr(HTTPClient, "ws_connect", connect_there)  # noqa: B010 - mypy forbids assigning to a method
    try:
        yield
    finally:
        Route.BASE = base
        setattr(HTTPClient, "ws_connect", connect)  # noqa: B010 - as above


class EnclosedTree(app_commands.CommandTree[Bot]):
    """A command tree that does everything asked of it inside `around`; discord.py has no public place."""

    def __init__(self, client: Bot) -> None:
        _require(app_commands.CommandTree, "_call")
        super().__init__(client)

    def around(self, _interaction: discord.Interaction[Bot]) -> AbstractAsyncContextManager[None]:
        """Return what a command or a suggestion is asked for inside of."""
        return nullcontext()

    async def _call(self, interaction: discord.Interaction[Bot]) -> None:
        async with self.around(interaction):
            await super()._call(interaction)


def lift_global_limit(client: discord.Client) -> None:
    """Let requests go again after one was given up while it waited for Discord's global rate limit.

    discord.py 2.7.1 holds every request back from a global 429 until the one that met it has
    slept; when that one is cancelled, nobody ends the wait. Before the login there is none.
    """
    _require(client.http, "_global_over")
    over = client.http._global_over  # noqa: SLF001 - this module is where private names are touched
    if isinstance(over, asyncio.Event):
        over.set()


async def finish_handlers(within: float) -> None:
    """Let the events, commands and buttons under way end, at most so many seconds.

    discord.py begins them as tasks that it does not wait for when it closes, so that they would
    go on without a connection and without a database.
    """
    me = asyncio.current_task()
    running = {t for t in asyncio.all_tasks() if t is not me and t.get_name().startswith(HANDLERS)}
    if running:
        _, late = await asyncio.wait(running, timeout=within)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
