"""Files and functions are small, and files are named after what they are about."""

import ast
import re
from functools import cache
from pathlib import Path

from tests.conventions.sources import Function, size, sources

LONGEST_FILE, LONGEST_COG, LONGEST_FUNCTION = 500, 200, 50
MEDIAN_FUNCTION, USUAL_FUNCTION = 6, 18
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "base", "misc", "tools"}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def test_files_are_short() -> None:
    """At most 500 lines, and 200 for a cog."""
    limits = {source: LONGEST_COG if source.name.startswith("cogs/") else LONGEST_FILE for source in sources()}
    assert {source.name: source.lines for source, limit in limits.items() if source.lines > limit} == {}


def test_functions_are_short() -> None:
    """At most 50 lines; of the bot's own, half have at most 6, and nine in ten at most 18."""
    sizes = {
        f"{source.name}:{function.name}": size(function) for source in sources() for function in source.functions()
    }
    assert {name: lines for name, lines in sizes.items() if lines > LONGEST_FUNCTION} == {}
    own = sorted(lines for name, lines in sizes.items() if name.startswith(("bot/", "cogs/")))
    assert own[len(own) // 2] <= MEDIAN_FUNCTION
    assert own[len(own) * 9 // 10] <= USUAL_FUNCTION


def test_no_module_has_a_vague_name() -> None:
    """A file called `utils` gathers everything."""
    assert [source.name for source in sources() if source.path.stem in VAGUE] == []


def test_first_line_of_every_file_says_what_it_is_for() -> None:
    """Reading the first lines is a tour of the project."""
    silent = [
        source.name for source in sources() if source.text.strip() and not re.match(r'"""[A-Z`"@/].{9,}', source.text)
    ]
    assert silent == []


def test_no_file_has_a_todo() -> None:
    """What is not done is an issue, not a comment in the code."""
    mine = Path(__file__).resolve()
    unfinished = [s.name for s in sources() if s.path.resolve() != mine and UNFINISHED.search(s.text)]
    assert unfinished == []


def test_no_test_asserts_nothing() -> None:
    """Each has an assert, expects an exception, or calls a helper that does."""
    functions = [
        (source.name, function)
        for source in sources()
        if source.name.startswith("tests/")
        for function in source.functions()
    ]
    judging = {function.name for _, function in functions if _can_fail(function)}
    idle = [
        f"{name}:{function.name}"
        for name, function in functions
        if function.name.startswith("test_") and not _can_fail(function) and not _called(function) & judging
    ]
    assert idle == []


def _can_fail(function: Function) -> bool:
    judges = {"expect", "raises", "warns", "fail", "wait_for"}
    has_statement = any(isinstance(node, ast.Assert | ast.Raise) for node in ast.walk(function))
    return has_statement or bool(_called(function) & judges)


@cache
def _called(function: Function) -> set[str]:
    """Return the names of what *function* calls."""
    return {
        node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
    }
