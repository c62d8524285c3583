"""Discord's documented rate limits, which the loopback Discord enforces when a test asks for it."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from aiohttp import web

from tests.loopback.faults import EXEMPT, too_many

_POST = re.compile(r"/channels/(\d+)/messages")


@dataclass
class Window:
    """A count that begins with a request, and anew `seconds` later."""

    limit: int
    seconds: float
    ends: float = 0.0
    used: int = 0

    def take(self, at: float) -> float:
        """Count a request; return the seconds to wait if it is one too many, else 0."""
        if at >= self.ends:
            self.ends, self.used = at + self.seconds, 0
        if self.used >= self.limit:
            return self.ends - at
        self.used += 1
        return 0.0


@dataclass
class Limits:
    """50 requests a second for the bot, without interactions, and 5 messages in 5 seconds a channel."""

    per_second: int = 50
    per_channel: int = 5
    channel_seconds: float = 5.0
    refused: int = 0
    _all: Window = field(init=False)
    _channels: dict[str, Window] = field(init=False)

    def __post_init__(self) -> None:
        self._all = Window(self.per_second, 1.0)
        self._channels = defaultdict(lambda: Window(self.per_channel, self.channel_seconds))

    def check(self, method: str, path: str, at: float) -> web.Response | None:
        """The 429 for this request, if it is beyond a limit."""
        if path.startswith(EXEMPT):
            return None
        posting = _POST.fullmatch(path) if method == "POST" else None
        if posting and (wait := self._channels[posting[1]].take(at)):
            self.refused += 1
            return too_many(wait, everywhere=False, bucket="messages")
        if wait := self._all.take(at):
            self.refused += 1
            return too_many(wait, everywhere=True)
        return None

    def headers(self, method: str, path: str, at: float) -> dict[str, str]:
        """The bucket headers of a message's reply, by which a client learns to wait."""
        posting = _POST.fullmatch(path) if method == "POST" else None
        if not posting:
            return {}
        window = self._channels[posting[1]]
        return {
            "X-RateLimit-Bucket": "messages",
            "X-RateLimit-Limit": str(window.limit),
            "X-RateLimit-Remaining": str(window.limit - window.used),
            "X-RateLimit-Reset-After": f"{max(0.0, window.ends - at):.3f}",
        }
