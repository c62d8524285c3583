"""The forms that the set-up page opens, with what is filled in already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from typing import Any

import discord
from discord import ui

from bot.courses.cards import heading
from bot.courses.model import Course
from bot.schedules.buttons import DraftForm
from bot.schedules.cards.overview import order_names
from bot.schedules.cards.post import MOST_CHAPTERS
from bot.schedules.drafts import Draft
from bot.schedules.model import ASK, DEFAULT_GRACE, Ending
from bot.schedules.order import Order
from bot.text.locales import Locale
from bot.text.translations import Localizer
from bot.times.formats import clock_time
from bot.times.slots import MOST_WEEKS
from bot.ui.cards import shortened

TIME, ZONE, STARTS = "time", "zone", "starts"
FIRST, ORDER, OWN_ORDER, PER_POST = "first", "order", "own-order", "per-post"
EVERY, MISSED, LANGUAGE, DISCUSSION, TAG, ENDING = ("every", "missed", "language", "discussion", "tag", "ending")
AS_IT_IS, NONE, WITH_THREAD = "as-it-is", "none", "with-thread"
LONGEST_TYPED = 100
LONGEST_ORDER = 400
MOST_OPTIONS = 25
GRACES = (timedelta(days=1), DEFAULT_GRACE, timedelta(days=7), timedelta(), ASK)


class Part(IntEnum):
    """What can be filled in: by a menu on the page, or by a form; ids name it for ever."""

    CHANNEL = 1
    WEEKDAYS = 2
    ROLE = 3
    TIMES = 4
    CHAPTERS = 5
    MORE = 6


FORMS = {Part.TIMES, Part.CHAPTERS, Part.MORE}


@dataclass(frozen=True, slots=True)
class Offer:
    """What the channel's kind lets an organiser choose: a thread on each post, or tags (id and name)."""

    discussion: bool = False
    tags: Sequence[tuple[str, str]] = ()


def draft_form(part: Part, course: Course, draft: Draft, say: Localizer, offer: Offer) -> ui.Modal:
    """Return the form that asks for *part*, with what is filled in already."""
    match part:
        case Part.TIMES:
            title, fields = say("When to post"), _time_fields(draft, say)
        case Part.CHAPTERS:
            title, fields = say("Which chapters"), _chapter_fields(course, draft, say)
        case _:
            title, fields = say("More"), _more_fields(draft, say, offer)
    form = ui.Modal(title=title, custom_id=DraftForm(part).custom_id)
    for field in fields:
        form.add_item(field)
    return form


def _time_fields(draft: Draft, say: Localizer) -> list[ui.Label[Any]]:
    at = clock_time(draft.at, say.locale) if draft.at else ""
    starts = draft.starts.isoformat() if draft.starts else ""
    return [
        _line(say("Time"), TIME, draft.typed_into(TIME) or at, "19:00"),
        _line(say("Time zone"), ZONE, draft.typed_into(ZONE) or draft.zone_name or "", say("A city: Lisbon")),
        _line(
            say("First day (today, if left empty)"),
            STARTS,
            draft.typed_into(STARTS) or starts,
            "2026-12-24",
            required=False,
        ),
    ]


def _chapter_fields(course: Course, draft: Draft, say: Localizer) -> list[ui.Label[Any]]:
    chapters = [(str(chapter.number), heading(chapter)) for chapter in course.chapters]
    suggested = draft.order == Order.SUGGESTED.of(course)
    own = draft.typed_into(OWN_ORDER) or ("" if suggested else ", ".join(map(str, draft.order)))
    usual = say("Where the group is, or with the first")
    counts = [(str(n), say.count("{number} chapter", "{number} chapters", n)) for n in range(1, MOST_CHAPTERS + 1)]
    names = [(order.value, name) for order, name in order_names(say)]
    order = Order.SUGGESTED if suggested else Order.LISTED
    return [
        _menu(say("Begin with"), FIRST, [("0", usual), *chapters], str(draft.first or 0)),
        _menu(say("Order"), ORDER, names, order.value),
        _line(say("Or an order of your own"), OWN_ORDER, own, "1, 2, 3, 7, 8", longest=LONGEST_ORDER, required=False),
        _menu(say("Chapters a post"), PER_POST, counts, str(draft.per_post)),
    ]


def _more_fields(draft: Draft, say: Localizer, offer: Offer) -> list[ui.Label[Any]]:
    weeks = [(str(n), say.count("every week", "every {number} weeks", n)) for n in range(1, MOST_WEEKS + 1)]
    graces = [(str(grace.days), grace_name(grace, say)) for grace in GRACES]
    endings = [
        (Ending.STOP, say("Stop")),
        (Ending.REPEAT, say("Begin again with the first chapter")),
        (Ending.WAIT, say("Wait until someone resumes it")),
    ]
    languages = [(locale.value, language_name(locale).capitalize()) for locale in Locale]
    extras = []
    if offer.discussion:
        threads = [(NONE, say("no thread")), (WITH_THREAD, say("a thread on each post"))]
        extras.append(_menu(say("To talk about it"), DISCUSSION, threads, WITH_THREAD if draft.discussion else NONE))
    if offer.tags:
        tags = [(NONE, say("no tag")), *offer.tags]
        extras.append(_menu(say("Tag of each post"), TAG, tags, str(draft.tag or NONE)))
    return [
        *extras,
        _menu(say("How often"), EVERY, weeks, str(draft.every)),
        _menu(say("When I was offline at the time"), MISSED, graces, str(draft.grace.days)),
        _menu(say("When the course is over"), ENDING, endings, draft.ending),
        _menu(
            say("Language of posts"),
            LANGUAGE,
            [(AS_IT_IS, say("As this server has it")), *languages],
            draft.language or AS_IT_IS,
        ),
    ]


def grace_name(grace: timedelta, say: Localizer) -> str:
    """Return what happens to posts that are missed by less than *grace*, and by more."""
    if not grace:
        return say("leave them for the next date")
    if grace == ASK:
        return say("ask me first")
    return say.count("post up to {number} day late", "post up to {number} days late", grace.days)


def language_name(locale: Locale) -> str:
    """Return what *locale* calls itself."""
    return {Locale.ENGLISH: "English", Locale.PORTUGUESE: "português"}[locale]


def _line(
    label: str, field: str, default: str, hint: str, *, longest: int = LONGEST_TYPED, required: bool = True
) -> ui.Label[Any]:
    """Return a line to type in."""
    line: ui.TextInput[Any] = ui.TextInput(
        custom_id=field, default=default[:longest], placeholder=hint, max_length=longest, required=required
    )
    return ui.Label(text=label, component=line)


def _menu(label: str, field: str, options: Sequence[tuple[str, str]], chosen: str) -> ui.Label[Any]:
    """Return a menu of which one option is chosen."""
    menu: ui.Select[Any] = ui.Select(
        custom_id=field,
        options=[
            discord.SelectOption(label=shortened(name), value=value, default=value == chosen)
            for value, name in options[:MOST_OPTIONS]
        ],
    )
    return ui.Label(text=label, component=menu)
