"""The answer engine: finds the chapters that cover a question, with evidence; docs/answers.md explains its steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.answers.finding import Finder, GlossaryFinder, Nearest
from bot.answers.hearing import Found, Hearing
from bot.answers.lessons.finding import LessonFinder
from bot.answers.links import Links, linked_first, moment_at, read_links
from bot.answers.moments import AnswerMoment, linked_moment
from bot.answers.parsed import Message, ParsedQuery
from bot.answers.ranking import NAMED, Candidate, Candidates
from bot.answers.scope import Judged
from bot.answers.snippets import ChapterSnippets, Evidence
from bot.answers.stop_words import COMMON
from bot.answers.suggestions import Suggester
from bot.courses.captions.model import Transcript
from bot.courses.glossary import Glossary, Treatment
from bot.courses.model import Course
from bot.ids import ChapterId
from bot.text.code import split_code
from bot.text.locales import CourseText, Locale

_SHORT = 120  # characters up to which code in a question on one line is what it asks about: "random.shuffle"


@dataclass(frozen=True, slots=True)
class Answer:
    """A chapter that covers the question, and why."""

    chapter: ChapterId
    score: float  # points of bot.answers.ranking, from 0, without an upper limit
    treatment: Treatment | None  # None if it is only linked to, and covers none of the concepts that are named
    evidence: tuple[Evidence, ...]
    moment: AnswerMoment | None  # at which the video begins to deal with the subject, if known


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A concept that the course leaves out, the chapter nearest to it, and why."""

    concept: CourseText
    nearest: ChapterId
    why: CourseText


@dataclass(frozen=True, slots=True)
class Closest:
    """The chapter whose texts are nearest to a question that nothing covers: no answer, but where to look first."""

    chapter: ChapterId
    evidence: tuple[Evidence, ...]


KEPT_REPLIES = 64  # of one course


@dataclass(frozen=True, slots=True)
class Reply:
    """At most five answers to *question*, best first; none if the course does not cover it."""

    question: str
    answers: tuple[Answer, ...]
    near_miss: NearMiss | None
    read: Judged  # the clauses of the question that it answers, and why they are about the course
    is_bare: bool = False  # whether it says little besides what it asks about: "softmax", "and chapter 3"
    closest: Closest | None = None  # only where there are neither answers nor a near miss


class AnswerEngine:
    """Answers questions in the languages of data/languages about *course*, whose concepts *glossary* describes.

    *transcripts* hold what is said in its videos, as far as that is known. Without a glossary it answers from the texts
    of the course and what its *field* knows, one of data/fields: that which the course names, if none is given.
    """

    def __init__(
        self,
        course: Course,
        glossary: Glossary | None = None,
        transcripts: Sequence[Transcript] = (),
        field: str | None = None,
    ) -> None:
        self._course = course
        self.finder: Finder = GlossaryFinder(course, glossary) if glossary else LessonFinder(course, field)
        forms = self.finder.forms
        self._snippets = lru_cache(maxsize=4_096)(lambda n: ChapterSnippets(course.chapter(n), forms))
        self._hearing = Hearing(course, self.finder.kin, self.finder.entries, transcripts)
        self.suggest = Suggester(self.finder.suggested).suggest
        self.replied = lru_cache(maxsize=KEPT_REPLIES)(self.ask)
        """What `ask` returns, kept for the questions asked last, as of an answer that is shared then."""

    def ask(self, question: str, locale: Locale) -> Reply:
        """Return the chapters that cover *question*, best first, with evidence in *locale*'s language if possible."""
        links, message, read, found = self.listen(question, locale)
        query, subject = read.query, read.subject
        asked = _asked(self.finder.titled(question) or self.finder.asked_by_number(read))
        candidates = asked or found.added_to(self.finder.candidates(read), message, read)
        best = linked_first(links, self.finder.rank(candidates, read, self._snippets), subject)
        answers = tuple(self._answer(number, candidate, query, locale, links, found) for number, candidate in best)
        is_bare = bool(asked) or subject.named_terms.issuperset(_full_terms(message.whole))
        near_miss = self._near_miss(message, read)
        nearest = None if answers or near_miss else self.finder.nearest(read)
        closest = self._closest(nearest, query, locale) if nearest else None
        return Reply(question, answers, near_miss, read, is_bare, closest)

    def listen(self, question: str, locale: Locale = Locale.ENGLISH) -> tuple[Links, Message, Judged, Found]:
        """Return what is read in *question*, of that what is answered, and what the videos say and show about it."""
        links, message = self.read(question)
        read = self.finder.choose(message)
        if links.times or self.finder.asked_by_number(read) or not (read.score > 0 or self._hearing.hears):
            return links, message, read, Found()
        return links, message, read, self._hearing.hear(*_heard_for(message, read), locale)

    def read(self, question: str) -> tuple[Links, Message]:
        """Return the links to chapters in *question*, and its prose, without code and addresses, parsed."""
        links = read_links(question, self._course.keys_by_video)
        if self.finder.reads_code and len(links.rest) <= _SHORT and "\n" not in links.rest.strip():
            return links, self.finder.parse(links.rest, has_code=False)
        code = split_code(links.rest)
        return links, self.finder.parse(code.prose, has_code=code.is_code_like)

    def _answer(
        self, number: ChapterId, candidate: Candidate, query: ParsedQuery, locale: Locale, links: Links, found: Found
    ) -> Answer:
        chapter, weights = self._course.chapter(number), {} if query.chapters else self.finder.shown(query)
        evidence, named = self._snippets(number).find(candidate.entries, weights, locale)
        moment = linked_moment(moment_at(chapter, links.times.get(number)))
        moment = moment or found.moment(chapter, candidate.entries, named)
        treatment = candidate.treatment if candidate.entries or number not in links.times else None
        shown = found.with_quote(number, evidence, is_known=bool(candidate.entries))
        return Answer(number, round(candidate.score, 4), treatment, shown, moment)

    def _closest(self, nearest: Nearest, query: ParsedQuery, locale: Locale) -> Closest:
        evidence, _ = self._snippets(nearest.chapter).find(nearest.entries, self.finder.shown(query), locale)
        return Closest(nearest.chapter, evidence)

    def _near_miss(self, message: Message, read: Judged) -> NearMiss | None:
        """Return the first concept that the course leaves out: of what is answered, else of the whole message."""
        named = [*read.subject.out_of_course, *(match for match in message.matches if match.entry.out_of_course)]
        for match in named if read.score <= 0 or read.query.contrasts or read.subject.out_of_course else ():
            concept = match.entry.concept
            if concept is not None and concept.near is not None:
                shown = CourseText(en=match.name, pt=match.name) if concept.family else concept.name
                return NearMiss(shown, self._course.listed_order[concept.near.chapter - 1], concept.near.why)
        return None


def _asked(chapters: Sequence[ChapterId]) -> Candidates:
    """Return *chapters*, which are asked for by their titles or numbers alone, as candidates."""
    return {chapter: Candidate(NAMED, Treatment.TAUGHT) for chapter in chapters}


def _heard_for(message: Message, read: Judged) -> tuple[str, ParsedQuery]:
    """Return what is looked for in the videos: the sentences that are answered, else all from the first that asks."""
    query = message.whole_sentences(read.query) if read.score > 0 else message.asking_sentences
    return query.text, query


def _full_terms(query: ParsedQuery) -> set[str]:
    """Return the terms of the words that may be about anything but a chapter: "clicked", "understand"."""
    return {token.term for token in query.content() if token.word not in COMMON}
