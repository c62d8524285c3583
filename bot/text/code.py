"""Tells code, error messages and the like from the prose around them, by their shape and in any language."""

import re
from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import NamedTuple

from bot.text.code_lines import code_lines, fences, quoted_code
from bot.text.code_messages import error_messages, tracebacks
from bot.text.code_shapes import CODE, Found, Kind
from bot.text.code_words import (
    calls,
    commands,
    dotted_names,
    identifiers,
    numbers,
    paths,
    settings,
    statements,
    versions,
)
from bot.text.tokens import MARKUP

_Rule = Callable[[str], Iterator[Found]]
# In the order in which they are tried: what is long and sure before what is short.
_RULES: tuple[_Rule, ...] = (
    fences,
    quoted_code,
    tracebacks,
    error_messages,
    code_lines,
    commands,
    calls,
    paths,
    dotted_names,
    versions,
    settings,
    identifiers,
    numbers,
    statements,
)
SEPARATOR = CODE  # what stands in the prose for a piece of code
_MOST_ROUNDS = 4  # times that the rules are tried, as what one finds can be a sign for another
# Kinds that also stand in plain questions: "a 28x28 image", "data.csv", "since 2.0.1".
_ALSO_IN_PROSE = frozenset([Kind.NUMBERS, Kind.PATH, Kind.VERSION])
_NAMED = frozenset([Kind.INLINE, Kind.BLOCK, Kind.LINE, Kind.IDENTIFIER])
_part = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+")
_joined = re.compile(r"multi(?=head|layer|class|label|modal)")
_SHORTEST_HINT = 3  # letters


class CodeSpan(NamedTuple):
    """A piece of code: its text, its kind, and where it starts and ends in the message, in characters."""

    text: str
    kind: Kind
    start: int
    end: int


class Split(NamedTuple):
    """A message's prose, with an ellipsis for each piece of code, and these pieces in order."""

    prose: str
    spans: tuple[CodeSpan, ...]

    @property
    def is_code_like(self) -> bool:
        """Whether the message has code, beyond numbers, versions and files, which plain questions name as well."""
        return any(span.kind not in _ALSO_IN_PROSE for span in self.spans)

    @property
    def hints(self) -> tuple[str, ...]:
        """The words inside the names in the code, of three letters or more, each once: weak hints at a subject."""
        found = [word for span in self.spans if span.kind in _NAMED for word in identifier_words(span.text)]
        return tuple(dict.fromkeys(word for word in found if len(word) >= _SHORTEST_HINT))


def split_code(text: str) -> Split:
    """Return the prose and the code of *text*; without code its prose is *text* itself."""
    # Links and mentions are no code, whatever is in them.
    masked, found = MARKUP.sub(lambda link: " " * len(link.group()), text), dict[int, Found]()
    before, rounds = "", 0
    while masked != before and rounds < _MOST_ROUNDS:
        before, rounds = masked, rounds + 1
        for rule in _RULES:
            masked = _mask(masked, rule(masked), found)
    spans = tuple(CodeSpan(text[start:end], kind, start, end) for start, end, kind in _outermost(found))
    return Split(_prose(text, spans), spans)


def identifier_words(code: str) -> list[str]:
    """Return the plain words inside the names in *code*, "MultiheadAttention" being multi head attention."""
    return [word for part in _part.findall(code) for word in _joined.sub("multi ", part.lower()).split()]


def _mask(text: str, new: Iterator[Found], found: dict[int, Found]) -> str:
    """Return *text* with an ellipsis for each character of the *new* code, which is added to what was *found*."""
    letters: list[str] | None = None
    for code in new:
        letters = letters or list(text)
        letters[code.start : code.end] = CODE * (code.end - code.start)
        found[code.start] = max(found.get(code.start, code), code, key=attrgetter("end"))
    return "".join(letters) if letters else text


def _outermost(found: dict[int, Found]) -> Iterator[Found]:
    """Yield in order what is not inside another."""
    end = 0
    for start in sorted(found):
        if start >= end:
            yield found[start]
            end = found[start].end


def _prose(text: str, spans: tuple[CodeSpan, ...]) -> str:
    if not spans:
        return text
    starts = [0, *(span.end for span in spans)]
    ends = [*(span.start for span in spans), len(text)]
    return SEPARATOR.join(text[start:end] for start, end in zip(starts, ends, strict=True))
