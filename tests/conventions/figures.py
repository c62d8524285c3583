"""The list of all figures in docs/figures.md, which `make figures` writes from the code."""

import ast
import re
from collections.abc import Iterator
from itertools import dropwhile
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "figures.md"
CALLS = {"timedelta", "time", "aiohttp.ClientTimeout"}
HEADING = """# Figures

**The numbers and spans of time that stand as constants in the code, and where.** Written by `make figures`; a test
compares. Sets, tables and dates, and what a constant computes from others alone, are not listed.

| figure | value | where |
| --- | --- | --- |
"""


def page() -> str:
    """Return what docs/figures.md should hold."""
    paths = sorted(path for folder in ("bot", "cogs", "tryout") for path in (ROOT / folder).rglob("*.py"))
    return HEADING + "".join(row for path in paths for row in rows(path))


def rows(path: Path) -> Iterator[str]:
    """Yield a row of the table for each constant of the module at *path* that is a number or a span of time."""
    source = path.read_text("utf-8")
    lines, body = source.splitlines(), ast.parse(source).body
    for place, statement in enumerate(body):
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value and _is_figure(statement):
            names = ", ".join(f"`{_unparsed(target)}`" for target in _targets(statement))
            meaning = _comment(lines, statement) or _docstring(body[place + 1 : place + 2]) or _above(lines, statement)
            where = path.relative_to(ROOT).as_posix()
            yield f"| {names}{': ' if meaning else ''}{meaning} | `{_unparsed(statement.value)}` | `{where}` |\n"


def _targets(statement: ast.Assign | ast.AnnAssign) -> list[ast.expr]:
    return statement.targets if isinstance(statement, ast.Assign) else [statement.target]


def _is_figure(statement: ast.Assign | ast.AnnAssign) -> bool:
    """Tell whether *statement* gives a constant a number, a time or several such, and nothing else."""
    names = [name for target in _targets(statement) for name in ast.walk(target) if isinstance(name, ast.Name)]
    nodes = list(ast.walk(statement.value)) if statement.value else []
    kinds = [type(node.value) for node in nodes if isinstance(node, ast.Constant)]
    calls = {ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call)}
    return all(name.id.isupper() for name in names) and bool(kinds) and set(kinds) <= {int, float} and calls <= CALLS


def _comment(lines: list[str], statement: ast.stmt) -> str:
    """Return the comment behind *statement* on its last line, or nothing."""
    behind = lines[(statement.end_lineno or 0) - 1].encode()[statement.end_col_offset or 0 :].decode()
    return behind.strip().removeprefix("#").strip()


def _above(lines: list[str], statement: ast.stmt) -> str:
    """Return the last line of the comment above *statement*, plain numbers between them aside, or nothing."""
    before = dropwhile(re.compile(r"[A-Z_]+ = [\d.]+").fullmatch, reversed(lines[: statement.lineno - 1]))
    line = next(before, "")
    return line.removeprefix("#").strip() if line.startswith("#") else ""


def _unparsed(node: ast.expr) -> str:
    """Return *node* as code, a tuple without its parentheses."""
    return ", ".join(map(ast.unparse, node.elts)) if isinstance(node, ast.Tuple) else ast.unparse(node)


def _docstring(following: list[ast.stmt]) -> str:
    """Return the first line of the string below a constant, or nothing."""
    match following:
        case [ast.Expr(ast.Constant(str(text)))]:
            return text.strip().splitlines()[0]
    return ""


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
