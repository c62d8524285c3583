"""Which chapter and which language the name of a subtitle file says, as people and downloaders write it."""

import re
from pathlib import PurePath
from typing import NamedTuple

from bot.courses.model import Course
from bot.ids import ChapterId
from bot.text.locales import Locale

LANGUAGES = {"en": Locale.ENGLISH, "eng": Locale.ENGLISH, "pt": Locale.PORTUGUESE, "por": Locale.PORTUGUESE}
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,10}(?:[-_][A-Za-z0-9]+)*")
BY_MACHINE = "orig"  # how yt-dlp ends the language of captions that YouTube made by listening, as in en-orig


class FileName(NamedTuple):
    """What a file's name says: None where it names no chapter of the course, no tag, or a language that is not read."""

    chapter: ChapterId | None
    tag: str | None
    locale: Locale | None

    @property
    def is_automatic(self) -> bool:
        """Tell whether the name says that a machine wrote the file."""
        return (self.tag or "").endswith(f"-{BY_MACHINE}")

    @property
    def distance(self) -> int:
        """How far the language is from the one that the bot writes: 0 the same, 1 of no country, 2 of another."""
        if self.locale is None or self.tag is None or self.tag.lower() == self.locale.lower():
            return 0
        return 1 if self.tag.lower() in LANGUAGES else 2


def read_name(name: str, course: Course) -> FileName:
    """Return what *name* says, such as ``7.en.vtt`` or ``LSTM [YCzL96nL7j0].pt-BR.srt``."""
    stem = PurePath(name).stem
    base, _, last = stem.rpartition(".")
    tag = last.replace("_", "-") if base and LANGUAGE_TAG.fullmatch(last) else None
    locale = None if tag is None else LANGUAGES.get(tag.partition("-")[0].lower())
    return FileName(_chapter(stem if tag is None else base, course), tag, locale)


def _chapter(base: str, course: Course) -> ChapterId | None:
    """Return the chapter whose number or video id *base* is, or whose id stands behind a title in it."""
    number = int(base) if re.fullmatch(r"[0-9]{1,4}", base.strip()) else None
    for chapter in course.chapters:
        video = chapter.video_id
        is_video = video is not None and (base.strip() == video or base.rstrip().endswith((f"[{video}]", f"-{video}")))
        if chapter.number == number or is_video:
            return chapter.key
    return None
