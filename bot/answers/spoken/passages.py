"""The passage of each chapter that says best what a question asks for, and what that means for the answer."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from bot.answers.parsed import ParsedQuery
from bot.answers.snippets import Evidence, Passage, Source
from bot.answers.spoken.index import Sentence, SpokenIndex
from bot.answers.spoken.search import Literal, Score, SentenceScorer
from bot.answers.spoken.sections import Sections
from bot.answers.spoken.wanted import Unit, Wanted, WantedReader
from bot.courses.captions.model import Transcript
from bot.ids import ChapterId
from bot.text.locales import Locale

_SECTION = 0.3  # times the points of the section in which a passage is said
_OTHER_LANGUAGE = 0.2  # times the points of what is said at the same time in the other language's subtitles
_SURE = 0.5  # points from which a passage is evidence beside others
_SHORT = 6  # words: so short a sentence is quoted with the next one


class Heard(NamedTuple):
    """A chapter's *passage*, a sentence and the next ones, that says best what is *wanted*.

    *points* include those of the section and of the other language; *unsaid* is what no video says.
    """

    passage: Sequence[Sentence]
    points: float
    wanted: Wanted
    literal: Literal
    unsaid: Sequence[Unit]

    @property
    def at_s(self) -> int:
        """The second at which it begins."""
        return self.passage[0].spoken.at_s

    @property
    def is_sure(self) -> bool:
        """Whether it says enough to be shown beside what the glossary knows."""
        return self.points >= _SURE

    @property
    def quote(self) -> str:
        """The sentence as said, with the next one if it is very short."""
        shown = self.passage[: 1 + (len(self.passage[0].terms) < _SHORT)]
        return " ".join(sentence.spoken.text for sentence in shown)

    def evidence(self) -> Evidence:
        """Return the quote with the words marked that are asked for."""
        return Passage(self.quote, Source.CAPTIONS).quote([way for unit in self.wanted.units for way in unit.ways])


AllHeard = Mapping[ChapterId, Heard]


class SpokenSearch:
    """Finds what is said in *transcripts*."""

    def __init__(self, transcripts: Sequence[Transcript], reader: WantedReader) -> None:
        self._transcripts = transcripts
        self._reader = reader

    @cached_property
    def _index(self) -> SpokenIndex:
        return SpokenIndex(self._transcripts)

    def hear(self, question: str, query: ParsedQuery, sections: Sections, locale: Locale) -> AllHeard:
        """Return each chapter's best passage for *question*, which *query* has parsed and *sections* fit.

        It is in *locale*'s language if there are subtitles in it.
        """
        if not self._transcripts:
            return {}
        wanted = self._reader.read(question, query, self._index)
        scorer = SentenceScorer(self._index, wanted)
        scores = scorer.scores()
        best: dict[ChapterId, tuple[float, int]] = {}
        for number, score in scores.items():
            sentence = self._index.sentences[number]
            points = score.points + self._added(sentence, scores, sections)
            best[sentence.chapter] = max(best.get(sentence.chapter, (0.0, 0)), (points, number))
        return {
            chapter: Heard(
                self._index.passage(self._index.in_language(number, locale)),
                points,
                wanted,
                scorer.literally(number),
                scorer.unsaid,
            )
            for chapter, (points, number) in best.items()
        }

    def _added(self, sentence: Sentence, scores: Mapping[int, Score], sections: Sections) -> float:
        at_s = sentence.spoken.at_s
        fitting = [section.points for section in sections.get(sentence.chapter, ()) if section.holds(at_s)]
        together = [scores[n].points for n in self._index.at_the_same_time(sentence) if n in scores]
        return _SECTION * max(fitting, default=0.0) + _OTHER_LANGUAGE * max(together, default=0.0)
