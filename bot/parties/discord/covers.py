"""The picture on a party's event, from the host of the videos; an event goes without where there is none."""

import logging
from collections.abc import Awaitable, Callable

import aiohttp

log = logging.getLogger(__name__)
TIMEOUT = aiohttp.ClientTimeout(total=5)
LARGEST_BYTES = 4_000_000
JPEG = b"\xff\xd8\xff"
FOUND = 200
Cover = Callable[[str], Awaitable[bytes | None]]


async def fetch_cover(url: str) -> bytes | None:
    """Return the JPEG picture at *url*, or nothing when there is none, or no way to it."""
    try:
        # A picture is compressed in itself; what is unpacked once more may become a thousand times as long.
        session = aiohttp.ClientSession(timeout=TIMEOUT, auto_decompress=False)
        async with session, session.get(url) as response:
            if response.status != FOUND or (response.content_length or 0) > LARGEST_BYTES:
                log.info("no picture at %s: status %d", url, response.status)
                return None
            return await _read(response.content)
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        log.info("no picture at %s: %s", url, repr(error))
        return None


async def _read(content: aiohttp.StreamReader) -> bytes | None:
    """Return all of *content*, or nothing once it is too long or no picture, such as a proxy's page."""
    picture = bytearray()
    async for piece in content.iter_any():
        picture += piece
        if len(picture) > LARGEST_BYTES or not picture.startswith(JPEG[: len(picture)]):
            log.info("no picture: it is none, or has more than %d bytes", LARGEST_BYTES)
            return None
    return bytes(picture) if picture.startswith(JPEG) else None


async def no_cover(_url: str) -> None:
    """Return no picture, where the host of the videos is out of reach."""
