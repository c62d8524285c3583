"""Cards about the courses that a server has: which, which of them it uses, adding and removing one."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import discord
from discord import ui

from bot.courses.buttons import ChooseCourses, PasteCourse, RemoveCourse, UseCourse
from bot.courses.cards import fitted
from bot.courses.choice import GuildCourses
from bot.courses.imports.cards import extent
from bot.courses.model import LONGEST_TITLE, MOST_COURSES, Course
from bot.courses.revision import CourseEdit
from bot.ids import ChannelId, CourseId
from bot.text.translations import Localizer
from bot.text.visible import shortened, strip_invisible
from bot.ui.buttons import parse_action
from bot.ui.cards import (
    DANGER,
    PRIMARY,
    TICK,
    Card,
    action_button,
    divider,
    escaped,
    gap,
    one_line,
    panel,
    row,
    small,
    text,
)
from bot.ui.note_cards import GOOD, done_card, note_card

PASTED, TITLE = "pasted", "title"
"""Fields of the form, by their custom_ids."""
LONGEST_PASTED = 4_000  # characters, which Discord takes in a field
MOST_OPTIONS = 25  # of a menu, set by Discord
MOST_LISTED, MOST_NAMED = 10, 5  # courses: on the card that lists them, in a sentence
BRACKETS = str.maketrans("[]", "()")
EXPORTED = "course.json"


def how_to_card(edits: Course | None, say: Localizer) -> Card:
    """Say what can be sent as a course, and offer a form to paste it into; *edits* is the course to be changed."""
    title = say("Bring a course") if edits is None else say("Change {course}", course=_title(edits, say))
    ways = [
        say("**A list of links**, one lesson a line: a README, a syllabus, a message"),
        say("**A CSV** with the columns title and url, and what else you know"),
        say("**The JSON of yt-dlp -J --flat-playlist**, of a playlist"),
        say("**A course file**, such as `/courses export` gives"),
    ]
    hint = say("A lesson needs a title and a link; all else is optional. For a file, use the option `file`.")
    ref = 0 if edits is None else edits.ref
    paste = action_button(say("Paste a list"), PasteCourse(ref), style=PRIMARY)
    return Card(panel(text(f"### {title}", *(f"- {way}" for way in ways)), text(small(hint)), row([paste])))


def paste_form(edits: Course | None, say: Localizer) -> ui.Modal:
    """Return the form to paste a course into, in place of *edits* if that is given."""
    form = ui.Modal(
        title=say("Paste a course"), custom_id=PasteCourse(0 if edits is None else edits.ref).custom_id, timeout=None
    )
    known = "" if edits is None else shown_title(edits, say)
    title: ui.TextInput[Any] = ui.TextInput(custom_id=TITLE, default=known, max_length=LONGEST_TITLE, required=False)
    lines = "" if edits is None else "\n".join(_listed(edits))
    pasted: ui.TextInput[Any] = ui.TextInput(
        custom_id=PASTED,
        style=discord.TextStyle.paragraph,
        placeholder=say("1. [Linear search](https://youtu.be/…) - how to look through a list"),
        default=lines if len(lines) <= LONGEST_PASTED else "",
        max_length=LONGEST_PASTED,
    )
    form.add_item(ui.Label(text=say("What the course is called"), component=title))
    form.add_item(ui.Label(text=say("The lessons, one a line, each with its link"), component=pasted))
    return form


def shown_title(course: Course, say: Localizer) -> str:
    """Return what *course* is called, as plain text in the reader's language."""
    return shortened(one_line(course.title.in_locale(say.locale)) or course.id, LONGEST_TITLE)


def _listed(course: Course) -> list[str]:
    """Return *course* as the lines of a list that is read as it again, but for what a list cannot hold."""
    return [
        f"{chapter.number}. [{strip_invisible(chapter.title).translate(BRACKETS)}]({chapter.url})"
        for chapter in course.chapters
    ]


def is_preview(message: discord.Message) -> bool:
    """Tell whether *message* has a button that uses what was uploaded."""
    items = ui.LayoutView.from_message(message).walk_children()
    ids = [item.custom_id for item in items if isinstance(item, ui.Button) and item.custom_id]
    return any(isinstance(parse_action(custom_id), UseCourse) for custom_id in ids)


def courses_card(
    courses: GuildCourses, own: Collection[CourseId], posting: Mapping[CourseId, list[ChannelId]], say: Localizer
) -> Card:
    """List the courses that a server can use: which it uses, which are its *own*, and where schedules post each."""
    listed = _foremost(courses, own)
    rest = len(listed) - len(listed[:MOST_LISTED])

    def drawn(limit: int) -> Card:
        items: list[ui.Item[Any] | None] = []
        for course in listed[:MOST_LISTED]:
            used = f" {TICK}" if course in courses.chosen else ""
            places = ", ".join(f"<#{channel}>" for channel in posting.get(course.key, ()))
            items += [
                divider(),
                text(
                    f"**{_title(course, say, limit)}**{used}",
                    small(extent(course, say)),
                    small(say("Posted in {channels}", channels=places)) if places else None,
                    None if course.key in own else small(say("From whoever runs this bot")),
                ),
            ]
        more = text(small(say("… and {number} more", number=rest))) if rest else None
        legend = small(f"{TICK} {say('used in this server: look-up and answers are about it')}")
        hint = small(say("`/courses add` brings another, `/courses choose` says which are used."))
        return Card(panel(text(f"### {say('Courses')}"), *items, more, gap(), text(legend, hint)))

    return fitted(drawn)


