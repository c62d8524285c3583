"""Chooses the evidence for an answer, and the moment at which the chapter teaches it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.answers.entries import Entry
from bot.core.answers.evidence import Passage, Terms, gloss, naming, passages, quote
from bot.core.answers.phrases import content, told
from bot.core.answers.reading import Reading
from bot.core.answers.reply import Evidence
from bot.core.answers.weights import plain_weight
from bot.core.answers.words import tokens
from bot.core.catalogue import Course, Moment
from bot.core.ids import ChapterNumber
from bot.core.locales import Locale

_MOST_EVIDENCE = 3
_FEWEST_WORDS = 2


@dataclass(frozen=True, slots=True)
class Proof:
    """What is shown for one chapter."""

    evidence: tuple[Evidence, ...]
    moment: Moment | None


class _Holding:
    """Which passages hold which words, to compare a question with all of them at once."""

    def __init__(self, said: Sequence[Passage]) -> None:
        self._holders: dict[str, list[int]] = defaultdict(list)
        self._sizes: list[float] = []
        for place, passage in enumerate(said):
            heard = {token.term: token.word for token in content(passage.tokens)}
            for term in heard:
                self._holders[term].append(place)
            self._sizes.append(sum(plain_weight(word) for word in heard.values()))

    def likeness(self, weights: Mapping[str, float]) -> float:
        shared: dict[int, float] = defaultdict(float)
        for term, weight in weights.items():
            for place in self._holders.get(term, ()):
                shared[place] += weight
        size = sum(weights.values())
        return max((2 * held / (size + self._sizes[place]) for place, held in shared.items()), default=0.0)


class Prover:
    """Knows what each chapter says, word by word."""

    def __init__(self, course: Course, found: Sequence[Entry]) -> None:
        """Prepare to quote *course*; texts are read when they are first quoted."""
        self._course = course
        self._entries = found
        self._passages: dict[ChapterNumber, tuple[Passage, ...]] = {}
        self._holding: dict[ChapterNumber, _Holding] = {}
        self._names: dict[int, tuple[Terms, ...]] = {}

    def prove(
        self, number: ChapterNumber, concepts: Sequence[int], reading: Reading, locale: Locale
    ) -> Proof:
        """Return why chapter *number* answers the question that was read."""
        said = self._said(number)
        evidence: dict[str, Evidence] = {}
        moment = None
        for concept in concepts:
            found = naming(said, self._names_of(concept), locale)
            entry = self._entries[concept]
            if found is not None:
                evidence.setdefault(found[0].text, quote(*found))
            elif entry.gloss is not None:
                shown = gloss(entry.name.spoken(locale), entry.gloss.spoken(locale))
                evidence.setdefault(shown.text, shown)
            moment = moment or self._moment(number, concept)
        wanted = frozenset(token.term for token in reading.content())
        if not evidence:
            best = _closest(said, wanted, locale)
            evidence = {passage.text: quote(passage, wanted) for passage in best}
            moment = next((passage.moment for passage in best if passage.moment), None)
        return Proof(tuple(evidence.values())[:_MOST_EVIDENCE], moment)

    def likeness(self, number: ChapterNumber, weights: Mapping[str, float]) -> float:
        """Return how like the weighted question the most similar passage of a chapter is, 0 to 1."""
        if number not in self._holding:
            self._holding[number] = _Holding(self._said(number))
        return self._holding[number].likeness(weights)

    def _said(self, number: ChapterNumber) -> tuple[Passage, ...]:
        if number not in self._passages:
            self._passages[number] = passages(self._course.chapter(number))
        return self._passages[number]

    def _names_of(self, concept: int) -> tuple[Terms, ...]:
        if concept not in self._names:
            names = (frozenset(t.term for t in told(tokens(n))) for n in self._entries[concept].names)
            self._names[concept] = tuple(dict.fromkeys(name for name in names if name))
        return self._names[concept]

    def _moment(self, number: ChapterNumber, concept: int) -> Moment | None:
        """Return the moment that the glossary gives, or the first whose label names the concept."""
        chapter = self._course.chapter(number)
        for coverage in self._entries[concept].coverage:
            if coverage.chapter == number and coverage.at_s is not None:
                return next(moment for moment in chapter.moments if moment.at_s == coverage.at_s)
        for passage in self._said(number):
            if passage.moment and any(name <= passage.terms for name in self._names_of(concept)):
                return passage.moment
        return None


def _closest(said: Sequence[Passage], wanted: Terms, locale: Locale) -> list[Passage]:
    """Return the passages that hold most of the *wanted* words, in the reader's language if they can."""
    held = [(len(passage.terms & wanted), passage) for passage in said]
    most = max((count for count, _ in held), default=0)
    if not most:
        return []
    native = [passage for count, passage in held if count == most and passage.locale in (locale, None)]
    return (native or [passage for count, passage in held if count == most])[:_FEWEST_WORDS]
