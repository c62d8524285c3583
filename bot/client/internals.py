"""The only module that uses private names of discord.py, which may change in any release."""

import asyncio
import logging
from collections.abc import Iterator, Mapping
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext
from typing import Any, TypeVar, cast

import aiohttp
import discord
import yarl
from discord import app_commands
from discord.backoff import ExponentialBackoff
from discord.ext import commands
from discord.gateway import DiscordWebSocket, ReconnectWebSocket
from discord.http import HTTPClient, MultipartParameters, Route
from discord.shard import SessionStartLimits, Shard
from discord.webhook.async_ import AsyncWebhookAdapter, async_context

Bot = TypeVar("Bot", bound=discord.Client)

log = logging.getLogger(__name__)
LONGEST_DIAL_S = 60.0
"""A connection to the gateway that takes longer to begin is given up."""
CONNECTION_FAILURES = (OSError, discord.DiscordException, aiohttp.ClientError, TimeoutError)
NORMAL_CLOSURE, INTENTS_REFUSED = 1000, 4014  # close codes of the gateway
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


class SideBySideShards(commands.AutoShardedBot):
    """A bot with one or several shards, each kept connected by itself.

    discord.py 2.7.1 opens, and reopens, one shard after the other, hears of a refusal of one only when all are open,
    gives up the missed events of a shard whose first attempt to resume fails, and cannot tell that none can be opened.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        _require(self, "_AutoShardedClient__shards")
        self._opened: dict[int, Shard] = vars(self)["_AutoShardedClient__shards"]
        self._ending: asyncio.Future[Exception | None] | None = None
        _require(self._connection, "parsers")
        self._connection.parsers["READY"] = self._begin_session
        self._connection.parsers["INTERACTION_CREATE"] = self.receive_interaction

    def dialling(self, _shard: int, *, resuming: bool) -> AbstractAsyncContextManager[None]:  # noqa: ARG002 - for others
        """Return the context manager in which a shard's connection is opened; override this to make it wait."""
        return nullcontext()

    def receive_interaction(self, payload: Mapping[str, Any]) -> None:
        """Have an interaction handled, which is *payload* as Discord sent it; override this to hand it to others."""
        self.handle_interaction(payload)

    def handle_interaction(self, payload: Mapping[str, Any]) -> None:
        """Call the handlers of the interaction that is *payload* as Discord sent it."""
        _require(self._connection, "parse_interaction_create")
        self._connection.parse_interaction_create(cast("Any", payload))

    def interaction_of(self, payload: Mapping[str, Any]) -> discord.Interaction[Any]:
        """Return the interaction that is *payload* as Discord sent it, to answer it without its handlers."""
        return discord.Interaction(data=cast("Any", payload), state=cast("Any", self._connection))

    def limits_known(self, limits: SessionStartLimits, recommended: int) -> None:
        """Note what Discord says before the first connection: its limits, and how many shards it recommends."""

    def asking_for_gateway(self) -> AbstractAsyncContextManager[None]:
        """Enter this before Discord is asked for its gateway."""
        return nullcontext()

    async def connect(self, *, reconnect: bool = True) -> None:
        """Keep every shard connected until the bot is closed; without a number of shards, as many as Discord says.

        Raise GatewayNotFound if none can be opened, ConnectionClosed or PrivilegedIntentsRequired if Discord refuses
        one for good.
        """
        self._reconnect = reconnect  # read by discord.py's Shard
        async with self.asking_for_gateway():
            recommended, url, limits = await self.http.get_bot_gateway()
        self.limits_known(SessionStartLimits(**limits), recommended)
        if self.shard_count is None:
            self.shard_count = recommended
        ids = self.shard_ids or range(self.shard_count)
        self._connection.shard_count, self._connection.shard_ids = self.shard_count, ids
        self._ending = asyncio.get_running_loop().create_future()
        async with asyncio.TaskGroup() as group:
            keeping = [group.create_task(self._keep(shard, yarl.URL(url)), name=f"shard-{shard}") for shard in ids]
            error = await self._ending
            for task in keeping:
                task.cancel()
        if error is not None:
            raise error

    async def close(self) -> None:
        """Close every shard."""
        await super().close()
        self._end(None)

    def forget_waiting_guilds(self) -> None:
        """Let discord.py tell of servers that come from now on; call this when all shards are ready.

        A second READY of a shard, before all are ready, makes it wait for more servers of the others for ever.
        """
        state = self._connection
        _require(state, "_ready_states")
        state._ready_states.clear()  # noqa: SLF001 - this module is where private names are touched

    def _begin_session(self, data: Any) -> None:
        """Forget the shard's servers that its new session, READY in *data*, does not name: they removed the bot.

        discord.py 2.7.1 does so for bots without shards only, and would keep them until the process ends.
        """
        state, shard = self._connection, data["shard"][0]
        _require(state, "_remove_guild")
        named = {int(guild["id"]) for guild in data["guilds"]}
        for guild in list(state.guilds):
            if guild.id not in named and guild.shard_id == shard:
                state._remove_guild(guild)  # noqa: SLF001 - this module is where private names are touched
        state.parse_ready(data)

    def _end(self, error: Exception | None) -> None:
        if self._ending is not None and not self._ending.done():
            self._ending.set_result(error)

    async def _keep(self, shard: int, gateway: yarl.URL) -> None:
        """Keep *shard* connected; end `connect` where that can never work."""
        backoff, socket = ExponentialBackoff[bool](), None
        while not self.is_closed():
            try:
                socket = await self._dial(shard, socket, gateway)
                while True:
                    await socket.poll_event()
            except ReconnectWebSocket as error:
                if self._none_opened(error):
                    return
                self._lost(shard)
            except CONNECTION_FAILURES as error:
                if self.is_closed() or self._is_final(error) or self._none_opened(error):
                    return
                self._lost(shard)
                pause = backoff.delay()
                log.warning("shard %d: %s; dialling again in %.1f s", shard, str(error) or type(error).__name__, pause)
                await asyncio.sleep(pause)
            except Exception as error:  # noqa: BLE001 - `connect` raises it
                self._end(error)
                return

    async def _dial(self, shard: int, old: DiscordWebSocket | None, gateway: yarl.URL) -> DiscordWebSocket:
        """Return a new connection of *shard*, which resumes the session of its *old* one, if that has one."""
        resumes = old is not None and old.session_id is not None
        async with self.dialling(shard, resuming=resumes):
            socket = await asyncio.wait_for(
                DiscordWebSocket.from_client(
                    self,
                    gateway=old.gateway if resumes and old else gateway,
                    shard_id=shard,
                    session=old.session_id if old else None,
                    sequence=old.sequence if old else None,
                    resume=resumes,
                ),
                LONGEST_DIAL_S,
            )
        if shard in self._opened:
            self._opened[shard].ws = socket
        else:
            self._opened[shard] = Shard(socket, self, lambda _: None)
        return socket

    def _is_final(self, error: Exception) -> bool:
        """Tell whether *error* is Discord's word that the connection must not be tried again; if so, end `connect`."""
        if not isinstance(error, discord.ConnectionClosed) or error.code == NORMAL_CLOSURE:
            return False
        self._end(discord.PrivilegedIntentsRequired(error.shard_id) if error.code == INTENTS_REFUSED else error)
        return True

    def _none_opened(self, error: Exception) -> bool:
        """Tell whether no shard has ever been connected; if so, end `connect`, as Discord may not be there."""
        if self._opened:
            return False
        failure = discord.GatewayNotFound()  # type: ignore[no-untyped-call]
        failure.__cause__ = error
        self._end(failure)
        return True

    def _lost(self, shard: int) -> None:
        self.dispatch("disconnect")
        self.dispatch("shard_disconnect", shard)


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
