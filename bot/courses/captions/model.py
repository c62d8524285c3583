"""What is said in a chapter's video, sentence by sentence."""

from dataclasses import dataclass

from bot.ids import ChapterId
from bot.text.locales import Locale


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence as it is said, and from which to which second of the video."""

    text: str
    at_s: int
    end_s: int


@dataclass(frozen=True, slots=True)
class Transcript:
    """Everything that is said in the video of *chapter*, in order, in *locale*'s language."""

    chapter: ChapterId
    locale: Locale
    spoken: tuple[Spoken, ...]
