"""Chooses the evidence for an answer, and the moment at which the chapter teaches it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.answers.entries import Entry
from bot.answers.evidence import gloss, quote
from bot.answers.passages import Forms, Passages
from bot.answers.query import Reading
from bot.answers.reply import Evidence, Source
from bot.courses.model import Course, Moment
from bot.ids import ChapterNumber
from bot.text.locales import Locale

_MOST_EVIDENCE = 3
_MOST_CLOSEST = 2
_REMEMBERED = 4_096


@dataclass(frozen=True, slots=True)
class Proof:
    """What is shown for one chapter."""

    evidence: tuple[Evidence, ...]
    moment: Moment | None


class Prover:
    """Knows what each chapter says; a chapter is laid out when it is first quoted."""

    def __init__(self, course: Course, found: Sequence[Entry], forms: Forms) -> None:
        """Prepare to quote *course*, and to find the *found* entries in it by all *forms* of their names."""
        self._course = course
        self._forms = forms
        self._entries = found
        self._passages = lru_cache(maxsize=_REMEMBERED)(self._laid_out)
        self._names = lru_cache(maxsize=_REMEMBERED)(self._read_names)
        self._named = lru_cache(maxsize=_REMEMBERED)(self._name)

    def prove(self, number: ChapterNumber, concepts: tuple[int, ...], reading: Reading, locale: Locale) -> Proof:
        """Return why chapter *number* answers the question that was read."""
        named = [self._named(number, concept, locale) for concept in concepts]
        evidence = {proof.text: proof for proof, _ in named if proof is not None}
        moment = next((moment for _, moment in named if moment is not None), None)
        if not evidence:
            said = {} if reading.chapters else reading.plain_weights()
            closest = self._passages(number).closest(said, locale)[:_MOST_CLOSEST]
            evidence = {passage.text: quote(passage, [(stem,) for stem in said]) for passage in closest}
            moment = moment or next((passage.moment for passage in closest if passage.moment), None)
        if not evidence:
            title = self._course.chapter(number).title
            evidence = {title: Evidence(title, (), Source.TITLE)}
        return Proof(tuple(evidence.values())[:_MOST_EVIDENCE], moment)

    def likeness(self, number: ChapterNumber, weights: Mapping[str, float], least: float) -> float:
        """Return how like the weighted question the most similar passage of a chapter is, 0 to 1.

        Below *least*, which is too little to tell, it may be 0.
        """
        return self._passages(number).likeness(weights, least)

    def _laid_out(self, number: ChapterNumber) -> Passages:
        return Passages(self._course.chapter(number), self._forms)

    def _read_names(self, concept: int) -> tuple[tuple[str, ...], ...]:
        names = dict.fromkeys(name.terms for name in self._entries[concept].names if name.core)
        return tuple(sorted(names, key=len, reverse=True))

    def _name(self, number: ChapterNumber, concept: int, locale: Locale) -> tuple[Evidence | None, Moment | None]:
        """Return how a chapter names a concept, or what the glossary says of it; and where it does."""
        passages, names = self._passages(number), self._names(concept)
        moment = self._given_moment(number, concept) or passages.labelled(names)
        passage = passages.naming(names, locale)
        entry = self._entries[concept]
        explained = entry.concept.gloss if entry.concept and not entry.concept.family else None
        unsaid = gloss(entry.name.spoken(locale), explained.spoken(locale)) if explained else None
        if passage is None or (unsaid is not None and passage.locale not in (locale, None)):
            return unsaid, moment  # rather the glossary in the reader's language than the chapter in another
        return quote(passage, names), moment

    def _given_moment(self, number: ChapterNumber, concept: int) -> Moment | None:
        at = {covered.chapter: covered.at_s for covered in self._entries[concept].covered}.get(number)
        moments = self._course.chapter(number).moments
        return next((moment for moment in moments if moment.at_s == at), None)
