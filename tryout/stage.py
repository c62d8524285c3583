"""The page in the browser: SimCord's preview, in each viewer's language and at peace with moving time."""

import asyncio
from collections.abc import Mapping
from typing import Any

import simcord

from bot.text.locales import Locale
from tryout.darkroom import Darkroom
from tryout.picker import Picker
from tryout.pictures import Asset
from tryout.world import World

WIDTH, HEIGHT = 1100, 800


class Stage(simcord.Preview):
    """A preview of one channel that speaks the viewer's language.

    SimCord refuses whatever overlaps: a click that arrives while time advances would fail in the
    page. `quiet` is held by one of them at a time, so that the other waits its turn.
    """

    def __init__(
        self, env: simcord.Env, world: World, *, assets: Mapping[str, Asset], port: int, timezone: str
    ) -> None:
        super().__init__(
            env,
            world.channel,
            world.viewers,
            layout="channel",
            display="responsive",
            width=WIDTH,
            height=HEIGHT,
            locale=Locale.ENGLISH.value,
            timezone=timezone,
            presentation_time=None,
            assets={**assets, **world.faces},
            port=port,
        )
        self._media_worker = Darkroom(picture for _, picture in (*assets.values(), *world.faces.values()))
        self.quiet = asyncio.Lock()
        self._locales = world.locales
        self._newest: dict[tuple[str, int], int | None] = {}

    @property
    def is_open(self) -> bool:
        """Whether the page can still be used; its own menu can end it."""
        return self._active

    async def _action(self, context_id: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
        async with self.quiet:
            page = self._pages.get(context_id or "")
            if page is None:
                return await super()._action(context_id, body)
            picker = self._picker(page)
            heard = picker.heard(_brought_up_to_date(body, page.revision))
            return picker.receipt(await super()._action(context_id, heard), body)

    def _publish(self, page: Any, **options: Any) -> None:
        """Publish a page, its dates and its command picker in the viewer's language."""
        self._follow(page)
        super()._publish(page, **options)
        picker = self._picker(page)
        page.snapshot["profile"]["locale"] = self._locale(page).value
        page.command_catalog["entries"] = [picker.entry(entry) for entry in page.command_catalog["entries"]]

    def _follow(self, page: Any) -> None:
        """Let the page scroll to what the bot has just written, as Discord does; the preview stays put."""
        seen, newest = (page.id, page.viewer.id), self._initial_target(page.viewer, page.channel_id)
        if self._newest.get(seen) != newest:
            self._newest[seen] = page.target_id = newest
            page.window_end_id = None

    def _page_payload(self, page: Any) -> dict[str, Any]:
        payload = super()._page_payload(page)
        return {**payload, "candidates": self._picker(page).candidates(payload["candidates"])}

    def _locale(self, page: Any) -> Locale:
        return self._locales.get(page.viewer.id, Locale.ENGLISH)

    def _picker(self, page: Any) -> Picker:
        return Picker(
            self.env.backend.visible_commands(user_id=page.viewer.id, channel_id=page.channel_id), self._locale(page)
        )


def _brought_up_to_date(body: Mapping[str, Any], revision: int) -> Mapping[str, Any]:
    """Let a click count that was made just before a post appeared, as it does on Discord.

    The preview refuses every action on a page older than its last publication. What the action is
    aimed at is looked up anew in any case.
    """
    seen = body.get("published_revision")
    return {**body, "published_revision": revision} if isinstance(seen, int) and seen < revision else body
