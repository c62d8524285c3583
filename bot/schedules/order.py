"""An order of chapters as somebody types it: numbers, spans of numbers or titles, one after the other."""

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from bot.courses.lookup import ChapterLookup
from bot.courses.model import Course
from bot.ids import ChapterNumber
from bot.text.languages import ANY_LANGUAGE, alternation
from bot.text.tokens import fold

LONGEST_TYPED = 1000
LONGEST_SPAN = 100
MOST_PIECES = 4  # a title may have three commas at most
NUMBERS = re.compile(r"[\d\s,;.#>→\-\u2013]+")
SPAN = re.compile(r"(\d{1,4})-(\d{1,4})")
DASHED = re.compile(r"\d+(?:-\d*)+")
BETWEEN_NUMBERS = re.compile(rf"(?<=\d)\s+(?:{alternation(ANY_LANGUAGE.next_in_list)})\s+(?=#?\d)")
BEFORE_NUMBERS = re.compile(rf"\b(?:{alternation(ANY_LANGUAGE.chapters)})\b\.?\s*(?=#?\d)")


class Order(StrEnum):
    """An order of the course file: as listed, or as suggested."""

    LISTED = "listed"
    SUGGESTED = "suggested"

    def of(self, course: Course) -> tuple[ChapterNumber, ...]:
        """Return the chapters of *course* in this order."""
        if self is Order.SUGGESTED:
            return tuple(ChapterNumber(number) for number in course.suggested_order)
        return tuple(chapter.key for chapter in course.chapters)


@dataclass(frozen=True, slots=True)
class TypedOrder:
    """The chapters that were meant; what was typed that names none; and the chapters that were named twice."""

    chapters: tuple[ChapterNumber, ...]
    unknown: tuple[str, ...]
    duplicates: tuple[ChapterNumber, ...]

    @property
    def is_usable(self) -> bool:
        """Whether every name means a chapter, and each chapter is named once."""
        return bool(self.chapters) and not self.unknown and not self.duplicates


def read_order(typed: str, lookup: ChapterLookup) -> TypedOrder:
    """Return the chapters that *typed* names: "1, 2, 3, 7", "chapters 1-3 and 7" or titles with commas."""
    text = BETWEEN_NUMBERS.sub(", ", typed[:LONGEST_TYPED].strip())
    numbers = BETWEEN_NUMBERS.sub(", ", BEFORE_NUMBERS.sub("", fold(text)))
    pieces = _numbers(numbers) if NUMBERS.fullmatch(numbers) else _titles(text, lookup)
    names = list(chain.from_iterable(map(_span, pieces)))
    meant = {name: None if DASHED.fullmatch(name) else lookup.resolve(name) for name in names}
    counted = Counter(chapter for name in names if (chapter := meant[name]) is not None)
    duplicates = tuple(chapter for chapter, times in counted.items() if times > 1)
    return TypedOrder(tuple(counted), tuple(name for name in meant if meant[name] is None), duplicates)


def _numbers(text: str) -> list[str]:
    """Return the numbers of *text*, and the spans of numbers."""
    text = re.sub(r"\s*[-\u2013]\s*", "-", text.replace("->", " ")).replace("#", " ")
    return [piece for piece in re.split(r"[\s,;.>→]+", text) if piece]


def _span(piece: str) -> list[str]:
    """Return the numbers of a span one by one; anything else as it is."""
    match = SPAN.fullmatch(piece)
    first, last = (int(match[1]), int(match[2])) if match else (0, 0)
    if match is None or abs(last - first) > LONGEST_SPAN:
        return [piece]
    step = 1 if first <= last else -1
    return [str(number) for number in range(first, last + step, step)]


def _titles(text: str, lookup: ChapterLookup) -> list[str]:
    """Return the names in *text*; a title that has commas itself is put together again."""
    pieces = [piece.strip() for piece in re.split(r"[,;\n→]|->", text) if piece.strip()]
    found: list[str] = []
    while pieces:
        sizes = range(min(len(pieces), MOST_PIECES), 1, -1)
        size = next((size for size in sizes if lookup.is_title(", ".join(pieces[:size]))), 1)
        found.append(", ".join(pieces[:size]))
        pieces = pieces[size:]
    return found
