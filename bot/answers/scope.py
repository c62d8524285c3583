"""Weighs what the words of a question say: whether it is ours at all, and for which chapters it speaks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from heapq import nlargest
from typing import NamedTuple

from bot.answers.entries import Entry
from bot.answers.query import Reading
from bot.answers.ranking import TextIndex, Thesaurus
from bot.courses.model import Chapter, Course
from bot.ids import ChapterNumber
from bot.text.tokens import words

SHORTLIST = 9
_OWN_TEXT = 0.2
_SENTENCE, _CHAPTER = 4.0, 2.0
_ENOUGH = 0.58
_ENOUGH_OF_OURS = 0.4
_LEAST, _LEAST_UNNAMED = 0.5, 1.0
_FEWEST_WORDS = 2
_ALIEN = 2.0


class Heard(NamedTuple):
    """How well each chapter fits a question's words, and the concept by which it does so best, if any."""

    scores: dict[ChapterNumber, float]
    concepts: dict[ChapterNumber, int]


class Judge:
    """Compares questions with all that the course and its glossary say."""

    def __init__(self, course: Course, found: Sequence[Entry], thesaurus: Thesaurus) -> None:
        """Index what chapters and the *found* entries say."""
        self._numbers = [chapter.key for chapter in course.chapters]
        self._places = {number: place for place, number in enumerate(self._numbers)}
        self._everywhere = frozenset(self._places.values())
        self._entries = found
        self._thesaurus = thesaurus
        self._chapters = TextIndex.of(map(words, map(_text, course.chapters)), thesaurus, _CHAPTER)
        self._speakers: list[int] = []
        self._sentences = TextIndex.of(self._spoken(), thesaurus, _SENTENCE)

    def _spoken(self) -> Iterator[Sequence[str]]:
        """Yield all that is said about what the course covers, sentence by sentence, noting of what."""
        for place, entry in enumerate(self._entries):
            for sentence in entry.sentences() if entry.covered else ():
                self._speakers.append(place)
                yield sentence

    @property
    def words(self) -> AbstractSet[str]:
        """Every word that the course says, and the glossary about it, folded."""
        return self._chapters.said.keys() | self._sentences.said.keys()

    def forms(self, stem: str, number: ChapterNumber) -> Sequence[str]:
        """Return the words, folded and filler apart, that *stem* stands for, if that chapter says any."""
        return self._chapters.forms(stem, self._places[number])

    @cached_property
    def _concepts(self) -> TextIndex:
        """All that is said of each entry, together."""
        return self._sentences.gathered(self._speakers, len(self._entries))

    @cached_property
    def _vocabulary(self) -> AbstractSet[str]:
        """What the course itself says, and the kin of that."""
        return self._chapters.marks | self._sentences.marks

    def weights(self, reading: Reading, aside: AbstractSet[str]) -> dict[str, float]:
        """Return how much each term of the question says, leaving those *aside* out."""
        index = self._sentences if self._speakers else self._chapters
        return {
            token.term: index.weight(token.word, token.term) for token in reading.content() if token.term not in aside
        }

    def ours(self, reading: Reading, named: AbstractSet[str], aside: AbstractSet[str]) -> bool:
        """Whether a question is about the course, judged by how much of it the course can place."""
        said = reading.plain_weights()
        total = sum([weight * (_ALIEN if stem in aside else 1.0) for stem, weight in said.items()])
        if not total:
            return False
        known = sum([said.get(stem, 0.0) for stem in named])
        if known >= max(total * _ENOUGH, _LEAST):
            return True
        rest = {stem: weight for stem, weight in said.items() if stem not in named | aside}
        if self._speakers and not named and len(rest) < _FEWEST_WORDS:
            return False  # one word that names nothing, where names are known, is met by chance
        full = [stem for stem, weight in rest.items() if weight == 1.0]
        if full and not known and not any(stem in self._vocabulary for stem in full):
            return False  # nothing but kin: a magnet attracts as attention does, and is none
        strange = any(not self._says(stem) for stem, weight in rest.items() if weight)
        enough = _ENOUGH if strange or aside else _ENOUGH_OF_OURS
        least = _LEAST_UNNAMED if self._speakers and full and not known else _LEAST
        needed = max(total * enough, least) - known
        return any(index.holds(rest, needed) for index in (self._concepts, self._chapters))

    def _says(self, stem: str) -> bool:
        """Whether the course itself ever says a word, or one of its kin."""
        return any(mark in self._vocabulary for mark in (stem, *self._thesaurus.groups(stem)))

    def heard(self, weighted: Mapping[str, float], named: Iterable[ChapterNumber]) -> Heard:
        """Return how well the *named* and the best chapters fit the *weighted* terms, in all they say."""
        heard = Heard({}, {})
        scores, concepts = heard
        whole = sum(weighted.values())
        best: dict[int, float] = {}
        for place, fit in self._sentences.fit(weighted).items():
            speaker = self._speakers[place]
            best[speaker] = max(fit, best.get(speaker, 0.0))
        for speaker, held in self._concepts.held_by(best, weighted).items():
            best[speaker] += held / whole
        for speaker, fit in best.items():
            for covered in self._entries[speaker].covered:
                score = fit * covered.strength
                if score > scores.get(covered.chapter, 0.0):
                    scores[covered.chapter], concepts[covered.chapter] = score, speaker
        heard_of = {self._places[number] for number in (*scores, *named)}
        for place, held in self._chapters.held_by(heard_of | self._loudest(weighted), weighted).items():
            number = self._numbers[place]
            scores[number] = scores.get(number, 0.0) + held / whole * _OWN_TEXT
        return heard

    def _loudest(self, weighted: Mapping[str, float]) -> AbstractSet[int]:
        """Return the places of the chapters that say most of the *weighted* terms."""
        if len(self._places) <= SHORTLIST:
            return self._everywhere
        return self._chapters.held(weighted, _among_the_loudest).keys()


def _among_the_loudest(held: Iterable[float]) -> float:
    """Return what the last of the chapters holds that may be heard."""
    return min(nlargest(SHORTLIST, held), default=0.0)


def _text(chapter: Chapter) -> str:
    """Return all that *chapter* says, in both languages."""
    topics = [text for topic in chapter.topics for text in (topic.name.en, topic.name.pt, *topic.also)]
    labels = [text for moment in chapter.moments for text in (moment.label.en, moment.label.pt)]
    titles = (chapter.title, chapter.listing.title, *chapter.earlier_titles)
    summary = (chapter.summary.en, chapter.summary.pt)
    return " ; ".join((*titles, *chapter.listing.keywords, *topics, *labels, *summary))
