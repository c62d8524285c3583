"""Addresses of videos: which video on YouTube one is, and the link to a second of one."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

YOUTUBE_HOSTS = frozenset({"youtube.com", "m.youtube.com", "music.youtube.com", "youtube-nocookie.com", "youtu.be"})
YOUTUBE_PLAYERS = frozenset({"watch", "shorts", "embed", "live", "v", "e"})
"""In the path of an address, before a video's id."""
YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_peertube = re.compile(r"/(?:w|videos/watch)/[\w-]+", re.ASCII)


def host_of(address: str) -> str:
    """Return the host of *address*, in lower case and without "www."; "" if it has none."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def youtube_id(address: str) -> str | None:
    """Return the id of the video that *address* shows on YouTube; None if it is no such address."""
    host = host_of(address)
    if host not in YOUTUBE_HOSTS:
        return None
    parts = urlsplit(address)
    first, *further = parts.path.strip("/").split("/")
    if host == "youtu.be":
        found = first
    elif first in YOUTUBE_PLAYERS:
        found = next(iter(further), "") or dict(parse_qsl(parts.query)).get("v", "")
    else:
        return None
    return found if YOUTUBE_ID.fullmatch(found) else None


def link_at(address: str, at_s: int) -> str:
    """Return the link that starts the video at *address* at second *at_s*, or *address* if its host has none such."""
    if youtube_id(address) is not None:
        return f"{address}&t={at_s}s"
    if host_of(address) in {"vimeo.com", "player.vimeo.com"}:
        return f"{address.partition('#')[0]}#t={at_s}s"
    parts = urlsplit(address)
    if _peertube.fullmatch(parts.path):
        query = urlencode([*parse_qsl(parts.query), ("start", f"{at_s}s")])
        return urlunsplit(parts._replace(query=query))
    return address
