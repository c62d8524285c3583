"""The bot's words: English in the code, other languages from .po files, loaded without a compile step."""

import gettext
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.text.locales import Locale

DOMAIN = "lectern"


def catalogue_name(locale: Locale) -> str:
    """Return the folder name of *locale*'s catalogue, such as pt_BR."""
    return locale.replace("-", "_")


@cache
def translations(locale: Locale) -> gettext.NullTranslations:
    """Return the catalogue of *locale*; English is the source and needs none."""
    if locale is Locale.ENGLISH:
        return gettext.NullTranslations()
    name = catalogue_name(locale)
    source = files("bot.text").joinpath("catalogues", name, "LC_MESSAGES", f"{DOMAIN}.po")
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(source.read_bytes()), locale=name))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


class Localizer:
    """Speaks one language: ``say("Chapter {number}", number=5)``."""

    def __init__(self, locale: Locale) -> None:
        self.locale = locale
        self._translations = translations(locale)

    def __call__(self, message: str, /, **values: object) -> str:
        """Return *message* in this language, its named holes filled."""
        return self._fill(self._translations.gettext(message), values)

    def count(self, one: str, many: str, number: int, /, **values: object) -> str:
        """Return the form of the message that *number* (also a hole of that name) asks for."""
        return self._fill(self._translations.ngettext(one, many, number), {**values, "number": number})

    @staticmethod
    def _fill(message: str, values: Mapping[str, object]) -> str:
        return message.format_map(values) if values else message


def localizer(locale: Locale) -> Localizer:
    """Return the localizer of *locale*."""
    return Localizer(locale)
