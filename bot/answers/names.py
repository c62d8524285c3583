"""Names of concepts and topics, and finding them in a text: inflected, reordered, written as one word or as several.

A term is the stem of a word (`bot.text.tokens.term`); a place is a token's position in the text, counted from 0.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain, takewhile
from operator import eq
from typing import NamedTuple, Protocol, Self

from bot.answers.stop_words import IN_NAMES, plain_weight, says_little
from bot.courses.glossary import Concept, Coverage, Glossary, Treatment
from bot.courses.model import Chapter, Course
from bot.ids import ChapterId
from bot.text.locales import CourseText
from bot.text.tokens import Token, stems, term, words

# Strength: how well a chapter answers a question about a concept, 0 to 1.
STRENGTH = {Treatment.TAUGHT: 1.0, Treatment.USED: 0.5, Treatment.MENTIONED: 0.27}
_LATER_CHAPTER = 0.85  # 0 to 1: the highest strength of a concept's next chapter, as a share of the one before
_KEYWORD_STRENGTH = 0.6  # 0 to 1: of a chapter for a keyword that the listing gives it
_MOST_CHAPTERS_NAMED = 100  # of a longer course, topics, keywords and titles are not indexed as names, for speed
_LONGEST_COMPOUND = 3  # words that may be written as one: "back propagation"
_MOST_BETWEEN = 1  # words that may stand between those of a name
_GERUND = "ing"
_PLURALS = frozenset(["", "es", "s"])  # names of products and such have no other: "Scala" is not "scale"
_ENDINGS = frozenset(["", "a", "as", "d", "e", "ed", "es", "ies", "ing", "o", "os", "s", "y"])
_parenthesis = re.compile(r"\s*\(([^)]*)\)")
Terms = tuple[str, ...]
Places = tuple[int, ...]


class Name(NamedTuple):
    """A name as written, its folded words, its core (the words by which it is found), and the core's terms in order."""

    text: str
    words: list[str]
    core: list[str]
    terms: Terms

    @property
    def key(self) -> Terms:
        """The core's terms sorted, so that names that differ only in the order of words have the same key."""
        return tuple(sorted(self.terms))

    @property
    def has_full_weight(self) -> bool:
        """Whether every word of the core has the weight 1: a meaning of its own."""
        return all(plain_weight(word) == 1.0 for word in self.core)

    @property
    def findable(self) -> bool:
        """Whether texts are searched for the core; not if it is one common word, all that is left of a longer name."""
        if len(self.core) == 1:
            # a single letter is no name: "q" is chat Portuguese for "que"
            return len(self.core[0]) > 1 and (len(self.words) == 1 or self.has_full_weight)
        return bool(self.core)


Numbered = tuple[int, Name]  # a name, after the number of its entry


def parse_name(text: str) -> Name:
    """Return *text* as a name, whose core has none of the words of `IN_NAMES`, and no stop words at its start."""
    spelled = words(text)
    core = [word for word in spelled if word not in IN_NAMES]
    if core and says_little(core[0]):
        first = next((place for place, word in enumerate(core) if not says_little(word)), 0)
        if len(core) - first > 1:
            core = core[first:]
    return Name(text, spelled, core, tuple([term(word) for word in core]))


def split_parentheses(name: str) -> tuple[str, ...]:
    """Return *name* without its parentheses, and the text in each, as names of their own."""
    parts = (_parenthesis.sub("", name).strip(), *_parenthesis.findall(name)) if "(" in name else (name,)
    return tuple(filter(None, parts))


class Covered(NamedTuple):
    """A chapter that deals with a concept: how, how strongly that makes it an answer (0 to 1), and at which second."""

    chapter: ChapterId
    treatment: Treatment
    strength: float
    at_s: int | None = None


