"""Finds the question in a message, and its language."""

import re

from bot.answers.query import QUESTION_LIMIT
from bot.text.languages import LANGUAGES
from bot.text.locales import Locale
from bot.text.tokens import fold
from bot.text.visible import strip_invisible
from bot.ui.cards import shortened

# A sentence that ends in "?". Lookbehind and possessive quantifier keep the search linear in the text's length.
_asking_sentence = re.compile(r"(?<![^.!?])[^.!?]++\?")


def question_in(message: str) -> str:
    """Return the question in *message*, on one line, cut to the 200 characters that the answer's card shows.

    If the message is longer than that, the question is its sentences that end in a question mark, if any.
    """
    said = " ".join(strip_invisible(message).split())
    if len(said) > QUESTION_LIMIT:
        said = " ".join(_asking_sentence.findall(said)).strip() or said
    return shortened(said, QUESTION_LIMIT)


def detect_language(question: str) -> Locale:
    """Return the language with most of its detection words and letters in *question*; English if several have."""
    words, lowered = re.findall(r"\w+", fold(question)), question.lower()

    def score(code: str) -> tuple[int, bool]:
        own = LANGUAGES[code]
        small_words = sum(word in own.detection_words for word in words)
        return small_words + any(letter in lowered for letter in own.detection_letters), code == "en"

    return Locale.from_tag(max(LANGUAGES, key=score))
