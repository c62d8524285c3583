"""What is said and shown in the videos about a question, and what that adds to an answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bot.answers.moments import AnswerMoment, moment_of
from bot.answers.names import Entry
from bot.answers.parsed import Message, ParsedQuery
from bot.answers.ranking import Candidates
from bot.answers.scope import Judged
from bot.answers.snippets import MOST_EVIDENCE, Evidence
from bot.answers.spoken.deciding import with_heard
from bot.answers.spoken.passages import Heard, SpokenSearch
from bot.answers.spoken.sections import Section, SectionIndex
from bot.answers.spoken.wanted import WantedReader
from bot.courses.captions.model import Transcript
from bot.courses.model import Chapter, Course, Moment
from bot.ids import ChapterId
from bot.text.locales import Locale
from bot.text.thesaurus import everyday_words


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a question in the videos: by chapter, the best passage and the sections that fit."""

    heard: Mapping[ChapterId, Heard] = field(default_factory=dict)
    sections: Mapping[ChapterId, Sequence[Section]] = field(default_factory=dict)

    def added_to(self, candidates: Candidates, message: Message, read: Judged) -> Candidates:
        """Return *candidates* for *message* with points for what is said, and the chapters that only mention it.

        Of the message, *read* is answered.
        """
        return with_heard(candidates, self.heard, message, read)

    def with_quote(self, number: ChapterId, evidence: tuple[Evidence, ...], *, is_known: bool) -> tuple[Evidence, ...]:
        """Return *evidence* after what is said in chapter *number*; only that if nothing else *is_known* of it."""
        heard = self.heard.get(number)
        if heard is None or (is_known and not heard.is_sure):
            return evidence
        return (heard.evidence(), *evidence[: MOST_EVIDENCE - 1]) if is_known else (heard.evidence(),)

    def moment(self, chapter: Chapter, entries: Iterable[Entry], named: Moment | None) -> AnswerMoment | None:
        """Return the moment of *chapter* that fits best; *named* is one whose label or concept is among *entries*."""
        return moment_of(chapter, entries, self.sections.get(chapter.key, ()), self.heard.get(chapter.key), named)


class Hearing:
    """Finds what is said and shown in the videos of *course*: in *transcripts*, and by the moments."""

    def __init__(
        self, course: Course, kin: Sequence[Sequence[str]], entries: Sequence[Entry], transcripts: Sequence[Transcript]
    ) -> None:
        """Prepare the search; *kin* are groups of synonyms, *entries* the names that the course has."""
        reader = _reader(tuple(map(tuple, kin)))
        self._sections = SectionIndex(course, entries, reader)
        self._spoken = SpokenSearch(transcripts, reader)
        self.hears = bool(transcripts)

    def hear(self, question: str, query: ParsedQuery, locale: Locale) -> Found:
        """Return what is found for *question*, which *query* has parsed, in *locale*'s language if possible."""
        sections = self._sections.fitting(question, query)
        return Found(self._spoken.hear(question, query, sections, locale), sections)


@lru_cache(maxsize=64)
def _reader(kin: tuple[tuple[str, ...], ...]) -> WantedReader:
    """Return what reads questions by the synonyms *kin*, shared by all courses that have these."""
    return WantedReader(kin, everyday_words())
