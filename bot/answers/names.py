"""Everything that can be asked for by name, and where a text names it: inflected, reordered, joined or split."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain, takewhile
from operator import eq
from typing import NamedTuple

from bot.answers.stop_words import IN_NAMES, plain_weight, says_little
from bot.courses.glossary import Concept, Coverage, Glossary, Treatment
from bot.courses.model import Chapter, Course
from bot.ids import ChapterNumber
from bot.text.locales import LocalizedText
from bot.text.tokens import Token, stems, term, words

# How strongly a chapter answers for a concept, 0 to 1.
STRENGTH = {Treatment.TAUGHT: 1.0, Treatment.USED: 0.5, Treatment.MENTIONED: 0.27}
_LATER_CHAPTER = 0.85  # 0 to 1: a concept's next chapter, at the most, as a share of the one before
_KEYWORD_STRENGTH = 0.6  # 0 to 1: a keyword of the listing
_MOST_CHAPTERS_NAMED = 100  # chapters: of a longer course, topics' names cost more to learn than they bring
_LONGEST_COMPOUND = 3  # words that may be written as one: "back propagation"
_MOST_BETWEEN = 1  # words that may stand between those of a name
_GERUND = "ing"
_ENDINGS = frozenset(["", "a", "as", "d", "e", "ed", "es", "ies", "ing", "o", "os", "s", "y"])
_parenthesis = re.compile(r"\s*\(([^)]*)\)")
Terms = tuple[str, ...]
Places = tuple[int, ...]


class Name(NamedTuple):
    """A name as written, all its words, the core by which it is known, and the core's terms in order."""

    text: str
    words: list[str]
    core: list[str]
    terms: Terms

    @property
    def key(self) -> Terms:
        """The core in an order that two spellings of one name share."""
        return tuple(sorted(self.terms))

    @property
    def has_full_weight(self) -> bool:
        """Whether every word of the core says something by itself."""
        return all(plain_weight(word) == 1.0 for word in self.core)

    @property
    def findable(self) -> bool:
        """Whether the core may be looked for: "EM algorithm" is not found wherever its last word stands."""
        if len(self.core) == 1:
            # a single letter is no name: "q" is how Portuguese writes "que" in a chat
            return len(self.core[0]) > 1 and (len(self.words) == 1 or self.has_full_weight)
        return bool(self.core)


def parse_name(text: str) -> Name:
    """Return a name, known by its words without those that names leave out and without question words before them."""
    spelled = words(text)
    core = [word for word in spelled if word not in IN_NAMES]
    first = next((place for place, word in enumerate(core) if not says_little(word)), 0)
    if len(core) - first > 1:
        core = core[first:]
    return Name(text, spelled, core, tuple([term(word) for word in core]))


def split_parentheses(name: str) -> tuple[str, ...]:
    """Return *name* without what stands in parentheses, and what stands there: both are used alone."""
    parts = (_parenthesis.sub("", name).strip(), *_parenthesis.findall(name)) if "(" in name else (name,)
    return tuple(filter(None, parts))


class Covered(NamedTuple):
    """A chapter that deals with a concept, how strongly it answers for it (0 to 1), and at which second."""

    chapter: ChapterNumber
    treatment: Treatment
    strength: float
    at_s: int | None = None


@dataclass(frozen=True, eq=False)
class Entry:
    """A concept of the glossary, or a topic outside it, with all its names."""

    name: LocalizedText
    names: tuple[Name, ...]
    covered: tuple[Covered, ...]
    broad: bool = False
    concept: Concept | None = None

    @cached_property
    def core_terms(self) -> Sequence[Terms]:
        """The terms of each name once, the longest first."""
        return sorted(dict.fromkeys(name.terms for name in self.names if name.core), key=len, reverse=True)

    @property
    def off_topic(self) -> bool:
        """Whether it is no part of the field at all."""
        return self.concept is not None and self.concept.everyday

    @property
    def out_of_course(self) -> bool:
        """Whether it belongs to the field, but not to the course."""
        return not self.covered and not self.off_topic


def index_entries(course: Course, glossary: Glossary) -> list[Entry]:
    """Return the glossary's concepts and, after them, what the course names and the glossary does not."""
    found = [_from_glossary(concept) for concept in glossary.concepts]
    if len(course.chapters) <= _MOST_CHAPTERS_NAMED:
        found += _from_course(course, {name.key for entry in found for name in entry.names})
    return found


def _from_glossary(concept: Concept) -> Entry:
    labels = () if concept.family else concept.name.all()
    names = [part for name in labels for part in split_parentheses(name)]
    names += concept.forms.all()
    # a misspelling of several words is found as it stands, one of a single word is corrected first
    names += [name for name in concept.misspelt if " " in name]
    parsed = tuple(map(parse_name, dict.fromkeys(names)))
    return Entry(concept.name, parsed, tuple(_by_strength(concept.chapters)), concept.broad, concept)


def _by_strength(coverage: Iterable[Coverage]) -> Iterator[Covered]:
    """Yield how much each chapter counts: the first fully, later ones never more than the one before."""
    strength = 0.0
    for found in coverage:
        strength = min(strength * _LATER_CHAPTER, STRENGTH[found.treatment]) if strength else 1.0
        yield Covered(found.key, found.treatment, strength, found.at_s)


def _from_course(course: Course, known: AbstractSet[Terms]) -> Iterator[Entry]:
    """Yield an entry for each topic, listed keyword and title with a name whose key is not *known*."""
    merged: dict[Terms, tuple[LocalizedText, dict[Terms, Name], dict[ChapterNumber, Covered]]] = {}
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


