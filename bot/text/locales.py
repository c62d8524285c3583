"""The languages Lectern speaks, and text that exists in each of them."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Locale(StrEnum):
    """A language the bot speaks, by its Discord locale code."""

    ENGLISH = "en-US"
    PORTUGUESE = "pt-BR"

    @property
    def own_name(self) -> str:
        """What the language calls itself."""
        return "English" if self is Locale.ENGLISH else "português"

    @classmethod
    def from_tag(cls, tag: str | None) -> "Locale":
        """Return the language for a reader whose locale is *tag*: pt-* is Portuguese, all else English."""
        return cls.PORTUGUESE if (tag or "").lower().partition("-")[0] == "pt" else cls.ENGLISH


class LocalizedText(BaseModel):
    """One text in every language the bot speaks."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    en: str = Field(min_length=1)
    pt: str = Field(min_length=1)

    def in_locale(self, locale: Locale) -> str:
        """Return the text in *locale*."""
        return self.pt if locale is Locale.PORTUGUESE else self.en

    def all(self) -> tuple[str, str]:
        """Return the text in every language, English first."""
        return (self.en, self.pt)
