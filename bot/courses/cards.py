"""The cards of one chapter and of the whole course."""

from collections.abc import Collection
from typing import Any

from discord import ui

from bot.courses.buttons import CardUnwatched, CardWatched, OpenChapter, ShareChapter, ShowChapter, Watched
from bot.courses.model import Chapter, Course, Strength
from bot.ids import ChapterId
from bot.text.translations import Localizer
from bot.text.visible import shortened
from bot.times.formats import calendar_date, length, position
from bot.ui.cards import (
    HERE,
    PRIMARY,
    TICK,
    Card,
    action_button,
    divider,
    gap,
    link,
    link_button,
    panel,
    row,
    small,
    text,
)

TOPICS_SHOWN = 12  # at most


def heading(chapter: Chapter) -> str:
    """Return "number · title" of *chapter*, as every card calls it."""
    return f"{chapter.number} · {chapter.heading}"


def byline(course: Course, chapter: Chapter, say: Localizer) -> str:
    """Return the line below a title: place in the course, channel with its own numbering, length, publication date."""
    place = say("Chapter {number} of {total}", number=chapter.number, total=len(course.chapters))
    channel, series = chapter.channel, chapter.series
    if channel is not None and series is not None:
        channel = say(
            "{channel} (there: {series}, chapter {number})", channel=channel, series=series.name, number=series.chapter
        )
    duration = None if chapter.duration_s is None else position(chapter.duration_s)
    published = None if chapter.published is None else calendar_date(chapter.published, say.locale)
    return " · ".join(filter(None, (place, channel, duration, published)))


def with_length(name: str, chapter: Chapter) -> str:
    """Return *name* with the length of *chapter* behind it, if that is known."""
    return name if chapter.duration_s is None else f"{name} · {position(chapter.duration_s)}"


def prerequisites_line(course: Course, chapter: Chapter, say: Localizer) -> str | None:
    """Return the links to the chapters to watch before; None if there are none."""
    parts = []
    for prerequisite in chapter.prerequisites:
        earlier = course.chapters[prerequisite.chapter - 1]
        mark = "" if prerequisite.strength is Strength.REQUIRED else f" ({say('helps')})"
        parts.append(f"{link(heading(earlier), earlier.url)}{mark}")
    return f"**{say('Watch before')}** " + "; ".join(parts) if parts else None


