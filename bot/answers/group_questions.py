"""Tells what a message asks about the group rather than the course: "when is the next post?"; and mere courtesies.

Only whole messages count. They are written in data/languages, whose en.toml explains how.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeVar

from bot.text.languages import LANGUAGES, Language, Phrases, invert
from bot.text.tokens import fold
from bot.text.visible import strip_invisible

_LONGEST: Final = 160  # characters of such a question
_MOST_BEFORE, _MOST_AFTER = 4, 2  # phrases around it: "hi", "everyone", "does anyone know"
_apostrophes = re.compile("['`\u00b4\u2018\u2019]")
_word = re.compile(r"[^\W_]+")
_number_after = re.compile(r"(?<=[a-z]{2})(?=\d)")  # in "ch3"
_digits = re.compile(r"(?<!\d)\d{1,3}(?!\d)", re.ASCII)
_sign = re.compile(r"[\[\]()|]|<[a-z_]+>|[a-z0-9]+")
_SIGNS: Final = {"[": "(?:", "]": ")?", "(": "(?:", ")": ")", "|": "|"}
_NUMBER: Final = r" \d{1,3}"  # what <number> stands for
Meaning = TypeVar("Meaning", bound=Enum)


class GroupQuestion(Enum):
    """What is asked about the group: each value is what data/languages calls it."""

    NEXT_POST = "next_post"
    START = "start"
    MISSED = "missed"
    LENGTH = "length"


class SmallTalk(Enum):
    """What somebody says to a bot without asking anything: each value is what data/languages calls it."""

    HELP = "help"
    THANKS = "thanks"
    GREETING = "greeting"


def group_question(message: str) -> GroupQuestion | None:
    """Return what *message*, in any language, asks about the group; None where it does not, or says anything else."""
    return next((meant for reader in _readers if (meant := reader.read(message, reader.questions))), None)


def number_asked(message: str) -> int | None:
    """Return the number of the chapter that *message*, a question about the group, names in digits, if any."""
    found = _digits.search(message)
    return None if found is None else int(found[0])


def small_talk(message: str) -> SmallTalk | None:
    """Return what *message*, in any language, says without asking anything; None where it says anything else."""
    return next((meant for reader in _readers if (meant := reader.read(message, reader.talk))), None)


@dataclass(frozen=True, slots=True)
class _Reader:
    """What recognises whole messages in one language, by what they mean; *spelt_out* are words by their shorthand."""

    spelt_out: Mapping[str, str]
    questions: Sequence[tuple[GroupQuestion, re.Pattern[str]]]
    talk: Sequence[tuple[SmallTalk, re.Pattern[str]]]

    def read(self, message: str, patterns: Iterable[tuple[Meaning, re.Pattern[str]]]) -> Meaning | None:
        """Return the meaning of the first of *patterns* that the whole *message* fits."""
        said = strip_invisible(message).strip()
        if len(said) > _LONGEST:
            return None
        plain = _number_after.sub(" ", _apostrophes.sub("", fold(said)))
        words = "".join(f" {self.spelt_out.get(word, word)}" for word in _word.findall(plain))
        return next((meaning for meaning, pattern in patterns if pattern.fullmatch(words)), None)


def _any_of(phrases: Iterable[str], lists: Mapping[str, str]) -> str:
    """Return a regular expression for any of *phrases*, whose named lists are *lists*; each word has a space before."""
    return f"(?:{'|'.join(_expression(phrase, lists) for phrase in phrases)})"


def _expression(phrase: str, lists: Mapping[str, str]) -> str:
    signs = _sign.findall(phrase)
    return "".join(lists[sign[1:-1]] if sign.startswith("<") else _SIGNS.get(sign, f" {sign}") for sign in signs)


def _reader(language: Language) -> _Reader:
    group, lists = language.group, {"number": _NUMBER}
    for name, phrases in group.words.items():
        lists[name] = _any_of(phrases, lists)
    before, after = (_any_of(phrases, lists) for phrases in (group.before, group.after))

    def whole(phrases: Phrases) -> re.Pattern[str]:
        return re.compile(rf"{before}{{0,{_MOST_BEFORE}}}{_any_of(phrases, lists)}{after}{{0,{_MOST_AFTER}}}")

    return _Reader(
        invert(language.shorthand) | invert(group.shorthand),
        [(GroupQuestion(name), whole(phrases)) for name, phrases in group.questions.items()],
        [(SmallTalk(name), whole(phrases)) for name, phrases in group.talk.items()],
    )


_readers = [_reader(language) for language in LANGUAGES.values()]
