"""Reads numbers however they are written: "13,000", "13.000", "13k", "13 mil" and "thirteen thousand" are one word."""

import re
from typing import Final

from text_to_num import alpha2digit

from bot.text.locales import Locale

_LANGUAGES: Final = {Locale.ENGLISH: "en", Locale.PORTUGUESE: "pt"}
_DECIMAL_MARK: Final = "d"  # a letter, so that "0.5" stays one word
_digit = re.compile(r"\d")
_grouped = re.compile(r"(?<![\w.,])(?!0)(\d{1,3})((?:[.,]\d{3})+)(?![\w]|[.,]\d)")
_decimal = re.compile(r"(?<![\w.,])(\d+)[.,](\d+)(?!\d|[.,]\d)")
_scaled = re.compile(r"\b(\d+)(?:d(\d+))?\s?(k|mi|bi|1000(?:000){0,2})\b", re.IGNORECASE)
_ZEROS: Final = {"k": 3, "mi": 6, "bi": 9, "1000": 3, "1000000": 6, "1000000000": 9}


def with_digits(text: str, *locales: Locale) -> str:
    """Return *text* in lower case, each number, in words of *locales* too, as one word of digits: "0d5" for 0.5."""
    text = text.lower().encode("utf-8", "replace").decode("utf-8")  # text2num takes no lone surrogates
    for locale in locales:
        text = alpha2digit(text, _LANGUAGES[locale])
    if not _digit.search(text):
        return text
    text = _grouped.sub(lambda found: re.sub(r"\D", "", found.group()), text)
    text = _decimal.sub(rf"\1{_DECIMAL_MARK}\2", text)
    return _scaled.sub(_multiplied, text)


def _multiplied(found: re.Match[str]) -> str:
    whole, decimals, scale = found.groups()
    zeros = _ZEROS[scale.lower()]
    after = (decimals or "").rstrip("0")
    if len(after) > zeros:
        return f"{whole}{_DECIMAL_MARK}{decimals}{scale}"
    return str(int(whole + after.ljust(zeros, "0")))
