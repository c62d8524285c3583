"""The list of all figures in docs/figures.md, which `make figures` writes from the code."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "figures.md"
HEADING = """# Figures

**Every number that the code decides by name, and where.** Written by `make figures`; a test holds it against the code.

| figure | value | where |
| --- | --- | --- |
"""


def page() -> str:
    """Return what docs/figures.md should hold."""
    paths = sorted(path for room in ("bot", "cogs") for path in (ROOT / room).rglob("*.py"))
    return HEADING + "".join(row for path in paths for row in rows(path))


def rows(path: Path) -> Iterator[str]:
    """Yield a row of the table for each constant of the module at *path* that is a number or a span of time."""
    source = path.read_text("utf-8")
    lines, body = source.splitlines(), ast.parse(source).body
    for place, statement in enumerate(body):
        if isinstance(statement, ast.Assign) and _is_figure(statement):
            names = ", ".join(f"`{_unparsed(target)}`" for target in statement.targets)
            comment = lines[statement.end_lineno - 1][statement.end_col_offset :] if statement.end_lineno else ""
            meaning = comment.strip().removeprefix("#").strip() or _docstring(body[place + 1 : place + 2])
            where = path.relative_to(ROOT).as_posix()
            yield f"| {names}{': ' if meaning else ''}{meaning} | `{_unparsed(statement.value)}` | `{where}` |\n"


def _is_figure(statement: ast.Assign) -> bool:
    """Tell whether *statement* gives a constant a number, a span of time or several such."""
    names = [name for target in statement.targets for name in ast.walk(target) if isinstance(name, ast.Name)]
    nodes = list(ast.walk(statement.value))
    numbers = [node for node in nodes if isinstance(node, ast.Constant) and type(node.value) in {int, float}]
    others = [node for node in nodes if isinstance(node, ast.Constant) and type(node.value) not in {int, float}]
    calls = {ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call)}
    return all(name.id.isupper() for name in names) and bool(numbers) and not others and calls <= {"timedelta"}


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
