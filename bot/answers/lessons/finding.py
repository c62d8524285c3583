"""Finds the lessons that a message asks about in a course that has no glossary."""

from collections.abc import Mapping, Sequence

from bot.answers.finding import Nearest, Ranked
from bot.answers.lessons.coverage import Coverage, Named, treatment_of
from bot.answers.lessons.features import Reading, features, read
from bot.answers.lessons.index import LessonIndex
from bot.answers.lessons.reader import LessonReader
from bot.answers.lessons.titles import same, subject
from bot.answers.names import STRENGTH, Entry, Match
from bot.answers.parsed import Message, ParsedQuery
from bot.answers.ranking import MOST_ANSWERS, NAMED, Candidate, Candidates
from bot.answers.scope import CERTAIN, Judged, best_reading
from bot.answers.snippets import Snippets
from bot.answers.stop_words import says_little
from bot.answers.subject import Subject
from bot.answers.weights import WEIGHTS
from bot.courses.fields import known_fields
from bot.courses.glossary import Treatment
from bot.courses.model import Course
from bot.ids import ChapterId
from bot.text.tokens import fold

_WORTH_NAMING = 0.5  # 0 to 1: the share of the best lesson's points that a further one needs
_LEAST_SHARE = 0.4  # 0 to 1: of the words' weight, what a lesson must say that says none of them as it is asked
_NEAR = -2.0  # the score from which the best lesson is called the nearest one, if it does not answer


class LessonFinder:
    """Finds lessons of *course* by their texts and by what its field knows; *field* stands for the course's own."""

    reads_code = True

    def __init__(self, course: Course, field: str | None = None) -> None:
        self._course = course
        self.index = LessonIndex(course)
        self._coverage = Coverage(course, self.index, field or course.field)
        self.fields = frozenset(self._coverage.fields)
        self.kin = [group for name in sorted(self.fields & known_fields().keys()) for group in known_fields()[name].kin]
        self._reader = LessonReader(self.index, self._coverage)
        self.entries = [*self._coverage.own_entries, *self._coverage.entries]
        self.suggested = [entry for entry in self.entries if entry.covered and not entry.everyday]
        self.forms = self.index.forms
        self._titles = _titles(course)
        self._weights = WEIGHTS.lessons

    def titled(self, question: str) -> Sequence[ChapterId]:
        """Return the lesson whose title, with its numbering or without, is all that *question* says."""
        found = (self._titles.get(key) for key in (fold(question).strip(), same(question)))
        return next(([lesson] for lesson in found if lesson is not None), [])

    def parse(self, prose: str, *, has_code: bool) -> Message:
        """Return *prose* parsed; *has_code* says whether code stood beside it."""
        return self._reader.parse(prose, has_code=has_code)

    def choose(self, message: Message) -> Judged:
        """Return the reading of *message* that says best what is asked, judged by fitted weights."""
        return max([self.judge(message, query) for query in message.readings()], key=best_reading)

    def judge(self, message: Message, query: ParsedQuery) -> Judged:
        """Return *query*, a reading of *message*, judged."""
        found = self.read(query)
        told = features(message, query, found, self.index)
        added = self._weights.added(told) | {"certain": CERTAIN * bool(self._by_number(query))}
        score = sum(added.values())
        is_said = added["certain"] or told["literal"] or told["described"] or told["share"] >= _LEAST_SHARE
        return Judged(query, _subject(query, found), score if is_said else min(score, 0.0), added)

    def read(self, query: ParsedQuery) -> Reading:
        """Return what *query* says, by the lessons."""
        return read(query, self.index, self._coverage)

    def asked_by_number(self, read: Judged) -> Sequence[ChapterId]:
        """Return the lessons whose numbers are all that *read* says."""
        return self._by_number(read.query)

    def _by_number(self, query: ParsedQuery) -> Sequence[ChapterId]:
        numbers = self.index.numbered(query.text)
        rest = [token for token in query.words if not numbers.has(token.word)]
        if numbers.lessons and all(says_little(token.word) for token in rest):
            return numbers.lessons
        found = map(self._course.numbered, () if numbers.units else query.chapters)
        return [chapter.key for chapter in found if chapter]

    def candidates(self, read: Judged) -> Candidates:
        """Return the lessons that say what *read* asks for, with their points."""
        if read.score <= 0.0:
            return {}
        found = self.read(read.query)
        return {
            lesson: Candidate(NAMED * points, _treatment(lesson, found), _entries(lesson, found))
            for lesson, points in found.ranked[:MOST_ANSWERS]
        }

    def rank(self, candidates: Candidates, _read: Judged, _snippets: Snippets) -> Ranked:
        """Return at most five of *candidates*, best first."""
        ordered = sorted(candidates.items(), key=lambda item: (-item[1].score, item[0]))[:MOST_ANSWERS]
        return [item for item in ordered if item[1].score >= ordered[0][1].score * _WORTH_NAMING]

    def shown(self, query: ParsedQuery) -> Mapping[str, float]:
        """Return the terms that lessons say for those of *query*, with their weights."""
        found: dict[str, float] = {}
        for token in query.words:
            weight = self.index.weight(token.word, token.term)
            for way, share in self.index.ways(token.term).items() if weight else ():
                found[way] = max(weight * share, found.get(way, 0.0))
        return found

    def nearest(self, read: Judged) -> Nearest | None:
        """Return the lesson that says most of *read*, if its score is close to that of an answer."""
        found = self.read(read.query)
        if read.score <= _NEAR or not found.ranked:
            return None
        lesson = found.ranked[0][0]
        return Nearest(lesson, _entries(lesson, found))


def _titles(course: Course) -> Mapping[str, ChapterId]:
    """Return the lessons by their titles, of several with one title the first: as written, as words, and bare."""
    found: dict[str, ChapterId] = {}
    for key in (lambda title: fold(title).strip(), same, lambda title: same(subject(title))):
        for chapter in course.chapters:
            for title in chapter.titles:
                found.setdefault(key(title), chapter.key)
    return found


def _entries(lesson: ChapterId, found: Reading) -> list[Entry]:
    """Return the entries of the names in *found* that *lesson* covers, those that it says itself first."""
    covering = [each for each in found.named if lesson in each.lessons]
    return [each.match.entry for each in sorted(covering, key=lambda each: each.is_detail)]


def _treatment(lesson: ChapterId, found: Reading) -> Treatment:
    """Return how *lesson* deals with what is asked for: by its names, else by how prominently it says the words."""
    named = [
        covered.treatment for entry in _entries(lesson, found) for covered in entry.covered if covered.chapter == lesson
    ]
    if named:
        return max(named, key=STRENGTH.__getitem__)
    said = [word.lessons[lesson] for word in found.words if lesson in word.lessons]
    return treatment_of(max(said, default=0.0))


def _subject(query: ParsedQuery, found: Reading) -> Subject:
    """Return what *query* names in the course, in its field, and outside."""

    def matches(wanted: Sequence[Named]) -> list[Match]:
        return [each.match for each in wanted]

    return Subject(
        query,
        matches([each for each in found.named if each.lessons]),
        matches([each for each in found.named if each.is_left_out]),
        matches([each for each in found.named if not each.lessons and each.match.entry.everyday]),
    )
