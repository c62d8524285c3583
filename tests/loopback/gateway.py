"""The loopback Discord's gateway: HELLO, IDENTIFY, READY, heartbeats, RESUME, and cuts that tests order."""

import asyncio
import json
import secrets
import zlib
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from aiohttp import WSMsgType, web

from tests.loopback.condition import Condition
from tests.loopback.people import Json
from tests.loopback.world import World

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID_SESSION, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11
REQUEST_MEMBERS = 8
_AUTHENTICATION_FAILED, _INVALID_SHARD, _SHARDING_REQUIRED = 4004, 4010, 4011
_INVALID_INTENTS, _DISALLOWED_INTENTS = 4013, 4014
_GUILDS, _GUILD_MESSAGES, _DIRECT_MESSAGES, _SCHEDULED_EVENTS = 1 << 0, 1 << 9, 1 << 12, 1 << 16
_PRIVILEGED = (1 << 1) | (1 << 8) | (1 << 15)
_KNOWN_INTENTS = (1 << 26) - 1
_NEEDS = (("MESSAGE_", _GUILD_MESSAGES | _DIRECT_MESSAGES), ("GUILD_SCHEDULED_EVENT", _SCHEDULED_EVENTS))
_GUILD_FAMILY = ("GUILD_", "CHANNEL_", "THREAD_")


@dataclass
class Connection:
    """One websocket, with the compression that its client asked for."""

    socket: web.WebSocketResponse
    request: web.Request
    _deflate: Any = field(default=None, init=False)

    def __post_init__(self) -> None:
        if self.request.query.get("compress") == "zlib-stream":
            self._deflate = zlib.compressobj()

    async def send(self, frame: Json) -> None:
        """Send a frame; if the connection is gone, the frame is lost, as in a network.

        A client that asked for zstd gets text, which the protocol allows and discord.py reads.
        """
        text = json.dumps(frame)
        if self.socket.closed:
            return
        try:
            if self._deflate is None:
                await self.socket.send_str(text)
            else:
                data = self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
                await self.socket.send_bytes(data)
        except ConnectionError:
            await self.socket.close()


@dataclass
class Session:
    """What an IDENTIFY began; it outlives its connection, so that it can be resumed."""

    id: str
    intents: int
    shard: tuple[int, int]
    connection: Connection | None = None
    sent: list[Json] = field(default_factory=list)

    @property
    def connected(self) -> bool:
        """Whether it has a connection now."""
        return self.connection is not None and not self.connection.socket.closed

    def hears(self, event: str, guild_id: int | None) -> bool:
        """Whether its intents and shard let this event through; those of direct messages are shard 0's."""
        if ((guild_id or 0) >> 22) % self.shard[1] != self.shard[0]:
            return False
        for prefix, intents in _NEEDS:
            if event.startswith(prefix):
                return bool(self.intents & intents)
        return not event.startswith(_GUILD_FAMILY) or bool(self.intents & _GUILDS)

    async def dispatch(self, event: str, data: Any) -> None:
        """Number the event, keep it for a RESUME, and send it if there is a connection."""
        frame = {"op": DISPATCH, "t": event, "s": len(self.sent) + 1, "d": data}
        self.sent.append(frame)
        if self.connection is not None:
            await self.connection.send(frame)


@dataclass
class SessionStarts:
    """How many sessions a bot may begin: *remaining* of *total*, and one at a time in each of so many buckets.

    Discord's period between two in a bucket is 5 seconds; here it is *period_s*, and 0 lets all begin at once.
    """

    total: int = 1000
    remaining: int = 1000
    reset_after_ms: int = 86_400_000
    max_concurrency: int = 1
    period_s: float = 0.0
    too_early: list[int] = field(default_factory=list)
    _last: dict[int, float] = field(default_factory=dict)

    def allows(self, shard: int) -> bool:
        """Take note of an IDENTIFY of *shard*, and tell whether it comes late enough."""
        now, bucket = asyncio.get_running_loop().time(), shard % self.max_concurrency
        if now - self._last.get(bucket, -self.period_s) < self.period_s:
            self.too_early.append(shard)
            return False
        self._last[bucket] = now
        return True


