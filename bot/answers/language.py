"""Which language a question is asked in, where nothing else tells: a direct message."""

import re

from bot.text.languages import LANGUAGES
from bot.text.locales import Locale
from bot.text.tokens import fold


def detect_language(question: str) -> Locale:
    """Return the language whose small words and letters *question* has most of; else English."""
    words, lowered = re.findall(r"\w+", fold(question)), question.lower()

    def score(code: str) -> tuple[int, bool]:
        own = LANGUAGES[code]
        small_words = sum(word in own.detection_words for word in words)
        return small_words + any(letter in lowered for letter in own.detection_letters), code == "en"

    return Locale.spoken_to(max(LANGUAGES, key=score))
