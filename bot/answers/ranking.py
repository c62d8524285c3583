"""Ranks chapters as candidates for an answer, by the concepts that a question names and by its other words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from heapq import nlargest

from bot.answers.names import STRENGTH, Entry
from bot.answers.scope import Subject
from bot.answers.text_index import SHORTLIST, WordScore
from bot.courses.glossary import Treatment
from bot.ids import ChapterNumber

MOST_ANSWERS = 5  # chapters
# Points for a chapter.
NAMED = 3.0  # its concept is named
_BROADLY_NAMED = 0.8  # by a name of everyday talk, too
_BROADLY_NAMED_BESIDE = 1.65  # likewise, beside a name that leaves no doubt
_WORDS = 4.0  # its texts fit the question's words, times how well
# Beyond this fit the glossary asks the same, so that names in the question need not be its subject.
_OUTRIGHT = 1.0
_ALIKE = 0.5  # 0 to 1: from here on a passage is like the question, and its likeness squared counts as points
# The share of the best chapter's points that a further one needs, 0 to 1.
_WORTH_NAMING = 0.25
_WORTH_NAMING_UNNAMED = 0.4  # where no name leaves no doubt


@dataclass(slots=True)
class Candidate:
    """A chapter's points, how it treats the subject, and the entries that brought it up."""

    score: float = 0.0
    treatment: Treatment = Treatment.MENTIONED
    entries: list[Entry] = field(default_factory=list)

    def add(self, score: float, treatment: Treatment, entry: Entry | None) -> None:
        """Add points, and the *entry* that brought them."""
        self.score += score
        self.treatment = max(self.treatment, treatment, key=STRENGTH.__getitem__)
        self.entries += [entry] if entry else []


Candidates = dict[ChapterNumber, Candidate]
# Returns how like the weighted words a chapter's most similar passage is, 0 to 1, or 0 below the least given.
Dice = Callable[[ChapterNumber, Mapping[str, float], float], float]


def named_candidates(subject: Subject) -> Candidates:
    """Return the chapters that cover the concepts named, with points by the order that the glossary gives them."""
    found: Candidates = {}
    broad = _BROADLY_NAMED if all(match.broad for match in subject.in_course) else _BROADLY_NAMED_BESIDE
    broadest_first = sorted(subject.in_course, key=lambda match: match.broad, reverse=True)
    for match in {match.entry: match for match in broadest_first}.values():
        points = broad if match.broad else NAMED
        for covered in match.entry.covered:
            candidate = found.setdefault(covered.chapter, Candidate())
            candidate.add(points * covered.strength, covered.treatment, match.entry)
    return found


def add_word_scores(candidates: Candidates, scores: Mapping[ChapterNumber, WordScore], *, specific: bool) -> None:
    """Add points for the question's words: to the chapters named, and to others that they lead to.

    Where a name is *specific* these are only such as the glossary asks the same of.
    """
    if specific:
        others = sorted(number for number, found in scores.items() if found.score > _OUTRIGHT)
    else:
        others = nlargest(SHORTLIST, scores, key=lambda number: (scores[number].score, -number))
    for number in dict.fromkeys((*candidates, *others)):
        candidate, found = candidates.setdefault(number, Candidate()), scores.get(number, WordScore())
        if candidate.entries:
            found = WordScore(found.score)
        candidate.add(found.score * _WORDS, found.treatment, found.entry)


def rank(candidates: Candidates, subject: Subject, dice: Dice) -> list[tuple[ChapterNumber, Candidate]]:
    """Return the best chapters first; a sentence much like the question, as *dice* tells, speaks for its chapter."""
    best = sorted(candidates.items(), key=_best_first)[:MOST_ANSWERS]
    if len({match.entry for match in subject.in_course}) != 1 or not subject.is_complete:
        weights = subject.query.plain_weights()
        for number, candidate in best:
            alike = dice(number, weights, _ALIKE)
            candidate.score += alike**2 if alike > _ALIKE else 0.0
        best.sort(key=_best_first)
    share = _WORTH_NAMING_UNNAMED if all(match.broad for match in subject.in_course) else _WORTH_NAMING
    return [(number, candidate) for number, candidate in best if candidate.score >= best[0][1].score * share]


def _best_first(item: tuple[ChapterNumber, Candidate]) -> tuple[float, ChapterNumber]:
    return (-item[1].score, item[0])
