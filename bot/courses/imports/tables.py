"""Reads a table of lessons with a head in any of the languages: CSV with commas, semicolons or tabs."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO

from bot.courses.imports.cleaning import clean_line, has_letters
from bot.courses.imports.drafts import Course, Draft
from bot.courses.imports.links import BARE_LINK, trimmed
from bot.courses.imports.model import ImportRefusedError, ProblemKind, RefusalKind, SourceKind
from bot.courses.imports.topics import listed
from bot.text.languages import ANY_LANGUAGE, Column
from bot.text.tokens import fold

DELIMITERS = ",;\t"
LONGEST_HEAD = 2_000  # characters of a line that may be a table's head
MOST_COLUMNS = 100
MOST_IN_CELL = 200  # topics
_FEWEST_COLUMNS = 2
_TITLES: tuple[Column, ...] = ("title", "subject")
_columns = ANY_LANGUAGE.imports.columns
_separator_line = re.compile(r"sep=([,;\t])\s*", re.IGNORECASE)
_between_topics = re.compile(r"[;\n|]")


def named_columns(head: Sequence[str]) -> dict[Column, list[int]]:
    """Return which columns of a table with this *head* hold what; a head may be in any language."""
    found: dict[Column, list[int]] = {}
    for place, cell in enumerate(head[:MOST_COLUMNS]):
        words = fold(clean_line(cell)).strip(" :*_")
        for column in (column for column, names in _columns.items() if words in names):
            found.setdefault(column, []).append(place)
    return found


def delimiter_of(text: str) -> str | None:
    """Return what stands between the columns of *text*, if its first line is the head of a table of lessons."""
    first = text.lstrip("\n").partition("\n")[0]
    if found := _separator_line.fullmatch(first):
        return found[1]
    if len(first) > LONGEST_HEAD:
        return None
    for delimiter in sorted(DELIMITERS, key=first.count, reverse=True):
        head = next(csv.reader([first], delimiter=delimiter), [])
        columns = named_columns(head)
        places = {place for held in columns.values() for place in held}
        if len(places) >= _FEWEST_COLUMNS and "link" in columns:
            return delimiter
    return None


def read_table(text: str, delimiter: str) -> Course:
    """Return the course in the table *text*; raise ImportRefusedError if it has no head, or is malformed."""
    rows = _rows(text, delimiter)
    line, head = next(rows, (1, []))
    if _separator_line.fullmatch(delimiter.join(head) if len(head) > 1 else "".join(head)):
        line, head = next(rows, (1, []))
    columns = named_columns(head)
    if "link" not in columns or not columns.keys() & {"title", "subject"}:
        raise ImportRefusedError(RefusalKind.NO_HEADERS, ", ".join(head), line)
    course = Course(SourceKind.TABLE)
    for line, cells in rows:
        if any(map(str.strip, cells)):
            draft = drafted(cells, columns, line)
            if any(map(str.strip, cells[len(head) :])):
                course.problems.add(ProblemKind.LONG_ROW, line, delimiter.join(cells), draft.title)
            course.drafts.append(draft)
    return course


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of *text* with the line at which each begins."""
    reader = csv.reader(StringIO(text.lstrip("\n"), newline=""), delimiter=delimiter, skipinitialspace=True)
    skipped = len(text) - len(text.lstrip("\n"))
    while True:
        line = reader.line_num + 1 + skipped
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise ImportRefusedError(RefusalKind.BAD_TABLE, line=line) from None


def drafted(cells: Sequence[str], columns: Mapping[Column, Sequence[int]], line: int) -> Draft:
    """Return what the row of *cells* at *line* says of a lesson."""

    def cell(column: Column) -> str:
        texts = (cells[place].strip() for place in columns.get(column, ()) if place < len(cells))
        return next(filter(None, texts), "")

    links = [cells[place] for place in columns.get("link", ()) if place < len(cells)]
    return Draft(
        line=line,
        title=_title(cells, columns),
        link=_link(links),
        number=cell("number") or None,
        description=cell("description"),
        topics=listed(_split(cell("topics"))),
        duration=cell("duration") or None,
        published=cell("published") or None,
        channel=cell("channel"),
        channel_link=cell("channel_url"),
    )


def _title(cells: Sequence[str], columns: Mapping[Column, Sequence[int]]) -> str:
    """Return the first cell with letters, and no link, in a column of titles, else in one of subjects."""
    places = [place for column in _TITLES for place in columns.get(column, ()) if place < len(cells)]
    return next((cells[place] for place in places if has_letters(cells[place]) and "://" not in cells[place]), "")


def _link(cells: Sequence[str]) -> str:
    """Return the first link in *cells*, else what stands there instead."""
    found = next((match for cell in cells if (match := BARE_LINK.search(cell))), None)
    return trimmed(found[0]) if found else next(filter(None, map(str.strip, cells)), "")


def _split(topics: str) -> list[str]:
    found = _between_topics.split(topics)
    return (found if len(found) > 1 else topics.split(","))[:MOST_IN_CELL]
