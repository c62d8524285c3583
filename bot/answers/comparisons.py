"""Tells which of the names in a text are only what something else is compared with: "why LSTMs rather than RNNs"."""

from collections.abc import Iterator, Sequence

from bot.answers.names import Match
from bot.text.languages import ANY_LANGUAGE
from bot.text.tokens import Token

_other_sides = tuple(tuple(phrase.split()) for phrase in sorted(ANY_LANGUAGE.other_side))
_sides_if = ANY_LANGUAGE.other_side_if
_MOST_BEFORE_SIDE, _MOST_BEHIND_SIDE = 5, 4  # words around "over" among which one must show that it compares
_MOST_BEFORE_NAME = 2  # words between "than" and the name of what is only compared with: "than a plain LSTM"


def compared_from(spoken: Sequence[Token]) -> list[int]:
    """Return where, in characters, those words of *spoken* begin that stand behind words such as "than"."""
    return [spoken[end].start for end in _ends_of_comparison([token.word for token in spoken]) if end < len(spoken)]


def set_aside(
    matches: Sequence[Match], words: Sequence[Token], spoken: Sequence[Token], behind: Sequence[int]
) -> tuple[Match, ...]:
    """Return *matches* in *words*, marked if they follow on a place of *behind*, which `compared_from` returned."""
    if not behind:
        return tuple(matches)
    near = {token.start: place for place, token in enumerate(spoken)}

    def is_aside(match: Match) -> bool:
        first = near[words[match.places[0]].start]
        return any(0 <= first - near[start] <= _MOST_BEFORE_NAME for start in behind)

    return tuple([match._replace(aside=is_aside(match)) for match in matches])


def _ends_of_comparison(said: Sequence[str]) -> Iterator[int]:
    """Yield the places in *said* right behind words such as "instead of", or "que" near a comparative."""
    for place in range(len(said)):
        for phrase in _other_sides:
            if tuple(said[place : place + len(phrase)]) == phrase:
                yield place + len(phrase)
        near = said[max(place - _MOST_BEFORE_SIDE, 0) : place + _MOST_BEHIND_SIDE]
        if not _sides_if.get(said[place], frozenset()).isdisjoint(near):
            yield place + 1
