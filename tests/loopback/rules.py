"""Discord's rules that its OpenAPI document cannot express: sums, uniqueness, patterns, exclusions."""

import re
from collections import Counter
from typing import Any

from tests.loopback.people import Json
from tests.loopback.posts import COMPONENTS_V2, walk

_NAME = re.compile(r"[-_'\w]{1,32}")
_TEXTS = ("name", "description")


def message_breaches(payload: Json, *, already: int = 0) -> list[str]:
    """Return what Discord would refuse in a message; *already* has the flags of an edited message."""
    components = payload.get("components") or []
    parts = list(walk(components))
    modern = (already | (payload.get("flags") or 0)) & COMPONENTS_V2
    breaches = [] if len(payload.get("content") or "") <= 2000 else ["content: longer than 2000"]
    repeated = [key for key, count in Counter(_custom_ids(parts)).items() if count > 1]
    breaches += [f"components: custom_id {key!r} is used more than once" for key in repeated]
    breaches += [f"custom_id {key!r}: longer than 100" for key in _custom_ids(parts) if len(key) > 100]
    if modern:
        breaches += [f"{key}: not allowed beside Components V2" for key in ("content", "embeds", "poll")
                     if payload.get(key)]  # fmt: skip
        if len(parts) > 40:
            breaches.append(f"components: {len(parts)} of at most 40")
        length = sum(len(part.get("content") or "") for part in parts if part["type"] == 10)
        if length > 4000:
            breaches.append(f"components: {length} characters of at most 4000")
    elif any(component.get("type") != 1 for component in components):
        breaches.append("components: only action rows without the Components V2 flag")
    elif len(components) > 5:
        breaches.append("components: more than 5 action rows")
    return breaches + [breach for part in parts for breach in _part_breaches(part)]


def _custom_ids(parts: list[Json]) -> list[str]:
    return [part["custom_id"] for part in parts if part.get("custom_id")]


def _part_breaches(part: Json) -> list[str]:
    """Check a part: a row has five buttons or one select; a button has a link or a custom_id, not both."""
    children = [child.get("type") for child in part.get("components") or []]
    if part["type"] == 1 and len(children) > 1 and any(child != 2 for child in children):
        return ["components: an action row holds five buttons or one select"]
    if part["type"] == 2 and bool(part.get("url")) == bool(part.get("custom_id")) and part.get("style") != 6:
        return ["components: a button has a url or a custom_id"]
    if part["type"] == 2 and not (part.get("label") or part.get("emoji")):
        return ["components: a button has a label or an emoji"]
    return []


def command_breaches(commands: list[Json]) -> list[str]:
    """Return what Discord would refuse in a bulk overwrite of commands."""
    names = Counter((command.get("type", 1), command["name"]) for command in commands)
    breaches = [f"{name}: two commands of one name" for (_, name), count in names.items() if count > 1]
    for command in commands:
        if command.get("type", 1) == 1:
            breaches += _slash_breaches(command, command["name"])
        if (size := _size(command)) > 8000:
            breaches.append(f"{command['name']}: {size} characters of at most 8000")
    return breaches


def _slash_breaches(item: Json, path: str) -> list[str]:
    """Check names, which are lower case and fit Discord's pattern in every language, and the options' order."""
    names = [item["name"], *(item.get("name_localizations") or {}).values()]
    texts = [item.get("description"), *(item.get("description_localizations") or {}).values()]
    bad_names = [name for name in names if not _NAME.fullmatch(name) or name != name.lower()]
    breaches = [f"{path}: {name!r} is no command or option name" for name in bad_names]
    if any(not text or len(text) > 100 for text in texts):
        breaches.append(f"{path}: a description has 1 to 100 characters")
    options = item.get("options") or []
    needed = [bool(option.get("required")) for option in options]
    if needed != sorted(needed, reverse=True):
        breaches.append(f"{path}: required options come first")
    if len({option["name"] for option in options}) != len(options):
        breaches.append(f"{path}: two options of one name")
    for option in options:
        breaches += _slash_breaches(option, f"{path} {option['name']}")
    return breaches


def _size(item: Any) -> int:
    """Return a command's characters, each text in its longest language."""
    total = 0
    for key in _TEXTS:
        texts = [item.get(key) or "", *(item.get(f"{key}_localizations") or {}).values()]
        total += max(map(len, texts))
    total += sum(len(str(choice["name"])) + len(str(choice["value"])) for choice in item.get("choices") or [])
    return total + sum(_size(option) for option in item.get("options") or [])
