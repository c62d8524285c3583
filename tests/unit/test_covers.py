"""Pictures for scheduled events, from a local host that may be slow, wrong or absent."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import ClientTimeout, web

from bot.parties.discord.covers import JPEG, LARGEST_BYTES, fetch_cover

PIECE = 64 * 1024
PICTURE = JPEG + b"\xe0 a picture"


@asynccontextmanager
async def host(body: bytes, status: int = 200) -> AsyncIterator[str]:
    """Run a host that always gives the same answer; yield a picture's address there."""

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=status, body=body)

    async with serving(answer) as url:
        yield url


@asynccontextmanager
async def serving(answer: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> AsyncIterator[str]:
    """Serve *answer* on 127.0.0.1; yield the picture's address."""
    app = web.Application()
    app.router.add_get("/picture.jpg", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    address, port = runner.addresses[0][:2]
    try:
        yield f"http://{address}:{port}/picture.jpg"
    finally:
        await runner.cleanup()


@dataclass
class Endless:
    """A host whose picture has no end.

    Attributes:
        url: The picture's address.
        sent: The bytes sent so far.
        left: Set when the other side has closed the connection.
    """

    url: str = ""
    sent: int = 0
    left: asyncio.Event = field(default_factory=asyncio.Event)


@asynccontextmanager
async def endless_host(*, compressed: bool) -> AsyncIterator[Endless]:
    """Run a host that sends a picture without end and without Content-Length."""
    host = Endless()

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        if compressed:
            response.enable_compression(web.ContentCoding.gzip)
        await response.prepare(request)
        try:
            await response.write(JPEG)
            while host.sent < 100 * LARGEST_BYTES:
                await response.write(bytes(PIECE))
                host.sent += PIECE
        except ConnectionError:
            host.left.set()
            raise
        return response

    async with serving(answer) as host.url:
        yield host


async def test_a_picture_is_fetched() -> None:
    async with host(PICTURE) as url:
        assert await fetch_cover(url) == PICTURE


@pytest.mark.parametrize(
    ("body", "status"),
    [(PICTURE, 404), (b"<html>Please log in</html>", 200), (JPEG + bytes(LARGEST_BYTES), 200)],
    ids=["not there", "no picture", "too large"],
)
async def test_an_answer_without_a_usable_picture_gives_none(body: bytes, status: int) -> None:
    """Nor does one that is too large."""
    async with host(body, status) as url:
        assert await fetch_cover(url) is None


@pytest.mark.parametrize("compressed", [False, True], ids=["as it is", "compressed"])
async def test_an_endless_picture_is_cut_off(compressed: bool) -> None:  # noqa: FBT001 - a parameter of pytest's
    """Little more is read than a picture may have."""
    async with endless_host(compressed=compressed) as host:
        assert await fetch_cover(host.url) is None
        await asyncio.wait_for(host.left.wait(), timeout=30)
    assert host.sent < 20 * LARGEST_BYTES


async def test_an_unreachable_host_gives_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an error."""
    monkeypatch.setattr("bot.parties.discord.covers.TIMEOUT", ClientTimeout(total=1))
    assert await fetch_cover("http://127.0.0.1:1/picture.jpg") is None
