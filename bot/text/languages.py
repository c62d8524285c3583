"""The words of each language that the bot understands, from data/languages: a further language is a further file."""

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

FOLDED: Final = "folded"
SOURCE = "data/languages"
Key = TypeVar("Key")
Part = TypeVar("Part", bound=BaseModel)


def _split(words: object) -> object:
    return frozenset(words.split()) if isinstance(words, str) else words


def _plain(word: str) -> str:
    if unicodedata.normalize("NFKD", word.lower()) != word:
        raise PydanticCustomError(FOLDED, "text in lower case without accents")
    return word


AccentedWords = Annotated[frozenset[str], BeforeValidator(_split)]
Words = Annotated[frozenset[Annotated[str, AfterValidator(_plain)]], BeforeValidator(_split)]
Pattern = Annotated[re.Pattern[str], AfterValidator(lambda given: re.compile(given.pattern, re.IGNORECASE))]
Rewrites = tuple[tuple[Pattern, str], ...]


class StopWords(Record):
    """Words of a question that say little about its subject, in tiers."""

    in_names: Words
    empty: Words
    vague: Words
    common: Words


class WeekdayWords(Record):
    """How weekdays are typed, besides by their names; 0 is Monday."""

    names: Mapping[str, Annotated[int, Field(ge=0, le=6)]] = {}
    every_day: Words
    workdays: Words
    weekend: Words
    until: Words
    ignored: Words
    article: Words = frozenset()
    suffix: Words = frozenset()


class HourWords(Record):
    """How times of day are typed."""

    named: Mapping[str, time]
    at: Words
    marks: Words
    morning: Words
    afternoon: Words
    unclear_at_twelve: Words = frozenset()


class DateWords(Record):
    """How dates are typed, and in what language of dateparser they are then read."""

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
    """One file: what each part means is said in data/languages/en.toml."""

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
    """Return the languages in *folder* by the codes that their files are named after, or raise DataFileError."""
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
    """Return what all *parts* say: sets and lists joined, tables entry by entry; else the first's value."""
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
    """Return each word of *table* with the entry that it belongs to."""
    return {word: key for key, words in table.items() for word in words}


def alternation(words: Iterable[str]) -> str:
    """Return a pattern that matches any of *words*, the longest that fits; without words, nothing."""
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))) or "(?!)"


LANGUAGES = read_languages(DATA / "languages")
ANY_LANGUAGE = merge(list(LANGUAGES.values()))
"""The words of all languages, for people type in any, whatever their Discord speaks."""
