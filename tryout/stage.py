"""The page in the browser: SimCord's preview, in each viewer's language and at peace with moving time."""

import asyncio
from collections.abc import Mapping
from typing import Any

import simcord

from bot.core.locales import Locale
from tryout.languages import localised
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
        self.quiet = asyncio.Lock()
        self._locales = world.locales

    @property
    def is_open(self) -> bool:
        """Whether the page can still be used; its own menu can end it."""
        return self._active

    async def _action(self, context_id: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
        async with self.quiet:
            return await super()._action(context_id, self._brought_up_to_date(context_id, body))

    def _brought_up_to_date(self, context_id: str | None, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Let a click count that was made just before a post appeared, as it does on Discord.

        The preview refuses every action on a page older than the last publication. What the action
        is aimed at is looked up anew in any case.
        """
        page = self._pages.get(context_id or "")
        seen = body.get("published_revision")
        if page is None or not isinstance(seen, int) or seen > page.revision:
            return body
        return {**body, "published_revision": page.revision}

    def _publish(self, page: Any, **options: Any) -> None:
        """Publish a page, its dates and its command picker in the viewer's language."""
        super()._publish(page, **options)
        locale = self._locales.get(page.viewer.id, Locale.ENGLISH)
        page.snapshot["profile"]["locale"] = locale.value
        commands = {
            str(command["id"]): command
            for command in self.env.backend.visible_commands(
                user_id=page.viewer.id, channel_id=page.channel_id
            )
        }
        page.command_catalog["entries"] = [
            localised(entry, commands[entry["commandId"]], locale)
            for entry in page.command_catalog["entries"]
        ]
