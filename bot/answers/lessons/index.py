"""An index of the words of a course's lessons: which lesson says them, how prominently, and how rare they are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import log
from typing import NamedTuple

from bot.answers.lessons.titles import by_number, numbered, subject
from bot.answers.lessons.wording import other_words
from bot.answers.stop_words import COMMON_TERMS, EMPTY, IN_NAMES, VAGUE
from bot.courses.model import Chapter, Course
from bot.ids import ChapterId
from bot.text.languages import ANY_LANGUAGE
from bot.text.tokens import term, tokens, words

# How prominently a lesson says a word, 0 to 1.
TITLE = 1.0
TOPIC = 0.95
LABEL = 0.85
_SUMMARY = 0.7
_AGAIN = 0.06  # added for each other kind of text that says it, too
_LIKE = 0.75  # 0 to 1: how much a word counts that only begins alike: "backprop"
_SHORTEST_ALIKE = 5  # letters that such a word has
_SHORTEST_VERSIONED = 3  # letters before a version's number
_LEAST_ALIKE = 0.5  # 0 to 1: how much of the longer word they have in common
# How much a word says, 0 to 1.
_COMMON, _VAGUE = 0.3, 0.1  # that the course does not say
_TITLE_COMMON, _TITLE_VAGUE, _TITLE_EMPTY = 0.85, 0.6, 0.6  # in a title, topic or label
_SUMMARY_COMMON, _SUMMARY_VAGUE = 0.45, 0.15  # in a summary
_RARITY = 0.65  # 0 to 1: how much of a word's weight depends on how few lessons say it
_in_titles = ANY_LANGUAGE.stop_words.in_titles
Shares = Mapping[ChapterId, float]  # by lesson, how prominently it says a word, 0 to 1


class Passage(NamedTuple):
    """A text of a lesson, and how prominent it is, 0 to 1."""

    lesson: ChapterId
    text: str
    share: float

    @property
    def is_label(self) -> bool:
        """Whether it names what the lesson is about: its title, a topic or a moment's label."""
        return self.share > _SUMMARY


def passages(course: Course) -> Iterator[Passage]:
    """Yield all texts of the lessons of *course*."""
    for chapter in course.chapters:
        for text, share in _texts(chapter):
            yield Passage(chapter.key, text, share)


def _texts(chapter: Chapter) -> Iterator[tuple[str, float]]:
    yield from ((subject(title), TITLE) for title in chapter.titles)
    yield from ((text, TOPIC) for text in chapter.keywords)
    yield from ((text, TOPIC) for topic in chapter.topics for text in (*topic.name.all(), *topic.also))
    yield from ((text, LABEL) for moment in chapter.moments for text in moment.label.all())
    yield from ((text, _SUMMARY) for text in (chapter.summary.all() if chapter.summary else ()))


class Numbers(NamedTuple):
    """The numbers of lessons in a question: the lessons that have them, the words and figures, and the units."""

    lessons: Sequence[ChapterId]
    words: frozenset[str]
    units: frozenset[str]  # of those, the words by which the titles are numbered

    def has(self, word: str) -> bool:
        """Tell whether *word* is part of such a number."""
        return word in self.words


