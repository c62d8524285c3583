"""The figures, paths, names and examples in the documents for newcomers are true."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from tests.conventions import test_cogs, test_sizes
from tests.conventions.sources import PACKAGES, ROOT, sources

PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "tests" / "README.md"]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
IN_A_WHEEL = "bot/data"
FOLDERS = (*PACKAGES, "data", "deploy", "docs")
TESTING = (ROOT / "tests" / "README.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```python\n(.+?)^```", TESTING, re.MULTILINE | re.DOTALL)


def test_contributing_has_the_figures_that_are_enforced() -> None:
    """Those of commands, functions and files, in the order of the page."""
    figures = [int(number) for number in re.findall(r"at\s+most\s+(\d+)", CONTRIBUTING)]
    assert figures == [
        test_cogs.LONGEST_COMMAND,
        test_sizes.LONGEST_FUNCTION,
        test_sizes.MEDIAN_FUNCTION,
        test_sizes.USUAL_FUNCTION,
        test_sizes.LONGEST_FILE,
        test_sizes.LONGEST_COG,
        tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["line-length"],
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_paths_that_a_document_names_exist(page: Path) -> None:
    """A star stands for any name; paths with NN or <…> are patterns and not looked for."""
    named = re.findall(rf"`((?:{'|'.join(FOLDERS)})/[^`\s]*)`", page.read_text("utf-8"))
    paths = [path.partition("::")[0].rstrip("/") for path in named if not re.search(r"<|NN", path)]
    assert [path for path in paths if not any(ROOT.glob(path)) and path != IN_A_WHEEL] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_short_paths_that_a_document_names_exist(page: Path) -> None:
    """`jobs/runner.py` and `storage/` end a path in bot, `test_jobs.py` one in tests."""
    named = re.findall(r"`(\w[\w./]*\.py|[a-z]\w*(?:/\w+)*/)`", page.read_text("utf-8"))
    short = [path for path in named if not path.startswith(tuple(f"{folder}/" for folder in FOLDERS))]
    assert [path for path in short if not any(any((ROOT / folder).rglob(path)) for folder in ("bot", "tests"))] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_names_of_code_that_a_document_has_stand_in_the_code(page: Path) -> None:
    """A name is what has a capital inside, an underscore, a dot or brackets, such as `Database.reading()`."""
    named = re.findall(r"`([A-Za-z_][\w.]*(?:\([^`]*\))?)`", page.read_text("utf-8"))
    code = [name.partition("(")[0] for name in named if re.search(r"_|\.|\(|[a-z][A-Z]", name)]
    assert [name for name in code if not set(name.split(".")) <= _words_in_code()] == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: re.findall(r"test_\w+", example)[0])
def test_examples_for_newcomers_import_what_exists(example: str) -> None:
    imports = [node for node in ast.parse(example).body if isinstance(node, ast.ImportFrom)]
    for module, names in ((node.module or "", node.names) for node in imports):
        if module.startswith(PACKAGES):
            path = ROOT / module.replace(".", "/")
            text = (path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).read_text("utf-8")
            assert [alias.name for alias in names if not re.search(rf"\b{alias.name}\b", text)] == []


def test_there_is_an_example_of_each_kind_of_test() -> None:
    kinds = {path.parent.name for path in (ROOT / "tests").glob("*/test_*.py")}
    headings = set(re.findall(r"^## (\w+)$", TESTING, re.MULTILINE))
    assert (headings, len(EXAMPLES)) == (kinds, len(kinds))


@cache
def _words_in_code() -> set[str]:
    """Return every word of the code, its settings and the files beside it, and the names of files."""
    others = [ROOT / name for name in ("pyproject.toml", "compose.yaml", "Dockerfile")]
    others += [*(ROOT / "bot").rglob("*.sql"), *(ROOT / "data").rglob("*.toml")]
    texts = [*(source.text for source in sources()), *(path.read_text("utf-8") for path in others)]
    files = {part for folder in FOLDERS for path in (ROOT / folder).rglob("*.*") for part in path.name.split(".")}
    return set(re.findall(r"\w+", " ".join(texts))) | files
