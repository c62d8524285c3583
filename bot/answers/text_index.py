"""Weighs a question's words against all that the course and its glossary say."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property, lru_cache
from heapq import nlargest
from itertools import chain, islice
from math import log
from typing import NamedTuple

from bot.answers.names import Entry
from bot.answers.stop_words import FILLER
from bot.answers.weights import plain_weight
from bot.courses.glossary import Treatment
from bot.courses.model import Chapter, Course
from bot.ids import ChapterNumber
from bot.text.tokens import Token, term, words

SHORTLIST = 9  # chapters that a question may lead to by its words
# How soon saying a word again stops counting; at 0 each time counts fully.
_SENTENCE_SATURATION = 4.0
_CHAPTER_SATURATION = 2.0
_SYNONYM_SHARE = 0.55  # 0 to 1: a synonym beside the word itself
_BREVITY = 0.2  # exponent: how much a sentence loses by what it says besides
_WORTH_FITTING = 0.6  # 0 to 1: of the best sentence's overlap, what another needs
_CHAPTER_TEXT = 0.2  # 0 to 1: overlap with a chapter's own text beside a sentence's fit
_MANY_TEXTS = 250  # from here on a word brings no new texts
_SAMPLE = 50  # texts that are looked at first
_CACHED_TERMS = 2_048
_ROUNDING = 1e-9  # how far off a sum may be that is added up in another order
_SYNONYM_MARK = "~"
Overlaps = dict[int, float]
Synonyms = Mapping[str, tuple[str, ...]]


def synonym_groups(groups: Iterable[Iterable[str]]) -> Synonyms:
    """Return the marks of the *groups*, across both languages, that each term belongs to."""
    marks: dict[str, tuple[str, ...]] = {}
    for number, group in enumerate(groups):
        for stem in {term(word) for member in group for word in words(member)}:
            marks[stem] = (*marks.get(stem, ()), f"{_SYNONYM_MARK}{number}")
    return marks


class TextIndex:
    """Texts as bags of words, each found by its number."""

    def __init__(self, postings: Mapping[str, Sequence[int]], size: int, synonyms: Synonyms, saturation: float) -> None:
        """Weigh *size* texts, given as the numbers of those that say each word.

        The higher the *saturation*, the less it matters how often a text says a word.
        """
        self.postings = postings
        self._size = size
        self._synonyms = synonyms
        self._saturation = saturation
        self._term_shares = lru_cache(maxsize=_CACHED_TERMS)(self._count_term_shares)
        self._shares = lru_cache(maxsize=_CACHED_TERMS)(self._with_synonyms)

    @classmethod
    def of(cls, texts: Iterable[tuple[int, Iterable[str]]], synonyms: Synonyms, saturation: float) -> "TextIndex":
        """Index *texts*, given as their numbers and words."""
        postings: dict[str, list[int]] = defaultdict(list)
        size = 0
        for number, text in texts:
            for word in text:
                postings[word].append(number)
            size += 1
        return cls(dict(postings), size, synonyms, saturation)

    def merged(self, owners: Sequence[int], size: int) -> "TextIndex":
        """Return an index of *size* texts, each of which is all those of this one that it owns."""
        postings = {word: [owners[number] for number in numbers] for word, numbers in self.postings.items()}
        index = TextIndex(postings, size, self._synonyms, self._saturation)
        index._forms = self._forms  # the words are the same
        return index

    @cached_property
    def _forms(self) -> Mapping[str, Sequence[str]]:
        """The words said, under the term of each and the marks of its synonyms."""
        found: dict[str, list[str]] = defaultdict(list)
        for word in self.postings:
            if word not in FILLER:
                stem = term(word)
                for mark in (stem, *self._synonyms.get(stem, ())):
                    found[mark].append(word)
        return dict(found)

    def forms(self, stem: str, number: int) -> Sequence[str]:
        """Return the words said, filler apart, that *stem* stands for, if text *number* says any."""
        return self._forms[stem] if number in self._term_shares(stem) else ()

    @property
    def terms(self) -> AbstractSet[str]:
        """Every term said, and the marks of their synonyms."""
        return self._forms.keys()

    @cached_property
    def _lengths(self) -> Mapping[int, float]:
        """How much each text says in all, rare words most."""
        lengths: dict[int, float] = defaultdict(float)
        for stem, forms in self._forms.items():
            if stem[0] != _SYNONYM_MARK:
                numbers = {number for word in forms for number in self.postings[word]}
                idf = self._idf(len(numbers))
                for number in numbers:
                    lengths[number] += idf
        return lengths

    def _idf(self, texts: int) -> float:
        """Return the inverse document frequency of a word that so many *texts* say: 1 where none does."""
        return log(1.0 + self._size / texts) / log(1.0 + self._size) if texts else 1.0

    def weight(self, word: str, stem: str) -> float:
        """Return how much *word* says, 0 to 1: most if it is never said here, little if it is everywhere."""
        marks = (stem, *self._synonyms.get(stem, ()))
        return self._idf(max([len(self._term_shares(mark)) for mark in marks])) * plain_weight(word)

    def _rarest_first(self, weighted: Mapping[str, float]) -> list[tuple[Overlaps, float]]:
        """Return each term's share in each text, and its weight."""
        return sorted(
            [(self._shares(stem), weight) for stem, weight in weighted.items()], key=lambda item: len(item[0])
        )

    def reaches(self, weighted: Mapping[str, float], least: float) -> bool:
        """Whether any text's overlap with the *weighted* terms is at least *least*."""
        shares = self._rarest_first(weighted)
        if shares and len(shares[0][0]) > _MANY_TEXTS:
            sample = self.overlaps_of(islice(shares[0][0], _SAMPLE), weighted)
            if max(sample.values(), default=0.0) >= least:
                return True
        return max(self.overlaps(weighted, lambda _: least).values(), default=0.0) >= least

    def overlaps(
        self, weighted: Mapping[str, float], least: Callable[[Iterable[float]], float] | None = None
    ) -> Overlaps:
        """Return how much of the *weighted* terms each text holds, itself or by a synonym.

        *least* says, of the overlaps found, how much is enough: only texts that reach it are returned.
        """
        total: Overlaps = {}
        rest, enough = sum(weighted.values()) + _ROUNDING, 0.0
        for shares, weight in self._rarest_first(weighted):
            if not total:
                total = {number: weight * share for number, share in shares.items()}
            # once many texts hold a rarer word, a word of nearly all brings no new ones
            elif len(shares) <= _MANY_TEXTS and rest >= enough:
                for number, share in shares.items():
                    total[number] = total.get(number, 0.0) + weight * share
            else:
                if rest < enough:
                    total = {number: overlap for number, overlap in total.items() if overlap + rest >= enough}
                for number in total.keys() & shares.keys():
                    total[number] += weight * shares[number]
            rest -= weight
            enough = least(total.values()) - _ROUNDING if least else 0.0
        return {number: overlap for number, overlap in total.items() if overlap >= enough} if least else total

    def overlaps_of(self, numbers: Iterable[int], weighted: Mapping[str, float]) -> Overlaps:
        """Return how much of the *weighted* terms each of the texts *numbers* holds."""
        rarest_first = self._rarest_first(weighted)
        return {
            number: sum([weight * shares[number] for shares, weight in rarest_first if number in shares])
            for number in numbers
        }

    def _with_synonyms(self, stem: str) -> Overlaps:
        """Return the share of *stem* in each text, a synonym counting for less, however often it is said."""
        own = self._term_shares(stem)
        synonyms = [word for mark in self._synonyms.get(stem, ()) for word in self._forms.get(mark, ())]
        if not synonyms:
            return own
        share = self._saturation / (self._saturation + 1.0) * _SYNONYM_SHARE
        return dict.fromkeys(chain.from_iterable([self.postings[word] for word in synonyms]), share) | own

    def _count_term_shares(self, mark: str) -> Overlaps:
        """Return how much of *mark*, up to one, each text that says it holds."""
        saturation = self._saturation
        counts = Counter(chain.from_iterable([self.postings[word] for word in self._forms.get(mark, ())]))
        share = {count: saturation * count / (saturation * count + 1.0) for count in set(counts.values())}
        return {number: share[count] for number, count in counts.items()}

    def fits(self, weighted: Mapping[str, float]) -> Overlaps:
        """Return how well, 0 to 1, the best texts fit the *weighted* terms: much of them, and little besides."""
        whole, lengths = sum(weighted.values()), self._lengths
        return {
            number: overlap / whole * min(1.0, overlap / lengths[number]) ** _BREVITY
            for number, overlap in self.overlaps(weighted, _worth_fitting).items()
        }


