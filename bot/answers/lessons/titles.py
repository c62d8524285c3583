"""The numbering in titles of lessons ("Lecture 4:", "Week 3", "Aula 07 -"), told from what they are about."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.ids import ChapterId
from bot.text.languages import ANY_LANGUAGE, invert
from bot.text.tokens import Token, fold, tokens

_units = ANY_LANGUAGE.chapters | ANY_LANGUAGE.numbered
_numbers = invert(ANY_LANGUAGE.numbers)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
_MOST_DIGITS = 4
_leading = re.compile(r"^\s*[(\[]?\s*#?\d{1,3}(?:\.\d{1,2})*\s*[)\].:|\u2013\u2014-]\s*(?=\S)")
_hash = re.compile(r"#\s*\d+")
_splitting = re.compile(r"[,/:;|+&()\[\]?!]|\s[\u2013\u2014-]+\s|\.\s|\s(?:and|e|with|com|vs|versus)\s", re.IGNORECASE)


class Numbered(NamedTuple):
    """A number that a title or question gives a lesson: the word beside it ("week"), and where both stand."""

    unit: str
    number: int
    start: int
    end: int


def numbered(text: str, read: Sequence[Token]) -> Iterator[Numbered]:
    """Yield the numbers in *text*, whose words are *read*, that stand beside a word such as "lecture"."""
    for place, token in enumerate(read[:-1]):
        number = _number(read[place + 1].word)
        gap = text[token.end : read[place + 1].start]
        if token.word in _units and number is not None and not gap.strip(" #.\u00ba\u00b0-"):
            yield Numbered(_singular(token.word), number, token.start, read[place + 1].end)


def _number(word: str) -> int | None:
    """Return the number that *word* is, in digits, in words or in Roman figures; None if it is none."""
    if word.isdecimal() and len(word) <= _MOST_DIGITS:
        return int(word)
    return _numbers.get(word) or _ROMAN.get(word)


def _singular(unit: str) -> str:
    return unit[:-1] if unit.endswith("s") and unit[:-1] in _units else unit


@lru_cache(maxsize=512)  # of each title asked for six times while a course is read
def subject(title: str) -> str:
    """Return *title* without its numbering; *title* itself if that is all it has."""
    bare = _leading.sub("", title)
    for found in reversed(list(numbered(bare, tokens(bare)))):
        bare = f"{bare[: found.start]} , {bare[found.end :]}"
    bare = _hash.sub(" , ", bare)
    return bare if any(not token.word.isdecimal() for token in tokens(bare)) else title


def phrases(title: str) -> list[str]:
    """Return the parts of *title*, without its numbering, between commas, colons, "and" and such."""
    return [part.strip() for part in _splitting.split(subject(title)) if part and part.strip()]


def same(text: str) -> str:
    """Return *text* as titles are compared with questions: its folded words, or itself if it has none."""
    return " ".join(token.word for token in tokens(text)) or fold(text).strip()


def by_number(titles: Iterable[tuple[ChapterId, str]]) -> Mapping[tuple[str, int], Sequence[ChapterId]]:
    """Return, of lessons and their *titles*, which have a number beside which word."""
    found: dict[tuple[str, int], list[ChapterId]] = defaultdict(list)
    for lesson, title in titles:
        for each in numbered(title, tokens(title)):
            if lesson not in found[each.unit, each.number]:
                found[each.unit, each.number].append(lesson)
    return dict(found)
