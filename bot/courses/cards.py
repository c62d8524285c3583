"""The cards of one chapter and of the whole course."""

from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Any

import discord
from discord import ui

from bot.courses.buttons import (
    CardUnwatched,
    CardWatched,
    ChooseChapter,
    CoursePage,
    OpenChapter,
    ShareChapter,
    ShowChapter,
    Watched,
)
from bot.courses.model import FIRST_COURSE, Captions, Chapter, Course, Moment, Strength
from bot.courses.same import Same
from bot.ids import ChapterId
from bot.text.locales import Locale
from bot.text.translations import Localizer
from bot.text.visible import shortened
from bot.times.formats import calendar_date, length
from bot.times.positions import position
from bot.ui.buttons import Action
from bot.ui.cards import (
    HERE,
    MOST_TEXT,
    PRIMARY,
    TICK,
    Card,
    action_button,
    divider,
    escaped,
    fitting,
    gap,
    link,
    link_button,
    one_line,
    opening,
    panel,
    row,
    small,
    text,
    web_address,
)
from bot.ui.pages import Page, page_at, page_line, page_row, page_with

TOPICS_SHOWN = 12  # at most
# Characters of what a card says of one chapter, escapes included: two chapters fit into one post.
LONGEST_HEADING, LONGEST_BYLINE, LONGEST_SUMMARY, LONGEST_TOPICS, LONGEST_NEEDS = 150, 60, 760, 400, 300
LONGEST_QUESTION, LONGEST_LEAD = 150, 160  # of what is said of a chapter below its large picture
SHORTEST_TITLE = 20  # of a card that is full
TITLE_LENGTHS = (LONGEST_HEADING, 60, 30, SHORTEST_TITLE)  # of a list of chapters: the longest with which it fits
LONGEST_OPTION = 100  # characters of a menu's entry, set by Discord
UNLINKED = 80  # of its titles where no links fit
KEPT_LINES = 1_024
"""Of each kind of line about a chapter, how many are kept, as what is drawn of a chapter never changes."""
KEPT_CARDS = 128
"""How many cards of chapters are kept likewise."""


def heading(chapter: Chapter, limit: int = LONGEST_HEADING) -> str:
    """Return "number · title" of *chapter*, as every text calls it, the title escaped and cut to *limit* characters."""
    return _heading(Same(chapter), limit)


@lru_cache(KEPT_LINES)
def _heading(same: Same[Chapter], limit: int) -> str:
    chapter = same.value
    return " · ".join(filter(None, (str(chapter.number), escaped(chapter.heading, limit))))


def plain_heading(chapter: Chapter) -> str:
    """Return "number · title" of *chapter* as buttons, menus, names and files have it, where Markdown has no effect."""
    return _plain_heading(Same(chapter))


@lru_cache(KEPT_LINES)
def _plain_heading(same: Same[Chapter]) -> str:
    chapter = same.value
    return " · ".join(filter(None, (str(chapter.number), one_line(chapter.heading))))


def linked_title(chapter: Chapter, limit: int = LONGEST_HEADING) -> str:
    """Return the title of *chapter*, escaped and cut to *limit* characters, as a link to its page."""
    return _linked_title(Same(chapter), limit)


@lru_cache(KEPT_LINES)
def _linked_title(same: Same[Chapter], limit: int) -> str:
    chapter = same.value
    return link(escaped(chapter.heading, limit) or str(chapter.number), chapter.url)


def linked_lesson(chapter: Chapter, limit: int) -> str:
    """Return `linked_title` for a list, or, where that is so full that *limit* is the shortest, only the title."""
    return linked_title(chapter, limit) if limit > SHORTEST_TITLE else escaped(chapter.heading, UNLINKED)


def course_line(course: Course, say: Localizer) -> str | None:
    """Return the title of *course*, to tell it from others; None for the first, which most servers have alone."""
    return None if course.key == FIRST_COURSE else f"**{course_name(course, say)}**"


