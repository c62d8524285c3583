"""Words as the engine compares them: case, accents and endings of both languages put aside."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from bot.text.languages import ANY_LANGUAGE, invert

LONGEST_TEXT = 1_000
_LONGEST_WORD = 40
_SEPARATOR = "\x1f"  # the control character that parts texts
# Their own caches cost more than they spare: what is asked again is remembered here.
_english = Stemmer.Stemmer("english", 0)
_portuguese = Stemmer.Stemmer("portuguese", 0)
# Letters and digits, with an apostrophe inside; an underscore is Discord's markup, not a letter.
_APOSTROPHE = "\u2019"
_word = re.compile(rf"[^\W_]+(?:['{_APOSTROPHE}][^\W_]+)*")
_apostrophed = re.compile(rf"[^\W_]+(?:['{_APOSTROPHE}][^\W_]+)+")
_accent = re.compile("[\u0300-\u036f]")
# Nothing a person says: mentions, custom emoji, timestamps and addresses.
_markup = re.compile(r"<(?:@[!&]?|#|a?:\w+:|t:|/[^:>]{1,99}:)\d+(?::\w)?>|https?://\S+|@everyone|@here")
_endings = ANY_LANGUAGE.accented_endings
_any_ending = tuple(_endings)
_verb_endings = tuple(ANY_LANGUAGE.verb_endings)
_stems = invert(ANY_LANGUAGE.stems)
_SHORTEST_WITH_ENDING = 5
_SHORTEST_STEM, _SHORTEST_VERB = 4, 3  # letters
_vowels = frozenset("aeiouy")


class Token(NamedTuple):
    """One word of a text: as folded, as compared, and where it stands."""

    word: str
    term: str
    start: int
    end: int


def fold(text: str) -> str:
    """Return *text* without case and accents, so that "Retropropagação" is "retropropagacao"."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    return _accent.sub("", unicodedata.normalize("NFKD", lowered)).lower()


@lru_cache(maxsize=65_536)
def term(word: str) -> str:
    """Return the stem under which the folded *word* is compared, whichever language it is in."""
    word = word[:_LONGEST_WORD]
    if word.endswith("ais"):
        word = word[:-3] + "al"
    elif word.endswith("s") and not _vowels.intersection(word):
        word = word.rstrip("s") or word  # an acronym in the plural: "LSTMs"
    if word in _stems:
        return _stems[word]
    if word.endswith(_any_ending) and len(word) >= _SHORTEST_WITH_ENDING:
        ending = next(filter(word.endswith, _any_ending))
        return fold(_portuguese.stemWord(word.removesuffix(ending) + _endings[ending]))
    stem: str = _english.stemWord(word)
    further = fold(_portuguese.stemWord(stem))
    if len(further) >= _SHORTEST_STEM:
        return further
    # "gate" and "gato", "camada" and "câmera" would meet if cut any shorter; "errar" and "errando" should
    return further if len(further) >= _SHORTEST_VERB and word.endswith(_verb_endings) else stem


def stems(word: str) -> tuple[str, str]:
    """Return the English and the Portuguese stem of the folded *word*, each by its own rules."""
    word = _singular(word)
    return _english.stemWord(word), _portuguese.stemWord(word)


def all_stems(found: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the English and the Portuguese stems of all the folded words *found*."""
    singular = [_singular(word) for word in found]
    return frozenset(_english.stemWords(singular)), frozenset(_portuguese.stemWords(singular))


def _singular(word: str) -> str:
    return word[:-3] + "al" if word.endswith("ais") else word


def words(text: str) -> list[str]:
    """Return the folded words of *text*, for counting."""
    folded = fold(text)
    if folded.replace(" ", "").isalnum():
        return folded.split()
    found: list[str] = _word.findall(folded)
    if "'" in folded or _APOSTROPHE in folded:
        found = [_bare(word) for word in found]
    return found


def join_texts(texts: Iterable[str]) -> str:
    """Return *texts* folded and put together, so that `find_word` finds a word in all of them at once."""
    together = fold(_SEPARATOR.join([text.replace(_SEPARATOR, " ") for text in texts]))
    if "'" in together or _APOSTROPHE in together:
        return _apostrophed.sub(lambda match: _bare(match.group()), together)
    return together


def find_word(word: str, texts: str) -> Iterator[int]:
    """Yield the number of the text of `join_texts` in which the folded *word* stands, for each time that it does."""
    number, counted, at = 0, 0, texts.find(word)
    while at >= 0:
        end = at + len(word)
        if not (at and texts[at - 1].isalnum()) and not texts[end : end + 1].isalnum():
            number += texts.count(_SEPARATOR, counted, at)
            counted = at
            yield number
        at = texts.find(word, end)


def tokens(text: str) -> list[Token]:
    """Return the words of *text* with the places where they stand in it."""
    # an accent put aside may move what stands behind it, so that such a text is folded word by word
    plain = text.lower() if text.isascii() else None
    found = []
    for match in _word.finditer(plain or text):
        word = _bare(match.group() if plain else fold(match.group()))
        found.append(Token(word, term(word), match.start(), match.end()))
    return found


def normalise(question: str) -> str:
    """Return the part of *question* that is worth reading: bounded, without mentions and addresses."""
    return _markup.sub(" ", question[:LONGEST_TEXT])


def _bare(word: str) -> str:
    """Return *word* without an English possessive or contraction: "what's" is "what"."""
    if "'" not in word and _APOSTROPHE not in word:
        return word
    head, _, tail = word.replace(_APOSTROPHE, "'").partition("'")
    # "d'água" means the water; "what's" means what
    return tail.replace("'", "") if len(head) == 1 and len(tail) > 1 else head
