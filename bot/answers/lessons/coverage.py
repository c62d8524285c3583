"""Which lessons of a course say the names that the fields of study know, and the names that it gives things itself."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from bot.answers.lessons.described import Describer, Description
from bot.answers.lessons.index import LABEL, TITLE, TOPIC, LessonIndex, Passage, passages
from bot.answers.lessons.knowledge import knowledge
from bot.answers.lessons.titles import phrases
from bot.answers.lessons.wording import everyday
from bot.answers.names import STRENGTH, Covered, Entry, Match, NameIndex, parse_name
from bot.answers.stop_words import name_words, says_little
from bot.courses.glossary import Treatment
from bot.courses.model import Course
from bot.ids import ChapterId
from bot.text.languages import ANY_LANGUAGE
from bot.text.locales import CourseText
from bot.text.tokens import Token, fold, tokens

_DETAIL = 0.7  # 0 to 1: how much a lesson counts for what is a detail of a concept that it says
_LEVELS = 2  # how many details of details
_IN_FIELD = 0.3  # of the lessons, the share that must name concepts of a field for the course to belong to it
_LEAST_IN_FIELD = 2  # concepts
_ACRONYMS = range(3, 6)  # words that a name has whose initials are its acronym
_MOST_IN_PHRASE = 6  # words of a title's part that is a name
Said = dict[ChapterId, float]


class Named(NamedTuple):
    """A name in a question, and how the course deals with it.

    Attributes:
        match: The name, whose entry has the lessons that cover it, the first one best.
        lessons: How strongly each covers it, 0 to 1; empty if none does.
        is_own: Whether it is one that the course's titles and topics have.
        is_common: Whether it is one everyday word, which need not mean anything of a field.
        is_detail: Whether the lessons only say what it is a detail of.
    """

    match: Match
    lessons: Mapping[ChapterId, float]
    is_own: bool = False
    is_detail: bool = False
    is_common: bool = False

    @property
    def is_left_out(self) -> bool:
        """Whether it belongs to a field of study, and no lesson covers it."""
        return not (self.lessons or self.match.entry.everyday or self.is_common)


class Coverage:
    """Finds names in questions, and which lessons of *course* cover them; *field*, if given, is what it is about."""

    def __init__(self, course: Course, index: LessonIndex, field: str | None = None) -> None:
        self._said: dict[Entry, Said] = {}
        hits: dict[str, tuple[set[Entry], set[ChapterId]]] = defaultdict(lambda: (set(), set()))
        for passage in passages(course):
            self._note(passage, hits)
        self.fields = {field} if field else _fields(hits, len(course.chapters))
        self.entries = [_covering(entry, said) for entry, said in self._said.items()]
        self._entries = dict(zip(self._said, self.entries, strict=True))
        self._own_entries = list(_own(course, index))
        self._own = NameIndex(self._own_entries)
        self._own_small = {
            entry.names[0].terms[0]: entry
            for entry in self._own_entries
            if len(entry.names[0].terms) == 1 and says_little(entry.names[0].core[0])
        }
        self._index = index
        self._details: dict[Entry, Entry] = {}
        self._describer = Describer(self._said.keys())

    @property
    def own_entries(self) -> Sequence[Entry]:
        """The names that the course's titles and topics have."""
        return self._own_entries

    def _note(self, passage: Passage, hits: dict[str, tuple[set[Entry], set[ChapterId]]]) -> None:
        """Note the names that *passage* says, and which fields they belong to."""
        text = name_words(tokens(passage.text))
        for match in (*knowledge().names.find(text), *knowledge().outside.find(text)):
            said = self._said.setdefault(match.entry, {})
            said[passage.lesson] = max(passage.share, said.get(passage.lesson, 0.0))
            field = knowledge().fields.get(match.entry)
            if field and not (match.is_broad or match.entry.everyday):
                hits[field][0].add(match.entry)
                hits[field][1].add(passage.lesson)

    def describes(self, text: Sequence[Token]) -> Mapping[ChapterId, Description]:
        """Return the lessons that cover what *text* describes without its name, and how well it does."""
        found: dict[ChapterId, Description] = {}
        for entry, described in self._describer.find(text).items():
            for lesson, share in self._said[entry].items():
                if lesson not in found or described.fit * share > found[lesson].fit:
                    found[lesson] = described._replace(fit=described.fit * share)
        return found

    def find(self, text: Sequence[Token]) -> list[Named]:
        """Return the names in *text*: of those that share words, the longest ones, before the course's own."""
        named = [*knowledge().names.find(text), *self._outside(text)]
        known = [self._placed(match) for match in named or self._small_names(text)]
        small = (
            Match(self._own_small[token.term], (place,), token.word, common=True)
            for place, token in enumerate(text)
            if token.term in self._own_small and says_little(token.word)
        )
        own = [
            Named(match, {c.chapter: c.strength for c in match.entry.covered}, is_own=True)
            for match in chain(self._own.find(text), small)
        ]
        return [one for one in (*own, *known) if not any(_outdoes(other, one) for other in (*own, *known))]

    def _outside(self, text: Sequence[Token]) -> Iterator[Match]:
        """Yield the names in *text* of what has nothing to do with the course's fields, and of what the course says."""
        for match in knowledge().outside.find(text):
            if match.entry in self._said or self.fields.isdisjoint(knowledge().family_fields[match.entry]):
                yield match

    def _small_names(self, text: Sequence[Token]) -> Iterator[Match]:
        """Yield the names of one small word in *text*, if it says nothing else: "if" and "else"."""
        if all(says_little(token.word) and not self._index.says(token.term) for token in text):
            for place, token in enumerate(text):
                entry = knowledge().by_key.get((token.term,))
                if entry is not None and token.word not in ANY_LANGUAGE.asks_for:
                    yield Match(entry, (place,), token.word, common=True)

    def _by_wider(self, entry: Entry) -> Said:
        """Return the lessons that say what *entry* is a detail of, or what that is a detail of.

        What is a concept itself must be part of what a title, topic or label names, since a summary only mentions
        that, and counts as little as a detail of a detail: a course may well leave it out.
        """
        known, found, parts = knowledge(), Said(), [entry]
        is_concept = entry in known.concepts
        share = _DETAIL**2 if is_concept else _DETAIL
        for level in range(_LEVELS):
            parts = [whole for part in parts for whole, field in known.wider.get(part, ()) if field in self.fields]
            for lesson, prominence in (item for whole in parts for item in self._said.get(whole, {}).items()):
                if prominence >= LABEL or not (level or is_concept):
                    found[lesson] = max(found.get(lesson, 0.0), prominence * share)
            if found:
                break
            share *= _DETAIL
        return found

    def _placed(self, match: Match) -> Named:
        """Return the known name *match* with the lessons that cover it."""
        entry = self._entries.get(match.entry)
        if entry is not None:
            return Named(match._replace(entry=entry), self._said[match.entry])
        found = self._by_wider(match.entry)
        if not found:
            return Named(match, {}, is_common=len(match.places) == 1 and fold(match.name) in everyday())
        if match.entry not in self._details:
            self._details[match.entry] = _covering(match.entry, found)
        return Named(match._replace(entry=self._details[match.entry]), found, is_detail=True)