def course_name(course: Course, say: Localizer) -> str:
    """Return the title of *course*, escaped and cut to a line, or the id that it is stored by."""
    return escaped(course.title.in_locale(say.locale), LONGEST_BYLINE) or escaped(course.id)


def byline(course: Course, chapter: Chapter, say: Localizer) -> str:
    """Return the line below a title: place in the course, channel with its own numbering, length, publication date."""
    return _byline(Same(course), Same(chapter), say)


@lru_cache(KEPT_LINES)
def _byline(same_course: Same[Course], same: Same[Chapter], say: Localizer) -> str:
    course, chapter = same_course.value, same.value
    channel, series = escaped(chapter.channel or "", LONGEST_BYLINE), chapter.series
    if channel and series is not None:
        name = escaped(series.name, LONGEST_BYLINE)
        channel = say(
            "{channel} (there: {series}, chapter {number})", channel=channel, series=name, number=series.chapter
        )
    duration = None if chapter.duration_s is None else position(chapter.duration_s)
    published = None if chapter.published is None else calendar_date(chapter.published, say.locale)
    return " · ".join(filter(None, (_place(course, chapter, say), channel, duration, published)))


def _place(course: Course, chapter: Chapter, say: Localizer) -> str:
    return say("Chapter {number} of {total}", number=chapter.number, total=len(course.chapters))


def with_length(name: str, chapter: Chapter) -> str:
    """Return *name* with the length of *chapter* behind it, if that is known."""
    return name if chapter.duration_s is None else f"{name} · {position(chapter.duration_s)}"


def prerequisites_line(course: Course, chapter: Chapter, say: Localizer) -> str | None:
    """Return the links to the chapters to watch before, as many as fit; None if there are none."""
    return _prerequisites_line(Same(course), Same(chapter), say)


@lru_cache(KEPT_LINES)
def _prerequisites_line(same_course: Same[Course], same: Same[Chapter], say: Localizer) -> str | None:
    course, chapter = same_course.value, same.value
    parts = []
    for prerequisite in chapter.prerequisites:
        earlier = course.chapters[prerequisite.chapter - 1]
        mark = "" if prerequisite.strength is Strength.REQUIRED else f" ({say('helps')})"
        parts.append(f"{link(heading(earlier), earlier.url)}{mark}")
    shown = fitting(parts, LONGEST_NEEDS, "; ")
    more = ["…"] if len(shown) < len(parts) else []
    return f"**{say('Watch before')}** " + "; ".join([*shown, *more]) if parts else None


def moments_text(
    chapter: Chapter, say: Localizer, limit: int | None = None, room: int = MOST_TEXT
) -> ui.TextDisplay[Any] | None:
    """Return links to the chapter's moments, evenly spread: to *limit* of them, or as many as fit into *room*.

    Return None if it has none.
    """
    return text(_moments(Same(chapter), say, limit, room))


