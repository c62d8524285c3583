"""The loopback Discord itself: one HTTP server on 127.0.0.1 for a real discord.py client."""

import asyncio
import json
import socket
from collections.abc import Callable
from email.utils import format_datetime
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.loopback import problems
from tests.loopback.account_routes import AccountRoutes
from tests.loopback.call import Call, Table, json_response
from tests.loopback.changes import Changes
from tests.loopback.channel_routes import ChannelRoutes
from tests.loopback.condition import TIMEOUT_S, Condition
from tests.loopback.contract import contract
from tests.loopback.conversation import Conversations
from tests.loopback.event_routes import EventRoutes
from tests.loopback.faults import EXEMPT, VIA, Fault, Faults, LostError
from tests.loopback.gateway import Gateway
from tests.loopback.interaction_routes import InteractionRoutes
from tests.loopback.journal import Journal, Record
from tests.loopback.limits import Limits
from tests.loopback.message_routes import MessageRoutes
from tests.loopback.people import User
from tests.loopback.person import Person
from tests.loopback.places import Channel
from tests.loopback.posts import Message
from tests.loopback.world import World

PREFIX = "/api/v10"
TOKEN = "loopback.token.not-a-secret"  # noqa: S105 - accepted by this server only


class Loopback:
    """An async context manager; inside it `api` and `gateway_url` are Discord's addresses."""

    def __init__(
        self, *, token: str = TOKEN, limits: Limits | None = None, checked: bool = True, asleep: bool = False
    ) -> None:
        """Make the server; if *asleep*, it refuses every connection until `wake`."""
        self._asleep = asleep
        self.token, self.limits = token, limits
        self.changed, self.world, self.journal, self.faults = Condition(), World(), Journal(), Faults()
        self.gateway = Gateway(self.world, token, self.changed)
        self.change = Changes(self.world, self.gateway)
        self.contract = contract() if checked else None
        self.breaches: list[str] = []
        self.own_breaches: list[str] = []
        self.gaps: list[str] = []
        self._talks = Conversations(self.changed)
        messages = MessageRoutes(self.world, self.gateway)
        self._table = Table(
            AccountRoutes(self.world, self.gateway).routes()
            + messages.routes()
            + ChannelRoutes(self.world, self.gateway, messages).routes()
            + EventRoutes(self.world, self.gateway).routes()
            + InteractionRoutes(self.world, self._talks, messages).routes()
        )
        self._runner: web.AppRunner | None = None
        self._socket = socket.socket()
        self.api, self.gateway_url = "", ""

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=1 << 25)
        app.router.add_get("/gateway", self.gateway.handle)
        app.router.add_route("*", PREFIX + "/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        self._socket.bind(("127.0.0.1", 0))
        host, port = self._socket.getsockname()
        if not self._asleep:
            await self.wake()
        self.api, self.gateway_url = f"http://{host}:{port}{PREFIX}", f"ws://{host}:{port}/gateway"
        self.gateway.url = self.gateway_url
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.faults.clear()
        await self.gateway.cut(1001)
        if self._runner is not None:
            await self._runner.cleanup()
        self._socket.close()

    async def wake(self) -> None:
        """Accept connections from now on."""
        assert self._runner is not None
        await web.SockSite(self._runner, self._socket).start()

    def person(self, user: User, channel: Channel) -> Person:
        """A user in a channel, who can type and click."""
        return Person(user, channel, self.world, self.gateway, self._talks)

    async def until(self, fact: Callable[[], bool], what: str, within: float = TIMEOUT_S) -> None:
        """Wait until *fact* about this server is true; see `Condition.wait_for`."""
        await self.changed.wait_for(fact, what, within)

    def reset_token(self, token: str) -> None:
        """Make the old token invalid, as when an owner resets it."""
        self.token = self.gateway.token = token

    async def ready(self, within: float = TIMEOUT_S) -> None:
        """Wait for a bot with a connected session."""
        await self.until(lambda: self.gateway.ready, "a bot that is connected and identified", within)

    async def posts(self, channel: Channel, count: int = 1, within: float = TIMEOUT_S) -> list[Message]:
        """Wait until the bot has at least *count* messages in a channel that are not deleted."""
        await self.until(lambda: len(self.world.posts(channel)) >= count, f"{count} posts in #{channel.name}", within)
        return self.world.posts(channel)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        record = await self._record(request)
        refusal = self.faults.lasting(record.method, record.path, record.at)
        fault = None if refusal is not None else self.faults.next_for(record.method, record.path)
        self.changed.notify()
        try:
            response = refusal if refusal is not None else await self._befallen(record, fault)
        except LostError:
            record.lost = True
            self.changed.notify()
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=499)
        record.status = response.status
        response.headers["Date"] = format_datetime(self.world.now(), usegmt=True)
        self.changed.notify()
        return response

    async def _record(self, request: web.Request) -> Record:
        body, files = await _decoded(request)
        path = request.path.removeprefix(PREFIX)
        now = asyncio.get_running_loop().time()
        record = Record(request.method, path, dict(request.query), request.headers, body, files, now)
        self.journal.records.append(record)
        if self.contract is not None:
            self.breaches += self.contract.request_breaches(record.method, record.path, body)
        return record

    async def _befallen(self, record: Record, fault: Fault | None) -> web.Response:
        """Do the request's work, with the fault before or after it."""
        if fault is None:
            return await self._work(record)
        if not fault.after:
            await self._befall(fault)
            if fault.reply is not None:
                return fault.reply()
        response = await self._work(record)
        if fault.after:
            await self._befall(fault)
            return response if fault.reply is None else fault.reply()
        return response

    async def _befall(self, fault: Fault) -> None:
        if fault.hold is not None:
            fault.hold.reached = True
            self.changed.notify()
            await fault.hold.wait()
        if fault.lose:
            raise LostError

    async def _work(self, record: Record) -> web.Response:
        """Check token and limits, then let the route's handler answer."""
        open_to_all = record.path.startswith(EXEMPT) or record.path == "/gateway"
        if not open_to_all and record.headers.get("Authorization") != f"Bot {self.token}":
            return self._answer(record, 401, problems.unauthorised().body())
        refusal = self.limits.check(record.method, record.path, record.at) if self.limits else None
        if refusal is not None:
            return refusal
        found = self._table.find(record.method, record.path)
        if found is None:
            self.gaps.append(f"{record.method} {record.path}")
            return self._answer(record, 404, problems.no_such_route().body())
        handler, names = found
        try:
            status, body = await handler(Call(names, record.query, record.body, record.at))
        except problems.DiscordError as problem:
            return self._answer(record, problem.status, problem.body())
        if self.contract is not None:
            self.own_breaches += self.contract.reply_breaches(record.method, record.path, status, body)
        return self._answer(record, status, body)

    def _answer(self, record: Record, status: int, body: Any) -> web.Response:
        record.reply = body
        limits = self.limits.headers(record.method, record.path, record.at) if self.limits else {}
        if body is None:
            return web.Response(status=status, headers=VIA | limits)
        return json_response(body, status, VIA | limits)


async def _decoded(request: web.Request) -> tuple[Any, list[str]]:
    """Return a request's JSON and the names of its files, from a JSON or a multipart body."""
    if request.content_type != "multipart/form-data":
        text = await request.text()
        return (json.loads(text) if text else None), []
    form = await request.post()
    files = [part.filename for part in form.values() if isinstance(part, web.FileField)]
    payload = form.get("payload_json")
    return (json.loads(payload) if isinstance(payload, str) else None), files
