"""Weighs a question's words against texts: chapters as a whole, or single sentences."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property, lru_cache
from itertools import chain, islice
from math import log

from bot.answers.stop_words import FILLER
from bot.answers.weights import plain_weight
from bot.text.tokens import term, words

_KIN_WEIGHT = 0.55
_KIN_MARK = "~"
_BREVITY = 0.2
_MANY = 250
_SAMPLE = 50
_WORTH_FITTING = 0.6
_REMEMBERED = 2_048
_ROUNDING = 1e-9  # how far off a sum may be that is added up in another order
Held = dict[int, float]
Least = Callable[[Iterable[float]], float]


class Thesaurus:
    """Groups of words, across both languages, that a learner may use for one another."""

    def __init__(self, groups: Iterable[Iterable[str]]) -> None:
        """Number the *groups*; a word may stand in several."""
        self._groups: dict[str, tuple[str, ...]] = {}
        for number, group in enumerate(groups):
            mark = f"{_KIN_MARK}{number}"
            for stem in {term(word) for member in group for word in words(member)}:
                self._groups[stem] = (*self._groups.get(stem, ()), mark)

    def groups(self, stem: str) -> tuple[str, ...]:
        """Return the marks of the groups that *stem* belongs to."""
        return self._groups.get(stem, ())


class TextIndex:
    """Texts as bags of words, each found by its place in the order given."""

    def __init__(self, said: Mapping[str, Sequence[int]], size: int, thesaurus: Thesaurus, weight: float) -> None:
        """Weigh *size* texts, given as the places of those that say each word.

        The higher the *weight*, the less it matters how often a text says a word.
        """
        self.said = said
        self._size = size
        self._thesaurus = thesaurus
        self._weight = weight
        self._full = log(1.0 + size) or 1.0
        self._shares = lru_cache(maxsize=_REMEMBERED)(self._count_shares)
        self._holders = lru_cache(maxsize=_REMEMBERED)(self._find_holders)

    @classmethod
    def of(cls, texts: Iterable[Iterable[str]], thesaurus: Thesaurus, weight: float) -> "TextIndex":
        """Index *texts*, given as their words."""
        said: dict[str, list[int]] = defaultdict(list)
        size = 0
        for text in texts:
            for word in text:
                said[word].append(size)
            size += 1
        return cls(dict(said), size, thesaurus, weight)

    def gathered(self, owners: Sequence[int], size: int) -> "TextIndex":
        """Return an index of *size* texts, each of which is all those of this one that it owns."""
        said = {word: [owners[place] for place in places] for word, places in self.said.items()}
        index = TextIndex(said, size, self._thesaurus, self._weight)
        index._forms = self._forms  # the words are the same
        return index

    @cached_property
    def _forms(self) -> Mapping[str, Sequence[str]]:
        """The words that count as one, under each stem and each mark of its kin."""
        found: dict[str, list[str]] = defaultdict(list)
        for word in self.said:
            if word not in FILLER:
                stem = term(word)
                found[stem].append(word)
                for mark in self._thesaurus.groups(stem):
                    found[mark].append(word)
        return dict(found)

    def forms(self, stem: str, place: int) -> Sequence[str]:
        """Return the words said, filler apart, that *stem* stands for, if the text at *place* says any."""
        return self._forms[stem] if place in self._shares(stem) else ()

    @property
    def marks(self) -> AbstractSet[str]:
        """Every stem said, and the marks of their kin."""
        return self._forms.keys()

    @cached_property
    def _lengths(self) -> list[float]:
        """How much each text says in all, kin words apart."""
        lengths = [0.0] * self._size
        for mark, forms in self._forms.items():
            if mark[0] != _KIN_MARK:
                holders = {place for word in forms for place in self.said[word]}
                rarity = self._rarity(len(holders))
                for place in holders:
                    lengths[place] += rarity
        return lengths

    def _rarity(self, holders: int) -> float:
        return log(1.0 + self._size / holders) / self._full if holders else 1.0

    def weight(self, word: str, stem: str) -> float:
        """Return how much *word* says: one for a word never seen, little for one seen everywhere."""
        marks = (stem, *self._thesaurus.groups(stem))
        return self._rarity(max([len(self._shares(mark)) for mark in marks])) * plain_weight(word)

    def holds(self, weighted: Mapping[str, float], least: float) -> bool:
        """Whether any text holds at least so much of the *weighted* terms, as `held` counts."""
        holders = self._rarest_first(weighted)
        # where many do, the first few tell
        if holders and len(holders[0][0]) > _MANY:
            for place in islice(holders[0][0], _SAMPLE):
                if sum([weight * shares.get(place, 0.0) for shares, weight in holders]) >= least:
                    return True
        return max(self.held(weighted, lambda _: least).values(), default=0.0) >= least

    def _rarest_first(self, weighted: Mapping[str, float]) -> list[tuple[Held, float]]:
        """Return each term's share in each text, and its weight."""
        holders = [(self._holders(stem), weight) for stem, weight in weighted.items()]
        return sorted(holders, key=lambda item: len(item[0]))

    def held(self, weighted: Mapping[str, float], least: Least | None = None) -> Held:
        """Return how much of the *weighted* terms each text holds, itself or by a kin word.

        *least* says, of what the texts hold, how much is enough: only texts that reach it are returned.
        """
        total: Held = {}
        rest, enough = sum(weighted.values()) + _ROUNDING, 0.0
        for shares, weight in self._rarest_first(weighted):
            if not total:
                total = {place: weight * share for place, share in shares.items()}
            # once many texts hold a rarer word, a word of nearly all brings no new ones
            elif len(shares) <= _MANY and rest >= enough:
                for place, share in shares.items():
                    total[place] = total.get(place, 0.0) + weight * share
            else:
                if rest < enough:
                    total = {place: held for place, held in total.items() if held + rest >= enough}
                for place in total.keys() & shares.keys():
                    total[place] += weight * shares[place]
            rest -= weight
            enough = least(total.values()) - _ROUNDING if least else 0.0
        return {place: held for place, held in total.items() if held >= enough} if least else total

    def held_by(self, places: Iterable[int], weighted: Mapping[str, float]) -> Held:
        """Return how much of the *weighted* terms each of the texts at *places* holds."""
        holders = self._rarest_first(weighted)
        return {
            place: sum([weight * shares[place] for shares, weight in holders if place in shares]) for place in places
        }

    def _find_holders(self, stem: str) -> Held:
        """Return the share of *stem* in each text, a kin word counting for less, however often it is said."""
        direct = self._shares(stem)
        kin = [word for mark in self._thesaurus.groups(stem) for word in self._forms.get(mark, ())]
        if not kin:
            return direct
        share = self._weight / (self._weight + 1.0) * _KIN_WEIGHT
        return dict.fromkeys(chain.from_iterable([self.said[word] for word in kin]), share) | direct

    def _count_shares(self, mark: str) -> Held:
        """Return how much of *mark*, up to one, each text that says it holds."""
        weight = self._weight
        counts = Counter(chain.from_iterable([self.said[word] for word in self._forms.get(mark, ())]))
        share = {count: weight * count / (weight * count + 1.0) for count in set(counts.values())}
        return {place: share[count] for place, count in counts.items()}

    def fit(self, weighted: Mapping[str, float]) -> Held:
        """Return how well the best texts fit the *weighted* terms: much of them, and little besides."""
        whole, lengths = sum(weighted.values()), self._lengths
        return {
            place: held / whole * min(1.0, held / lengths[place]) ** _BREVITY
            for place, held in self.held(weighted, _worth_fitting).items()
        }


def _worth_fitting(held: Iterable[float]) -> float:
    return max(held, default=0.0) * _WORTH_FITTING