@lru_cache(KEPT_LINES)
def _moments(same: Same[Chapter], say: Localizer, limit: int | None, room: int) -> str | None:
    chapter = same.value
    shown = [_moment_line(chapter, moment, say) for moment in chapter.moments]
    title = f"**{say('Moments')}**"
    most = len(shown) if limit is None else min(limit, len(shown))
    for number in range(most, 0, -1):
        lines = [title, *(shown[place * len(shown) // number] for place in range(number))]
        if sum(map(len, lines)) + number <= room:
            return "\n".join(line for line in lines if line)
    return None


def _moment_line(chapter: Chapter, moment: Moment, say: Localizer) -> str:
    at = link(position(moment.at_s), chapter.url_at(moment.at_s))
    return f"{at} {escaped(moment.label.in_locale(say.locale))}".rstrip()


def chapter_body(course: Course, chapter: Chapter, say: Localizer, *, room: int = MOST_TEXT) -> list[ui.Item[Any]]:
    """Return all that is known of *chapter*, in *room* characters: moments that exceed it are left out."""
    details = [byline(course, chapter, say), captions_line(chapter, say)]
    summary = text(_summary(Same(chapter), say))
    about = text(_topics(Same(chapter), say), prerequisites_line(course, chapter, say))
    items = [
        headed(heading(chapter), "\n".join(filter(None, details)), chapter),
        gap() if summary and chapter.thumbnail_url is None else None,
        summary,
        gap() if about else None,
        about,
    ]
    parts = [part for item in items if item is not None for part in (item, *_parts(item))]
    moments = moments_text(chapter, say, room=room - sum(map(_size, parts)))
    return [item for item in (*items, None if moments is None else divider(), moments) if item is not None]


@lru_cache(KEPT_LINES)
def _summary(same: Same[Chapter], say: Localizer) -> str:
    """Return the question that a chapter answers, and the opening of its summary below it; "" without either."""
    question = _question(same.value, say)
    summary = opening(same.value.summary_in(say.locale), LONGEST_SUMMARY)
    return "\n".join(filter(None, (question and f"**{question}**", summary)))


def _parts(item: ui.Item[Any]) -> Sequence[ui.Item[Any]]:
    """Return what stands in *item*, such as the text beside a picture."""
    return item.children if isinstance(item, ui.Section) else ()


def chapter_lead(course: Course, chapter: Chapter, say: Localizer) -> list[ui.Item[Any]]:
    """Return what a card that everyone sees says of *chapter*: its picture, the question it answers, how long it is.

    Without a question it is introduced by its title and the opening of its summary.
    """
    told = ui.TextDisplay[Any](_lead(Same(course), Same(chapter), say))
    return [item for item in (_large_picture(chapter), told) if item is not None]


@lru_cache(KEPT_LINES)
def _lead(same_course: Same[Course], same: Same[Chapter], say: Localizer) -> str:
    course, chapter = same_course.value, same.value
    title, question, duration = heading(chapter), _question(chapter, say), _length(chapter, say)
    lines = [f"### {question or title}"]
    if question:
        lines.append(" · ".join(filter(None, (title, duration and f"**{duration}**"))))
    else:
        lines.append(opening(chapter.summary_in(say.locale), LONGEST_LEAD))
    channel = escaped(chapter.channel or "", LONGEST_BYLINE)
    facts = [None if question else duration, _place(course, chapter, say), channel]
    captions = captions_line(chapter, say)
    told = (*lines, small(" · ".join(filter(None, facts))), captions and small(captions))
    return "\n".join(filter(None, told))


def _large_picture(chapter: Chapter) -> ui.MediaGallery[Any] | None:
    if chapter.picture_url is None:
        return None
    described = one_line(chapter.title) or None
    return ui.MediaGallery(discord.MediaGalleryItem(web_address(chapter.picture_url), description=described))


def _question(chapter: Chapter, say: Localizer) -> str:
    """Return the question that *chapter* answers, escaped; "" without one."""
    return escaped(chapter.question_in(say.locale), LONGEST_QUESTION)


def _length(chapter: Chapter, say: Localizer) -> str | None:
    """Return how long *chapter* is, in whole minutes; None if that is not known."""
    return None if chapter.duration_s is None else length(max(chapter.duration, timedelta(minutes=1)), say)


def captions_line(chapter: Chapter, say: Localizer) -> str | None:
    """Return which captions in the reader's language *chapter* has, and who made them; None if none are known."""
    if chapter.captions_pt is None or say.locale is not Locale.PORTUGUESE:
        return None
    by_viewers = chapter.captions_pt is Captions.COMMUNITY
    return say("Captions in Portuguese, by viewers") if by_viewers else say("Captions in Portuguese, by a machine")


def _size(item: ui.Item[Any] | None) -> int:
    """Return how many characters of text *item* itself has."""
    return len(item.content) if isinstance(item, ui.TextDisplay) else 0


@lru_cache(KEPT_LINES)
def _topics(same: Same[Chapter], say: Localizer) -> str | None:
    """Return the line of what a chapter teaches, as much of it as fits; None if nothing is known."""
    chapter = same.value
    names = [escaped(topic.name.in_locale(say.locale)) for topic in chapter.topics[:TOPICS_SHOWN]]
    topics = " · ".join(fitting([name for name in names if name], LONGEST_TOPICS, " · "))
    return f"**{say('Topics')}** {topics}" if topics else None


def chapter_card(
    course: Course,
    chapter: Chapter,
    say: Localizer,
    *,
    watched: bool | None,
    why: str | None = None,
    undo: ui.Button[Any] | None = None,
    below: Sequence[str] = (),
) -> Card:
    """Show *chapter* to one reader; *why* is a text above it. *watched* is None outside a guild.

    *below* are lines at the end. *undo* is a button that takes back what has just been done to its mark.
    """
    if why is None and undo is None and not below:
        return _plain_card(Same(course), Same(chapter), say, watched=watched)
    return _chapter_card(course, chapter, say, watched=watched, why=why, undo=undo, below=below)


@lru_cache(KEPT_CARDS)
def _plain_card(same_course: Same[Course], same: Same[Chapter], say: Localizer, *, watched: bool | None) -> Card:
    """Return the card of a chapter without anything of its reader's; nobody changes it, so it is sent again."""
    return _chapter_card(same_course.value, same.value, say, watched=watched)


def _chapter_card(
    course: Course,
    chapter: Chapter,
    say: Localizer,
    *,
    watched: bool | None,
    why: str | None = None,
    undo: ui.Button[Any] | None = None,
    below: Sequence[str] = (),
) -> Card:
    buttons = [link_button(say("Watch"), chapter.url)]
    if watched:
        buttons.append(action_button(say("Watched"), CardUnwatched(chapter.key, course.ref), emoji=TICK))
    elif watched is not None:
        buttons.append(action_button(say("Mark watched"), CardWatched(chapter.key, course.ref), style=PRIMARY))
    buttons += [] if undo is None else [undo]
    if watched is not None:
        buttons.append(action_button(say("Share"), ShareChapter(chapter.key, course.ref)))
    pages = [
        action_button(shortened(f"{arrow} {plain_heading(other)}", 40), ShowChapter(other.key, course.ref))
        for arrow, other in (("←", course.numbered(chapter.number - 1)), ("→", course.numbered(chapter.number + 1)))
        if other is not None
    ]
    reason = [] if why is None else [text(why), gap()]
    room = MOST_TEXT - len(why or "") - len("\n".join(below))
    body = chapter_body(course, chapter, say, room=room)
    return Card(panel(*reason, *body, divider(), row(buttons), row(pages), text(*below)))


def shared_chapter_card(course: Course, chapter: Chapter, say: Localizer, *, by: str) -> Card:
    """Show *chapter* to everyone, shared by the member whom *by* mentions."""
    buttons = public_buttons(course, chapter, say, Watched(chapter.key, course.ref))
    shared = text(small(say("Shared by {name}", name=by)))
    return Card(panel(*chapter_lead(course, chapter, say), buttons, shared))


def public_buttons(course: Course, chapter: Chapter, say: Localizer, watched: Action) -> ui.ActionRow[Any]:
    """Return what everyone can do with *chapter*: watch it, mark it by *watched*, see in private what else is known."""
    buttons = [link_button(say("Watch"), chapter.url), action_button(say("Mark watched"), watched, style=PRIMARY)]
    if chapter.summary or chapter.topics or chapter.moments or chapter.prerequisites:
        buttons.append(action_button(say("About this chapter"), OpenChapter(chapter.key, course.ref)))
    return ui.ActionRow(*buttons)


def course_card(
    course: Course,
    say: Localizer,
    watched: Collection[ChapterId] | None,
    here: Collection[ChapterId],
    page: int | None = None,
    coming: Sequence[str] = (),
) -> Card:
    """List the chapters, those the reader has *watched* (None outside a guild), and those where groups are: *here*.

    Of many it shows the *page* with that number, or, if that is None, the one with the reader's next chapter. *coming*
    are lines about the next posts.
    """
    ticked = watched or ()
    upcoming = course.next_for(ticked)
    shown = chapter_page(course, upcoming, page)
    legend = [f"{TICK} {say('watched by you')}"] if watched else []
    legend += [here_legend(here, say)] if here else []

    def drawn(limit: int) -> Card:
        chapters = shown.of(course.chapters)
        return Card(
            panel(
                text(_course_title(course, say), small(extent(course, say)), page_line(shown, say)),
                text(*(_course_line(each, each.key in ticked, each.key in here, limit) for each in chapters)),
                gap() if legend else None,
                text(small("  ·  ".join(legend))) if legend else None,
                gap() if coming else None,
                text(*coming),
                page_row(shown, lambda number: CoursePage(number, course.ref)),
                row(next_buttons(course, ticked, say)),
                _chapter_menu(course, chapters, say),
            )
        )

    return fitted(drawn)


def _chapter_menu(course: Course, chapters: Sequence[Chapter], say: Localizer) -> ui.ActionRow[Any]:
    """Return a menu that opens one of *chapters*, of which Discord takes 25: a page of them."""
    menu: ui.Select[Any] = ui.Select(
        custom_id=ChooseChapter(course.ref).custom_id,
        placeholder=say("Open a chapter"),
        options=[
            discord.SelectOption(label=shortened(plain_heading(chapter), LONGEST_OPTION), value=str(chapter.key))
            for chapter in chapters
        ],
    )
    return ui.ActionRow(menu)


def extent(course: Course, say: Localizer) -> str:
    """Return how many chapters *course* has, and how long they are together if each one's length is known."""
    shown = say.count("{number} chapter", "{number} chapters", len(course.chapters))
    return shown if course.duration is None else f"{shown} · {length(course.duration, say)}"


def _course_title(course: Course, say: Localizer) -> str | None:
    title = escaped(course.title.in_locale(say.locale))
    return f"## {title}" if title else None


def chapter_page(course: Course, upcoming: Chapter | None, page: int | None) -> Page:
    """Return that *page* of the chapters of *course*, or, if that is None, the one with *upcoming*."""
    total = len(course.chapters)
    return page_with(total, 0 if upcoming is None else upcoming.number - 1) if page is None else page_at(total, page)


def fitted(draw: Callable[[int], Card]) -> Card:
    """Return the card that *draw* makes with titles of at most so many characters: the longest with which it fits."""
    longest, *shorter = TITLE_LENGTHS
    card = draw(longest)
    for limit in shorter:
        if sum(map(_size, card.walk_children())) <= MOST_TEXT:
            break
        card = draw(limit)
    return card


def next_buttons(course: Course, watched: Collection[ChapterId], say: Localizer) -> list[ui.Button[Any]]:
    """Return the button that opens the next chapter of somebody who has *watched* those; [] where all are."""
    if (upcoming := course.next_for(watched)) is None:
        return []
    label = say("Next for you: {title}", title=plain_heading(upcoming))
    return [action_button(label, OpenChapter(upcoming.key, course.ref))]


def here_legend(here: Collection[ChapterId], say: Localizer) -> str:
    """Explain the mark of the chapters at which the guild's groups are: *here*."""
    return f"{HERE} " + say.count("the group is here", "the groups are here", len(here))


def _course_line(chapter: Chapter, watched: bool, here: bool, limit: int) -> str:  # noqa: FBT001 - private, two marks
    marks = f"{TICK if watched else ''}{HERE if here else ''}"
    title = linked_lesson(chapter, limit)
    duration = "" if chapter.duration_s is None else f" `{position(chapter.duration_s)}`"
    return f"**{chapter.number}** {title}{duration} {marks}".rstrip()


def headed(heading: str, detail: str, chapter: Chapter) -> ui.Item[Any]:
    """Return *heading* and, in small text, the lines of *detail*, beside the thumbnail of *chapter* if it has one."""
    shown = "\n".join((f"### {heading}", *map(small, detail.split("\n"))))
    if chapter.thumbnail_url is None:
        return ui.TextDisplay(shown)
    picture: ui.Thumbnail[Any] = ui.Thumbnail(chapter.thumbnail_url, description=one_line(chapter.title) or None)
    return ui.Section(shown, accessory=picture)
