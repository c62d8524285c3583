"""The sections of the videos, which begin at their moments, and how well each fits a question."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from bot.answers.names import Entry
from bot.answers.parsed import ParsedQuery
from bot.answers.spoken.index import SpokenIndex
from bot.answers.spoken.search import SentenceScorer
from bot.answers.spoken.wanted import WantedReader
from bot.courses.captions.model import Spoken, Transcript
from bot.courses.model import Chapter, Course, Moment
from bot.ids import ChapterId
from bot.text.locales import Locale

_MOST_CHAPTERS = 100  # of a longer course, moments are not compared with questions, for speed
_EARLY_S = 6  # how long before a moment the sentence may begin that leads to it


class Section(NamedTuple):
    """A part of a video, from a *moment* to the next one, and the points of its texts for a question."""

    moment: Moment
    end_s: int
    points: float
    share: float  # of what is asked for, 0 to 1

    def holds(self, at_s: int) -> bool:
        """Tell whether second *at_s* lies in the section, or just before it."""
        return self.moment.at_s - _EARLY_S <= at_s < self.end_s


Sections = Mapping[ChapterId, Sequence[Section]]


class SectionIndex:
    """The moments of *course*, with their labels and the names of the concepts of *entries* that begin at them."""

    def __init__(self, course: Course, entries: Iterable[Entry], reader: WantedReader) -> None:
        has_any = any(chapter.moments for chapter in course.chapters)
        self._chapters = course.chapters if has_any and len(course.chapters) <= _MOST_CHAPTERS else ()
        self._entries = entries
        self._reader = reader

    @cached_property
    def _index(self) -> SpokenIndex:
        names: dict[tuple[ChapterId, int], list[str]] = defaultdict(list)
        for entry in self._entries:
            for covered in entry.covered:
                if covered.at_s is not None:
                    names[covered.chapter, covered.at_s] += [name.text for name in entry.names]
        return SpokenIndex(_labels(chapter, names) for chapter in self._chapters)

    def fitting(self, question: str, query: ParsedQuery) -> Sections:
        """Return, by chapter, the sections that share words or names with *question*, which *query* has parsed."""
        if not self._chapters:
            return {}
        wanted = self._reader.read(question, query, self._index)
        found: dict[ChapterId, list[Section]] = defaultdict(list)
        for number, score in SentenceScorer(self._index, wanted, as_sections=True).scores().items():
            sentence = self._index.sentences[number]
            moment = self._moments[sentence.chapter][number - sentence.transcript.start]
            found[sentence.chapter].append(Section(moment, sentence.spoken.end_s, score.points, score.share))
        return found

    @cached_property
    def _moments(self) -> Mapping[ChapterId, Sequence[Moment]]:
        return {chapter.key: chapter.moments for chapter in self._chapters}


def _labels(chapter: Chapter, names: Mapping[tuple[ChapterId, int], Sequence[str]]) -> Transcript:
    """Return the texts about each moment of *chapter* as if they were said from it to the next one."""
    return Transcript(chapter.key, Locale.ENGLISH, tuple(_spoken(chapter, names)))


def _spoken(chapter: Chapter, names: Mapping[tuple[ChapterId, int], Sequence[str]]) -> Iterator[Spoken]:
    begun = [moment.at_s for moment in chapter.moments]
    ends = [*begun[1:], chapter.duration_s or max(begun, default=0) + 1]
    for moment, end_s in zip(chapter.moments, ends, strict=False):
        texts = (*moment.label.all(), *names.get((chapter.key, moment.at_s), ()))
        yield Spoken(" . ".join(texts), moment.at_s, end_s)
