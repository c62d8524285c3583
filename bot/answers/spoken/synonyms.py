"""How a word may be said otherwise, by groups of synonyms: of each group only what is asked for is worked out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache

from bot.answers.spoken.index import Terms
from bot.answers.stop_words import EMPTY
from bot.text.thesaurus import Synonyms, Thesaurus
from bot.text.tokens import BEGINNING, beginning, term, words

# How much counts what is said instead of the word itself, 0 to 1.
_TRANSLATION = 0.9
_SYNONYM = 0.5


def plain_terms(text: str) -> Terms:
    """Return the terms of *text*, whose numbers stay as they are written, in order."""
    return tuple(map(term, words(text)))


class WaysToSay:
    """Says by which terms a term may be said, by *groups* of synonyms."""

    def __init__(self, groups: Iterable[Synonyms]) -> None:
        self._groups = list(groups)
        self._unread: dict[str, list[tuple[str, int]]] = defaultdict(list)  # words, each with its group's number
        self._having: dict[str, dict[int, None]] = defaultdict(dict)  # by term, the numbers of its groups, in order
        for number, group in enumerate(self._groups):
            for word in (*group.en, *group.pt):
                self._unread[_beginning(word)].append((word, number))
        self.of = lru_cache(maxsize=4_096)(self._find)
        """Return, by how the term *stem* may be said, how much that counts."""

    def read_all(self) -> None:
        """Read all words now, so that no question has to wait for it."""
        for begins in tuple(self._unread):
            self._read(begins)

    def _read(self, begins: str) -> None:
        """Read the words that begin so."""
        for word, number in self._unread.get(begins, ()):
            terms = plain_terms(word)
            if len(terms) == 1:
                self._having[terms[0]][number] = None
        self._unread.pop(begins, None)

    def _find(self, stem: str) -> Mapping[Terms, float]:
        self._read(stem[:BEGINNING])
        found: dict[Terms, float] = {}
        for number in self._having.get(stem, ()):
            for way, share in _ways(stem, self._groups[number]):
                found[way] = max(share, found.get(way, 0.0))
        return found


def _beginning(word: str) -> str:
    """Return with which letters the only term of *word* begins; of several words, of which none is found, any."""
    return (
        beginning(word)
        if word.isalnum() and word.islower() and word.isascii()
        else "".join(plain_terms(word))[:BEGINNING]
    )


def _ways(stem: str, group: Synonyms) -> Iterator[tuple[Terms, float]]:
    """Yield how else the term *stem*, one of *group*, may be said in its own language, and then in the other one."""
    english, portuguese = ([plain_terms(word) for word in each if word not in EMPTY] for each in group)
    for asked, said, share in (
        (english, english, _SYNONYM),
        (portuguese, portuguese, _SYNONYM),
        (english, portuguese, _TRANSLATION),
        (portuguese, english, _TRANSLATION),
    ):
        for _ in range(asked.count((stem,))):
            yield from ((way, share) for way in said if way != (stem,))


@cache
def ways_among(everyday: Thesaurus) -> WaysToSay:
    """Return the ways to say what *everyday* has, made once for all courses."""
    return WaysToSay(everyday.groups)
