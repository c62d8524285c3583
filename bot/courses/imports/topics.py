"""Names with their acronyms, as texts introduce them: "multilayer perceptron (MLP)"."""

import re
from collections.abc import Iterable

from bot.courses.imports.cleaning import LONGEST_NAME, clean_line, shorten
from bot.text.languages import ANY_LANGUAGE
from bot.text.tokens import fold

MOST_TOPICS = 30  # of a lesson
MOST_NAMES = 8  # of a topic
LONGEST_ACRONYM = 8  # letters
_MORE_WORDS = 5  # that a name may have than its acronym has letters
_ACRONYM = rf"(?P<short>[A-Z][A-Za-z0-9-]{{1,{LONGEST_ACRONYM - 1}}})"
_behind = re.compile(rf"(?P<long>[^\W\d_][^()\n.;:!?]{{2,120}}?)\s*\({_ACRONYM}\)")
_before = re.compile(rf"\b{_ACRONYM}\s*\((?P<long>[^\W\d_][^()\n]{{2,120}})\)")
_in_brackets = re.compile(r"\s*\(([^()]{1,80})\)\s*$")
_idle = ANY_LANGUAGE.stop_words.in_names | ANY_LANGUAGE.stop_words.empty
_FEWEST_CAPITALS = 2


def introduced(text: str) -> tuple[tuple[str, str], ...]:
    """Return each name that *text* gives with its acronym, with that acronym, once."""
    found: dict[str, tuple[str, str]] = {}
    for pattern in (_behind, _before):
        for match in pattern.finditer(text):
            name = _name(match["long"], match["short"]) if _is_acronym(match["short"]) else None
            if name is not None:
                found.setdefault(match["short"], (name, match["short"]))
    return tuple(found.values())


def listed(written: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Return topics as somebody lists them, each with what stands in brackets behind it as another name."""
    found: dict[str, tuple[str, ...]] = {}
    for text in written:
        name = clean_line(text)
        brackets = _in_brackets.search(name)
        names = (name[: brackets.start()], brackets[1]) if brackets and brackets.start() else (name,)
        if name:
            found.setdefault(fold(name), tuple(shorten(each, LONGEST_NAME) for each in names))
    return tuple(found.values())


def joined(*topics: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return *topics* with those that share a name as one, at most 30."""
    known: dict[str, int] = {}
    merged: list[tuple[str, ...]] = []
    for names in topics:
        place = next((known[fold(name)] for name in names if fold(name) in known), len(merged))
        before = merged.pop(place) if place < len(merged) else ()
        together = tuple({fold(name): name for name in (*before, *names)}.values())[:MOST_NAMES]
        merged.insert(place, together)
        known |= {fold(name): place for name in together}
    return tuple(merged[:MOST_TOPICS])


def _is_acronym(short: str) -> bool:
    return sum(letter.isupper() for letter in short) >= _FEWEST_CAPITALS


def _name(before: str, short: str) -> str | None:
    """Return the last words of *before* whose letters are those of *short* in order, its first one a word's first."""
    letters = fold(re.sub(r"[^A-Za-z0-9]", "", short.removesuffix("s")))
    text = clean_line(before)
    tail = text.split(" ")[-min(len(letters) + _MORE_WORDS, 2 * len(letters)) :]
    words = " ".join(tail)
    place = _start(fold(words), letters)
    if place is None or len(fold(words)) != len(words):
        return None
    name = words[place:]
    too_little = len(name) <= len(short) or fold(name.split(" ")[0]) in _idle
    return None if too_little or len(name) > LONGEST_NAME else name


def _start(words: str, letters: str) -> int | None:
    """Return where in *words* a name begins that has *letters* in order, sought from the end."""
    place = len(words)
    for rest in range(len(letters) - 1, -1, -1):
        place = words.rfind(letters[rest], 0, place)
        while place > 0 and rest == 0 and words[place - 1].isalnum():
            place = words.rfind(letters[rest], 0, place)
        if place < 0:
            return None
    return place
