"""Cuts what is said into sentences, and where nothing marks these, into pieces at pauses."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from bot.courses.captions.model import Spoken
from bot.courses.captions.words import Word

FEWEST_WORDS, MOST_WORDS = 12, 25  # of a piece, unless a silence ends it
LONGEST_SENTENCE = 60  # words; what is longer is cut into pieces
SILENCE_MS = 4000  # after which a sentence is over, whatever ends it
JUDGED = 600  # words at the beginning, by which one sees whether full stops mark the sentences
WORDS_PER_END = 60  # with fewer full stops than one in so many words, they mark no sentences

CLOSING = "\"'\u201d\u2019\u00bb)]"  # quotation marks and brackets behind a sentence's end
OPENING = "\"'\u201c\u2018\u00ab([\u00bf\u00a1-\u2013\u2014"
ENDS = (".", "!", "?", "…")
_ENGLISH_ABBREVIATIONS = {
    "mr.",
    "mrs.",
    "ms.",
    "dr.",
    "prof.",
    "st.",
    "vs.",
    "e.g.",
    "i.e.",
    "cf.",
    "al.",
    "fig.",
    "eq.",
    "approx.",
}
_PORTUGUESE_ABBREVIATIONS = {"sr.", "sra.", "dra.", "profa.", "ex.", "p.", "p.ex.", "pág.", "aprox.", "núm."}
ABBREVIATIONS = _ENGLISH_ABBREVIATIONS | _PORTUGUESE_ABBREVIATIONS
SOMETIMES_LAST = re.compile(r"etc\.|(?:\w\.){2,}|\.{2,}|.*(?:\.{2,}|…)")  # ends a sentence if the next begins one


def is_punctuated(words: Sequence[Word]) -> bool:
    """Tell whether full stops mark the sentences of *words*."""
    ends = sum(word.text.endswith(ENDS) or word.text.rstrip(CLOSING).endswith(ENDS) for word in words[:JUDGED])
    return ends * WORDS_PER_END >= len(words[:JUDGED])


def cut(words: Sequence[Word]) -> tuple[Spoken, ...]:
    """Return *words*, one at least, as sentences, or as pieces of 12 to 25 words where nothing marks those."""
    if is_punctuated(words):
        wholes, longest = _split(words, _ends_sentence), LONGEST_SENTENCE
    else:
        wholes, longest = _split(words, _is_silent), MOST_WORDS
    parts = (part for whole in wholes for part in ([whole] if len(whole) <= longest else _pieces(whole)))
    return tuple(_spoken(part) for part in parts)


def _spoken(words: Sequence[Word]) -> Spoken:
    text = " ".join(word.text for word in words)
    return Spoken(text, words[0].at_ms // 1000, -(-words[-1].end_ms // 1000))


def _split(words: Sequence[Word], is_last: Callable[[Word, Word], bool]) -> Iterator[Sequence[Word]]:
    """Yield *words* in parts, each up to a word that *is_last*, given the word behind it, says to be its last."""
    begin = 0
    for place, (word, following) in enumerate(pairwise(words), 1):
        if is_last(word, following):
            yield words[begin:place]
            begin = place
    yield words[begin:]


def _is_silent(word: Word, following: Word) -> bool:
    return following.at_ms - word.end_ms >= SILENCE_MS


def _ends_sentence(word: Word, following: Word) -> bool:
    """Tell whether a sentence ends with *word*: with a full stop that is no abbreviation's, or before a silence."""
    if following.at_ms - word.end_ms >= SILENCE_MS:
        return True
    if word.text[-1].isalnum():  # as most words do, which makes this the quickest way
        return False
    text = word.text.rstrip(CLOSING)
    if not text.endswith(ENDS) or text.lstrip(OPENING).lower() in ABBREVIATIONS:
        return False
    return not (following.text.lstrip(OPENING)[:1].islower() and SOMETIMES_LAST.fullmatch(text))


def _pieces(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """Yield *words* in pieces, each cut at the longest pause that leaves it neither too short nor too long."""
    while len(words) > MOST_WORDS:
        places = range(FEWEST_WORDS, min(MOST_WORDS, len(words) - FEWEST_WORDS) + 1)
        rest = words
        place = max(places, key=lambda place: (rest[place].at_ms - rest[place - 1].end_ms, place))
        yield words[:place]
        words = words[place:]
    yield words
