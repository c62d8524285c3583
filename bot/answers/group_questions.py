"""Tells what a message asks about the group rather than the course: "when is the next post?".

Only whole messages count. The questions are written in data/languages, whose en.toml explains how.
"""

import re
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Final

from bot.text.languages import LANGUAGES, GroupWords
from bot.text.tokens import fold
from bot.text.visible import strip_invisible

_LONGEST: Final = 160  # characters of such a question
_MOST_BEFORE, _MOST_AFTER = 4, 2  # phrases around it: "hi", "everyone", "does anyone know"
_apostrophes = re.compile("['`\u00b4\u2018\u2019]")
_word = re.compile(r"[^\W_]+")
_sign = re.compile(r"[\[\]()|]|<[a-z_]+>|[a-z0-9]+")
_SIGNS: Final = {"[": "(?:", "]": ")?", "(": "(?:", ")": ")", "|": "|"}


class GroupQuestion(Enum):
    """What is asked about the group: each value is what data/languages calls it."""

    NEXT_POST = "next_post"
    START = "start"
    MISSED = "missed"
    LENGTH = "length"


def group_question(message: str) -> GroupQuestion | None:
    """Return what *message*, in any language, asks about the group; None where it does not, or says anything else."""
    said = strip_invisible(message).strip()
    if len(said) > _LONGEST:
        return None
    words = "".join(f" {word}" for word in _word.findall(_apostrophes.sub("", fold(said))))
    return next((asked for asked, pattern in _patterns if pattern.fullmatch(words)), None)


def _any_of(phrases: Iterable[str], lists: Mapping[str, str]) -> str:
    """Return a regular expression for any of *phrases*, whose named lists are *lists*; each word has a space before."""
    return f"(?:{'|'.join(_expression(phrase, lists) for phrase in phrases)})"


def _expression(phrase: str, lists: Mapping[str, str]) -> str:
    signs = _sign.findall(phrase)
    return "".join(lists[sign[1:-1]] if sign.startswith("<") else _SIGNS.get(sign, f" {sign}") for sign in signs)


def _compiled(group: GroupWords) -> Iterable[tuple[GroupQuestion, re.Pattern[str]]]:
    lists = dict[str, str]()
    for name, phrases in group.words.items():
        lists[name] = _any_of(phrases, lists)
    before, after = (_any_of(phrases, lists) for phrases in (group.before, group.after))
    for name, phrases in group.questions.items():
        around = rf"{before}{{0,{_MOST_BEFORE}}}{_any_of(phrases, lists)}{after}{{0,{_MOST_AFTER}}}"
        yield GroupQuestion(name), re.compile(around)


_patterns = [each for language in LANGUAGES.values() for each in _compiled(language.group)]
