"""The page in the browser: SimCord's preview, in each viewer's language, with a moving clock."""

import asyncio
import logging
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

import simcord

from bot.text.locales import Locale
from tryout.page_server import TryoutServer
from tryout.seed import StudyServer
from tryout.shown_times import distance, excerpt, relative_times
from tryout.thumbnails import Asset, Pictures, ThumbnailWorker

STRIDE: Final = timedelta(days=1)  # the steps of a jump; after each the bot catches up, and the page is refreshed
DIRECT: Final = "direct:"  # what the ids of viewers begin with who see their direct messages with the bot


class PreviewPage(simcord.Preview):
    """A preview in the viewer's language, of the channel or of their direct messages.

    Its time follows the real clock, and jumps on request. SimCord refuses overlapping actions, such as a click while
    time advances, so both hold a lock.
    """

    env: simcord.Env

    def __init__(
        self, env: simcord.Env, server: StudyServer, *, assets: Mapping[str, Asset], port: int, timezone: str
    ) -> None:
        pictures = Pictures({**assets, **server.avatars})
        super().__init__(
            env,
            server.channel,
            server.viewers,
            layout="channel",
            display="responsive",
            width=1100,
            height=800,
            locale=Locale.ENGLISH.value,
            timezone=timezone,
            presentation_time=None,
            assets=pictures,
            port=port,
        )
        self._media_worker = ThumbnailWorker(content for _, content in (*pictures.values(), pictures.unknown))
        self._explicit_assets = pictures  # which the preview copied
        self._server = TryoutServer(self, port)
        self.server = server
        self._lock = asyncio.Lock()
        self._newest: dict[tuple[str, int, int], int | None] = {}
        self._told: dict[str, dict[int, tuple[int, int]]] = {}  # by page and instant, how far off it was last told
        self._ahead = timedelta()
        self._changed = False

    async def jump(self, ahead: timedelta) -> None:
        """Request a jump by *ahead*, made at the next tick: the bot's callback that calls this may not move time."""
        self._ahead += ahead

    async def keep_time(self, stop: asyncio.Event) -> None:
        """Move the simulated time, four times a second, until *stop* is set or the page is ended."""
        subscribers = self.env.backend.subscribers
        subscribers.append(self._notice)
        try:
            last = time.perf_counter()
            while not stop.is_set() and self._active:
                await asyncio.sleep(0.25)
                now = time.perf_counter()
                async with self._lock:  # what is clicked during a jump happens after it
                    await self._advance(timedelta(seconds=now - last))
                    self._changed = self._changed or self._tells_old_times()
                    while self._ahead > timedelta() and not stop.is_set() and self._active:
                        self._ahead -= await self._advance(min(self._ahead, STRIDE))
                        self._changed = (
                            self._changed or not self._ahead
                        )  # what is told relatively, such as "in 2 weeks"
                last = now
        finally:
            subscribers.remove(self._notice)

    def _tells_old_times(self) -> bool:
        """Return whether a page tells an instant as further or nearer than it is."""
        self._told = {page: told for page, told in self._told.items() if page in self._pages}
        now = self.env.now()
        return any(distance(at, now) != off for told in self._told.values() for at, off in told.items())

    def _notice(self, event: str, _payload: object) -> None:
        self._changed = self._changed or event.startswith("MESSAGE_")

    async def _advance(self, step: timedelta) -> timedelta:
        """Move time by *step*, or less where the bot does not catch up in time; return by how much."""
        before = self.env.now()
        try:
            await self.env.advance_time(step.total_seconds())
            # Only after a message changed: a page that is refreshed at each tick is never idle.
            if self._changed and self._active:
                await self.refresh()
                self._changed = False
        except TimeoutError:
            logging.getLogger(__name__).warning("the bot is busy; time waits for it", exc_info=True)
        return self.env.now() - before

    async def _action(self, context_id: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
        """Let a click wait while time moves, and count even if a post has just appeared, as on Discord."""
        async with self._lock:
            page, seen = self._pages.get(context_id or ""), body.get("published_revision")
            if page is None:
                return await super()._action(context_id, body)
            if isinstance(seen, int) and seen < page.revision:
                body = {**body, "published_revision": page.revision}
            if isinstance(typed := body.get("content"), str):
                body = {**body, "content": self.server.with_mentions(typed)}
            self.channel = self._channel_of(page)  # SimCord acts in one channel only
            try:
                return await super()._action(context_id, body)
            finally:
                self.channel = self.server.channel

    def _channel_of(self, page: Any) -> simcord.ChannelHandle:
        """Return what the viewer of *page* sees: their direct messages with the bot, or the server's channel."""
        viewer = page.viewer
        return viewer.dm_channel if isinstance(viewer, simcord.UserHandle) else self.server.channel

    def _viewer(self, viewer_id: Any) -> Any:
        """Return the member with the id *viewer_id*, or behind `DIRECT` the person as who writes to the bot."""
        member = super()._viewer(str(viewer_id).removeprefix(DIRECT))
        return member.user if str(viewer_id).startswith(DIRECT) else member

    def _publish(self, page: Any, **options: Any) -> None:
        """Publish a page in the viewer's language, by the simulated clock, scrolled to the newest message."""
        self._advance_presentation_time()
        page.channel_id = self._channel_of(page).id
        seen = (page.id, page.viewer.id, page.channel_id)
        newest = self._initial_target(page.viewer, page.channel_id)
        if self._newest.get(seen) != newest:
            self._newest[seen] = page.target_id = newest
            page.window_end_id = None
        locale = self.server.locales.get(page.viewer.id, Locale.ENGLISH)
        self.locale = locale.value
        super()._publish(page, **options)
        self._offer_direct_messages(page)
        self._tell_times(page, locale)

    def _offer_direct_messages(self, page: Any) -> None:
        """Let each person be chosen once more, as who writes to the bot directly."""
        members = page.snapshot["viewers"]
        page.snapshot["viewers"] = members + [
            {**member, "id": f"{DIRECT}{member['id']}", "name": f"{member['name']}, direct messages"}
            for member in members
        ]
        if isinstance(page.viewer, simcord.UserHandle):
            page.snapshot["viewerId"] = f"{DIRECT}{page.viewer.id}"

    def _tell_times(self, page: Any, locale: Locale) -> None:
        """Let the page draw a message anew whose relative times read differently, and put times into excerpts."""
        now = self.env.now()
        told = self._told[page.id] = {}
        for message in page.snapshot["messages"].values():
            distances = {instant: distance(instant, now) for instant in relative_times(message)}
            message["distances"] = list(distances.values())  # the page draws anew what has changed
            told |= distances
        for row in page.snapshot["messageIndex"]:
            if (source := page.summary_sources.get(row["id"])) is not None and source.excerpt_tokens:
                row["excerpt"] = excerpt(source.excerpt_tokens, now, self.timezone, locale)
