"""The moment of a video at which an answer begins: from the subtitles, the glossary or the chapter's moments."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.answers.names import Entry
from bot.answers.spoken.passages import Heard
from bot.answers.spoken.sections import Section
from bot.courses.model import Chapter, Moment
from bot.text.locales import CourseText

_FITS = 0.5  # 0 to 1: the share of what is asked for that a moment must name if no concept is known to begin at it
_HEARD = 0.25  # points from which a passage is a moment


class MomentSource(StrEnum):
    """Where a moment is known from."""

    GLOSSARY = "glossary"
    MOMENT = "moment"
    CAPTIONS = "captions"
    LINK = "link"  # in the question


@dataclass(frozen=True, slots=True)
class AnswerMoment:
    """The second at which a video begins to deal with what was asked, with the *quote* as said if that is known.

    *label* names the section of the video; None if the chapter has no moment up to that second.
    """

    at_s: int
    label: CourseText | None
    quote: str | None
    source: MomentSource


def linked_moment(moment: Moment | None) -> AnswerMoment | None:
    """Return *moment*, which a link in the question asks for, as an answer's."""
    return AnswerMoment(moment.at_s, moment.label, None, MomentSource.LINK) if moment else None


def moment_of(
    chapter: Chapter, entries: Iterable[Entry], sections: Sequence[Section], heard: Heard | None, named: Moment | None
) -> AnswerMoment | None:
    """Return the moment of *chapter* that fits best what was asked; None if none does.

    It is the passage *heard*; else, of its moments at which *entries* begin or whose *sections* fit, the one that
    names most of what was asked, by the rarest names; else the one at which a concept is *named*.
    """
    if heard is not None and heard.points >= _HEARD:
        labels = [moment.label for moment in chapter.moments if moment.at_s <= heard.at_s]
        return AnswerMoment(heard.at_s, labels[-1] if labels else None, heard.quote, MomentSource.CAPTIONS)
    begun = {covered.at_s for entry in entries for covered in entry.covered if covered.chapter == chapter.key}
    fitting = [section for section in sections if section.share >= _FITS or section.moment.at_s in begun]
    best = max(fitting, key=lambda section: section.points).moment if fitting else named
    if best is None:
        return None
    source = MomentSource.GLOSSARY if best.at_s in begun else MomentSource.MOMENT
    return AnswerMoment(best.at_s, best.label, None, source)
