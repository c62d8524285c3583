"""Answers a question with the chapters that cover it, says why, or says that nothing does."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nlargest

from bot.answers.entries import STRENGTH, entries
from bot.answers.phrases import Hit
from bot.answers.query import Reader, Reading
from bot.answers.ranking import Thesaurus
from bot.answers.reply import Answer, NearMiss, Reply
from bot.answers.scope import SHORTLIST, Heard, Judge
from bot.answers.snippets import Prover
from bot.answers.suggestions import Suggester
from bot.courses.glossary import Glossary, Treatment
from bot.courses.model import Course
from bot.ids import ChapterNumber
from bot.text.locales import Locale, LocalizedText

MOST_ANSWERS = 5
_NAMED = 3.0
_BROADLY_NAMED = 0.8
_BROADLY_NAMED_BESIDE = 1.65
_HEARD = 4.0
_OUTRIGHT = 1.0  # the glossary asks the same, so that names in the question need not be its subject
_LIKENESS = 1.0
_LIKE = 0.5
_WORTH_NAMING = 0.25
_WORTH_NAMING_UNNAMED = 0.4


@dataclass(slots=True)
class _Case:
    """What speaks for one chapter."""

    score: float = 0.0
    treatment: Treatment = Treatment.MENTIONED
    concepts: list[int] = field(default_factory=list)

    def add(self, score: float, treatment: Treatment) -> None:
        self.score += score
        self.treatment = max(self.treatment, treatment, key=STRENGTH.__getitem__)


_Cases = dict[ChapterNumber, _Case]


class AnswerEngine:
    """Finds what a question is about, in either language, and where the course deals with it."""

    def __init__(self, course: Course, glossary: Glossary) -> None:
        """Index *course* by its *glossary*."""
        self._course = course
        self._entries = entries(course, glossary)
        self._judge = Judge(course, self._entries, Thesaurus(glossary.kin))
        real_words = (*glossary.lookalikes, *(word for group in glossary.kin for word in group))
        self._reader = Reader(self._entries, self._judge.words, real_words)
        self._prover = Prover(course, self._entries, self._judge.forms)
        self._suggester = Suggester(self._entries)

    def ask(self, question: str, locale: Locale) -> Reply:
        """Return the chapters that cover *question*, best first, quoting them in *locale*."""
        reading = self._reader.read(question)
        inside, outside = self._sorted(reading)
        cases = self._numbered(reading) or self._cases(reading, inside, outside)
        answers = tuple(
            self._answer(number, case, reading, locale) for number, case in self._ranked(cases, reading, inside)
        )
        return Reply(question, answers, self._near_miss(outside))

    def suggest(self, typed: str, locale: Locale, limit: int = 25) -> list[str]:
        """Return what a person who has typed *typed* may want to ask for, in *locale*."""
        return self._suggester.suggest(typed, locale, limit)

    def _sorted(self, reading: Reading) -> tuple[list[Hit], list[Hit]]:
        """Return the concepts named that are in the course, and those known not to be."""
        outside = [hit for hit in reading.hits if self._entries[hit.concept].foreign]
        inside = [hit for hit in reading.hits if self._entries[hit.concept].covered]
        if outside:
            inside = [hit for hit in inside if self._independent(hit, outside, reading)]
        beside = {place + step for hit in self._everyday(reading) for place in hit.places for step in (-1, 1)}
        if beside:
            inside = [hit for hit in inside if not (hit.common and beside & set(hit.places))]
        return inside, outside

    def _everyday(self, reading: Reading) -> list[Hit]:
        return [hit for hit in reading.hits if self._entries[hit.concept].everyday]

    def _independent(self, hit: Hit, outside: Sequence[Hit], reading: Reading) -> bool:
        """Whether *hit* is asked for itself and not a part of something foreign ("policy gradient")."""
        if reading.comparing:
            return True
        first = min(reading.words[other.places[0]].start for other in outside)
        return not self._broad(hit) and reading.words[hit.places[-1]].end + 1 < first

    def _broad(self, hit: Hit, *, beside: bool = False) -> bool:
        """Whether the name found belongs to everyday talk too; "value vector" does not, "value" does.

        Standing *beside* such talk it does in any case: "which GPU should I buy", "batch size of cookies".
        """
        return self._entries[hit.concept].broad and (hit.common or beside)

    def _numbered(self, reading: Reading) -> _Cases:
        """Return the chapters that are asked for by their numbers alone: "what is chapter 7 about"."""
        asked = filter(None, map(self._course.get, reading.chapters))
        return {chapter.key: _Case(_NAMED, Treatment.TAUGHT) for chapter in asked}

    def _cases(self, reading: Reading, inside: Sequence[Hit], outside: Sequence[Hit]) -> _Cases:
        """Return what speaks for each chapter: concepts named, then the words around them."""
        named = reading.terms(inside)
        aside = reading.terms(self._everyday(reading))
        specific = any(not self._broad(hit, beside=bool(aside)) for hit in inside)
        if not (specific or self._outspoken(reading, inside, outside)) and (
            outside or not self._judge.ours(reading, named, aside)
        ):
            return {}
        cases = self._named(inside)
        if self._settled(reading, inside):
            return cases
        heard = self._judge.heard(self._judge.weights(reading, aside), cases)
        if specific:
            for number, case in cases.items():
                case.score += heard.scores.get(number, 0.0) * _HEARD
            outright = {number for number, score in heard.scores.items() if score > _OUTRIGHT}
            for number in sorted(outright - cases.keys()):
                self._hear(cases.setdefault(number, _Case()), number, heard)
            return cases
        loudest = nlargest(SHORTLIST, heard.scores, key=lambda number: (heard.scores[number], -number))
        for number in dict.fromkeys((*cases, *loudest)):
            self._hear(cases.setdefault(number, _Case()), number, heard)
        return cases

    def _outspoken(self, reading: Reading, inside: Sequence[Hit], outside: Sequence[Hit]) -> bool:
        """Whether even a broad name is meant as ours: all that is said, or set against one of the field."""
        if outside:
            return bool(inside) and reading.compares(reading.terms((*inside, *outside)))
        return any(len(hit.places) > 1 and reading.said(reading.terms([hit])) for hit in inside)

    def _settled(self, reading: Reading, inside: Sequence[Hit]) -> bool:
        """Whether names have said all there is to say, so that the glossary's order of chapters stands."""
        telling = any(self._entries[hit.concept].concept or not self._broad(hit) for hit in inside)
        return telling and reading.said(reading.terms(inside))

    def _named(self, inside: Sequence[Hit]) -> _Cases:
        cases: _Cases = {}
        broadest_first = sorted(inside, key=self._broad, reverse=True)
        broad_weight = _BROADLY_NAMED_BESIDE if any(not self._broad(hit) for hit in inside) else _BROADLY_NAMED
        for hit in {hit.concept: hit for hit in broadest_first}.values():
            weight = broad_weight if self._broad(hit) else _NAMED
            for covered in self._entries[hit.concept].covered:
                case = cases.setdefault(covered.chapter, _Case())
                case.add(weight * covered.strength, covered.treatment)
                case.concepts.append(hit.concept)
        return cases

    def _hear(self, case: _Case, number: ChapterNumber, heard: Heard) -> None:
        """Let the words of a question that names nothing speak for a chapter."""
        treatment = Treatment.MENTIONED
        concept = heard.concepts.get(number)
        if concept is not None and not case.concepts:
            by_chapter = {covered.chapter: covered for covered in self._entries[concept].covered}
            treatment = by_chapter[number].treatment
            case.concepts.append(concept)
        case.add(heard.scores.get(number, 0.0) * _HEARD, treatment)

    def _ranked(
        self, cases: Mapping[ChapterNumber, _Case], reading: Reading, inside: Sequence[Hit]
    ) -> list[tuple[ChapterNumber, _Case]]:
        """Return the best cases first; a sentence much like the question speaks for its chapter."""
        ranked = sorted(cases.items(), key=_best_first)[:SHORTLIST]
        said = reading.plain_weights()
        if len({hit.concept for hit in inside}) != 1 or not self._settled(reading, inside):
            for number, case in ranked[:MOST_ANSWERS]:
                likeness = self._prover.likeness(number, said, _LIKE)
                if likeness > _LIKE:
                    case.score += _LIKENESS * likeness**2
        ranked.sort(key=_best_first)
        share = _WORTH_NAMING if any(not self._broad(hit) for hit in inside) else _WORTH_NAMING_UNNAMED
        worth = ranked[0][1].score * share if ranked else 0.0
        return [(number, case) for number, case in ranked[:MOST_ANSWERS] if case.score >= worth]

    def _answer(self, number: ChapterNumber, case: _Case, reading: Reading, locale: Locale) -> Answer:
        proof = self._prover.prove(number, tuple(case.concepts), reading, locale)
        return Answer(number, round(case.score, 4), case.treatment, proof.evidence, proof.moment)

    def _near_miss(self, outside: Iterable[Hit]) -> NearMiss | None:
        for hit in outside:
            entry = self._entries[hit.concept]
            if entry.near is not None:
                family = entry.concept is not None and entry.concept.family
                concept = LocalizedText(en=hit.name, pt=hit.name) if family else entry.name
                return NearMiss(concept, ChapterNumber(entry.near.chapter), entry.near.why)
        return None


def _best_first(item: tuple[ChapterNumber, _Case]) -> tuple[float, ChapterNumber]:
    return (-item[1].score, item[0])
