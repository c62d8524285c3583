"""Gives each person in SimCord a language of their own, as Discord does; SimCord itself knows only en-US."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from typing import Any

import simcord

from bot.text.locales import Locale

Spec = dict[str, Any]  # a command, option or choice as it was registered with Discord


def localized(spec: Spec, locale: Locale) -> Spec:
    """Return *spec* with names and descriptions in *locale*, as Discord shows them, or in English for want of them."""
    shown = dict(spec)
    for field in ("name", "description"):
        if wording := (spec.get(f"{field}_localizations") or {}).get(locale.value):
            shown[field] = wording
    for parts in ("options", "choices"):
        if parts in spec:
            shown[parts] = [localized(part, locale) for part in spec[parts]]
    return shown


def registered(invoked: Spec, spec: Spec, locale: Locale) -> Spec:
    """Return *invoked*, a command or option with names in *locale*, with the names that *spec* registered."""
    named = {option["name"]: option for option in spec.get("options") or ()}
    named |= {localized(option, locale)["name"]: option for option in named.values()}
    options = [registered(option, named[option["name"]], locale) for option in invoked.get("options") or ()]
    return {**invoked, "name": spec["name"], **({"options": options} if options else {})}


def localize_commands(env: simcord.Env, locales: Mapping[int, Locale]) -> None:
    """Let *env* show commands in each person's language; *locales* are by user id, English for others."""
    visible_commands = env.backend.visible_commands

    def shown_commands(*, user_id: int, **where: Any) -> list[Spec]:
        locale = locales.get(user_id, Locale.ENGLISH)
        return [localized(command, locale) for command in visible_commands(user_id=user_id, **where)]

    env.backend.visible_commands = shown_commands  # type: ignore[method-assign]


@contextmanager
def localize_interactions(env: simcord.Env, locales: Mapping[int, Locale]) -> Iterator[None]:
    """Let each interaction in *env* carry the user's locale, the guild's, and the command's registered names."""
    backend = env.backend

    def translate(event: str, payload: Any) -> None:
        if event != "INTERACTION_CREATE":
            return
        person = int((payload.get("user") or payload["member"]["user"])["id"])
        locale = locales.get(person, Locale.ENGLISH)
        payload["locale"] = locale.value
        if "guild_id" in payload:
            payload["guild_locale"] = backend.get_guild(int(payload["guild_id"])).preferred_locale
        for command in chain.from_iterable(scope.values() for scope in backend.commands.values()):
            if command["id"] == payload["data"].get("id"):
                payload["data"] = registered(payload["data"], command, locale)
                backend.interactions[int(payload["id"])].command_name = command["name"]

    # First, so that the bot, which subscribes when it logs in, gets the changed payload.
    backend.subscribers.insert(0, translate)
    try:
        yield
    finally:
        backend.subscribers.remove(translate)
