"""Translations of the bot's texts: English stands in the code, other languages in gettext .po files."""

import gettext
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.text.locales import Locale

DOMAIN = "lectern"  # gettext's word for the catalogues of one program


def catalogue_name(locale: Locale) -> str:
    """Return gettext's name of *locale*, such as pt_BR, after which its catalogue's folder is called."""
    return locale.replace("-", "_")


@cache
def translations(locale: Locale) -> gettext.NullTranslations:
    """Return the catalogue of *locale*, compiled in memory from its .po file; for English an empty one."""
    if locale is Locale.ENGLISH:
        return gettext.NullTranslations()
    name = catalogue_name(locale)
    source = files("bot.text").joinpath("catalogues", name, "LC_MESSAGES", f"{DOMAIN}.po")
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(source.read_bytes()), locale=name))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


class Localizer:
    """Translates the bot's texts into one language: ``say("Chapter {number}", number=5)``."""

    def __init__(self, locale: Locale) -> None:
        self.locale = locale
        self._translations = translations(locale)

    def __call__(self, message: str, /, **values: object) -> str:
        """Return the translation of the English *message*, its placeholders filled with *values* by name."""
        return self._fill(self._translations.gettext(message), values)

    def count(self, one: str, many: str, number: int, /, **values: object) -> str:
        """Return the translation of the singular *one* or the plural *many* by *number*, which fills {number}, too."""
        return self._fill(self._translations.ngettext(one, many, number), {**values, "number": number})

    @staticmethod
    def _fill(message: str, values: Mapping[str, object]) -> str:
        return message.format_map(values) if values else message


@cache
def localizer(locale: Locale) -> Localizer:
    """Return the localizer of *locale*."""
    return Localizer(locale)