def _outdoes(other: Named, one: Named) -> bool:
    """Tell whether *other* has words of *one*, and more of them: "first in first out line" says no "outline"."""
    has, own = set(other.match.places), set(one.match.places)
    return bool(has & own) and len(has) > len(own)


def _fields(hits: Mapping[str, tuple[set[Entry], set[ChapterId]]], size: int) -> set[str]:
    """Return the fields to which enough of a course's *size* lessons belong, and the one to which most do."""
    found = {field: len(lessons) for field, (entries, lessons) in hits.items() if len(entries) >= _LEAST_IN_FIELD}
    most = max(found.values(), default=0)
    return {field for field, lessons in found.items() if lessons >= min(most, _IN_FIELD * size)}


def _covering(entry: Entry, said: Said) -> Entry:
    """Return *entry* with the lessons that say it, the most prominent first."""
    covered = [
        Covered(lesson, treatment, STRENGTH[treatment])
        for lesson, share in sorted(said.items(), key=lambda item: (-item[1], item[0]))
        for treatment in [treatment_of(share)]
    ]
    return Entry(entry.name, entry.names, tuple(covered), entry.broad, everyday=entry.everyday)


def treatment_of(share: float) -> Treatment:
    """Return how a lesson deals with what it says so prominently: taught in a title or topic, used in a label."""
    if share >= TOPIC:
        return Treatment.TAUGHT
    return Treatment.USED if share >= LABEL else Treatment.MENTIONED


def _own(course: Course, index: LessonIndex) -> Iterator[Entry]:
    """Yield an entry for each part of a title, each topic and each of their acronyms, with its lessons."""
    found: dict[tuple[str, ...], tuple[str, Said]] = {}
    for passage in passages(course):
        for text in phrases(passage.text) if passage.is_label else ():
            for name in _with_acronym(text, index):
                parsed = parse_name(name)
                if parsed.findable and len(parsed.core) <= _MOST_IN_PHRASE:
                    _, said = found.setdefault(parsed.key, (name, {}))
                    said[passage.lesson] = max(passage.share, said.get(passage.lesson, 0.0))
    for name, said in found.values():
        covered = tuple(
            Covered(lesson, treatment_of(share), min(share, TITLE))
            for lesson, share in sorted(said.items(), key=lambda item: (-item[1], item[0]))
        )
        yield Entry(CourseText(en=name, pt=name), (parse_name(name),), covered, broad=True)


def _with_acronym(text: str, index: LessonIndex) -> Iterable[str]:
    """Return *text*, and its initials if it has three to five words and no lesson says these."""
    core = parse_name(text).core
    initials = "".join(word[0] for word in core)
    if len(core) not in _ACRONYMS or not initials.isalpha() or index.says(initials):
        return (text,)
    return (text, initials.upper())
