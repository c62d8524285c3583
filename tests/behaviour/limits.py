"""Discord's limits for a message made of components, which SimCord does not enforce."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

MOST_COMPONENTS = 40
MOST_CHARACTERS = 4000
MOST_BUTTONS = 5
LONGEST_LABEL = 80
LONGEST_ID = 100
TEXT = 10

Component = Mapping[str, Any]


def nested(components: Sequence[Component]) -> Iterator[Component]:
    """Yield *components* with everything inside them."""
    for component in components:
        yield component
        yield from nested(component.get("components", ()))
        if component.get("accessory"):
            yield component["accessory"]


def broken_limits(components: Sequence[Component]) -> list[str]:
    """Return what Discord would refuse about a message made of *components*."""
    parts = list(nested(components))
    texts = [part["content"] for part in parts if part["type"] == TEXT]
    ids = [part["custom_id"] for part in parts if part.get("custom_id")]
    numbers = [part["id"] for part in parts if part.get("id")]
    rules = {
        f"{len(parts)} components": len(parts) > MOST_COMPONENTS,
        f"{sum(map(len, texts))} characters": sum(map(len, texts)) > MOST_CHARACTERS,
        "an empty text": not all(text.strip() for text in texts),
        "a custom_id twice": len(ids) != len(set(ids)),
        "an id twice": len(numbers) != len(set(numbers)),
        "a custom_id too long": any(len(custom_id) > LONGEST_ID for custom_id in ids),
    }
    return [rule for rule, broken in rules.items() if broken] + [
        problem for part in parts for problem in _broken_by(part)
    ]


def _broken_by(part: Component) -> Iterator[str]:
    inner = part.get("components", ())
    match part["type"]:
        case 1 if not 1 <= len(inner) <= MOST_BUTTONS:
            yield f"a row of {len(inner)}"
        case 2 if not 1 <= len(part.get("label") or "") <= LONGEST_LABEL:
            yield f"a label of {len(part.get('label') or '')}"
        case 2 if bool(part.get("url")) is bool(part.get("custom_id")):
            yield "a button that is neither a link nor an action"
        case 9 if not 1 <= len(inner) <= 3:
            yield f"a section of {len(inner)}"
        case 17 if not inner:
            yield "an empty container"
