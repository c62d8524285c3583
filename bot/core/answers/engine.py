"""Answers a question with the chapters that cover it, says why, or says that nothing does."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.core.answers.entries import documents, entries
from bot.core.answers.phrases import Hit
from bot.core.answers.proof import Prover
from bot.core.answers.reading import Reader, Reading
from bot.core.answers.reply import Answer, NearMiss, Reply
from bot.core.answers.suggesting import Suggester
from bot.core.answers.texts import TextIndex, Thesaurus
from bot.core.catalogue import Chapter, Course
from bot.core.glossary import Glossary, Treatment
from bot.core.ids import ChapterNumber
from bot.core.locales import Locale, LocalizedText

MOST_ANSWERS = 5

_STRENGTH = {Treatment.TAUGHT: 3.0, Treatment.USED: 1.5, Treatment.MENTIONED: 0.8}
_LATER_PLACE = 0.9
_BROAD = 0.6
_REST = 1.2
_TEXT = 1.0
_OWN_TEXT = 0.6
_ENOUGH = 0.5
_WORTH_NAMING = 0.2


@dataclass(slots=True)
class _Case:
    """What speaks for one chapter."""

    score: float = 0.0
    treatment: Treatment = Treatment.MENTIONED
    concepts: list[int] = field(default_factory=list)


class AnswerEngine:
    """Finds what a question is about, in either language, and where the course deals with it."""

    def __init__(self, course: Course, glossary: Glossary) -> None:
        """Index *course* by its *glossary*."""
        self._course = course
        self._entries = entries(course, glossary)
        thesaurus = Thesaurus(glossary.kin)
        self._chapters = TextIndex((_fields(chapter) for chapter in course.chapters), thesaurus)
        self._concepts = TextIndex(documents(self._entries), thesaurus)
        vocabulary = self._chapters.words | self._concepts.words
        self._reader = Reader(self._entries, vocabulary, (*glossary.lookalikes, *_flat(glossary.kin)))
        self._prover = Prover(course, self._entries)
        self._suggester = Suggester(self._entries)

    def ask(self, question: str, locale: Locale) -> Reply:
        """Return the chapters that cover *question*, best first, quoting them in *locale*."""
        reading = self._reader.read(question)
        inside, outside = self._sorted(reading)
        cases = self._cases(reading, inside) if self._ours(reading, inside, outside) else {}
        ranked = sorted(cases.items(), key=lambda item: (-item[1].score, item[0]))[:MOST_ANSWERS]
        best = ranked[0][1].score if ranked else 0.0
        answers = tuple(
            self._answer(number, case, reading, locale)
            for number, case in ranked
            if case.score >= best * _WORTH_NAMING
        )
        return Reply(question, answers, self._near_miss(outside))

    def suggest(self, typed: str, locale: Locale, limit: int = 25) -> list[str]:
        """Return what a person who has typed *typed* may want to ask for, in *locale*."""
        return self._suggester.suggest(typed, locale, limit)

    def _sorted(self, reading: Reading) -> tuple[list[Hit], list[Hit]]:
        """Return the concepts named that are in the course, and those known not to be."""
        outside = [hit for hit in reading.hits if self._foreign(hit)]
        inside = [hit for hit in reading.hits if self._entries[hit.concept].coverage]
        if outside:
            inside = [hit for hit in inside if self._independent(hit, outside, reading)]
        return inside, outside

    def _foreign(self, hit: Hit) -> bool:
        entry = self._entries[hit.concept]
        return not entry.coverage and not entry.everyday

    def _independent(self, hit: Hit, outside: Sequence[Hit], reading: Reading) -> bool:
        """Whether *hit* is asked for itself and not a part of something foreign ("policy gradient")."""
        if self._entries[hit.concept].broad:
            return False
        first = min(min(other.places) for other in outside)
        return reading.comparing or max(hit.places) < first - 1

    def _ours(self, reading: Reading, inside: Sequence[Hit], outside: Sequence[Hit]) -> bool:
        if any(not self._entries[hit.concept].broad for hit in inside):
            return True
        if outside:
            return False
        alien = {
            reading.words[place].term
            for hit in reading.hits
            if self._entries[hit.concept].everyday
            for place in hit.places
        }
        weights = {token.term: self._weight(token.word, token.term) for token in reading.words}
        weights |= dict.fromkeys(alien, 1.0)
        total = sum(weights.values())
        if not total:
            return False
        named = {reading.words[place].term for hit in inside for place in hit.places}
        known = sum(weights[term] for term in named)
        rest = {term: weight for term, weight in weights.items() if term not in named | alien}
        text = max(self._text_scores(rest).values(), default=0.0)
        return (known + text) / total >= _ENOUGH

    def _weight(self, word: str, term: str) -> float:
        return self._concepts.weight(word, term)

    def _text_scores(self, weighted: dict[str, float]) -> dict[ChapterNumber, float]:
        """Return how well each chapter's own words and its concepts' fit the *weighted* terms."""
        scores: dict[ChapterNumber, float] = defaultdict(float)
        for place, score in self._concepts.scores(weighted).items():
            for rank, coverage in enumerate(self._entries[place].coverage):
                strength = _STRENGTH[coverage.treatment] / 3.0 * _LATER_PLACE**rank
                scores[coverage.key] = max(scores[coverage.key], score * strength)
        for place, score in self._chapters.scores(weighted).items():
            scores[self._course.chapters[place].key] += score * _OWN_TEXT
        return scores

    def _cases(self, reading: Reading, inside: Sequence[Hit]) -> dict[ChapterNumber, _Case]:
        cases: dict[ChapterNumber, _Case] = defaultdict(_Case)
        for hit in {hit.concept: hit for hit in inside}.values():
            entry = self._entries[hit.concept]
            for rank, coverage in enumerate(entry.coverage):
                case = cases[coverage.key]
                strength = _STRENGTH[coverage.treatment] * _LATER_PLACE**rank
                case.score += strength * (_BROAD if entry.broad else 1.0)
                case.concepts.append(hit.concept)
                if _STRENGTH[coverage.treatment] > _STRENGTH[case.treatment]:
                    case.treatment = coverage.treatment
        named = {reading.words[place].term for hit in inside for place in hit.places}
        rest = {
            token.term: self._weight(token.word, token.term)
            for token in reading.words
            if token.term not in named
        }
        for number, score in self._text_scores(rest).items():
            if inside and number not in cases and any(not self._entries[h.concept].broad for h in inside):
                continue
            cases[number].score += score * _REST
        return cases

    def _answer(self, number: ChapterNumber, case: _Case, reading: Reading, locale: Locale) -> Answer:
        proof = self._prover.prove(number, case.concepts, reading, locale)
        return Answer(number, round(case.score, 4), case.treatment, proof.evidence, proof.moment)

    def _near_miss(self, outside: Iterable[Hit]) -> NearMiss | None:
        for hit in outside:
            entry = self._entries[hit.concept]
            if entry.near is not None:
                concept = LocalizedText(en=hit.name, pt=hit.name) if entry.family else entry.name
                return NearMiss(concept, ChapterNumber(entry.near.chapter), entry.near.why)
        return None


def _flat(groups: Iterable[Iterable[str]]) -> list[str]:
    return [word for group in groups for word in group]


def _fields(chapter: Chapter) -> list[tuple[str, float]]:
    """Return the texts of *chapter* with how much a word in each counts."""
    topics = [text for topic in chapter.topics for text in (*topic.name.all(), *topic.also)]
    labels = [text for moment in chapter.moments for text in moment.label.all()]
    return [
        (chapter.title, 3.0),
        (chapter.listing.title, 3.0),
        (" ".join(chapter.listing.keywords), 2.0),
        (" ".join(topics), 2.0),
        (" ".join(labels), 2.0),
        (" ".join(chapter.summary.all()), 1.5),
    ]
