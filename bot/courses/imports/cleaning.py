"""Turns bytes into text, and text into what can be shown: no hidden characters, no odd spaces, no great length."""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

from bot.courses.imports.model import ImportRefusedError, RefusalKind
from bot.text.languages import LANGUAGES
from bot.text.locales import Locale
from bot.text.tokens import fold
from bot.text.visible import strip_invisible

LARGEST_FILE = 512 * 1024  # bytes of what is uploaded
MOST_LINES = 20_000
LONGEST_TITLE = 100  # characters
LONGEST_NAME = 80  # characters of a topic, of what a moment is called
LONGEST_DESCRIPTION = 4_000  # characters
LONGEST_FOUND = 60  # characters of what a problem quotes
LONGEST_READ = 100_000  # characters by which the language is told
_MOST_CONTROLS = 0.01  # share of characters: a text with more is none
_HEAD = 1_000  # characters at the beginning, by which a web page is known
_control = re.compile("[\x00-\x08\x0e-\x1b\x7f]")
_page = re.compile(r"^\s*(?:<!doctype\s+html|<html[\s>])", re.IGNORECASE | re.MULTILINE)
_blank_lines = re.compile(r"\n{3,}")


def decode(content: bytes, largest: int = LARGEST_FILE) -> str:
    """Return *content* as text with line feeds; raise ImportRefusedError if it is over *largest* bytes or no text.

    So many more lines as well are read as *largest* is more than usual.
    """
    if len(content) > largest:
        raise ImportRefusedError(RefusalKind.TOO_LARGE)
    text = _decoded(content).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise ImportRefusedError(RefusalKind.EMPTY)
    if "\x00" in text or len(_control.findall(text)) > _MOST_CONTROLS * len(text) or text.startswith("{\\rtf"):
        raise ImportRefusedError(RefusalKind.NOT_TEXT)
    if text.count("\n") >= MOST_LINES * (largest / LARGEST_FILE):
        raise ImportRefusedError(RefusalKind.TOO_MANY_LINES)
    if _page.search(text[:_HEAD]):
        raise ImportRefusedError(RefusalKind.WEB_PAGE)
    return text


def _decoded(content: bytes) -> str:
    encodings: tuple[str, ...] = ("utf-8", "cp1252")  # the second is what Excel writes
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        encodings = ("utf-16",)
    elif content.startswith(BOM_UTF8):
        encodings = ("utf-8-sig",)
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ImportRefusedError(RefusalKind.NOT_TEXT)


def clean_line(text: str) -> str:
    """Return *text* on one line, without hidden characters, with single spaces."""
    return " ".join(strip_invisible(text).split())


def clean_text(text: str) -> str:
    """Return *text* without hidden characters, each line with single spaces, at most one blank line in a row."""
    lines = (clean_line(line) for line in strip_invisible(text).split("\n"))
    return _blank_lines.sub("\n\n", "\n".join(lines)).strip()


def shorten(text: str, limit: int) -> str:
    """Return *text* cut to *limit* characters, with "…" at the end, at a space if there is one near."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > limit // 2 else cut).rstrip() + "…"


def has_letters(text: str) -> bool:
    """Tell whether any character of *text* is a letter."""
    return any(letter.isalpha() for letter in text)


def told_locale(text: str) -> Locale:
    """Return the language that more words of *text* speak for, by small words and letters; English if several do."""
    lowered = text[:LONGEST_READ].lower()
    words = re.findall(r"[^\W\d_]+", lowered)
    folded = fold(" ".join(words)).split()

    def score(code: str) -> tuple[int, bool]:
        own = LANGUAGES[code]
        letters = frozenset(own.detection_letters)
        small_words = sum(word in own.detection_words for word in folded)
        return small_words + sum(not letters.isdisjoint(word) for word in words), code == "en"

    return Locale.from_tag(max(LANGUAGES, key=score))
