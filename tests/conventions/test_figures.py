"""The page of figures, docs/figures.md, agrees with the code."""

from tests.conventions.figures import PAGE, page


def test_the_page_of_figures_is_what_the_code_says() -> None:
    """Where it is not, `make figures` writes it anew."""
    assert PAGE.read_text("utf-8") == page()
