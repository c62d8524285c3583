"""The words of each language that the bot understands, read at import from data/languages, one file a language."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, ValidationError
from pydantic_core import PydanticCustomError, core_schema

from bot.text.data_files import DATA, DataFileError, Record, describe_errors

FOLDED: Final = "folded"  # type of the pydantic error for a word that is not folded
FEAST: Final = "feast"  # type of the one for a day of the year that there is none
LEAP_YEAR = 2028
ZONE: Final = "zone"  # type of the one for a meaning of a zone's abbreviation that has no sense
SOURCE = "data/languages"  # how error messages name the folder
Key = TypeVar("Key")
Part = TypeVar("Part", bound=BaseModel)


def _split(words: object) -> object:
    return frozenset(words.split()) if isinstance(words, str) else words


def _plain(word: str) -> str:
    if unicodedata.normalize("NFKD", word.lower()) != word:
        raise PydanticCustomError(FOLDED, "text in lower case without accents")
    return word


def _zone_meaning(given: object) -> object:
    """Return "-05:00 America/New_York" as an offset in minutes and a place, of which either may be missing."""
    found = _zone.fullmatch(given) if isinstance(given, str) else None
    place = found["place"] if found else None
    if found is None or not _is_place(place):
        raise PydanticCustomError(
            ZONE, "an offset, a place of the time zone database, or both: -05:00 America/New_York"
        )
    minutes = None
    if found["sign"]:
        minutes = int(found["sign"] + "1") * (int(found["hours"]) * 60 + int(found["minutes"]))
    return {"minutes": minutes, "place": place}


def _known_place(name: str) -> str:
    if not _is_place(name):
        raise PydanticCustomError(ZONE, "a zone of the time zone database such as Europe/Lisbon")
    return name


def _day_of_year(given: str) -> str:
    """Return *given* if it is a month and a day, such as 12-24."""
    try:
        date.fromisoformat(f"{LEAP_YEAR}-{given}")
    except ValueError:
        raise PydanticCustomError(FEAST, "a month and a day such as 12-24") from None
    return given


@cache
def _places() -> frozenset[str]:
    """Return the names of all zones, which takes a look at hundreds of files."""
    return frozenset(available_timezones())


def _is_place(name: str | None) -> bool:
    return name is None or name in _places()


class _WordsSchema:
    """How a set of words is validated, written out: to derive it anew for each of a hundred fields takes long."""

    _schema = core_schema.no_info_before_validator_function(
        _split,
        core_schema.frozenset_schema(core_schema.no_info_after_validator_function(_plain, core_schema.str_schema())),
    )

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> core_schema.CoreSchema:
        return self._schema


# In a file, a set of words is one text with spaces or a list; they are in lower case without accents.
Words = Annotated[frozenset[str], _WordsSchema()]
Phrases = tuple[Annotated[str, AfterValidator(_plain)], ...]
Asked = Literal["next_post", "start", "missed", "length"]
Said = Literal["help", "thanks", "greeting"]
PartOfDay = Literal["morning", "midday", "afternoon", "evening", "night", "small_hours"]
Loose = Literal["any", "open", "soon", "early", "weekend", "morning", "afternoon", "evening", "night"]
Column = Literal[
    "title", "subject", "link", "description", "duration", "published", "number", "topics", "channel", "channel_url"
]
Unit = Literal["minute", "hour", "day", "week", "fortnight", "month", "year"]
_zone = re.compile(r"(?=.)(?:(?P<sign>[+-])(?P<hours>[01][0-9]):(?P<minutes>[0-5][0-9]))?(?: ?(?P<place>[A-Z][\w/]+))?")


class ZoneMeaning(Record):
    """What an abbreviation of a zone may mean: an offset from UTC in minutes, a place by its IANA name, or both."""

    minutes: int | None
    place: str | None


class StopWords(Record):
    """Words that say little about a question's subject, in tiers, which data/languages/en.toml explains."""

    in_names: Words
    empty: Words
    in_titles: Words = frozenset()
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


