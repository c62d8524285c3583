"""The languages that Lectern writes in, and texts that exist in each of them."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from bot.text.data_files import FAULTS, Fault


class Locale(StrEnum):
    """A language that the bot writes in; the value is Discord's locale code."""

    ENGLISH = "en-US"
    PORTUGUESE = "pt-BR"

    @property
    def own_name(self) -> str:
        """The language's name in itself."""
        return "English" if self is Locale.ENGLISH else "português"

    @classmethod
    def from_tag(cls, tag: str | None) -> "Locale":
        """Return the language for the locale code *tag*: Portuguese for pt and pt-…, English for any other and None."""
        return cls.PORTUGUESE if (tag or "").lower().partition("-")[0] == "pt" else cls.ENGLISH


class CourseText(BaseModel):
    """One text of a course, in every language that the course has it in: in at least one."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    en: Annotated[str, Field(min_length=1)] | None = None
    pt: Annotated[str, Field(min_length=1)] | None = None

    @classmethod
    def in_one(cls, locale: Locale, text: str) -> Self:
        """Return *text*, which is in the language *locale* alone."""
        return cls(pt=text) if locale is Locale.PORTUGUESE else cls(en=text)

    def in_locale(self, locale: Locale) -> str:
        """Return the text in *locale*, or in the language that it has."""
        return self.only_in(locale) or self.all()[0]

    def only_in(self, locale: Locale) -> str | None:
        """Return the text in *locale*, None if it has none in that language."""
        return self.pt if locale is Locale.PORTUGUESE else self.en

    def all(self) -> tuple[str, ...]:
        """Return the text in every language that it has, English first."""
        return tuple(filter(None, (self.en, self.pt)))

    @property
    def locales(self) -> frozenset[Locale]:
        """The languages that the text is in."""
        return frozenset(locale for locale in Locale if self.only_in(locale))

    @model_validator(mode="after")
    def _is_in_some_language(self) -> Self:
        if not self.all():
            fault = Fault((), "no text", "a text in English (en), Portuguese (pt) or both")
            raise PydanticCustomError(FAULTS, "{text}", {"text": fault.line(), FAULTS: (fault,)})
        return self


class LocalizedText(CourseText):
    """One text of a data file in every language that the bot writes in."""

    en: Annotated[str, Field(min_length=1)]
    pt: Annotated[str, Field(min_length=1)]
