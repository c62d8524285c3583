"""Everyday words that mean nearly the same, in English and Portuguese: data/thesaurus.txt, a line for a group."""

from functools import cache
from typing import NamedTuple

from bot.text.data_files import DATA, DataFileError

_NAME = "thesaurus.txt"
_LOCATING = "@"  # begins the line of words by which people ask where something is said


class Synonyms(NamedTuple):
    """Words of both languages that mean nearly the same."""

    en: tuple[str, ...]
    pt: tuple[str, ...]


class Thesaurus(NamedTuple):
    """Groups of synonyms, and the words by which people ask where something is said: "which minute"."""

    groups: tuple[Synonyms, ...]
    locating: frozenset[str]


def parse_thesaurus(text: str, source: str) -> Thesaurus:
    """Return what *text* holds; raise DataFileError, which calls the file *source*, for a line without one "|"."""
    groups: list[Synonyms] = []
    locating: set[str] = set()
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = line.removeprefix(_LOCATING).split("|")
        if len(parts) != len(Synonyms._fields) or not all(map(str.split, parts)):
            problem = f"line {number}: found {line[:60]!r}; expected: English words | Portuguese words"
            raise DataFileError(source, [problem])
        group = Synonyms(*(tuple(part.split()) for part in parts))
        if line.startswith(_LOCATING):
            locating.update(group.en, group.pt)
        else:
            groups.append(group)
    return Thesaurus(tuple(groups), frozenset(locating))


@cache
def everyday_words() -> Thesaurus:
    """Return what data/thesaurus.txt holds; raise DataFileError or OSError if it cannot be read."""
    return parse_thesaurus((DATA / _NAME).read_text("utf-8"), f"data/{_NAME}")