class ConnectRefusal(Enum):
    """How the gateway refuses a connection.

    Attributes:
        AT_ONCE: It closes the websocket before HELLO.
        AFTER_HELLO: It closes the websocket after HELLO.
        PAGE: A proxy answers with a page instead of a websocket.
        NO_JSON: Text that is no JSON follows HELLO.
    """

    AT_ONCE = auto()
    AFTER_HELLO = auto()
    PAGE = auto()
    NO_JSON = auto()


class Gateway:
    """All sessions, and what a test can make the gateway do."""

    def __init__(self, world: World, token: str, changed: Condition) -> None:
        self.url, self.token = "", token
        self.resume_url: str | None = None
        self.heartbeat_interval = 41.25
        self.acknowledges = True
        self.refusal, self.refusals_left = (
            ConnectRefusal.AT_ONCE,
            0,
        )  # how the next connections are refused, and how many
        self.recommended_shards = self.fewest_shards = 1
        self.starts = SessionStarts()
        self.sessions: dict[str, Session] = {}
        self.connections: list[Connection] = []
        self.identified: list[Json] = []
        self.resumed: list[Json] = []
        self.heartbeats = 0
        self.leaves_out: set[int] = set()  # members left out of answers to REQUEST_GUILD_MEMBERS
        self._world, self._changed = world, changed

    @property
    def ready(self) -> bool:
        """Whether a bot has a session with a connection."""
        return any(session.connected for session in self.sessions.values())

    @property
    def shards(self) -> list[int]:
        """The shards that have a session with a connection, in order; one that two processes run is there twice."""
        return sorted(session.shard[0] for session in self.sessions.values() if session.connected)

    async def dispatch(self, event: str, data: Any, guild_id: int | None = None) -> None:
        """Send an event to every session that it concerns, one without a server to shard 0's."""
        for session in list(self.sessions.values()):
            if session.hears(event, guild_id):
                await session.dispatch(event, data)
        self._changed.notify()

    async def cut(self, code: int | None = None, shard: int | None = None) -> None:
        """End every connection, or those of *shard*, with a close code or without closing; sessions can be resumed."""
        of_shard = {id(each.connection) for each in self.sessions.values() if each.shard[0] == shard}
        for connection in list(self.connections):
            if shard is not None and id(connection) not in of_shard:
                continue
            if code is not None:
                await connection.socket.close(code=code)
            elif connection.request.transport is not None:
                connection.request.transport.abort()

    async def ask_to_reconnect(self) -> None:
        """Send op 7 (reconnect) to all, as Discord does every few hours."""
        await self._tell_all({"op": RECONNECT, "d": None})

    async def invalidate(self, *, resumable: bool = False) -> None:
        """Send op 9 (invalid session) to all; unless *resumable*, their sessions end."""
        await self._tell_all({"op": INVALID_SESSION, "d": resumable})
        if not resumable:
            self.sessions.clear()

    async def _tell_all(self, frame: Json) -> None:
        for session in self.sessions.values():
            if session.connection is not None:
                await session.connection.send(frame)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one websocket until either side ends it."""
        refusal = self.refusal if self.refusals_left else None
        self.refusals_left -= refusal is not None
        if refusal is ConnectRefusal.PAGE:
            return web.Response(status=502, text="<html>Bad gateway</html>", content_type="text/html")
        socket = web.WebSocketResponse(max_msg_size=1 << 20, timeout=0.5, autoclose=False)
        await socket.prepare(request)
        if refusal is ConnectRefusal.AT_ONCE:
            await socket.close(code=1001)
            return socket
        connection = Connection(socket, request)
        interval = int(self.heartbeat_interval * 1000)
        await connection.send({"op": HELLO, "d": {"heartbeat_interval": interval}})
        if refusal is ConnectRefusal.AFTER_HELLO:
            await socket.close(code=1001)
            return socket
        if refusal is ConnectRefusal.NO_JSON:
            await socket.send_str("<html>Welcome to this network</html>")
        self.connections.append(connection)
        while (message := await socket.receive()).type is WSMsgType.TEXT:
            await self._receive(connection, json.loads(message.data))
            self._changed.notify()
        goodbye = message.type is WSMsgType.CLOSE and message.data in (1000, 1001)
        await socket.close()
        self._part(connection, goodbye=goodbye)
        return socket

    def _part(self, connection: Connection, *, goodbye: bool) -> None:
        """End the session of a client that closed with 1000 or 1001; after any other end it can be resumed."""
        self.connections.remove(connection)
        for session in [s for s in self.sessions.values() if s.connection is connection]:
            session.connection = None
            if goodbye:
                del self.sessions[session.id]
        self._changed.notify()

    async def _receive(self, connection: Connection, frame: Json) -> None:
        if frame["op"] == HEARTBEAT:
            self.heartbeats += 1
            if self.acknowledges:
                await connection.send({"op": ACK})
        elif frame["op"] == IDENTIFY:
            self.identified.append(frame["d"])
            await self._identify(connection, frame["d"])
        elif frame["op"] == RESUME:
            self.resumed.append(frame["d"])
            await self._resume(connection, frame["d"])

        elif frame["op"] == REQUEST_MEMBERS:
            await self._name_members(connection, frame["d"])

    async def _name_members(self, connection: Connection, data: Json) -> None:
        """Answer REQUEST_GUILD_MEMBERS with the members asked for by id; asking for all needs an intent."""
        wanted = {int(user) for user in data["user_ids"]} - self.leaves_out
        members = self._world.guild(int(data["guild_id"])).members
        named = [member.json() for user, member in members.items() if user in wanted]
        chunk = {"guild_id": str(data["guild_id"]), "chunk_index": 0, "chunk_count": 1, "members": named}
        for session in self.sessions.values():
            if session.connection is connection:
                await session.dispatch("GUILD_MEMBERS_CHUNK", chunk | {"nonce": data["nonce"]})

    async def _identify(self, connection: Connection, data: Json) -> None:
        intents = data["intents"]
        number, count = data.get("shard") or (0, 1)
        self.starts.remaining -= 1
        refusal = (
            (_AUTHENTICATION_FAILED if data["token"] != self.token or self.starts.remaining < 0 else 0)
            or (_INVALID_SHARD if not 0 <= number < count else 0)
            or (_SHARDING_REQUIRED if count < self.fewest_shards else 0)
            or (_INVALID_INTENTS if intents & ~_KNOWN_INTENTS else 0)
            or (_DISALLOWED_INTENTS if intents & _PRIVILEGED else 0)
        )
        if refusal:
            await connection.socket.close(code=refusal)
            return
        if not self.starts.allows(number):
            await connection.send({"op": INVALID_SESSION, "d": False})
            return
        session = Session(secrets.token_hex(16), intents, (number, count), connection)
        self.sessions[session.id] = session
        me = self._world.bot.id
        of_shard = [guild for guild in self._world.guilds.values() if (guild.id >> 22) % count == number]
        mine = [guild for guild in of_shard if me in guild.members and session.hears("GUILD_CREATE", guild.id)]
        await session.dispatch("READY", self._ready(session, [guild.id for guild in mine]))
        for guild in mine:
            if not guild.down:
                await session.dispatch("GUILD_CREATE", guild.gateway_json(me))

    def _ready(self, session: Session, guilds: list[int]) -> Json:
        return {
            "v": 10,
            "user": self._world.bot.private_json(),
            "guilds": [{"id": str(guild), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": self.resume_url or self.url,
            "shard": list(session.shard),
            "application": {"id": str(self._world.bot.id), "flags": 0},
        }

    async def _resume(self, connection: Connection, data: Json) -> None:
        if data["token"] != self.token:
            await connection.socket.close(code=_AUTHENTICATION_FAILED)
            return
        session = self.sessions.get(data["session_id"] or "")
        if session is None:
            await connection.send({"op": INVALID_SESSION, "d": False})
            return
        for frame in session.sent[data["seq"] or 0 :]:
            await connection.send(frame)
        session.connection = connection
        await session.dispatch("RESUMED", {})
