"""Makes what somebody typed fit to be drawn: on one line, without invisible characters and towers of accents."""

import re
import unicodedata
from dataclasses import dataclass

from bot.text.visible import shortened, strip_invisible

MOST_MARKS = 3  # accents above or below one letter, as Vietnamese, Hebrew and Thai have them
MOST_DRAWN = 200  # characters of a name or title of which as many are drawn as there is room for
_RIGHT_TO_LEFT = {"R", "AL"}
_STRONG = {"L", *_RIGHT_TO_LEFT}


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed, and whether it begins in a script that is written from right to left."""

    text: str
    rtl: bool


def typed(written: str, otherwise: str) -> Typed:
    """Return *written* as it is drawn, or *otherwise* if nothing of it would be seen."""
    shown = plain(written) or otherwise
    first = next((way for way in map(unicodedata.bidirectional, shown) if way in _STRONG), "L")
    return Typed(shown, first in _RIGHT_TO_LEFT)


def plain(written: str, limit: int = MOST_DRAWN) -> str:
    """Return *written* on one line, at most *limit* characters, empty if nothing of it would be seen."""
    line = " ".join(strip_invisible(written).split())
    kept = re.sub(r"\s+", " ", _without_towers(line)).strip()
    seen = any(unicodedata.category(character)[0] not in "MZC" for character in kept)
    return shortened(kept, limit) if seen else ""


def _without_towers(line: str) -> str:
    kept, marks = [], 0
    for character in line:
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)
