"""The page in the browser: SimCord's preview, in each viewer's language, with a moving clock."""

import asyncio
import logging
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

import simcord

from bot.text.locales import Locale
from tryout.seed import StudyServer
from tryout.thumbnails import Asset, Pictures, ThumbnailWorker

STRIDE: Final = timedelta(days=1)  # the steps of a jump; after each the bot catches up, and the page is refreshed


class PreviewPage(simcord.Preview):
    """A preview of one channel in the viewer's language; its time follows the real clock, and jumps on request.

    SimCord refuses overlapping actions, such as a click while time advances, so both hold a lock.
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
        self.server = server
        self._lock = asyncio.Lock()
        self._newest: dict[tuple[str, int], int | None] = {}
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
                    while self._ahead > timedelta() and not stop.is_set() and self._active:
                        self._ahead -= await self._advance(min(self._ahead, STRIDE))
                        self._changed = (
                            self._changed or not self._ahead
                        )  # what is told relatively, such as "in 2 weeks"
                last = now
        finally:
            subscribers.remove(self._notice)

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
            if page is not None and isinstance(seen, int) and seen < page.revision:
                body = {**body, "published_revision": page.revision}
            return await super()._action(context_id, body)

    def _publish(self, page: Any, **options: Any) -> None:
        """Publish a page in the viewer's language, by the simulated clock, scrolled to the newest message."""
        self._advance_presentation_time()
        seen, newest = (page.id, page.viewer.id), self._initial_target(page.viewer, page.channel_id)
        if self._newest.get(seen) != newest:
            self._newest[seen] = page.target_id = newest
            page.window_end_id = None
        self.locale = self.server.locales.get(page.viewer.id, Locale.ENGLISH).value
        super()._publish(page, **options)