class LessonIndex:
    """The words of the lessons of *course*; a term is the stem of a word (`bot.text.tokens.term`)."""

    def __init__(self, course: Course) -> None:
        self.size = len(course.chapters)
        self.words: set[str] = set()
        self.label_words: set[str] = set()
        kinds: dict[str, dict[ChapterId, dict[float, None]]] = defaultdict(lambda: defaultdict(dict))
        self._labels: set[str] = set()
        for passage in passages(course):
            for word in _with_stems(words(passage.text)):
                if word in IN_NAMES or (word in EMPTY and not (passage.is_label and word in _in_titles)):
                    continue
                self.words.add(word)
                stem = term(word)
                kinds[stem][passage.lesson][passage.share] = None
                if passage.is_label:
                    self._labels.add(stem)
                    self.label_words.add(word)
        self._said: dict[str, dict[ChapterId, float]] = {
            stem: {lesson: _prominence(max(shares), len(shares)) for lesson, shares in found.items()}
            for stem, found in kinds.items()
        }
        self._numbers = by_number((chapter.key, title) for chapter in course.chapters for title in chapter.titles)
        self._units = frozenset(unit for unit, _ in self._numbers)
        self._forms: dict[str, tuple[str, ...]] = {}  # a set for each would take four times as much memory
        for word in sorted(self.words):
            self._forms[term(word)] = (*self._forms.get(term(word), ()), word)
        self.titles = self._title_terms(course)
        self._alike = lru_cache(maxsize=512)(self._find_alike)
        self.ways = lru_cache(maxsize=512)(self._find_ways)

    def _title_terms(self, course: Course) -> dict[ChapterId, dict[str, float]]:
        """Return, by lesson, the terms of its title with their weights."""
        return {
            chapter.key: {
                term(word): self.weight(word, term(word))
                for word in words(subject(chapter.title))
                if term(word) in self._said and word not in IN_NAMES
            }
            for chapter in course.chapters
        }

    def numbered(self, text: str) -> Numbers:
        """Return the lessons that *text* asks for by the numbers in their titles, where only one has the number."""
        read = tokens(text)
        lessons: list[ChapterId] = []
        said: set[str] = set()
        units: set[str] = set()
        for each in numbered(text, read):
            found = self._numbers.get((each.unit, each.number), ())
            if each.unit in self._units:
                units.add(each.unit)
                said.update(token.word for token in read if each.start <= token.start < each.end)
            lessons += found if len(found) == 1 else ()
        return Numbers(lessons, frozenset(said), frozenset(units))

    def forms(self, stem: str, lesson: ChapterId) -> Sequence[str]:
        """Return the folded words of the course that have the term *stem*, if *lesson* says any."""
        return self._forms.get(stem, ()) if lesson in self.shares(stem) else ()

    def says(self, stem: str) -> bool:
        """Tell whether any lesson says the term *stem*."""
        return stem in self._said

    def shares(self, stem: str) -> Shares:
        """Return which lessons say the term *stem*, and how prominently."""
        return self._said.get(stem, {})

    def rarity(self, stem: str) -> float:
        """Return how rare the term *stem* is, 0 to 1; 1 if no lesson says it."""
        return self.rarity_of(self._said.get(stem, ()))

    def rarity_of(self, lessons: Collection[ChapterId]) -> float:
        """Return how rare it is what only these *lessons* say, 0 to 1; 1 if none does."""
        return log(1.0 + self.size / len(lessons)) / log(1.0 + self.size) if lessons else 1.0

    @property
    def richness(self) -> float:
        """How many different words a lesson says, on average."""
        return sum(map(len, self._said.values())) / self.size

    def weight(self, word: str, stem: str) -> float:
        """Return how much *word*, whose term is *stem*, says about a question's subject, 0 to 1."""
        return self._tier(word, stem) * (1.0 - _RARITY + _RARITY * self.rarity(stem))

    def _tier(self, word: str, stem: str) -> float:
        if word in IN_NAMES or (word in EMPTY and not (word in _in_titles and stem in self._labels)):
            return 0.0
        if stem in self._labels:
            plain = (_TITLE_EMPTY, _TITLE_VAGUE, _TITLE_COMMON)
        elif stem in self._said:
            plain = (0.0, _SUMMARY_VAGUE, _SUMMARY_COMMON)
        else:
            plain = (0.0, _VAGUE, _COMMON)
        if word in VAGUE:
            return plain[1]
        if word in EMPTY:
            return plain[0]
        return plain[2] if term(word) in COMMON_TERMS or word.isdecimal() or len(word) == 1 else 1.0

    def _find_ways(self, stem: str) -> Mapping[str, float]:
        """Return the terms that lessons say instead of *stem*, and how much each counts, 0 to 1."""
        found = {other: share for other, share in other_words().get(stem, {}).items() if other in self._said}
        if stem in self._said:
            return {stem: 1.0} | found
        return dict.fromkeys(self._alike(stem), _LIKE) | found

    def _find_alike(self, stem: str) -> Iterable[str]:
        """Return the terms of the course that begin like *stem*: "backprop", "backpropag"."""
        if len(stem) < _SHORTEST_ALIKE:
            return ()
        return [other for other in self._said if _begin_alike(stem, other)]


def _begin_alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) >= max(_SHORTEST_ALIKE, _LEAST_ALIKE * len(long)) and long.startswith(short)


def _with_stems(found: Iterable[str]) -> Iterator[str]:
    """Yield the words *found*, and those that have a version's number behind them without it: "python3"."""
    for word in found:
        yield word
        bare = word.rstrip("0123456789")
        if bare != word and len(bare) >= _SHORTEST_VERSIONED:
            yield bare


@lru_cache(maxsize=64)  # thousands of words share a few values
def _prominence(best: float, kinds: int) -> float:
    """Return how prominently a lesson says a word in texts of so many *kinds*, the *best* of which counts so much."""
    return min(1.1, best + _AGAIN * (kinds - 1))
