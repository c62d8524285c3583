"""A localizer speaks its language, and the texts of the code are found for translation."""

from io import BytesIO

import pytest

from bot.text.extraction import extract
from bot.text.locales import Locale
from bot.text.translations import catalogue_name, localizer, translations

SOURCE = b"""
heading = f"### {say('Inside an f-string')}"
ready = words(reader).say("Told by an attribute", number=5)
many = say.count("{number} day", "{number} days", days)
unknown = say(variable)
called = table["say"]("Nobody's")
other = shout("Not ours")
"""


def test_english_texts_are_those_of_the_code() -> None:
    """Without a catalogue, with its placeholders filled."""
    say = localizer(Locale.ENGLISH)
    assert say("Undo") == "Undo"
    assert say("Open chapter {number}", number=7) == "Open chapter 7"


def test_portuguese_comes_from_its_catalogue() -> None:
    """Read from the .po file itself."""
    say = localizer(Locale.PORTUGUESE)
    assert say("Undo") == "Desfazer"
    assert say("Open chapter {number}", number=7) == "Abrir capítulo 7"


def test_a_text_that_no_catalogue_has_is_said_in_english() -> None:
    """Without an error."""
    assert localizer(Locale.PORTUGUESE)("Never written") == "Never written"


@pytest.mark.parametrize(
    ("number", "english", "portuguese"),
    [(0, "0 chapters", "0 capítulo"), (1, "1 chapter", "1 capítulo"), (9, "9 chapters", "9 capítulos")],
)
def test_numbers_choose_the_form(number: int, english: str, portuguese: str) -> None:
    """By each language's rule: 0 is plural in English and singular in Portuguese."""
    forms = ("{number} chapter", "{number} chapters")
    assert localizer(Locale.ENGLISH).count(*forms, number) == english
    assert localizer(Locale.PORTUGUESE).count(*forms, number) == portuguese


def test_braces_in_a_value_are_not_replaced() -> None:
    """Somebody may type braces."""
    say = localizer(Locale.ENGLISH)
    assert say("The course has no chapter “{typed}”.", typed="{typed}") == ("The course has no chapter “{typed}”.")


def test_a_text_without_values_keeps_its_braces() -> None:
    """Placeholders exist only where values are given."""
    assert localizer(Locale.ENGLISH)("{number} watched") == "{number} watched"


def test_a_catalogue_is_read_once() -> None:
    """Each interaction makes a localizer."""
    assert translations(Locale.PORTUGUESE) is translations(Locale.PORTUGUESE)
    assert catalogue_name(Locale.PORTUGUESE) == "pt_BR"


def test_texts_are_found_wherever_they_stand_in_the_code() -> None:
    """Inside f-strings too, with the line; a text that is no literal is reported as None."""
    found = set(extract(BytesIO(SOURCE), {"say", "count"}, ()))
    assert found == {
        (2, "say", ("Inside an f-string",), ()),
        (3, "say", ("Told by an attribute",), ()),
        (4, "count", ("{number} day", "{number} days", None), ()),
        (5, "say", (None,), ()),
    }
