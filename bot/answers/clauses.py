"""Splits a message into clauses, so that talk around a question can be told from what it asks."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.answers.stop_words import says_little
from bot.text.languages import ANY_LANGUAGE, alternation
from bot.text.tokens import Token

_linking, _courtesies = ANY_LANGUAGE.linking, ANY_LANGUAGE.courtesies
_asking = re.compile(rf" (?:{alternation(ANY_LANGUAGE.asks_for)}) ")
_asking_phrases = frozenset(phrase for phrase in ANY_LANGUAGE.asks_for if " " in phrase)
# Between two words, what ends a sentence: full stops, line breaks and pictographs; and what ends only a clause.
_sentence_end = re.compile("[.!?\u2026\n\r;\U0001f300-\U0001faff\u2600-\u27bf]")
_clause_end = re.compile(r"[,:()\[\]{}\"\u201c\u201d\u2014\u2013|/\\*>=]|\s-+\s")
_IN_NUMBERS = frozenset([".", ",", ":", "/"])  # between two figures: "0.5"


class Clause(NamedTuple):
    """A part of a text: the place of its first word and of the word behind it, its sentence's number, and its form."""

    start: int
    end: int
    sentence: int
    asks: bool  # whether it has a question mark or a question word


def split_clauses(text: str, words: Sequence[Token]) -> list[Clause]:
    """Return the clauses of *text*, whose words are *words*: parted by punctuation, and by words such as "because"."""
    starts, sentences = [0], [0]
    for place in range(1, len(words)):
        gap = text[words[place - 1].end : words[place].start]
        if gap in _IN_NUMBERS and words[place - 1].word.isdecimal() and words[place].word.isdecimal():
            continue
        ends_sentence = bool(_sentence_end.search(gap)) or words[place].word in _courtesies
        links = words[place].word in _linking and words[place - 1].word not in _linking
        # "… the weights My teacher": whoever leaves out the full stop still writes a capital letter
        links = links or (_begins_sentence(text, words[place], words[place - 1]) and says_little(words[place].word))
        is_one = links and f"{words[place - 1].word} {words[place].word}" in _asking_phrases  # "o que"
        if (ends_sentence or links or _clause_end.search(gap)) and place - is_one > starts[-1]:
            starts.append(place - is_one)
            sentences.append(sentences[-1] + ends_sentence)
    ends = [*starts[1:], len(words)]
    return [
        Clause(start, end, sentence, _asks(text, words, start, end))
        for start, end, sentence in zip(starts, ends, sentences, strict=True)
        if end > start
    ]


def _begins_sentence(text: str, word: Token, before: Token) -> bool:
    """Tell whether *word* has a capital letter, and no acronym: "My"; "I" only if no small word stands *before* it."""
    written = text[word.start : word.end]
    return (written[0].isupper() and written[1:].islower()) or (written == "I" and not says_little(before.word))


def _asks(text: str, words: Sequence[Token], start: int, end: int) -> bool:
    behind = words[end].start if end < len(words) else len(text)
    said = f" {' '.join([word.word for word in words[start:end]])} "
    return "?" in text[words[end - 1].end : behind] or _asking.search(said) is not None
