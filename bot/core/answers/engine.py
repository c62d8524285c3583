"""Answers a question with the chapters that cover it, says why, or says that nothing does."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from bot.core.answers.entries import FULL_STRENGTH, STRENGTH, entries
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

_BROAD = 0.35
_REST = 1.8
_TEXT = 4.0
_OWN_TEXT = 0.4
_SENTENCE = 4.0
_LIKENESS = 1.5
_TIE = 0.2
_LIKE = 0.5
_SHORTLIST = 8
_ENOUGH = 0.58
_ENOUGH_OF_OURS = 0.4
_LEAST = 0.5
_ALIEN = 2.0
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
        thesaurus = self._thesaurus = Thesaurus(glossary.kin)
        self._chapters = TextIndex((_fields(chapter) for chapter in course.chapters), thesaurus)
        said = [(place, text) for place, entry in enumerate(self._entries) for text in entry.sentences()]
        self._speakers = [place for place, _ in said]
        self._sentences = TextIndex((((text, _SENTENCE),) for _, text in said), thesaurus)
        own = [text for entry in self._entries if entry.coverage for text in entry.sentences()]
        self._vocabulary = self._chapters.marks | TextIndex((((text, 1.0),) for text in own), thesaurus).marks
        vocabulary = self._chapters.words | self._sentences.words
        self._reader = Reader(self._entries, vocabulary, (*glossary.lookalikes, *_flat(glossary.kin)))
        self._prover = Prover(course, self._entries)
        self._suggester = Suggester(self._entries)

    def ask(self, question: str, locale: Locale) -> Reply:
        """Return the chapters that cover *question*, best first, quoting them in *locale*."""
        reading = self._reader.read(question)
        inside, outside = self._sorted(reading)
        specific = self._specific(inside)
        named = reading.terms(inside)
        aside = reading.terms(self._everyday(reading))
        weights = {
            token.term: self._sentences.weight(token.word, token.term)
            for token in reading.content()
            if token.term not in aside
        }
        rest = {term: weight for term, weight in weights.items() if term not in named}
        cases: dict[ChapterNumber, _Case] = {}
        if specific:
            cases = self._cases(inside, self._text_scores(rest))
        elif not outside and self._ours(reading, named, aside):
            cases = self._cases(inside, self._text_scores(weights))
        # where the glossary has said all there is to say, its own order of chapters stands
        said = reading.plain_weights()
        settled = len({hit.concept for hit in inside}) == 1 and all(
            said[term] < 1.0 for term in said.keys() - named
        )
        ranked = self._ranked(cases, said, _TIE if settled else _LIKENESS)
        answers = tuple(self._answer(number, case, reading, locale) for number, case in ranked)
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
        beside = {place + step for hit in self._everyday(reading) for place in hit.places for step in (-1, 1)}
        inside = [hit for hit in inside if not (hit.common and beside & set(hit.places))]
        return inside, outside

    def _everyday(self, reading: Reading) -> list[Hit]:
        return [hit for hit in reading.hits if self._entries[hit.concept].everyday]

    def _foreign(self, hit: Hit) -> bool:
        entry = self._entries[hit.concept]
        return not entry.coverage and not entry.everyday

    def _independent(self, hit: Hit, outside: Sequence[Hit], reading: Reading) -> bool:
        """Whether *hit* is asked for itself and not a part of something foreign ("policy gradient")."""
        if self._broad(hit):
            return False
        first = min(min(other.places) for other in outside)
        return reading.comparing or max(hit.places) < first - 1

    def _broad(self, hit: Hit) -> bool:
        """Whether the name found belongs to everyday talk too; "value vector" does not, "value" does."""
        return self._entries[hit.concept].broad and hit.common

    def _specific(self, hits: Iterable[Hit]) -> bool:
        return any(not self._broad(hit) for hit in hits)

    def _ours(self, reading: Reading, named: AbstractSet[str], aside: AbstractSet[str]) -> bool:
        """Whether the question is about the course, judged by how much of it the course can place."""
        said = reading.plain_weights()
        total = sum(weight * (_ALIEN if term in aside else 1.0) for term, weight in said.items())
        if not total:
            return False
        known = sum(weight for term, weight in said.items() if term in named)
        rest = {term: weight for term, weight in said.items() if term not in named | aside}
        placed = max(
            (
                held
                for place, held in self._sentences.held(rest).items()
                if self._entries[self._speakers[place]].coverage
            ),
            default=0.0,
        )
        placed = max(placed, max(self._chapters.held(rest).values(), default=0.0))
        strange = sum(weight for term, weight in rest.items() if not self._heard(term))
        enough = _ENOUGH if strange or aside else _ENOUGH_OF_OURS
        return known + placed >= max(total * enough, _LEAST)

    def _heard(self, term: str) -> bool:
        """Whether the course itself ever says a word, or one of its kin."""
        return term in self._vocabulary or any(
            mark in self._vocabulary for mark in self._thesaurus.groups(term)
        )

    def _text_scores(self, weighted: Mapping[str, float]) -> dict[ChapterNumber, float]:
        """Return how well each chapter's own words and its concepts' fit the *weighted* terms."""
        scores: dict[ChapterNumber, float] = defaultdict(float)
        whole = sum(weighted.values())
        if not whole:
            return scores
        for place, fit in self._sentences.fit(weighted).items():
            entry = self._entries[self._speakers[place]]
            for coverage, strength in zip(entry.coverage, entry.strengths, strict=True):
                scores[coverage.key] = max(scores[coverage.key], fit * strength / FULL_STRENGTH)
        for place, held in self._chapters.held(weighted).items():
            scores[self._course.chapters[place].key] += held / whole * _OWN_TEXT
        return scores

    def _cases(
        self, inside: Sequence[Hit], text: Mapping[ChapterNumber, float]
    ) -> dict[ChapterNumber, _Case]:
        """Return what speaks for each chapter: concepts named, then the words around them."""
        cases: dict[ChapterNumber, _Case] = defaultdict(_Case)
        broadest_first = sorted(inside, key=self._broad, reverse=True)
        for hit in {hit.concept: hit for hit in broadest_first}.values():
            entry = self._entries[hit.concept]
            for coverage, strength in zip(entry.coverage, entry.strengths, strict=True):
                case = cases[coverage.key]
                case.score += strength * (_BROAD if self._broad(hit) else 1.0)
                case.concepts.append(hit.concept)
                if STRENGTH[coverage.treatment] > STRENGTH[case.treatment]:
                    case.treatment = coverage.treatment
        specific = self._specific(inside)
        for number, score in text.items():
            if not specific or number in cases:
                cases[number].score += score * (_REST if specific else _TEXT)
        return cases

    def _ranked(
        self, cases: Mapping[ChapterNumber, _Case], said: Mapping[str, float], bonus: float
    ) -> list[tuple[ChapterNumber, _Case]]:
        """Return the best cases first; a sentence much like the question speaks for its chapter."""
        ranked = sorted(cases.items(), key=lambda item: (-item[1].score, item[0]))[:_SHORTLIST]
        for number, case in ranked:
            likeness = self._prover.likeness(number, said)
            if likeness > _LIKE:
                case.score += bonus * likeness**2
        ranked.sort(key=lambda item: (-item[1].score, item[0]))
        worth = ranked[0][1].score * _WORTH_NAMING if ranked else 0.0
        return [(number, case) for number, case in ranked[:MOST_ANSWERS] if case.score >= worth]

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