def moments_text(chapter: Chapter, say: Localizer, limit: int | None = None) -> ui.TextDisplay[Any] | None:
    """Return links to the chapter's moments, or to *limit* of them, evenly spread; None if it has none."""
    moments = chapter.moments
    if limit is not None and len(moments) > limit:
        moments = tuple(moments[place * len(moments) // limit] for place in range(limit))
    lines = [
        f"{link(position(moment.at_s), chapter.url_at(moment.at_s))} {moment.label.in_locale(say.locale)}"
        for moment in moments
    ]
    return text(f"**{say('Moments')}**", *lines) if lines else None


def chapter_body(course: Course, chapter: Chapter, say: Localizer, *, full: bool) -> list[ui.Item[Any] | None]:
    """Return the items that every card of a chapter begins with; moments and note only if *full*."""
    topics = " · ".join(topic.name.in_locale(say.locale) for topic in chapter.topics[:TOPICS_SHOWN])
    note = chapter.note.in_locale(say.locale) if chapter.note and full else None
    return [
        headed(heading(chapter), byline(course, chapter, say), chapter),
        text(chapter.summary_in(say.locale)),
        gap(),
        text(f"**{say('Topics')}** {topics}" if topics else None, prerequisites_line(course, chapter, say)),
        divider() if full and chapter.moments else None,
        moments_text(chapter, say) if full else None,
        gap() if note else None,
        text(small(note)) if note else None,
    ]


def chapter_card(
    course: Course,
    chapter: Chapter,
    say: Localizer,
    *,
    watched: bool | None,
    why: str | None = None,
    undo: ui.Button[Any] | None = None,
) -> Card:
    """Show *chapter* to one reader; *why* is a text above it. *watched* is None outside a guild.

    *undo* is a button that takes back what has just been done to its mark.
    """
    buttons = [link_button(say("Watch"), chapter.url)]
    if watched:
        buttons.append(action_button(say("Watched"), CardUnwatched(chapter.key, course.ref), emoji=TICK))
    elif watched is not None:
        buttons.append(action_button(say("Mark watched"), CardWatched(chapter.key, course.ref), style=PRIMARY))
    buttons += [] if undo is None else [undo]
    if watched is not None:
        buttons.append(action_button(say("Share"), ShareChapter(chapter.key, course.ref)))
    pages = [
        action_button(shortened(f"{arrow} {heading(other)}", 40), ShowChapter(other.key, course.ref))
        for arrow, other in (("←", course.numbered(chapter.number - 1)), ("→", course.numbered(chapter.number + 1)))
        if other is not None
    ]
    reason = [] if why is None else [text(why), gap()]
    return Card(panel(*reason, *chapter_body(course, chapter, say, full=True), divider(), row(buttons), row(pages)))


def shared_chapter_card(course: Course, chapter: Chapter, say: Localizer, *, by: str) -> Card:
    """Show *chapter* to everyone, shared by the member whom *by* mentions."""
    buttons = [
        link_button(say("Watch"), chapter.url),
        action_button(say("Mark watched"), Watched(chapter.key, course.ref), style=PRIMARY),
        action_button(say("Moments"), OpenChapter(chapter.key, course.ref)),
    ]
    shared = text(small(say("Shared by {name}", name=by)))
    return Card(panel(*chapter_body(course, chapter, say, full=False), divider(), row(buttons), shared))


def course_card(
    course: Course, say: Localizer, watched: Collection[ChapterId] | None, here: Collection[ChapterId]
) -> Card:
    """List all chapters, those the reader has *watched* (None outside a guild), and those where groups are: *here*."""
    ticked = watched or ()
    lines = [_course_line(chapter, chapter.key in ticked, chapter.key in here) for chapter in course.chapters]
    extent = say.count("{number} chapter", "{number} chapters", len(course.chapters))
    if course.duration is not None:
        extent += f" · {length(course.duration, say)}"
    legend = [] if watched is None else [f"{TICK} {say('watched by you')}"]
    legend += [here_legend(here, say)] if here else []
    return Card(
        panel(
            text(f"## {course.title.in_locale(say.locale)}", small(extent)),
            text(*lines),
            gap() if legend else None,
            text(small("  ·  ".join(legend))) if legend else None,
            next_row(course, ticked, say),
        )
    )


def next_row(course: Course, watched: Collection[ChapterId], say: Localizer) -> ui.ActionRow[Any] | None:
    """Return a row with a button that opens the next chapter of somebody who has *watched* those; None without one."""
    if (upcoming := course.next_for(watched)) is None:
        return None
    return row(
        [action_button(say("Next for you: {title}", title=heading(upcoming)), OpenChapter(upcoming.key, course.ref))]
    )


def here_legend(here: Collection[ChapterId], say: Localizer) -> str:
    """Explain the mark of the chapters at which the guild's groups are: *here*."""
    return f"{HERE} " + say.count("the group is here", "the groups are here", len(here))


def _course_line(chapter: Chapter, watched: bool, here: bool) -> str:  # noqa: FBT001 - private, two marks
    marks = f"{TICK if watched else ''}{HERE if here else ''}"
    title = link(chapter.heading, chapter.url)
    duration = "" if chapter.duration_s is None else f" `{position(chapter.duration_s)}`"
    return f"**{chapter.number}** {title}{duration} {marks}".rstrip()


def headed(heading: str, detail: str, chapter: Chapter) -> ui.Item[Any]:
    """Return *heading* and, in small text, *detail*, beside the thumbnail of *chapter* if it has one."""
    shown = f"### {heading}\n{small(detail)}"
    if chapter.thumbnail_url is None:
        return ui.TextDisplay(shown)
    picture: ui.Thumbnail[Any] = ui.Thumbnail(chapter.thumbnail_url, description=chapter.title)
    return ui.Section(shown, accessory=picture)