def _worth_fitting(overlaps: Iterable[float]) -> float:
    return max(overlaps, default=0.0) * _WORTH_FITTING


def _shortlisted(overlaps: Iterable[float]) -> float:
    return min(nlargest(SHORTLIST, overlaps), default=0.0)


class WordScore(NamedTuple):
    """How well a chapter fits a question's words, and the entry by which it does so best, if any."""

    score: float = 0.0
    treatment: Treatment = Treatment.MENTIONED
    entry: Entry | None = None


class CourseIndex:
    """All that chapters say, and all that the glossary says about what they cover."""

    def __init__(self, course: Course, entries: Sequence[Entry], synonyms: Synonyms) -> None:
        """Index what chapters and *entries* say."""
        self._entries = entries
        self._synonyms = synonyms
        self._chapter_numbers = {chapter.key for chapter in course.chapters}
        texts = ((chapter.key, words(_text(chapter))) for chapter in course.chapters)
        self._chapters = TextIndex.of(texts, synonyms, _CHAPTER_SATURATION)
        self._owners: list[int] = []  # of each sentence, the number of the entry that it is about
        self._sentences = TextIndex.of(enumerate(self._sentence_words()), synonyms, _SENTENCE_SATURATION)
        self.has_sentences = bool(self._owners)

    def _sentence_words(self) -> Iterator[Sequence[str]]:
        """Yield all that the glossary says about what the course covers, noting of what."""
        for number, entry in enumerate(self._entries):
            if entry.concept and entry.covered:
                glossary = (*(entry.concept.gloss.all() if entry.concept.gloss else ()), *entry.concept.asked.all())
                for sentence in (*(name.words for name in entry.names), *map(words, glossary)):
                    self._owners.append(number)
                    yield sentence

    @property
    def words(self) -> AbstractSet[str]:
        """Every word that the course says, and the glossary about it, folded."""
        return self._chapters.postings.keys() | self._sentences.postings.keys()

    def forms(self, stem: str, number: ChapterNumber) -> Sequence[str]:
        """Return the words, folded and filler apart, that *stem* stands for, if that chapter says any."""
        return self._chapters.forms(stem, number)

    @cached_property
    def _concepts(self) -> TextIndex:
        """All that is said of each entry, together."""
        return self._sentences.merged(self._owners, len(self._entries))

    @cached_property
    def terms(self) -> AbstractSet[str]:
        """The terms that the course itself says, and the marks of their synonyms."""
        return self._chapters.terms | self._sentences.terms

    def knows(self, stem: str) -> bool:
        """Whether the course itself ever says a term, or one of its synonyms."""
        return stem in self.terms or not self.terms.isdisjoint(self._synonyms.get(stem, ()))

    def weights(self, text: Iterable[Token]) -> dict[str, float]:
        """Return how much each term of *text* says, 0 to 1."""
        index = self._sentences if self.has_sentences else self._chapters
        return {token.term: index.weight(token.word, token.term) for token in text}

    def reaches(self, weighted: Mapping[str, float], least: float) -> bool:
        """Whether the glossary on one concept, or one chapter, overlaps the *weighted* terms by at least *least*."""
        return any(index.reaches(weighted, least) for index in (self._concepts, self._chapters))

    def score_chapters(
        self, weighted: Mapping[str, float], named: Iterable[ChapterNumber]
    ) -> dict[ChapterNumber, WordScore]:
        """Return how well the *named* and the best chapters fit the *weighted* terms, in all they say."""
        whole = sum(weighted.values())
        best: Overlaps = {}
        for sentence, fit in self._sentences.fits(weighted).items():
            number = self._owners[sentence]
            best[number] = max(fit, best.get(number, 0.0))
        scores: dict[ChapterNumber, WordScore] = {}
        for number, overlap in self._concepts.overlaps_of(best, weighted).items():
            entry, fit = self._entries[number], best[number] + overlap / whole
            for covered in entry.covered:
                score = WordScore(fit * covered.strength, covered.treatment, entry)
                if score.score > scores.get(covered.chapter, WordScore()).score:
                    scores[covered.chapter] = score
        chapters = {*scores, *named, *self._top_chapters(weighted)}
        for number, overlap in self._chapters.overlaps_of(chapters, weighted).items():
            chapter = ChapterNumber(number)
            score = scores.get(chapter, WordScore())
            scores[chapter] = score._replace(score=score.score + overlap / whole * _CHAPTER_TEXT)
        return scores

    def _top_chapters(self, weighted: Mapping[str, float]) -> AbstractSet[int]:
        """Return the chapters that say most of the *weighted* terms."""
        if len(self._chapter_numbers) <= SHORTLIST:
            return self._chapter_numbers
        return self._chapters.overlaps(weighted, _shortlisted).keys()


def _text(chapter: Chapter) -> str:
    """Return all that *chapter* says, in both languages."""
    topics = [text for topic in chapter.topics for text in (*topic.name.all(), *topic.also)]
    labels = [text for moment in chapter.moments for text in moment.label.all()]
    titles = (chapter.title, chapter.listing.title, *chapter.earlier_titles)
    return " ; ".join((*titles, *chapter.listing.keywords, *topics, *labels, *chapter.summary.all()))
