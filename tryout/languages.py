"""Whom the simulated Discord speaks to in which language: SimCord itself knows only en-US."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import simcord

from bot.text.locales import Locale


@contextmanager
def spoken(env: simcord.Env, locales: Mapping[int, Locale]) -> Iterator[None]:
    """Let every interaction carry the language of the person who acts, autocomplete included."""
    subscribers = env.backend.subscribers

    def translate(event: str, payload: Any) -> None:
        if event != "INTERACTION_CREATE":
            return
        person = payload.get("user") or payload["member"]["user"]
        payload["locale"] = locales.get(int(person["id"]), Locale.ENGLISH).value
        if "guild_id" in payload:
            payload["guild_locale"] = env.backend.get_guild(int(payload["guild_id"])).preferred_locale

    # First in line: the bot's own feed is added when it logs in, and must see the payload changed.
    subscribers.insert(0, translate)
    try:
        yield
    finally:
        subscribers.remove(translate)
