"""The page in the browser: SimCord's preview, in each viewer's language, while simulated time moves on."""

import asyncio
import logging
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

import simcord

from bot.text.locales import Locale
from tryout.seed import StudyServer
from tryout.thumbnails import Asset, ThumbnailWorker

STRIDE: Final = timedelta(days=1)  # a jump is taken in strides, each of which SimCord waits for and the page shows


class PreviewPage(simcord.Preview):
    """A preview of one channel in the viewer's language, whose time follows the wall and jumps when asked to.

    SimCord refuses whatever overlaps: a click that arrives while time advances would fail in the
    page. Each holds the lock meanwhile, so that the other waits its turn.
    """

    env: simcord.Env

    def __init__(
        self, env: simcord.Env, server: StudyServer, *, assets: Mapping[str, Asset], port: int, timezone: str
    ) -> None:
        pictures = {**assets, **server.avatars}
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
        self._media_worker = ThumbnailWorker(content for _, content in pictures.values())
        self.server = server
        self._lock = asyncio.Lock()
        self._newest: dict[tuple[str, int], int | None] = {}
        self._ahead = timedelta()
        self._changed = False

    async def jump(self, ahead: timedelta) -> None:
        """Let time jump at the next tick; the bot's own callback that asks for it may not move it."""
        self._ahead += ahead

    async def keep_time(self, stop: asyncio.Event) -> None:
        """Move the simulated time until *stop* is set or the page is ended."""
        subscribers = self.env.backend.subscribers
        subscribers.append(self._notice)
        try:
            last = time.perf_counter()
            while not stop.is_set() and self._active:
                await asyncio.sleep(0.25)
                now = time.perf_counter()
                async with self._lock:  # what is clicked during a jump happens after it
                    await self._advance(timedelta(seconds=now - last))
                    while self._ahead > timedelta() and not stop.is_set() and self._active:
                        self._ahead -= await self._advance(min(self._ahead, STRIDE))
                last = now
        finally:
            subscribers.remove(self._notice)

    def _notice(self, event: str, _payload: object) -> None:
        self._changed = self._changed or event.startswith("MESSAGE_")

    async def _advance(self, step: timedelta) -> timedelta:
        """Move time by *step*, or less when the bot is too busy, and return by how much."""
        before = self.env.now()
        try:
            await self.env.advance_time(step.total_seconds())
            # Only after a change: a page that is refreshed all the time never comes to rest.
            if self._changed and self._active:
                await self.refresh()
                self._changed = False
        except TimeoutError:
            logging.getLogger(__name__).warning("the bot is busy; time waits for it", exc_info=True)
        return self.env.now() - before

    async def _action(self, context_id: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
        """Let a click wait for moving time, and count although a post has just appeared, as on Discord."""
        async with self._lock:
            page, seen = self._pages.get(context_id or ""), body.get("published_revision")
            if page is not None and isinstance(seen, int) and seen < page.revision:
                body = {**body, "published_revision": page.revision}
            return await super()._action(context_id, body)

    def _publish(self, page: Any, **options: Any) -> None:
        """Publish a page in the viewer's language, scrolled to what the bot has just written, as Discord does."""
        seen, newest = (page.id, page.viewer.id), self._initial_target(page.viewer, page.channel_id)
        if self._newest.get(seen) != newest:
            self._newest[seen] = page.target_id = newest
            page.window_end_id = None
        self.locale = self.server.locales.get(page.viewer.id, Locale.ENGLISH).value
        super()._publish(page, **options)