@dataclass(frozen=True, eq=False)
class Entry:
    """A concept of the glossary, or a topic, keyword or title of the course that it lacks, with names and chapters."""

    name: CourseText
    names: tuple[Name, ...]
    covered: tuple[Covered, ...]
    broad: bool = False  # its names may also be everyday words
    concept: Concept | None = None
    everyday: bool = False  # outside the course's field
    general: bool = False  # from data/outside.json, which serves every course

    @cached_property
    def core_terms(self) -> Sequence[Terms]:
        """The different terms of the names' cores, the longest first."""
        return sorted(dict.fromkeys(name.terms for name in self.names if name.core), key=len, reverse=True)

    @property
    def off_topic(self) -> bool:
        """Whether it is not part of the course's field at all, such as the weather."""
        return self.everyday or (self.concept is not None and self.concept.everyday)

    @property
    def out_of_course(self) -> bool:
        """Whether it belongs to the course's field, but no chapter covers it."""
        return not self.covered and not self.off_topic


def index_entries(course: Course, glossary: Glossary) -> list[Entry]:
    """Return the glossary's concepts and, after them, topics, keywords and titles of *course* that it lacks."""
    found = [_from_glossary(concept, course) for concept in glossary.concepts]
    if len(course.chapters) <= _MOST_CHAPTERS_NAMED:
        found += _from_course(course, {name.key for entry in found for name in entry.names})
    return found


def _from_glossary(concept: Concept, course: Course) -> Entry:
    labels = () if concept.family else concept.name.all()
    names = [part for name in labels for part in split_parentheses(name)]
    names += concept.forms.all()
    # a misspelling of several words is searched for; one of a single word is corrected in the question (query.py)
    names += [name for name in concept.misspelt if " " in name]
    parsed = tuple(map(parse_name, dict.fromkeys(names)))
    return Entry(concept.name, parsed, tuple(_by_strength(concept.chapters, course)), concept.broad, concept)


def _by_strength(coverage: Iterable[Coverage], course: Course) -> Iterator[Covered]:
    """Yield each chapter with its strength: 1 for the first, for later ones at most 0.85 of the one before."""
    strength = 0.0
    for found in coverage:
        strength = min(strength * _LATER_CHAPTER, STRENGTH[found.treatment]) if strength else 1.0
        yield Covered(course.listed_order[found.chapter - 1], found.treatment, strength, found.at_s)


def _from_course(course: Course, known: AbstractSet[Terms]) -> Iterator[Entry]:
    """Yield an entry for each topic, listed keyword and title with a name whose key is not *known*."""
    merged: dict[Terms, tuple[CourseText, dict[Terms, Name], dict[ChapterId, Covered]]] = {}
    for shown, texts, covered in chain.from_iterable(map(_labels, course.chapters)):
        parsed = [parse_name(part) for text in texts for part in split_parentheses(text)]
        keyed = {name.key: name for name in parsed if name.core}
        fresh = {key: name for key, name in keyed.items() if key not in known}
        if fresh:
            _, names, chapters = merged.setdefault(next(iter(keyed)), (shown, {}, {}))
            names.update(fresh)
            chapters.setdefault(covered.chapter, covered)
    for shown, names, chapters in merged.values():
        yield Entry(shown, tuple(names.values()), tuple(chapters.values()), broad=True)


def _labels(chapter: Chapter) -> Iterator[tuple[CourseText, tuple[str, ...], Covered]]:
    """Yield each topic, keyword and title of *chapter*: its label, all its names, and how strongly it counts."""
    taught = Covered(chapter.key, Treatment.TAUGHT, STRENGTH[Treatment.TAUGHT])
    listed = Covered(chapter.key, Treatment.MENTIONED, _KEYWORD_STRENGTH)
    for topic in chapter.topics:
        yield topic.name, (*topic.name.all(), *topic.also), taught
    # the channel's own numbering stands behind a bar
    bare = [title.partition("|")[0].strip() for title in chapter.titles]
    for text, covered in (*((text, listed) for text in chapter.keywords), *((text, taught) for text in bare)):
        yield CourseText.model_construct(en=text, pt=text), (text,), covered


