"""The words of each language that the bot understands, read at import from data/languages, one file a language."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from bot.text.data_files import DATA, DataFileError, Record, describe_errors

FOLDED: Final = "folded"  # type of the pydantic error for a word that is not folded
SOURCE = "data/languages"  # how error messages name the folder
Key = TypeVar("Key")
Part = TypeVar("Part", bound=BaseModel)


def _split(words: object) -> object:
    return frozenset(words.split()) if isinstance(words, str) else words


def _plain(word: str) -> str:
    if unicodedata.normalize("NFKD", word.lower()) != word:
        raise PydanticCustomError(FOLDED, "text in lower case without accents")
    return word


# In a file, a set of words is one text with spaces or a list; `Words` must be in lower case without accents.
AccentedWords = Annotated[frozenset[str], BeforeValidator(_split)]
Words = Annotated[frozenset[Annotated[str, AfterValidator(_plain)]], BeforeValidator(_split)]
Pattern = Annotated[re.Pattern[str], AfterValidator(lambda given: re.compile(given.pattern, re.IGNORECASE))]
Rewrites = tuple[tuple[Pattern, str], ...]  # patterns with what replaces their matches


class StopWords(Record):
    """Words that say little about a question's subject, in tiers, which data/languages/en.toml explains."""

    in_names: Words
    empty: Words
    vague: Words
    common: Words


class WeekdayWords(Record):
    """Words in typed weekdays, besides the full names; in *names* 0 is Monday."""

    names: Mapping[str, Annotated[int, Field(ge=0, le=6)]] = {}
    every_day: Words
    workdays: Words
    weekend: Words
    until: Words
    ignored: Words
    article: Words = frozenset()
    suffix: Words = frozenset()


class HourWords(Record):
    """Words in typed times of day, such as "noon", "at" and "pm"."""

    named: Mapping[str, time]
    at: Words
    marks: Words
    morning: Words
    afternoon: Words
    unclear_at_twelve: Words = frozenset()


class DateWords(Record):
    """Words in typed dates, and the language code and date order with which the library dateparser reads them."""

    model_config = ConfigDict(str_strip_whitespace=False)  # a pattern may be replaced with a space

    dateparser: str
    order: Literal["DMY", "MDY", "YMD"]
    at: AccentedWords
    near: AccentedWords
    months: AccentedWords
    day_of_month: tuple[Pattern, ...]
    durations: Rewrites
    phrases: Rewrites


class Language(Record):
    """The content of one file; comments in data/languages/en.toml say what each part means."""

    chapters: Words
    comparing: Words
    quoting: Words
    next_in_list: Words
    verb_endings: Words = frozenset()
    stop_words: StopWords
    shorthand: Mapping[str, Words]
    stems: Mapping[str, Words] = {}
    accented_endings: Mapping[str, str] = {}
    numbers: Mapping[int, Words]
    detection_words: Words
    detection_letters: str
    weekdays: WeekdayWords
    hours: HourWords
    dates: DateWords
    places: Mapping[str, tuple[str, ...]] = {}
    countries: Mapping[str, tuple[str, ...]] = {}


def read_languages(folder: Path) -> dict[str, Language]:
    """Return the languages in *folder* by code ("en" of en.toml); raise DataFileError if there is none or a bad one."""
    languages = {path.stem: _read_language(path) for path in sorted(folder.glob("*.toml"))}
    if not languages:
        raise DataFileError(SOURCE, ["found no file; expected one a language, such as en.toml"])
    return languages


def _read_language(path: Path) -> Language:
    source = f"{SOURCE}/{path.name}"
    try:
        return Language.model_validate(tomllib.loads(path.read_text("utf-8")))
    except ValidationError as error:
        raise DataFileError(source, describe_errors(error)) from None
    except ValueError as error:
        raise DataFileError(source, [f"expected valid TOML ({error})"]) from None


def merge(parts: Sequence[Part]) -> Part:
    """Return the union of *parts*: sets and lists joined, tables merged by key; of other values, the first part's."""
    fields = type(parts[0]).model_fields
    return parts[0].model_copy(update={name: _merged([getattr(part, name) for part in parts]) for name in fields})


def _merged(values: Sequence[Any]) -> Any:
    match values[0]:
        case BaseModel():
            return merge(values)
        case frozenset():
            return frozenset().union(*values)
        case tuple():
            return tuple(chain.from_iterable(values))
        case dict():
            return {key: _merged([value[key] for value in values if key in value]) for key in chain(*values)}
        case first:
            return first


def invert(table: Mapping[Key, frozenset[str]]) -> dict[str, Key]:
    """Return each word in the values of *table* with its key."""
    return {word: key for key, words in table.items() for word in words}


def alternation(words: Iterable[str]) -> str:
    """Return a regular expression that matches any of *words*, longer ones first; without words it never matches."""
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))) or "(?!)"


LANGUAGES = read_languages(DATA / "languages")
ANY_LANGUAGE = merge(list(LANGUAGES.values()))
"""The words of all languages at once: people type in any language, whatever their Discord's locale."""
