"""The passage of each chapter that says best what a question asks for, and what that means for the answer."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import NamedTuple

from bot.answers.parsed import ParsedQuery
from bot.answers.ranking import Candidate, Candidates
from bot.answers.snippets import Evidence, Passage, Source
from bot.answers.spoken.index import Sentence, SpokenIndex
from bot.answers.spoken.search import Literal, Score, SentenceScorer
from bot.answers.spoken.sections import Sections
from bot.answers.spoken.wanted import Wanted, WantedReader
from bot.answers.subject import Subject
from bot.courses.captions.model import Transcript
from bot.courses.glossary import Treatment
from bot.ids import ChapterNumber

_SECTION = 0.3  # times the points of the section in which a passage is said
_BEGINS = 0.1  # points by which a passage is preferred at which a concept begins that is named
_EARLY_S, _SOON_S = 6, 30  # how long before that second a passage may begin, and so long after the earliest
_OTHER_LANGUAGE = 0.2  # times the points of what is said at the same time in the other language's subtitles
_POINTS = 5.0  # of bot.answers.ranking, for each point of a chapter's best passage
_POINTS_IF_NAMED = 0.3  # instead, where the question only names concepts
_WITHOUT_SUBTITLES = 0.4  # points of a passage that the best chapter gets in place of one if it has no subtitles
# What a passage must say for subtitles alone to answer: the share of what is asked for, 0 to 1, and the points.
_ENOUGH = 0.5
_ENOUGH_IF_DOUBTFUL = 0.75  # where it has a word that is never said, or names what the course leaves out
_FEWEST_IF_DOUBTFUL = 2  # and so many words of full weight, also if none of them is said in the question's own words
_ENOUGH_POINTS = 0.45
_MANY = 4  # words: so long a question is hardly met by chance
_QUOTED = 1.0  # points of what is quoted so nearly that nothing else matters
_SURE = 0.5  # points from which a passage is evidence beside others
_SHORT = 6  # words: so short a sentence is quoted with the next one


class Heard(NamedTuple):
    """A chapter's *passage*, a sentence and the next ones, that says best what is *wanted*.

    *points* include those of the section and of the other language.
    """

    passage: Sequence[Sentence]
    points: float
    wanted: Wanted
    literal: Literal

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


AllHeard = Mapping[ChapterNumber, Heard]


class SpokenSearch:
    """Finds what is said in *transcripts*."""

    def __init__(self, transcripts: Sequence[Transcript], reader: WantedReader) -> None:
        self._transcripts = transcripts
        self._reader = reader

    @cached_property
    def _index(self) -> SpokenIndex:
        return SpokenIndex(self._transcripts)

    def hear(self, question: str, query: ParsedQuery, sections: Sections) -> AllHeard:
        """Return each chapter's best passage for *question*, which *query* has parsed and *sections* fit."""
        if not self._transcripts:
            return {}
        wanted = self._reader.read(question, query, self._index)
        scorer = SentenceScorer(self._index, wanted)
        scores = scorer.scores()
        begun = _beginnings(query)
        best: dict[ChapterNumber, tuple[float, float, int]] = {}
        for number, score in scores.items():
            sentence = self._index.sentences[number]
            points = score.points + self._added(sentence, scores, sections)
            since = (sentence.spoken.at_s - at_s + _EARLY_S for at_s in begun[sentence.chapter])
            chosen_by = points + _BEGINS * any(0 <= seconds < _SOON_S for seconds in since)
            best[sentence.chapter] = max(best.get(sentence.chapter, (0.0, 0.0, 0)), (chosen_by, points, number))
        return {
            chapter: Heard(self._index.passage(number), points, wanted, scorer.literally(number))
            for chapter, (_, points, number) in best.items()
        }

    def _added(self, sentence: Sentence, scores: Mapping[int, Score], sections: Sections) -> float:
        at_s = sentence.spoken.at_s
        fitting = [section.points for section in sections.get(sentence.chapter, ()) if section.holds(at_s)]
        together = [scores[n].points for n in self._index.at_the_same_time(sentence) if n in scores]
        return _SECTION * max(fitting, default=0.0) + _OTHER_LANGUAGE * max(together, default=0.0)


def _beginnings(query: ParsedQuery) -> Mapping[ChapterNumber, AbstractSet[int]]:
    """Return the seconds, by chapter, at which concepts that *query* names begin by the glossary."""
    found: dict[ChapterNumber, set[int]] = defaultdict(set)
    for covered in (covered for match in query.matches for covered in match.entry.covered):
        if covered.at_s is not None:
            found[covered.chapter].add(covered.at_s)
    return found


def with_heard(candidates: Candidates, heard: AllHeard, subject: Subject) -> Candidates:
    """Return *candidates* with points for what is *heard* in them, and chapters that only subtitles speak for."""
    if not heard:
        return candidates
    if not candidates and not _is_answer(max(heard.values(), key=lambda found: found.points), subject):
        return {}
    most = max((candidate.score for candidate in candidates.values()), default=0.0)
    worth = _POINTS_IF_NAMED if subject.is_fully_named else _POINTS
    for number, candidate in candidates.items():
        own = heard[number].points if number in heard else _WITHOUT_SUBTITLES * candidate.score / (most or 1.0)
        candidate.score += worth * own
    new = (number for number, found in heard.items() if number not in candidates and _is_answer(found, subject))
    return candidates | {number: Candidate(worth * heard[number].points, Treatment.MENTIONED) for number in new}


def _is_answer(heard: Heard, subject: Subject) -> bool:
    """Tell whether subtitles alone answer the question: enough of it is said, and more than one everyday word."""
    said, wanted = heard.literal, heard.wanted
    if heard.points >= _QUOTED and max(2 * said.full, len(wanted.units)) >= _MANY:
        return True
    is_doubtful = bool(subject.out_of_course or subject.off_topic or said.unsaid)
    if subject.off_topic and not wanted.asks_where and said.own < _FEWEST_IF_DOUBTFUL:
        return False
    is_telling = said.own or len(wanted.units) >= _MANY
    few = 1 if wanted.asks_where or (is_telling and not is_doubtful) else _FEWEST_IF_DOUBTFUL
    return (
        heard.points >= _ENOUGH_POINTS
        and said.share >= (_ENOUGH_IF_DOUBTFUL if is_doubtful else _ENOUGH)
        and said.full >= few
    )
