"""Fetches the cover picture of a party's event, a still of its video; without one the event has none."""

import logging
from collections.abc import Awaitable, Callable

import aiohttp

log = logging.getLogger(__name__)
TIMEOUT = aiohttp.ClientTimeout(total=5)
LARGEST_BYTES = 4_000_000  # far above the stills of videos
JPEG = b"\xff\xd8\xff"  # how a JPEG file begins
FOUND = 200  # HTTP's OK
Cover = Callable[[str], Awaitable[bytes | None]]  # fetches the picture at an address


async def fetch_cover(url: str) -> bytes | None:
    """Return the JPEG picture at *url*; None, logged, if it is none, too large or not there within five seconds."""
    try:
        # A picture is compressed in itself; a compressed answer could unpack to a thousand times its length.
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
    """Return all of *content*; None as soon as it is too long or no JPEG, such as a proxy's error page."""
    picture = bytearray()
    async for piece in content.iter_any():
        picture += piece
        if len(picture) > LARGEST_BYTES or not picture.startswith(JPEG[: len(picture)]):
            log.info("no picture: it is none, or has more than %d bytes", LARGEST_BYTES)
            return None
    return bytes(picture) if picture.startswith(JPEG) else None


async def no_cover(_url: str) -> None:
    """Return None: a `Cover` for where the network is not to be used."""
