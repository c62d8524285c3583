"""What a message asks, and in which language, where nothing but its text tells."""

import re

from bot.answers.cards import QUESTION_LIMIT
from bot.text.languages import LANGUAGES
from bot.text.locales import Locale
from bot.text.tokens import fold
from bot.text.visible import strip_invisible
from bot.ui.cards import shortened

# It begins where the one before ends, and nowhere else is looked for one: a long text is read once.
_asking_sentence = re.compile(r"(?<![^.!?])[^.!?]++\?")


def question_in(message: str) -> str:
    """Return what *message* asks, on one line and at most as long as the card shows it: both agree.

    Of a long message the sentences that end in a question mark are the question.
    """
    said = " ".join(strip_invisible(message).split())
    if len(said) > QUESTION_LIMIT:
        said = " ".join(_asking_sentence.findall(said)).strip() or said
    return shortened(said, QUESTION_LIMIT)


def detect_language(question: str) -> Locale:
    """Return the language whose small words and letters *question* has most of; else English."""
    words, lowered = re.findall(r"\w+", fold(question)), question.lower()

    def score(code: str) -> tuple[int, bool]:
        own = LANGUAGES[code]
        small_words = sum(word in own.detection_words for word in words)
        return small_words + any(letter in lowered for letter in own.detection_letters), code == "en"

    return Locale.from_tag(max(LANGUAGES, key=score))
