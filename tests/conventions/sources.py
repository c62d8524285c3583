"""The project's own Python files, read as text and as syntax trees."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "cogs", "tryout", "benchmarks", "tests")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One file of Python."""

    path: Path
    text: str

    @property
    def name(self) -> str:
        """Its path from the project's root."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def lines(self) -> int:
        """How many lines it has."""
        return len(self.text.splitlines())

    def functions(self) -> tuple[Function, ...]:
        """Return every function and method, inner ones too."""
        return _functions(self)


@cache
def _functions(source: Source) -> tuple[Function, ...]:
    return tuple(_below(ast.parse(source.text, source.name)))


def _below(node: ast.AST) -> Iterator[Function]:
    """Yield the functions in *node*, looking at statements only: most of a syntax tree is expressions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function):
            yield child
        if isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
            yield from _below(child)


@cache
def sources() -> tuple[Source, ...]:
    """Return every file of the project's packages."""
    paths = (path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))
    return tuple(Source(path, path.read_text("utf-8")) for path in paths)


def size(function: Function) -> int:
    """Return how many lines *function* has, decorators apart."""
    return (function.end_lineno or function.lineno) - function.lineno + 1
