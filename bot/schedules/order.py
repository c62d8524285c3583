"""Reads an order of chapters as somebody types it: numbers, ranges of numbers, or titles."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from bot.answers.stop_words import plain_weight
from bot.courses.lookup import ChapterLookup
from bot.courses.model import Course
from bot.courses.numbering import ranges
from bot.ids import ChapterId
from bot.text.languages import ANY_LANGUAGE, alternation
from bot.text.tokens import fold

LONGEST_TYPED = 1000  # characters that are read
LONGEST_RANGE = 100  # how far apart the ends of a range may be
SHORTEST_BEGUN = 3  # words of a title's beginning that are taken for it, though each says little
MOST_PIECES = 4  # into which commas split one title
NUMBERS = re.compile(r"[\d\s,;.#>→\-\u2013]+")
RANGE = re.compile(r"(\d{1,4})-(\d{1,4})")
DASHED = re.compile(r"\d+(?:-\d*)+")
WORD = re.compile(r"[^\W_]+")
BETWEEN_NUMBERS = re.compile(rf"(?<=\d)\s+(?:{alternation(ANY_LANGUAGE.next_in_list)})\s+(?=#?\d)")
BEFORE_NUMBERS = re.compile(rf"\b(?:{alternation(ANY_LANGUAGE.chapters | ANY_LANGUAGE.range_from)})\b\.?\s*(?=#?\d)")
RANGE_TO = re.compile(rf"(?<=\d)\s+(?:{alternation(ANY_LANGUAGE.range_to)})\s+(?=#?\d)")
BESIDE_EVERY = ANY_LANGUAGE.every_chapter | ANY_LANGUAGE.beside_every | ANY_LANGUAGE.chapters


class Order(StrEnum):
    """An order given by the course file: as its chapters are listed, or as it suggests."""

    LISTED = "listed"
    SUGGESTED = "suggested"

    def of(self, course: Course) -> tuple[ChapterId, ...]:
        """Return the chapters of *course* in this order."""
        if self is Order.SUGGESTED:
            return course.suggested
        return course.listed_order


@dataclass(frozen=True, slots=True)
class TypedOrder:
    """The chapters meant, each once, in order; what was typed that means none; and the chapters named twice or more."""

    chapters: tuple[ChapterId, ...]
    unknown: tuple[str, ...]
    duplicates: tuple[ChapterId, ...]

    @property
    def is_usable(self) -> bool:
        """Whether every name means a chapter, and each chapter is named once."""
        return bool(self.chapters) and not self.unknown and not self.duplicates


def written_order(numbers: Sequence[int], limit: int) -> str:
    """Return *numbers* as somebody would type them; runs of three or more as ranges, if there are too many for *limit*.

    `read_order` reads them as the same chapters.
    """
    spelled = ", ".join(map(str, numbers))
    return spelled if len(spelled) <= limit else ", ".join(ranges(numbers))


def read_order(typed: str, lookup: ChapterLookup) -> TypedOrder:
    """Return the chapters that *typed* names, such as "1, 2, 3, 7", "chapters 1-3 and 7" or titles between commas."""
    text = BETWEEN_NUMBERS.sub(", ", typed[:LONGEST_TYPED].strip())
    numbers = BETWEEN_NUMBERS.sub(", ", RANGE_TO.sub("-", _bare(text)))
    pieces = _numbers(numbers) if NUMBERS.fullmatch(numbers) else _titles(text, lookup)
    names = list(chain.from_iterable(map(_expanded, pieces)))
    meant = {name: None if _is_other_than_chapter(name, lookup) else lookup.resolve(name) for name in names}
    counted = Counter(chapter for name in names if (chapter := meant[name]) is not None)
    duplicates = tuple(chapter for chapter, times in counted.items() if times > 1)
    return TypedOrder(tuple(counted), tuple(name for name in meant if meant[name] is None), duplicates)


def read_chapters(typed: str, lookup: ChapterLookup) -> TypedOrder:
    """Return the chapters that *typed* names in any order, as `read_order`, or all of them: "all", "todos"."""
    words = set(WORD.findall(fold(typed[:LONGEST_TYPED])))
    is_all = words & ANY_LANGUAGE.every_chapter and words <= BESIDE_EVERY
    if is_all and not lookup.has_name(typed) and not lookup.is_title(typed):
        return TypedOrder(lookup.course.listed_order, (), ())
    return read_order(typed, lookup)


def _bare(text: str) -> str:
    """Return *text*, folded, without words such as "chapters" and "from" before its numbers."""
    return BEFORE_NUMBERS.sub("", BEFORE_NUMBERS.sub("", fold(text)))


def _is_other_than_chapter(name: str, lookup: ChapterLookup) -> bool:
    """Tell whether *name* is part of a range, such as "1-", or small words, such as "all", within a title."""
    folded = fold(name)
    if DASHED.fullmatch(folded) is not None:
        return True
    words = WORD.findall(folded)
    is_begun_title = len(words) >= SHORTEST_BEGUN and lookup.is_title(name)
    return all(plain_weight(word) < 1 for word in words) and not is_begun_title and not lookup.has_name(name)


def _numbers(text: str) -> list[str]:
    """Split *text* into numbers and ranges, such as "1-3"."""
    text = re.sub(r"\s*[-\u2013]\s*", "-", text.replace("->", " ")).replace("#", " ")
    return [piece for piece in re.split(r"(?:(?<=\d)\.(?!\S))?[\s,;>→]+|(?<=\d)\.$", text) if piece]


def _expanded(piece: str) -> list[str]:
    """Return the numbers of a range, upwards or downwards; anything else, and too long a range, as it is."""
    match = RANGE.fullmatch(RANGE_TO.sub("-", _bare(piece)))
    first, last = (int(match[1]), int(match[2])) if match else (0, 0)
    if match is None or abs(last - first) > LONGEST_RANGE:
        return [piece]
    step = 1 if first <= last else -1
    return [str(number) for number in range(first, last + step, step)]


def _titles(text: str, lookup: ChapterLookup) -> list[str]:
    """Split *text* into titles; one that has commas itself is put together again."""
    pieces = [piece.strip() for piece in re.split(r"[,;\n→]|->", text) if piece.strip()]
    found: list[str] = []
    while pieces:
        sizes = range(min(len(pieces), MOST_PIECES), 1, -1)
        size = next((size for size in sizes if lookup.is_title(", ".join(pieces[:size]))), 1)
        found.append(", ".join(pieces[:size]))
        pieces = pieces[size:]
    return found
