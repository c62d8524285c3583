"""Reads a question: its words, mended where misspelt, and the concepts that they name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from bot.core.answers.entries import Entry
from bot.core.answers.filler import FILLER, LIGHT
from bot.core.answers.phrases import Hit, PhraseIndex, content, told
from bot.core.answers.spelling import Speller, allowed_edits
from bot.core.answers.weights import plain_weight
from bot.core.answers.words import Token, said, term, tokens, words

_MOST_WORDS = 60
_SHORTEST_BESIDE = 3
_COURSE_RANK, _FIELD_RANK = 2, 1

# Between two concepts, these say that each is meant for itself: "difference between LSTM and GRU".
_COMPARING = """
and or vs versus than difference differences compare compared comparison between differ differs
e ou x entre diferenca diferencas comparar comparacao difere comparado comparados
"""
COMPARING = frozenset(_COMPARING.split())


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as understood."""

    words: tuple[Token, ...]
    hits: tuple[Hit, ...]
    comparing: bool

    def content(self) -> list[Token]:
        """Return the words that say something about the subject."""
        return content(self.words)

    def plain_weights(self) -> dict[str, float]:
        """Return each term with what its word is worth on its own, however rare it is."""
        return {token.term: plain_weight(token.word) for token in self.content()}

    def terms(self, hits: Iterable[Hit]) -> set[str]:
        """Return the terms of the words that *hits* consist of."""
        return {self.words[place].term for hit in hits for place in hit.places}


class Reader:
    """Knows every name and every word of the course."""

    def __init__(self, found: Sequence[Entry], vocabulary: Iterable[str], lookalikes: Iterable[str]) -> None:
        """Learn the names of all *found* entries and the *vocabulary* of the course's texts."""
        self._phrases = PhraseIndex(
            ((place, name) for place, entry in enumerate(found) for name in entry.names),
            frozenset(place for place, entry in enumerate(found) if not entry.coverage),
        )
        ranks: dict[str, int] = {}
        self._spelled: dict[str, set[str]] = {}
        for entry in found:
            for word in (word for name in entry.names for word in words(name) if not entry.everyday):
                if plain_weight(word) == 1.0:
                    ranks[word] = max(ranks.get(word, 0), _COURSE_RANK if entry.coverage else _FIELD_RANK)
                self._spelled.setdefault(term(word), set()).add(word)
        real = {word for name in lookalikes for word in words(name)}
        self._speller = Speller(ranks, FILLER | LIGHT | real | set(vocabulary))
        self._misspelt = {
            wrong: meant for entry in found for wrong, meant in _meant_by(entry.misspelt, entry.names)
        }

    def read(self, question: str) -> Reading:
        """Return the words of *question* that matter and what they name."""
        spoken = tokens(said(question))[:_MOST_WORDS]
        kept = [self._mended(token) for token in told(spoken)]
        hits = self._phrases.find(kept)
        closer = self._mended_by_neighbours(kept, hits)
        if closer != kept:
            kept, hits = closer, self._phrases.find(closer)
        comparing = any(token.word in COMPARING for token in spoken)
        return Reading(tuple(kept), tuple(hits), comparing)

    def names(self, text: Sequence[Token]) -> list[Hit]:
        """Return the concepts that *text* names, taking its spelling as it is."""
        return self._phrases.find(told(text))

    def _mended(self, token: Token) -> Token:
        mended = self._misspelt.get(token.word)
        if mended is None:
            mended = self._speller.mend(token.word)
        return token._replace(word=mended, term=term(mended)) if mended else token

    def _mended_by_neighbours(self, kept: list[Token], hits: Sequence[Hit]) -> list[Token]:
        """Mend a real word that a neighbour shows to be a slip: "gradient decent"."""
        taken = {place for hit in hits if len(hit.places) > 1 for place in hit.places}
        mended = list(kept)
        for place, token in enumerate(kept):
            if place in taken or token.word in FILLER or token.term in self._phrases.terms:
                continue
            for beside in (place - 1, place + 1):
                if 0 <= beside < len(kept):
                    meant = self._meant(token.word, kept[beside].term)
                    if meant:
                        mended[place] = token._replace(word=meant, term=term(meant))
        return mended

    def _meant(self, word: str, neighbour: str) -> str | None:
        """Return the word that stands beside *neighbour* in a name and looks like *word*."""
        for partner in sorted(self._phrases.partners(neighbour)):
            for spelled in sorted(self._spelled.get(partner, ())):
                most = min(allowed_edits(word), allowed_edits(spelled))
                if not most and not self._speller.knows(word):
                    most = min(len(word), len(spelled)) >= _SHORTEST_BESIDE
                if most and OSA.distance(word, spelled, score_cutoff=most) <= most:
                    return spelled
        return None


def _meant_by(misspelt: Iterable[str], names: Sequence[str]) -> Iterable[tuple[str, str]]:
    """Yield each word known to be misspelt with the word of *names* that it looks like most."""
    spelled = sorted({word for name in names for word in words(name)})
    for name in misspelt:
        wrong = words(name)
        if len(wrong) == 1:
            yield wrong[0], min(spelled, key=lambda word: OSA.distance(word, wrong[0]))
