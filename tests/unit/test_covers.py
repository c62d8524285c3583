"""Pictures for events, from a host on loopback that may be slow, wrong or absent."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientTimeout, web

from bot.app import load_course
from bot.client.parties.covers import JPEG, LARGEST, fetch_cover, fetch_picture

PICTURE = JPEG + b"\xe0 a picture"


@asynccontextmanager
async def host(body: bytes, status: int = 200) -> AsyncIterator[str]:
    """Run a host of pictures that always answers the same; yield an address there."""

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=status, body=body)

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


async def test_picture() -> None:
    """A picture is what the host has."""
    async with host(PICTURE) as url:
        assert await fetch_picture(url) == PICTURE


@pytest.mark.parametrize(
    ("body", "status"),
    [(PICTURE, 404), (b"<html>Please log in</html>", 200), (JPEG + bytes(LARGEST), 200)],
    ids=["not there", "no picture", "too large"],
)
async def test_no_picture(body: bytes, status: int) -> None:
    """An answer without a picture, or with one beyond all measure, is none."""
    async with host(body, status) as url:
        assert await fetch_picture(url) is None


async def test_no_way_to_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that cannot be reached gives no picture, and no error."""
    (chapter, *_) = load_course().chapters
    monkeypatch.setattr("bot.client.parties.covers.PATIENCE", ClientTimeout(total=1))
    monkeypatch.setattr("bot.core.catalogue.Chapter.cover_url", "http://127.0.0.1:1/picture.jpg")
    assert await fetch_cover(chapter) is None
