"""Invisible characters are removed from what people write, but for those that shape visible letters."""

import pytest

from bot.text.visible import strip_invisible
from bot.ui.cards import escape, unescape


@pytest.mark.parametrize(
    "written",
    [
        "👩\u200d👩\u200d👧 🏳\ufe0f\u200d🌈 👍🏽 ❤\ufe0f\u200d🔥 1\ufe0f\u20e3 #\ufe0f\u20e3 ©\ufe0f",
        "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "می\u200cخواهم क्\u200dष مرحبا שלום",  # noqa: RUF001 - meant so
        "葛\U000e0100 café cafe\u0301 ﬁ １２",  # noqa: RUF001 - meant so
        "two lines\nand\ta tab\r\n",
        "",
    ],
    ids=["emoji", "flag", "joined letters", "variants", "white space", "nothing"],
)
def test_emoji_accents_and_scripts_are_kept(written: str) -> None:
    """Composed emoji, combining accents, and scripts from right to left."""
    assert strip_invisible(written) == written


@pytest.mark.parametrize(
    "hidden",
    [
        *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c",
        *"\u200b\u200c\u200d\u2060\u2063\ufeff\u00ad\u034f\u180e\u3164\u115f\uffa0\ufff9\ufe0f\x00\x1b\x7f\x9b",
        *("\ud83d", "\udc69", "\U000e0041", "\U000e0100", "\U000e007f"),
    ],
    ids=ascii,
)
def test_invisible_characters_are_removed(hidden: str) -> None:
    """Direction marks, zero-width characters, controls, lone surrogates and tag characters."""
    assert strip_invisible(f"pay {hidden}{hidden}here{hidden}") == "pay here"
    assert unescape(escape(f"@{hidden}all")) == "@all"


@pytest.mark.parametrize("parting", [*"\x0b\x0c\x1c\x85\u2028\u2029\u2800\r"], ids=ascii)
def test_unusual_line_breaks_become_spaces(parting: str) -> None:
    """So the text stays on its line, and no two words become one."""
    assert strip_invisible(f"one{parting}two") == "one two"


def test_a_joiner_whose_neighbour_is_removed_is_removed() -> None:
    assert strip_invisible("👩\u200d\u202e👧") == "👩👧"
    assert strip_invisible("a\ufe0f\u200d👧") == "a👧"
