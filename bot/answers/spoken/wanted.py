"""What a question asks for, as it may be said: in its own words, in other ones, and in the other language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answers.names import Entry, Match, split_parentheses
from bot.answers.parsed import ParsedQuery
from bot.answers.spoken.index import SpokenIndex, Terms, terms_of
from bot.answers.spoken.numbers import with_digits
from bot.answers.spoken.synonyms import WaysToSay, plain_terms, ways_among
from bot.answers.stop_words import EMPTY, VAGUE, plain_weight
from bot.text.locales import Locale
from bot.text.thesaurus import Synonyms, Thesaurus
from bot.text.tokens import normalise, term, tokens, words

# How much counts what is said instead of the word itself, 0 to 1.
_OTHER_NAME = 0.75  # the concept's name in the other language
_WIDER_NAME = 0.85  # its name, where a form of it is asked for
_FORM = 0.85  # a form of it, where its name is asked for
_OTHER_FORM = 0.85  # likewise, where another form is
_COMMON_WORD = 0.45  # 0 to 1: the weight of a common word, such as "network", beside another
_MOST_DIGITS_COMMON = 1  # a number of so many digits is common


@dataclass(frozen=True, slots=True)
class Unit:
    """A word or a name that is asked for: the terms by which it may be said, and how much each of these counts.

    Attributes:
        weight: How much it says about the question's subject; for a name, the sum of its words'.
        ways: By terms that are said together, 0 to 1.
        is_whole: Whether all terms of a way must be said: those of a name that the course does not cover.
    """

    weight: float
    ways: dict[Terms, float]
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question asks for.

    Attributes:
        units: The words and names.
        terms: All of its terms in order, small words too, to find quotes.
        asks_where: Whether it asks where something is said: "which minute".
    """

    units: tuple[Unit, ...]
    terms: Terms
    asks_where: bool


class WantedReader:
    """Reads what questions ask for; *kin* are groups of synonyms, and so are those of *everyday*."""

    def __init__(self, kin: Sequence[Sequence[str]], everyday: Thesaurus) -> None:
        self._kin = WaysToSay(Synonyms(tuple(group), ()) for group in kin)
        self._locating = everyday.locating
        self._everyday = ways_among(everyday)

    def _other_ways(self, stem: str) -> dict[Terms, float]:
        """Return how else the term *stem* may be said, and how much each way counts."""
        found = dict(self._kin.of(stem))
        for way, share in self._everyday.of(stem).items():
            found[way] = max(share, found.get(way, 0.0))
        return found

    def read(self, question: str, query: ParsedQuery, index: SpokenIndex) -> Wanted:
        """Return what *question*, parsed as *query*, asks for; a word that is never said in *index* as corrected."""
        text = normalise(question)
        found: dict[str, Unit] = {}
        for stem, word in _content(text, query, index):
            weight = _weight(word)
            if weight and stem not in found and word not in self._locating:
                found[stem] = Unit(weight, {(stem,): 1.0} | self._other_ways(stem))
        for match in query.matches:
            if not match.entry.off_topic:
                _merge_name(found, match, tuple(query.words[place].term for place in match.places))
        asks_where = not self._locating.isdisjoint(words(text))
        return Wanted(tuple(found.values()), terms_of(text, *Locale), asks_where)


def _weight(word: str) -> float:
    if word in EMPTY:
        return 0.0
    if word.isdecimal():
        return _COMMON_WORD if len(word) <= _MOST_DIGITS_COMMON else 1.0
    if word in VAGUE:
        return plain_weight(word)
    return 1.0 if plain_weight(word) == 1.0 else _COMMON_WORD


def _content(text: str, query: ParsedQuery, index: SpokenIndex) -> Iterator[tuple[str, str]]:
    """Yield the term and the word of each word of *text*, numbers in digits."""
    corrected = {token.start: token for token in query.words}
    given: dict[str, int] = {}
    for token in tokens(text):
        given.setdefault(token.word, token.start)
    for word in words(with_digits(text, *Locale)):
        better = corrected.get(given.get(word, -1))
        if better and index.where(better.term) and not index.where(term(word)):
            yield better.term, better.word
        else:
            yield term(word), word


def _merge_name(found: dict[str, Unit], match: Match, named: Terms) -> None:
    """Put the name *match* in place of the units of its terms *named*, or its other names beside its only one."""
    asked = [stem for stem in dict.fromkeys(named) if stem in found]
    if not asked:
        return
    others = _other_names(match.entry, named)
    if len(named) == 1:
        own = found[named[0]]
        found[named[0]] = Unit(own.weight, own.ways | others | {named: 1.0})
    else:
        weight = sum([found.pop(stem).weight for stem in asked])
        found[" ".join(named)] = Unit(weight, {named: 1.0} | others | {named: 1.0}, is_whole=not match.entry.covered)


def _other_names(entry: Entry, named: Terms) -> dict[Terms, float]:
    """Return the other names of *entry*, which a question has *named*, with how much each counts.

    The glossary's forms are often narrower or wider than the concept's own name, and those of what the course leaves
    out may be anything near it.
    """
    if entry.concept is None or entry.concept.family:
        return {}
    labels = dict.fromkeys(plain_terms(part) for label in entry.concept.name.all() for part in split_parentheses(label))
    forms = [name.terms for name in entry.names if name.terms] if entry.covered else []
    is_label = named in labels
    share = _OTHER_NAME if is_label else _WIDER_NAME
    usual = labels if is_label or entry.covered else {}
    return dict.fromkeys(forms, _FORM if is_label else _OTHER_FORM) | dict.fromkeys(usual, share)
