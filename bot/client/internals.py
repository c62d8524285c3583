"""The only module that uses private names of discord.py, which may change in any release."""

import asyncio
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext
from typing import Any, TypeVar

import aiohttp
import discord
import yarl
from discord import app_commands
from discord.http import HTTPClient, MultipartParameters, Route
from discord.webhook.async_ import AsyncWebhookAdapter, async_context

Bot = TypeVar("Bot", bound=discord.Client)

HANDLERS = ("discord.py: ", "CommandTree-invoker", "discord-ui-")  # prefixes of discord.py 2.7.1's task names


class UnsupportedDiscordPyError(RuntimeError):
    """This release of discord.py lacks the private *name* that Lectern relies on."""

    def __init__(self, name: str) -> None:
        super().__init__(f"discord.py {discord.__version__} has no {name}; install the version Lectern pins")


def _require(owner: object, name: str) -> None:
    if not hasattr(owner, name):
        missing = f"{getattr(owner, '__name__', owner)}.{name}"
        raise UnsupportedDiscordPyError(missing)


@contextmanager
def discord_at(api: str | None, gateway: str | None) -> Iterator[None]:
    """Send all requests in the block to the base URL *api*, and all gateway connections to *gateway*; None: to Discord.

    *gateway* also replaces the address that Discord gives for resuming, so that the token goes to no other host.
    Raise UnsupportedDiscordPyError.
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


class _BriefAdapter(AsyncWebhookAdapter):
    """Answers interactions without having the answer sent back, of which Lectern has no use."""

    async def create_interaction_response(
        self,
        interaction_id: int,
        token: str,
        *,
        session: aiohttp.ClientSession,
        proxy: str | None = None,
        proxy_auth: aiohttp.BasicAuth | None = None,
        params: MultipartParameters,
    ) -> Any:
        path = "/interactions/{webhook_id}/{webhook_token}/callback"
        route = Route("POST", path, webhook_id=interaction_id, webhook_token=token)
        sent = {"multipart": params.multipart, "files": params.files} if params.files else {"payload": params.payload}
        await self.request(route, session=session, proxy=proxy, proxy_auth=proxy_auth, **sent)
        return {"interaction": {"id": str(interaction_id), "type": 0}}


@contextmanager
def brief_answers() -> Iterator[None]:
    """Let Discord send back nothing of what interactions are answered with; raise UnsupportedDiscordPyError.

    So `interaction.response` knows nothing about the message that it sent. What stands in for discord.py's own way of
    answering stays, as tests have it.
    """
    _require(AsyncWebhookAdapter, "create_interaction_response")
    before = async_context.get()
    if type(before) is AsyncWebhookAdapter:
        async_context.set(_BriefAdapter())  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        async_context.set(before)


class EnclosedTree(app_commands.CommandTree[Bot]):
    """A command tree that handles each interaction inside `around`, for which discord.py has no public hook."""

    def __init__(self, client: Bot) -> None:
        _require(app_commands.CommandTree, "_call")
        super().__init__(client)

    def around(self, _interaction: discord.Interaction[Bot]) -> AbstractAsyncContextManager[None]:
        """Return the context manager in which a command or autocomplete is handled; override this."""
        return nullcontext()

    async def _call(self, interaction: discord.Interaction[Bot]) -> None:
        async with self.around(interaction):
            await super()._call(interaction)


def lift_global_limit(client: discord.Client) -> None:
    """Let requests go on after one was cancelled while it waited for the end of Discord's global rate limit.

    discord.py 2.7.1 holds back all requests until the one that got the global 429 has slept; if that is cancelled,
    they would wait for ever. Before the login there is nothing to do.
    """
    _require(client.http, "_global_over")
    over = client.http._global_over  # noqa: SLF001 - this module is where private names are touched
    if isinstance(over, asyncio.Event):
        over.set()


async def finish_handlers(within: float) -> None:
    """Wait up to *within* seconds for handlers of events, commands and buttons, then cancel those left.

    discord.py runs them as tasks for which it does not wait when it closes.
    """
    me = asyncio.current_task()
    running = {t for t in asyncio.all_tasks() if t is not me and t.get_name().startswith(HANDLERS)}
    if running:
        _, late = await asyncio.wait(running, timeout=within)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
