"""Finds error messages and tracebacks in a text, and where prose begins again after them."""

import re
from collections.abc import Iterator

from bot.text.code_shapes import Found, Kind, every
from bot.text.languages import ANY_LANGUAGE, LANGUAGES
from bot.text.tokens import fold

_NAME = (
    r"(?:[A-Za-z_]\w*\.)*"
    r"[A-Z]\w*(?:(?<!Squared)(?<!Absolute)(?<!Percentage)Error|Exception|Warning|Interrupt|Iteration)\b"
)
_error = re.compile(rf"(?<![\w.])(?:(?:raise|except|Uncaught) )?{_NAME}(?:(?P<message>[ ]?:)(?=\s|$))?")
_HEADER = "Traceback (most recent call last)"
_header = re.compile(re.escape(_HEADER) + ":?")
_frame = re.compile(r"""File ["'][^"'\n]{1,200}["'], line \d+(?:, in (?:<\w+>|[\w.]+))?""")
_jvm_frame = re.compile(r"(?m)^[ \t]+at [\w.$<>]{1,200}[ ]?\([^()\n]{1,200}\)")
_error_name = re.compile(rf"(?<![\w.]){_NAME}")
# Messages that are also told without the name of their error.
_known = re.compile(
    r"""\b(?:mat1\ and\ mat2\ shapes\ cannot\ be\ multiplied|list\ index\ out\ of\ range|CUDA\ out\ of\ memory
    |CUDA\ error:\ [^\n.?!]{1,100}|device-side\ assert\ triggered|segmentation\ fault(?:\ \(core\ dumped\))?
    |object\ is\ not\ (?:callable|iterable|subscriptable)|object\ has\ no\ attribute\ ['"]?\w+['"]?
    |no\ module\ named\ ['"]?[\w.]+['"]?|exited\ with\ code\ \d+|exit\ code\ \d+)""",
    re.VERBOSE | re.IGNORECASE,
)
# Where prose can begin: after a full stop, after a comma, or after nothing, with ever clearer words.
_word = re.compile(
    r"(?P<stop>[.?!)'\"\d] |[.!?]\n?|, |; | - )?(?<![\w'])(?P<word>[^\W\d_]+(?:['\u2019][^\W\d_]+)?)(?![\w'\u2019(.=])"
)
_STOPS = (". ", "! ", "? ")
_english = LANGUAGES["en"]
_foreign = (
    frozenset().union(*(language.detection_words for language in LANGUAGES.values()))
    - _english.detection_words
    - _english.stop_words.in_names
    - _english.stop_words.empty
    - _english.stop_words.common
)
_asking = ANY_LANGUAGE.asking
_question_words = ANY_LANGUAGE.question_words
_LONGEST_MESSAGE = 1_000  # characters
_SUGGESTION = "Did you mean"


def tracebacks(text: str) -> Iterator[Found]:
    """Yield what stands between a traceback's header and its error, and single frames."""
    end = 0
    for header in _header.finditer(text):
        if header.start() >= end:
            end = _end_of_traceback(text, header.end())
            yield Found(header.start(), end, Kind.TRACEBACK)
    yield from (found for found in every(_frame, text, Kind.TRACEBACK) if found.start >= end)
    yield from every(_jvm_frame, text, Kind.TRACEBACK)


def error_messages(text: str) -> Iterator[Found]:
    """Yield each name of an error with the message after its colon, up to where prose begins."""
    end = 0
    for match in _error.finditer(text):
        if match.start() < end:
            continue
        end = _end_of_message(text, match.end()) if match["message"] else match.end()
        yield Found(match.start(), end, Kind.ERROR)
    yield from (found for found in every(_known, text, Kind.ERROR) if found.start >= end)


def _end_of_traceback(text: str, start: int) -> int:
    """Return where the error's name stands, else the end of the indented lines after the header."""
    following = _header.search(text, start)
    error = _error_name.search(text, start, following.start() if following else len(text))
    if error:
        return start + len(text[start : error.start()].rstrip())
    line = text.find("\n", start)
    while line >= 0 and text[line + 1 : line + 2] in (" ", "\t"):
        line = text.find("\n", line + 1)
    return line if line >= 0 else len(text)


def _end_of_message(text: str, start: int) -> int:
    longest = min(start + _LONGEST_MESSAGE, len(text))
    line_end = text.find("\n", start, longest)
    line_end = line_end if line_end >= 0 else longest
    asks_until = text.rfind("?", start, line_end)
    for match in _word.finditer(text, start, line_end):
        if _begins_prose(text, match, asks_until):
            return start + len(text[start : match.start("word")].rstrip())
    return line_end


def _begins_prose(text: str, match: re.Match[str], asks_until: int) -> bool:
    """Whether prose begins with the word found: one of another language than errors have, or one that asks."""
    word, stop, at = fold(match["word"]), match["stop"] or "", match.start("word")
    if text.startswith(_SUGGESTION, at):
        return False
    if stop in _STOPS and word.replace("'", "") in _asking:
        return True
    if word in _question_words and (stop or at < asks_until):
        return True
    return word in _foreign or any(letter in ANY_LANGUAGE.detection_letters for letter in match["word"].lower())
