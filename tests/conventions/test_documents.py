"""What the documents for newcomers say is so: figures, paths and examples."""

import ast
import re
from pathlib import Path

import pytest

from tests.conventions import test_cogs, test_sizes
from tests.conventions.sources import PACKAGES, ROOT

PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "tests" / "README.md"]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
IN_A_WHEEL = "bot/data"
TESTING = (ROOT / "tests" / "README.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```python\n(.+?)^```", TESTING, re.MULTILINE | re.DOTALL)


def test_contributing_has_the_figures_that_are_enforced() -> None:
    """Of the commands' first, then of functions and files, in the order of the page."""
    figures = [int(number) for number in re.findall(r"at\s+most\s+(\d+)", CONTRIBUTING)]
    assert figures == [
        test_cogs.LONGEST_COMMAND,
        test_sizes.LONGEST_FUNCTION,
        test_sizes.USUAL_FUNCTION,
        test_sizes.LONGEST_FILE,
        test_sizes.LONGEST_COG,
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_paths_that_a_document_names_exist(page: Path) -> None:
    """A path with a star stands for several; one with N or <…> in it is a pattern."""
    named = re.findall(rf"`((?:{'|'.join((*PACKAGES, 'data', 'docs'))})/[^`\s]*)`", page.read_text("utf-8"))
    paths = [path.partition("::")[0].rstrip("/") for path in named if not re.search(r"<|NN", path)]
    assert [path for path in paths if not any(ROOT.glob(path)) and path != IN_A_WHEEL] == []


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