class Match(NamedTuple):
    """An entry that a text names, and the places of the words that do."""

    entry: Entry
    places: Places
    name: str  # as the glossary or the course writes it
    common: bool  # whether the words also occur in everyday talk: a single word, or only words of low weight
    aside: bool = False  # whether something else is only compared with it: "than an LSTM"

    def moved(self, places: int) -> Self:
        """Return this match so many *places* further on."""
        return self._replace(places=tuple([place + places for place in self.places])) if places else self

    @property
    def is_broad(self) -> bool:
        """Whether the concept is broad and was named by common words: "value" is, "value vector" is not."""
        return self.entry.broad and self.common


class NameTable:
    """Names, each with the number of its entry, by one of their terms and by how they are written as one word."""

    def __init__(self) -> None:
        self.by_term: dict[str, list[Numbered]] = defaultdict(list)
        self.joined: dict[str, list[Numbered]] = defaultdict(list)

    def named(self, part: str) -> Sequence[Numbered]:
        """Return names that have the term *part*; each is found by one of its terms."""
        return self.by_term.get(part, ())

    def written(self, joined: str) -> Sequence[Numbered]:
        """Return the names that are *joined* if they are written as one word, the first one first."""
        return self.joined.get(joined, ())


def joined(name: Name) -> Iterator[str]:
    """Yield how *name* is written as one word, if it has at most three: as it is, and with the last one's stem."""
    if 0 < len(name.words) <= _LONGEST_COMPOUND:
        *before, last = name.words
        yield from dict.fromkeys(("".join([*before, term(last)]), "".join(name.words)))


def _table(entries: Sequence[Entry]) -> NameTable:
    """Return the table of the names of *entries*, each found by its rarest term."""
    made = NameTable()
    found: dict[tuple[int, Terms | str], Name] = {}
    for number, name in ((number, name) for number, entry in enumerate(entries) for name in entry.names):
        for written in joined(name):
            made.joined[written].append((number, name))
        if name.findable:
            # a name of one word and its plural have the same term, and are kept once if a chapter covers them
            is_inflected = len(name.terms) == 1 and entries[number].covered
            found.setdefault((number, name.terms if is_inflected else name.text), name)
    frequency = Counter(chain.from_iterable([name.terms for name in found.values()]))
    for (number, _), name in found.items():
        made.by_term[min(name.terms, key=frequency.__getitem__)].append((number, name))
    return made


class Outside(Protocol):
    """Names that serve every course, of entries with numbers of their own; see `bot.answers.outside`."""

    @property
    def entries(self) -> Sequence[Entry]:
        """Their entries, by number."""

    def named(self, part: str) -> Sequence[Numbered]:
        """As `NameTable.named`."""

    def written(self, joined: str) -> Sequence[Numbered]:
        """As `NameTable.written`."""


