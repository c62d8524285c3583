"""Finds the question in a message, whether it asks by its form, and its language."""

import re

from bot.answers.engine import Reply
from bot.answers.links import read_links, short_links, without_addresses
from bot.courses.model import Course
from bot.text.languages import ANY_LANGUAGE, LANGUAGES, alternation
from bot.text.locales import Locale
from bot.text.tokens import LONGEST_TEXT, fold
from bot.text.visible import shortened, strip_invisible

QUESTION_LIMIT = 200  # characters of a question that a card shows
# A sentence that ends in "?". Lookbehind and possessive quantifier keep the search linear in the text's length.
_asking_sentence = re.compile(r"(?<![^.!?])[^.!?]++\?")
_opening = re.compile(
    rf"\W*(?:(?:{alternation(ANY_LANGUAGE.next_in_list)})\b\W*)?(?:{alternation(ANY_LANGUAGE.openings)})\b"
)


def question_in(message: str, course: Course, limit: int = LONGEST_TEXT) -> str:
    """Return the question in *message*, cut to *limit* characters.

    If the message is longer, the question is its links to videos of *course*, shortened, and its sentences that end in
    a question mark, if any, on one line.
    """
    said = strip_invisible(message).strip()
    return said if len(said) <= limit else _with_links(said, None, course, limit)


def question_shown(reply: Reply, course: Course) -> str:
    """Return the question of *reply* on one line, cut to the 200 characters that a card shows.

    If it is longer, what is shown is the part of it that is answered, behind its links to videos of *course*.
    """
    said = " ".join(reply.question.split())
    asked = reply.read.query.text if reply.read.score > 0 else None
    return said if len(said) <= QUESTION_LIMIT else _with_links(said, asked, course, QUESTION_LIMIT)


def _with_links(said: str, asked: str | None, course: Course, limit: int) -> str:
    links = read_links(said, course.keys_by_video)
    rest = " ".join(links.rest.split())
    asked = asked or " ".join(_asking_sentence.findall(rest)).strip() or rest
    return shortened(" ".join([*short_links(links, course), *asked.split()]), limit)


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