def _foremost(courses: GuildCourses, own: Collection[CourseId]) -> list[Course]:
    """Return the courses that a server can use: its *own* first, then those that it has chosen."""
    return sorted(courses.available, key=lambda course: (course.key not in own, course not in courses.chosen))


def _names(courses: Sequence[Course], say: Localizer) -> str:
    """Return what *courses* are called, of many the first ones, and how many more there are."""
    names = ", ".join(f"**{_title(course, say)}**" for course in courses[:MOST_NAMED])
    rest = len(courses) - len(courses[:MOST_NAMED])
    return f"{names} {say('… and {number} more', number=rest)}" if rest else names


def choice_card(courses: GuildCourses, own: Collection[CourseId], say: Localizer, *, is_done: bool = False) -> Card:
    """Offer the courses that a server can use in a menu, its *own* first; *is_done* says that a choice was saved."""
    offered = _foremost(courses, own)[:MOST_OPTIONS]
    menu: ui.Select[Any] = ui.Select(
        custom_id=ChooseCourses().custom_id,
        max_values=len(offered),
        options=[
            discord.SelectOption(label=shown_title(course, say), value=course.id, default=course in courses.chosen)
            for course in offered
        ],
    )
    used = say("This server uses {courses}.", courses=_names(courses.chosen, say))
    how = say("In a channel with a schedule, its course is meant; elsewhere the ones chosen here.")
    return Card(panel(text(f"{GOOD} {used}" if is_done else used, small(how)), ui.ActionRow(menu)))


def course_used_card(edit: CourseEdit, courses: GuildCourses, say: Localizer) -> Card:
    """Confirm that a course was added or changed, and say what can be done with it."""
    name = _title(edit.after, say)
    if edit.before is not None:
        return done_card(say("{course} is changed. Schedules and watch parties of it follow.", course=name))
    others = [course for course in courses.chosen if course.key != edit.after.key]
    also = say("This server uses {courses} as well: `/courses choose` changes that.", courses=_names(others, say))
    return done_card(
        say("{course} is added: `/course` shows it, `/ask` answers from it.", course=name),
        hint=" ".join([say("`/schedule setup` posts it, lesson by lesson."), *([also] if others else [])]),
    )


def remove_question_card(course: Course, say: Localizer) -> Card:
    """Ask whether *course* is to be removed."""
    question = say("Remove {course}?", course=_title(course, say))
    kept = say("Nobody sees it any more. What members have marked is kept.")
    button = action_button(say("Remove it"), RemoveCourse(course.ref), style=DANGER)
    return Card(panel(text(f"**{question}**", small(kept)), row([button])))


def removed_card(course: Course, say: Localizer) -> Card:
    """Confirm that *course* is removed."""
    return done_card(say("{course} is removed.", course=_title(course, say)))


def still_posted_card(course: Course, channels: Collection[ChannelId], say: Localizer) -> Card:
    """Say that *course* is not removed while schedules or watch parties need it in *channels*."""
    places = ", ".join(f"<#{channel}>" for channel in channels)
    return note_card(
        say(
            "{course} is in use in {channels}, by a schedule or a watch party.",
            course=_title(course, say),
            channels=places,
        ),
        say("Stop the schedule with `/schedule stop`, or call the party off, first. Nothing was changed."),
    )


def not_own_card(say: Localizer) -> Card:
    """Say that a course belongs to whoever runs the bot, or is none."""
    return note_card(
        say("That is not a course that this server brought."), say("`/courses list` shows those that are.")
    )


def full_card(say: Localizer) -> Card:
    """Say that a server has as many courses of its own as it may have."""
    full = say.count(
        "This server has {number} course, and may have no more.",
        "This server has {number} courses, and may have no more.",
        MOST_COURSES,
    )
    return note_card(full, say("Remove one with `/courses remove` first. Nothing was changed."))


def exported_card(course: Course, file: discord.File, say: Localizer) -> Card:
    """Give *course* as a *file* that can be changed and sent again."""
    how = say("Change what you like, and send it with `/courses edit`: marks and schedules keep to their lessons.")
    return Card(panel(text(f"**{_title(course, say)}**", small(how)), ui.File(file)))


def _title(course: Course, say: Localizer, limit: int = LONGEST_TITLE) -> str:
    return escaped(course.title.in_locale(say.locale), limit) or course.id