def _labels(chapter: Chapter) -> Iterator[tuple[LocalizedText, tuple[str, ...], Covered]]:
    """Yield what *chapter* says it is about: as shown, by all its names, and how strongly."""
    taught = Covered(chapter.key, Treatment.TAUGHT, STRENGTH[Treatment.TAUGHT])
    listed = Covered(chapter.key, Treatment.MENTIONED, _KEYWORD_STRENGTH)
    for topic in chapter.topics:
        yield topic.name, (*topic.name.all(), *topic.also), taught
    titles = (chapter.title, chapter.listing.title, *chapter.earlier_titles)
    bare = [title.partition("|")[0].strip() for title in titles]  # the channel's own numbering stands behind a bar
    for text, covered in (*((text, listed) for text in chapter.listing.keywords), *((text, taught) for text in bare)):
        yield LocalizedText.model_construct(en=text, pt=text), (text,), covered


class Match(NamedTuple):
    """An entry named in a text, the places of the words that name it, and whether everyday talk may hold them."""

    entry: Entry
    places: Places
    name: str
    common: bool

    @property
    def is_broad(self) -> bool:
        """Whether the name found belongs to everyday talk, too: "value" does, "value vector" does not."""
        return self.entry.broad and self.common


class NameIndex:
    """All names of all entries, ready to be found in a text."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        """Index the names of *entries*; those that no chapter covers are never found by chance."""
        self._entries = entries
        self._compounds: dict[str, tuple[int, Name]] = {}
        found: dict[tuple[int, Terms | str], Name] = {}
        for number, name in ((number, name) for number, entry in enumerate(entries) for name in entry.names):
            if 0 < len(name.words) <= _LONGEST_COMPOUND:
                *before, last = name.words
                for joined in ("".join([*before, term(last)]), "".join(name.words)):
                    self._compounds.setdefault(joined, (number, name))
            if name.findable:
                # of a chapter's name in one word, the plural finds what the singular does
                is_inflected = len(name.terms) == 1 and entries[number].covered
                found.setdefault((number, name.terms if is_inflected else name.text), name)
        frequency = Counter(chain.from_iterable([name.terms for name in found.values()]))
        self._by_rarest: dict[str, list[tuple[int, Name]]] = defaultdict(list)
        for (number, _), name in found.items():
            self._by_rarest[min(name.terms, key=frequency.__getitem__)].append((number, name))

    def find(self, text: Sequence[Token]) -> list[Match]:
        """Return the entries that *text* names; a name inside a longer one does not count."""
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
        """Yield the names whose words stand together in *text*, in whatever order, and where."""
        places: dict[str, list[int]] = {}
        for place, token in enumerate(text):
            places.setdefault(token.term, []).append(place)
        # words that say nothing take no room: in "gradients that may vanish" two words stand together
        at, said = list(accumulate(telling, initial=0)), frozenset(places)
        for part in places:  # in the text's order, so that the same name is found every time
            for number, name in self._by_rarest.get(part, ()):
                if said.issuperset(name.terms):
                    found = _nearest_together(name, places, at)
                    if found and (self._entries[number].covered or _as_written(name, found, text, at)):
                        yield number, name, found

    def _joined(self, text: Sequence[Token]) -> Iterator[tuple[int, Name, Places]]:
        """Yield the names that are words of *text* put together, or one word of it taken apart."""
        for start in range(len(text)):
            joined = ""
            for end in range(start, min(start + _LONGEST_COMPOUND, len(text))):
                known = self._compounds.get(joined + text[end].term)
                joined += text[end].word
                known = known or self._compounds.get(joined)
                if known is not None and (end > start or len(known[1].words) > 1):
                    yield *known, tuple(range(start, end + 1))


def _nearest_together(name: Name, places: Mapping[str, list[int]], at: Sequence[int]) -> Places:
    """Return where all words of *name*, which are there, stand together, or nothing."""
    if len(name.terms) == 1:
        return (places[name.terms[0]][0],)
    for anchor in places[name.terms[0]]:
        chosen = [anchor]
        for part in name.terms[1:]:
            free = [place for place in places[part] if place not in chosen]
            if not free:
                return ()
            chosen.append(min(free, key=lambda place: abs(place - anchor)))
        found = sorted(chosen)
        between = at[found[-1]] - at[found[0]] - len(found) + 1
        # a name with a word that is met anywhere, or in another order than its own, must stand together
        if between <= 0 or (between <= _MOST_BETWEEN and name.has_full_weight and found == chosen):
            return tuple(found)
    return ()


def _as_written(name: Name, found: Places, text: Sequence[Token], at: Sequence[int]) -> bool:
    """Whether the words *found* stand side by side and are the name's own, in order if they say little."""
    said = [text[place].word for place in found]
    if len(said) == 1:
        if said == name.core or name.core[0].endswith(_GERUND):
            return said == name.core  # "padding" is a thing of the field, "pads" need not be
        return plain_weight(said[0]) == 1.0 and _inflected(said[0], name.core[0])
    if at[found[-1]] - at[found[0]] >= len(found):
        return False
    in_order = all(text[place].term == part for place, part in zip(found, name.terms, strict=True))
    return in_order or all(plain_weight(word) == 1.0 for word in said)


def _inflected(one: str, other: str) -> bool:
    """Whether two words are one but for an ending; the stemmers make one of "apart" and "apartment", too."""
    shared = sum(takewhile(bool, map(eq, one, other)))
    return {one[shared:], other[shared:]} <= _ENDINGS and any(map(eq, stems(one), stems(other)))


def _common(name: Name, words: Sequence[str]) -> bool:
    """Whether everyday talk may hold these words: a single one, no acronym, or only such as say little."""
    is_acronym = len(words) == 1 and sum(map(str.isupper, name.text)) > 1
    return (len(words) == 1 and not is_acronym) or all(plain_weight(word) < 1.0 for word in words)
