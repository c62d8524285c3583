"""The languages that Lectern writes in, and texts that exist in each of them."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


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


class LocalizedText(BaseModel):
    """One text of a data file in every language that the bot writes in."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    en: str = Field(min_length=1)
    pt: str = Field(min_length=1)

    def in_locale(self, locale: Locale) -> str:
        """Return the text in *locale*."""
        return self.pt if locale is Locale.PORTUGUESE else self.en

    def all(self) -> tuple[str, str]:
        """Return the text in every language, English first."""
        return (self.en, self.pt)
