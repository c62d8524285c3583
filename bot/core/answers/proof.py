"""Chooses the evidence for an answer, and the moment at which the chapter teaches it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.core.answers.entries import Entry
from bot.core.answers.evidence import Passage, gloss, naming, passages, quote
from bot.core.answers.filler import FILLER
from bot.core.answers.reading import Reading
from bot.core.answers.reply import Evidence, Source
from bot.core.answers.weights import plain_weight
from bot.core.answers.words import term
from bot.core.catalogue import Course, Moment
from bot.core.ids import ChapterNumber
from bot.core.locales import Locale

_MOST_EVIDENCE = 3
_MOST_CLOSEST = 2
_REMEMBERED = 4_096


@dataclass(frozen=True, slots=True)
class Proof:
    """What is shown for one chapter."""

    evidence: tuple[Evidence, ...]
    moment: Moment | None


class _Holding:
    """Which of a chapter's passages hold which words, to compare a question with all of them at once."""

    def __init__(self, said: Sequence[Passage]) -> None:
        self.said = said
        self._holders: dict[str, list[int]] = defaultdict(list)
        for place, passage in enumerate(said):
            for stem in {term(word) for word in passage.words if word not in FILLER}:
                self._holders[stem].append(place)
        self._size = lru_cache(maxsize=None)(self._weigh)

    def likeness(self, weights: Mapping[str, float]) -> float:
        """Return how like the weighted words the most similar passage is, from 0 to 1."""
        size = sum(weights.values())
        return max(
            [2 * held / (size + self._size(place)) for place, held in self._shared(weights).items()],
            default=0.0,
        )

    def _weigh(self, place: int) -> float:
        heard = {term(word): word for word in self.said[place].words if word not in FILLER}
        return sum([plain_weight(word) for word in heard.values()])

    def closest(self, weights: Mapping[str, float], locale: Locale) -> list[Passage]:
        """Return the passages that hold most of the words, those in the reader's language if they can."""
        shared = self._shared(weights)
        most = max(shared.values(), default=0.0)
        best = [self.said[place] for place in sorted(shared) if most and shared[place] == most]
        native = [passage for passage in best if passage.locale in (locale, None)]
        return (native or best)[:_MOST_CLOSEST]

    def _shared(self, weights: Mapping[str, float]) -> dict[int, float]:
        shared: dict[int, float] = {}
        for stem, weight in weights.items():
            for place in self._holders.get(stem, ()):
                shared[place] = shared.get(place, 0.0) + weight
        return shared


class Prover:
    """Knows what each chapter says, word by word; a chapter is read when it is first quoted."""

    def __init__(self, course: Course, found: Sequence[Entry]) -> None:
        """Prepare to quote *course*, and to find the *found* entries' names in it."""
        self._course = course
        self._entries = found
        self._read = lru_cache(maxsize=_REMEMBERED)(self._read_chapter)
        self._names = lru_cache(maxsize=_REMEMBERED)(self._read_names)
        self._named = lru_cache(maxsize=_REMEMBERED)(self._name)

    def prove(
        self, number: ChapterNumber, concepts: tuple[int, ...], reading: Reading, locale: Locale
    ) -> Proof:
        """Return why chapter *number* answers the question that was read."""
        named = [self._named(number, concept, locale) for concept in concepts]
        evidence = {proof.text: proof for proof, _ in named if proof is not None}
        moment = next((moment for _, moment in named if moment is not None), None)
        if not evidence:
            said = reading.plain_weights()
            closest = self._read(number).closest(said, locale)
            evidence = {passage.text: quote(passage, [(stem,) for stem in said]) for passage in closest}
            moment = moment or next((passage.moment for passage in closest if passage.moment), None)
        if not evidence:
            title = self._course.chapter(number).title
            evidence = {title: Evidence(title, (), Source.TITLE)}
        return Proof(tuple(evidence.values())[:_MOST_EVIDENCE], moment)

    def likeness(self, number: ChapterNumber, weights: Mapping[str, float]) -> float:
        """Return how like the weighted question the most similar passage of a chapter is, 0 to 1."""
        return self._read(number).likeness(weights)

    def _read_chapter(self, number: ChapterNumber) -> _Holding:
        return _Holding(passages(self._course.chapter(number)))

    def _read_names(self, concept: int) -> tuple[tuple[str, ...], ...]:
        names = dict.fromkeys(name.terms for name in self._entries[concept].names if name.core)
        return tuple(sorted(names, key=len, reverse=True))

    def _name(
        self, number: ChapterNumber, concept: int, locale: Locale
    ) -> tuple[Evidence | None, Moment | None]:
        """Return how a chapter names a concept, or what the glossary says of it; and where it does."""
        said, names = self._read(number).said, self._names(concept)
        moment = self._given_moment(number, concept) or next(self._labelled(said, names), None)
        passage = naming(said, names, locale)
        entry = self._entries[concept]
        explained = entry.concept.gloss if entry.concept and not entry.concept.family else None
        unsaid = gloss(entry.name.spoken(locale), explained.spoken(locale)) if explained else None
        return (quote(passage, names) if passage else unsaid), moment

    def _given_moment(self, number: ChapterNumber, concept: int) -> Moment | None:
        at = {covered.chapter: covered.at_s for covered in self._entries[concept].covered}.get(number)
        moments = self._course.chapter(number).moments
        return next((moment for moment in moments if moment.at_s == at), None)

    def _labelled(self, said: Sequence[Passage], names: Sequence[tuple[str, ...]]) -> Iterator[Moment]:
        for passage in said:
            if passage.moment is not None and passage.holds(names):
                yield passage.moment
