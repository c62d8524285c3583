"""Ranks chapters as candidates for an answer, by the concepts that a question names and by its other words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.answers.names import STRENGTH, Entry
from bot.answers.snippets import Snippets
from bot.answers.subject import Subject
from bot.answers.text_index import CourseIndex
from bot.courses.glossary import Treatment
from bot.courses.model import Course
from bot.ids import ChapterId

MOST_ANSWERS = 5  # chapters
_SHORTLIST = 9  # chapters that are scored by their own words; in a course of no more, all are
# Points of a chapter, from 0.
NAMED = 3.0  # if the question names its concept, times the strength of the chapter for it
_BROADLY_NAMED = 0.8  # instead, if the name is broad
_BROADLY_NAMED_BESIDE = 1.65  # instead, if the name is broad and another one is not
_COMPARED_WITH = 0.3  # times this, if another concept is only compared with it: "than an LSTM"
_COMPARES = 1.5  # added if it builds on the chapter that teaches that other concept, so can compare the two
_GLOSSARY_WORDS = 4.0  # times how well the glossary's text on its concept fits the question's words, 0 to 2
_CHAPTER_WORDS = 0.8  # times the share of the question's words that its own text has, 0 to 1
_SAME_QUESTION = 4.0  # points by words from which a chapter counts beside those of a specific name
_ALIKE = 0.5  # Dice's coefficient, 0 to 1, from which a passage is similar to the question; its square is added
# The share of the best chapter's points that a further one needs, 0 to 1.
_WORTH_NAMING = 0.25
_WORTH_NAMING_IF_BROAD = 0.4  # where all names are broad


@dataclass(slots=True)
class Candidate:
    """A chapter's points, how it treats the subject, and the entries by which it was found."""

    score: float = 0.0
    treatment: Treatment = Treatment.MENTIONED
    entries: list[Entry] = field(default_factory=list)


Candidates = dict[ChapterId, Candidate]


def named_candidates(subject: Subject) -> Candidates:
    """Return the chapters that cover the concepts named, with points by their strength (see `bot.answers.names`)."""
    found: Candidates = {}
    broad = _BROADLY_NAMED if subject.is_broadly_named else _BROADLY_NAMED_BESIDE
    broadest_first = sorted(subject.in_course, key=lambda match: match.is_broad, reverse=True)
    is_compared = any(not match.aside for match in subject.in_course)
    for match in {match.entry: match for match in broadest_first}.values():
        share = _COMPARED_WITH if match.aside and is_compared else 1.0
        for covered in match.entry.covered:
            candidate = found.setdefault(covered.chapter, Candidate())
            candidate.score += (broad if match.is_broad else NAMED) * covered.strength * share
            candidate.treatment = max(candidate.treatment, covered.treatment, key=STRENGTH.__getitem__)
            candidate.entries.append(match.entry)
    return found


def prefer_comparing(named: Candidates, subject: Subject, course: Course) -> None:
    """Add points to the chapters of *named* that build on one which teaches what is only compared with."""
    aside = [match.entry for match in subject.in_course if match.aside]
    compared = {entry.covered[0].chapter for entry in aside}
    for number, candidate in named.items() if compared else ():
        before = {course.chapters[needed.chapter - 1].key for needed in course.chapter(number).prerequisites}
        if before & compared and not set(candidate.entries) <= set(aside):
            candidate.score += _COMPARES


def word_candidates(index: CourseIndex, weighted: Mapping[str, float], named: Iterable[ChapterId]) -> Candidates:
    """Return the *named* chapters and those that fit the *weighted* terms best, with points for these terms."""
    found: Candidates = {}
    for entry, fit in index.entry_fits(weighted):
        for covered in entry.covered:
            score = _GLOSSARY_WORDS * fit * covered.strength
            if covered.chapter not in found or score > found[covered.chapter].score:
                found[covered.chapter] = Candidate(score, covered.treatment, [entry])
    chapters = {*found, *named, *index.chapters.top(weighted, _SHORTLIST)}
    for number, overlap in index.chapters.overlaps_of(chapters, weighted).items():
        candidate = found.setdefault(ChapterId(number), Candidate())
        candidate.score += overlap / sum(weighted.values()) * _CHAPTER_WORDS
    return found


def with_words(named: Candidates, found: Candidates, *, specific: bool) -> Candidates:
    """Return the *named* chapters, with points for words added, and those *found* by words alone.

    If a name is *specific*, of the latter only those with more than `_SAME_QUESTION` points.
    """
    for number, candidate in named.items():
        candidate.score += found[number].score
    return {n: other for n, other in found.items() if not specific or other.score > _SAME_QUESTION} | named


def rank(candidates: Candidates, subject: Subject, snippets: Snippets) -> list[tuple[ChapterId, Candidate]]:
    """Return at most five chapters, best first, after adding points for passages that are similar to the question."""
    best = sorted(candidates.items(), key=_best_first)[:MOST_ANSWERS]
    if len({match.entry for match in subject.in_course}) != 1 or not subject.is_fully_named:
        for number, candidate in best:
            candidate.score += snippets(number).dice(subject.query.weights, _ALIKE) ** 2
        best.sort(key=_best_first)
    share = _WORTH_NAMING_IF_BROAD if subject.is_broadly_named else _WORTH_NAMING
    return [(number, candidate) for number, candidate in best if candidate.score >= best[0][1].score * share]


def _best_first(item: tuple[ChapterId, Candidate]) -> tuple[float, ChapterId]:
    return (-item[1].score, item[0])