class NameIndex:
    """An index of the names of *entries*; those of entries without chapters are found only nearly as written.

    After them come those of *outside*, without names that an entry has, too.
    """

    def __init__(self, entries: Sequence[Entry], outside: Outside | None = None) -> None:
        self._table = _table(entries)
        self._outside = outside
        self._first = len(entries)  # the number of the first entry outside
        self._entries = entries if outside is None else [*entries, *outside.entries]
        self._keys = {name.key for entry in entries for name in entry.names} if outside else set()

    def _named(self, part: str) -> Iterator[Numbered]:
        """Yield names that are found by the term *part*."""
        yield from self._table.named(part)
        if self._outside is not None:
            yield from self._without_own(self._outside.named(part))

    def _written(self, joined: str) -> Numbered | None:
        """Return the first name that is *joined* if it is written as one word."""
        if (own := self._table.written(joined)) or self._outside is None:
            return own[0] if own else None
        return next(self._without_own(self._outside.written(joined)), None)

    def _without_own(self, names: Iterable[Numbered]) -> Iterator[Numbered]:
        """Yield those *names* outside that no entry has."""
        return ((self._first + number, name) for number, name in names if name.key not in self._keys)

    def find(self, text: Sequence[Token]) -> list[Match]:
        """Return the matches in *text*, without those whose words are part of a longer match."""
        telling = [not says_little(token.word) for token in text]
        found: dict[tuple[Places, int], Name] = {}
        for number, name, places in chain(self._side_by_side(text, telling), self._joined(text)):
            if any(map(telling.__getitem__, places)):
                found.setdefault((places, number), name)
        sets = {places: frozenset(places) for places, _ in found}
        return [
            Match(self._entries[number], places, name.text, _common(name, [text[place].word for place in places]))
            for (places, number), name in sorted(found.items())
            if not any(sets[places] < longer for longer in sets.values())
        ]

    def _side_by_side(self, text: Sequence[Token], telling: Sequence[bool]) -> Iterator[tuple[int, Name, Places]]:
        """Yield entry number, name and places for each name whose words stand together in *text*, in any order."""
        places: dict[str, list[int]] = {}
        for place, token in enumerate(text):
            places.setdefault(token.term, []).append(place)
        # stop words do not count as distance: in "gradients that may vanish" the two words stand together
        at, said = list(accumulate(telling, initial=0)), frozenset(places)
        for part in places:  # in the text's order, so that results are the same in each run
            for number, name in self._named(part):
                if said.issuperset(name.terms):
                    entry = self._entries[number]
                    endings = _PLURALS if entry.general else _ENDINGS
                    for found in _together(name, places, at):
                        if entry.covered or _as_written(name, found, text, at, endings):
                            yield number, name, found

    def _joined(self, text: Sequence[Token]) -> Iterator[tuple[int, Name, Places]]:
        """Yield the same for names that *text* writes in another way as one word or as several: "back propagation"."""
        for start in range(len(text)):
            joined = ""
            for end in range(start, min(start + _LONGEST_COMPOUND, len(text))):
                known = self._written(joined + text[end].term)
                joined += text[end].word
                known = known or self._written(joined)
                if known is not None and (end > start or len(known[1].words) > 1):
                    yield *known, tuple(range(start, end + 1))


def _together(name: Name, places: Mapping[str, list[int]], at: Sequence[int]) -> Iterator[Places]:
    """Yield the sorted places wherever the words of *name* stand together; *at* counts the words to each place."""
    if len(name.terms) == 1:
        yield from ((place,) for place in places[name.terms[0]])
        return
    for anchor in places[name.terms[0]]:
        chosen = [anchor]
        for part in name.terms[1:]:
            free = [place for place in places[part] if place not in chosen]
            if not free:
                return
            chosen.append(min(free, key=lambda place: abs(place - anchor)))
        found = sorted(chosen)
        between = at[found[-1]] - at[found[0]] - len(found) + 1
        # a word may stand between only if the order is the name's own, and all its words have full weight
        if between <= 0 or (between <= _MOST_BETWEEN and name.has_full_weight and found == chosen):
            yield tuple(found)


def _as_written(name: Name, found: Places, text: Sequence[Token], at: Sequence[int], endings: AbstractSet[str]) -> bool:
    """Tell whether the words *found* stand side by side as in *name*: in its order, or all of full weight.

    A single word may have another one of *endings*.
    """
    said = [text[place].word for place in found]
    if len(said) == 1:
        if said == name.core or name.core[0].endswith(_GERUND):
            return said == name.core  # "padding" is a term of the field, "pads" need not be
        return plain_weight(said[0]) == 1.0 and _inflected(said[0], name.core[0], endings)
    if at[found[-1]] - at[found[0]] >= len(found):
        return False
    in_order = all(text[place].term == part for place, part in zip(found, name.terms, strict=True))
    return in_order or all(plain_weight(word) == 1.0 for word in said)


def _inflected(one: str, other: str, endings: AbstractSet[str]) -> bool:
    """Tell whether two words differ only in *endings*; stems alone would equate "apart" and "apartment"."""
    shared = sum(takewhile(bool, map(eq, one, other)))
    return {one[shared:], other[shared:]} <= endings and any(map(eq, stems(one), stems(other)))


def _common(name: Name, words: Sequence[str]) -> bool:
    """Tell whether *words*, which match *name*, are common: a single word but no acronym, or only of low weight."""
    is_acronym = len(words) == 1 and sum(map(str.isupper, name.text)) > 1
    return (len(words) == 1 and not is_acronym) or all(plain_weight(word) < 1.0 for word in words)
