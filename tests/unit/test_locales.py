"""Which of the bot's languages each of Discord's locales gets."""

import pytest
from pydantic import ValidationError

from bot.text.locales import Locale, LocalizedText

TEXT = LocalizedText(en="Good evening", pt="Boa noite")


@pytest.mark.parametrize("tag", ["pt-BR", "pt-PT", "pt", "PT-br"])
def test_every_portuguese_reader_gets_portuguese(tag: str) -> None:
    """Of any country."""
    assert Locale.from_tag(tag) is Locale.PORTUGUESE


@pytest.mark.parametrize("tag", ["en-US", "en-GB", "de", "ptolemaic", "", None])
def test_everybody_else_gets_english(tag: str | None) -> None:
    """Also an unknown locale, or one that only begins with the same letters."""
    assert Locale.from_tag(tag) is Locale.ENGLISH


def test_a_text_speaks_the_language_asked_for() -> None:
    """One, or all with English first."""
    assert TEXT.in_locale(Locale.ENGLISH) == "Good evening"
    assert TEXT.in_locale(Locale.PORTUGUESE) == "Boa noite"
    assert TEXT.all() == ("Good evening", "Boa noite")


@pytest.mark.parametrize("fields", [{"en": "Only one"}, {"en": "Blank", "pt": "  "}, {"en": "a", "pt": "b", "fr": "c"}])
def test_a_text_is_complete(fields: dict[str, str]) -> None:
    """It has every language, none blank, and no other."""
    with pytest.raises(ValidationError):
        LocalizedText.model_validate(fields)
