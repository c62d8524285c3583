"""Cleaning any text removes what is invisible, keeps what is visible, and changes nothing when repeated."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bot.text.visible import strip_invisible
from bot.ui.cards import escape, unescape

DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
UNSEEN = frozenset(["Cc", "Cf", "Cs", "Zl", "Zp"])
SHAPING = frozenset("\t\n\r\u200c\u200d\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2").union(
    map(chr, range(0xE0020, 0xE0080))
)
TRICKY = st.text(
    st.one_of(
        st.sampled_from("ab1#*@ \n\u200b\u200c\u200d\u202e\u2066\ufe0f\u3164\ud83d👩👧❤🏴中葛یक"),
        st.sampled_from("\U000e0067\U000e007f\U000e0100\u2028\u115f\u00ad"),
        st.characters(exclude_categories=[]),
    )
)


@given(TRICKY)
def test_hidden_characters_are_taken_out(written: str) -> None:
    """No text direction is left, and of other format characters only those that shape letters or emoji."""
    left = strip_invisible(written)
    assert not DIRECTIONS & set(left)
    hidden = [sign for sign in left if unicodedata.category(sign) in UNSEEN and sign not in SHAPING]
    assert [sign for sign in hidden if not 0x110BD <= ord(sign) <= 0x1343F] == []
    left.encode()  # fails on a lone surrogate


@given(TRICKY)
def test_visible_characters_are_kept(written: str) -> None:
    """Letters, marks, signs and spaces stay, in their order."""
    kinds = ("L", "N", "P", "S")
    blank = "\u115f\u1160\u3164\uffa0\u2800"

    def seen(text: str) -> list[str]:
        return [sign for sign in text if unicodedata.category(sign)[0] in kinds and sign not in blank]

    assert seen(strip_invisible(written)) == seen(written)


@given(TRICKY)
def test_cleaning_text_twice_changes_nothing_more(written: str) -> None:
    """Also when it was shown and is read back from the message."""
    left = strip_invisible(written)
    assert strip_invisible(left) == left
    assert unescape(escape(written)) == left
