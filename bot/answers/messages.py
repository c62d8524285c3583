"""Finds the question in a message, whether it asks by its form, and its language."""

import re

from bot.answers.links import read_links, short_links, without_addresses
from bot.answers.query import QUESTION_LIMIT
from bot.courses.model import Course
from bot.text.languages import ANY_LANGUAGE, LANGUAGES, alternation
from bot.text.locales import Locale
from bot.text.tokens import fold
from bot.text.visible import strip_invisible
from bot.ui.cards import shortened

# A sentence that ends in "?". Lookbehind and possessive quantifier keep the search linear in the text's length.
_asking_sentence = re.compile(r"(?<![^.!?])[^.!?]++\?")
_opening = re.compile(
    rf"\W*(?:(?:{alternation(ANY_LANGUAGE.next_in_list)})\b\W*)?(?:{alternation(ANY_LANGUAGE.openings)})\b"
)


def question_in(message: str, course: Course) -> str:
    """Return the question in *message*, on one line, cut to the 200 characters that the answer's card shows.

    If the message is longer than that, the question is its links to videos of *course*, shortened, and its sentences
    that end in a question mark, if any.
    """
    said = " ".join(strip_invisible(message).split())
    if len(said) > QUESTION_LIMIT:
        links = read_links(said, course.numbers_by_video)
        rest = " ".join(links.rest.split())
        said = " ".join([*short_links(links, course), " ".join(_asking_sentence.findall(rest)).strip() or rest])
    return shortened(said, QUESTION_LIMIT)


def asks(message: str) -> bool:
    """Tell whether *message* has a question mark, or begins as questions do: "and how does …"."""
    said = without_addresses(message)
    return "?" in said or _opening.match(fold(said)) is not None


def detect_language(question: str) -> Locale:
    """Return the language with most of its detection words and letters in *question*; English if several have."""
    lowered = without_addresses(question).lower()
    words = re.findall(r"\w+", fold(lowered))

    def score(code: str) -> tuple[int, bool]:
        own = LANGUAGES[code]
        small_words = sum(word in own.detection_words for word in words)
        return small_words + any(letter in lowered for letter in own.detection_letters), code == "en"

    return Locale.from_tag(max(LANGUAGES, key=score))
