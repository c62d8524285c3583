"""Text analysis for searching: splitting into words, folding of case and accents, stemming in both languages."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from bot.text.languages import ANY_LANGUAGE, invert

LONGEST_TEXT = 1_000  # characters of a question that are read
_LONGEST_WORD = 40  # characters
_SEPARATOR = "\x1f"  # between texts that are joined into one: ASCII's unit separator
# With a cache of size 0: `term` caches instead, which is faster.
_english = Stemmer.Stemmer("english", 0)
_portuguese = Stemmer.Stemmer("portuguese", 0)
# A word: letters and digits, with apostrophes inside, or the name of a programming language that is another one
# without its signs; an underscore is Discord's markup, not a letter.
_APOSTROPHE = "\u2019"
_word = re.compile(rf"(?i:c\+\+|[cf]#)|[^\W_]+(?:['{_APOSTROPHE}][^\W_]+)*")
_apostrophed = re.compile(rf"[^\W_]+(?:['{_APOSTROPHE}][^\W_]+)+")
_accent = re.compile("[\u0300-\u036f]")
# Mentions, custom emoji, timestamps, slash commands and URLs, none of which are words of a question.
MARKUP = re.compile(r"<(?:@[!&]?|#|a?:\w+:|t:|/[^:>]{1,99}:)\d+(?::\w)?>|https?://\S+|@everyone|@here")
_endings = ANY_LANGUAGE.accented_endings
_any_ending = tuple(_endings)
_verb_endings = tuple(ANY_LANGUAGE.verb_endings)
_stems = invert(ANY_LANGUAGE.stems)
_SHORTEST_WITH_ENDING = 5  # letters of a word
_SHORTEST_STEM, _SHORTEST_VERB = 4, 3  # letters before an ending, and before one of a verb
BEGINNING = 2  # letters that a word and its term share
_SHORTEST_PLAIN = 4  # letters of a word of which that is known
_CHANGING = ("ying", "ss")  # endings with which it is not: "dying" has the stem "die"
_vowels = frozenset("aeiouy")


class Token(NamedTuple):
    """One word of a text: folded, its stem (see `term`), and where it starts and ends in the text, in characters."""

    word: str
    term: str
    start: int
    end: int


def fold(text: str) -> str:
    """Return *text* in lower case without accents: "Retropropagação" becomes "retropropagacao"."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    return _accent.sub("", unicodedata.normalize("NFKD", lowered)).lower()


@lru_cache(maxsize=65_536)
def term(word: str) -> str:
    """Return the stem of the folded *word* by the rules of both languages, since its language is not known."""
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
    # Shorter stems would be shared by "gate" and "gato"; but "errar" and "errando" should share theirs.
    return further if len(further) >= _SHORTEST_VERB and word.endswith(_verb_endings) else stem


def beginning(word: str) -> str:
    """Return the first two letters of the term of the folded *word*; of most words, without finding that."""
    is_plain = len(word) >= _SHORTEST_PLAIN and word not in _stems and not word.endswith(_CHANGING)
    return (word if is_plain else term(word))[:BEGINNING]


def stems(word: str) -> tuple[str, str]:
    """Return the English and the Portuguese Snowball stem of the folded *word*, a final "ais" read as "al"."""
    word = _singular(word)
    return _english.stemWord(word), _portuguese.stemWord(word)


def all_stems(found: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the sets of the English and of the Portuguese Snowball stems of the folded words *found*."""
    singular = [_singular(word) for word in found]
    return frozenset(_english.stemWords(singular)), frozenset(_portuguese.stemWords(singular))


def _singular(word: str) -> str:
    return word[:-3] + "al" if word.endswith("ais") else word


def words(text: str) -> list[str]:
    """Return the folded words of *text*, in order."""
    folded = fold(text)
    if folded.replace(" ", "").isalnum():
        return folded.split()
    found: list[str] = _word.findall(folded)
    if "'" in folded or _APOSTROPHE in folded:
        found = [_bare(word) for word in found]
    return found


def join_texts(texts: Iterable[str]) -> str:
    """Return *texts* folded and joined by a separator, for `find_word` to search all of them at once."""
    together = fold(_SEPARATOR.join([text.replace(_SEPARATOR, " ") for text in texts]))
    if "'" in together or _APOSTROPHE in together:
        return _apostrophed.sub(lambda match: _bare(match.group()), together)
    return together


def find_word(word: str, texts: str) -> Iterator[int]:
    """Yield, for each occurrence of the folded *word* in *texts*, made by `join_texts`, its text's number, from 0."""
    number, counted, at = 0, 0, texts.find(word)
    while at >= 0:
        end = at + len(word)
        if not (at and texts[at - 1].isalnum()) and not texts[end : end + 1].isalnum():
            number += texts.count(_SEPARATOR, counted, at)
            counted = at
            yield number
        at = texts.find(word, end)


def tokens(text: str) -> list[Token]:
    """Return the words of *text* with their stems and positions."""
    # Folding may change a text's length, and with it the positions, so a text with accents is folded word by word.
    plain = text.lower() if text.isascii() else None
    found = []
    for match in _word.finditer(plain or text):
        word = _bare(match.group() if plain else fold(match.group()))
        found.append(Token(word, term(word), match.start(), match.end()))
    return found


def normalise(question: str) -> str:
    """Return the first 1,000 characters of *question* without mentions, custom emoji, timestamps and URLs."""
    return MARKUP.sub(" ", question[:LONGEST_TEXT])


def _bare(word: str) -> str:
    """Return *word* without an ending such as "'s", or without one letter and an apostrophe before it: "d'água"."""
    if "'" not in word and _APOSTROPHE not in word:
        return word
    head, _, tail = word.replace(_APOSTROPHE, "'").partition("'")
    return tail.replace("'", "") if len(head) == 1 and len(tail) > 1 else head