class TimeWords(Record):
    """Words in typed times; comments in data/languages/en.toml say what each list means."""

    tonight: Words
    at: Words
    am: Words
    pm: Words
    oclock: Words
    hour_marks: Words
    noon: Words
    midnight: Words
    half: Words
    quarter: Words
    past: Words
    to: Words
    before_hour: Words
    minus: Words
    before: Words
    from_: Annotated[Words, Field(alias="from")]
    until: Words
    between: Words
    and_: Annotated[Words, Field(alias="and")]
    or_: Annotated[Words, Field(alias="or")]
    of: Words
    in_: Annotated[Words, Field(alias="in")]
    from_now: Words
    this: Words
    next: Words
    coming: Words
    nearer: Words = frozenset()
    after_next: Words
    last: Words
    article: Words
    couple: Words
    about: Words
    same_time: Words
    vague: Words
    gone: Words
    recurring: Words
    lasting: Words
    weeks_behind: Words = frozenset()
    day_number: Words
    counted_days: Words = frozenset()
    ignored: Words
    ignored_before: Mapping[Annotated[str, AfterValidator(_plain)], Words] = {}
    zone_after: Words
    zone_before: Words
    own_zone: Words
    zone_words: Words = frozenset()
    days: Mapping[Annotated[int, Field(ge=0, le=2)], Words]
    parts: Mapping[PartOfDay, Words]
    loose: Mapping[Loose, Words]
    units: Mapping[Unit, Words]
    short_units: Mapping[Unit, Words]
    months: Mapping[Annotated[int, Field(ge=1, le=12)], Words]
    feasts: Mapping[Annotated[str, AfterValidator(_day_of_year)], Words]
    numbers: Mapping[Annotated[int, Field(ge=0, le=90)], Words]
    ordinals: Mapping[Annotated[int, Field(ge=1, le=31)], Words]
    zones: Mapping[
        Annotated[str, AfterValidator(_plain)], tuple[Annotated[ZoneMeaning, BeforeValidator(_zone_meaning)], ...]
    ]


class ImportWords(Record):
    """Words in lists of lessons that people bring; comments in data/languages/en.toml say what each list means."""

    columns: Mapping[Column, Words] = {}
    watching: Words = frozenset()
    material: Words = frozenset()
    asides: Words = frozenset()
    contents: Words = frozenset()
    seconds: Words = frozenset()
    hours: Words = frozenset()
    unavailable: Words = frozenset()


class GroupWords(Record):
    """Questions about the group as whole messages, by what they ask; data/languages/en.toml says how they are written.

    In *words* are the lists that others name; what may stand *before* and *after* a question is not part of it.
    *shorthand* is what people write for words in such messages; *talk* is what is said to a bot without asking.
    """

    before: Phrases = ()
    after: Phrases = ()
    shorthand: Mapping[str, Words] = {}
    words: Mapping[str, Phrases] = {}
    questions: Mapping[Asked, Phrases] = {}
    talk: Mapping[Said, Phrases] = {}


class Language(Record):
    """The content of one file; comments in data/languages/en.toml say what each part means."""

    chapters: Words
    numbered: Words = frozenset()
    comparing: Words
    joining: Words
    other_side: Words
    other_side_if: Mapping[str, Words] = {}
    quoting: Words
    presenting: Words = frozenset()
    asks_for: Words
    linking: Words
    courtesies: Words
    reasons: Words = frozenset()
    how_to: Words = frozenset()
    first_person: Words = frozenset()
    libraries: Words = frozenset()
    next_in_list: Words
    range_to: Words = frozenset()
    range_from: Words = frozenset()
    every_chapter: Words = frozenset()
    beside_every: Words = frozenset()
    question_words: Words = frozenset()
    asking: Words = frozenset()
    openings: Words
    verb_endings: Words = frozenset()
    stop_words: StopWords
    shorthand: Mapping[str, Words]
    stems: Mapping[str, Words] = {}
    accented_endings: Mapping[str, str] = {}
    numbers: Mapping[int, Words]
    detection_words: Words
    detection_letters: str
    weekdays: WeekdayWords
    times: TimeWords
    places: Mapping[Annotated[str, AfterValidator(_known_place)], tuple[str, ...]] = {}
    countries: Mapping[str, tuple[str, ...]] = {}
    imports: ImportWords = ImportWords()
    group: GroupWords = GroupWords()


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
