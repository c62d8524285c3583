"""Whom the simulated Discord speaks to in which language: SimCord itself knows only en-US."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import simcord

from bot.core.locales import Locale


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


def localised(entry: dict[str, Any], command: Mapping[str, Any], locale: Locale) -> dict[str, Any]:
    """Return a picker's *entry* for one (sub)command with the names that Discord shows in *locale*."""
    parts, leaf = [command], command
    for name in entry["path"][1:]:
        leaf = next(option for option in leaf["options"] if option["name"] == name)
        parts.append(leaf)
    specs = {option["name"]: option for option in leaf.get("options") or ()}
    return {
        **entry,
        "invocation": " ".join(_word(part, "name", locale) for part in parts),
        "description": _word(leaf, "description", locale),
        "options": [_localised_option(option, specs[option["name"]], locale) for option in entry["options"]],
    }


def _localised_option(option: dict[str, Any], spec: Mapping[str, Any], locale: Locale) -> dict[str, Any]:
    names = {choice["value"]: _word(choice, "name", locale) for choice in spec.get("choices") or ()}
    return {
        **option,
        "description": _word(spec, "description", locale),
        "choices": [{**choice, "name": names[choice["value"]]} for choice in option["choices"]],
    }


def _word(spec: Mapping[str, Any], field: str, locale: Locale) -> str:
    """Read a command's name or description in a language, falling back as Discord does."""
    return str((spec.get(f"{field}_localizations") or {}).get(locale.value) or spec[field])
