"""Reads a course from what somebody has in hand, whatever its form."""

from collections.abc import Collection

from bot.courses.imports.cleaning import LARGEST_FILE, decode
from bot.courses.imports.drafts import Course, finished
from bot.courses.imports.markdown import read_markdown
from bot.courses.imports.model import ImportedCourse, ImportRefusedError, ProblemKind, RefusalKind, SourceKind
from bot.courses.imports.tables import delimiter_of, read_table
from bot.courses.imports.ytdlp import is_own_file, parse_json, read_yt_dlp
from bot.text.visible import strip_invisible

TABLE_NAMES = (".csv", ".tsv")


def read_course(
    content: bytes, name: str = "", *, hosts: Collection[str] = (), largest: int = LARGEST_FILE
) -> ImportedCourse:
    """Return the course in *content*, a file called *name* or a message; raise ImportRefusedError if it has none.

    *hosts* are those that an organiser confirmed to have lessons, besides known hosts of videos; any others that have
    some are named in the result's `unknown_hosts`. *largest* is how many bytes it may have.
    """
    text = decode(content, largest)
    if text.lstrip()[:1] in ("{", "["):
        tree = parse_json(text)
        if isinstance(tree, dict) and is_own_file(tree):
            return ImportedCourse(SourceKind.OWN_FILE, document=tree)
        if isinstance(tree, dict | list):
            return finished(read_yt_dlp(tree), hosts)
        if text.lstrip().startswith("{"):
            raise ImportRefusedError(RefusalKind.BAD_JSON)
    visible = "\n".join(strip_invisible(line) for line in text.split("\n"))
    course = _read_text(visible, name.lower(), hosts)
    if visible != text:
        lines = zip(text.split("\n"), visible.split("\n"), strict=True)
        for number in [number for number, (before, after) in enumerate(lines, 1) if before != after]:
            course.problems.add(ProblemKind.HIDDEN_CHARACTERS, number)
    return finished(course, hosts)


def _read_text(text: str, name: str, hosts: Collection[str]) -> Course:
    delimiter = delimiter_of(text)
    if delimiter is None and name.endswith(TABLE_NAMES):
        delimiter = "\t" if name.endswith(".tsv") else ","
    return read_markdown(text, hosts) if delimiter is None else read_table(text, delimiter)
