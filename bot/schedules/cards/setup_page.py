"""The page on which an organiser sets a schedule up, and the forms that it opens."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Any

import discord
from discord import ui
from discord.utils import format_dt

from bot.courses.cards import course_line, heading, plain_heading
from bot.courses.model import Course
from bot.ids import GuildId, JobId, RoleId
from bot.jobs.model import Job, JobKind
from bot.schedules.buttons import (
    DraftAnnounce,
    DraftAnswer,
    DraftChosen,
    DraftFirstPost,
    DraftForm,
    DraftSeason,
    Part,
    StartDraft,
)
from bot.schedules.cards.effects import effect_lines, numbers, stopped_lines
from bot.schedules.cards.overview import (
    ChannelStatus,
    deviations,
    grace_name,
    headings,
    order_names,
    timestamp,
    when_and_where,
)
from bot.schedules.cards.posts import MOST_CHAPTERS, START, weekly_post_card
from bot.schedules.cards.problems import Problem, problem_lines
from bot.schedules.cards.typed_problems import reading_text, typed_problem_text
from bot.schedules.doubts import Question, number_of
from bot.schedules.drafts import Draft, Need
from bot.schedules.model import ASK, DEFAULT_GRACE, Ending, ScheduleStart
from bot.schedules.order import Order, written_order
from bot.schedules.posts import SchedulePost
from bot.schedules.seen import mark_of_start
from bot.text.locales import Locale
from bot.text.translations import Localizer
from bot.text.visible import shortened
from bot.times.formats import calendar_date, clock_time, weekday_names
from bot.times.slots import MOST_WEEKS
from bot.times.zones import zone_city
from bot.ui.cards import DANGER, PRIMARY, Card, action_button, divider, gap, panel, row, small, text
from bot.ui.note_cards import note_card

# The fields of the forms, and the values of their options.
TIME, ZONE, STARTS = "time", "zone", "starts"
FIRST, ORDER, OWN_ORDER, PER_POST = "first", "order", "own-order", "per-post"
EVERY, MISSED, LANGUAGE, DISCUSSION, TAG, ENDING = ("every", "missed", "language", "discussion", "tag", "ending")
KEEP_LANGUAGE, KEEP_ORDER, NONE, WITH_THREAD = "as-it-is", "as-before", "none", "with-thread"
LONGEST_TYPED, LONGEST_ORDER = 100, 400  # characters of a text field
AS_USUAL = ("", "0")  # typed or chosen to begin with: where the group is, or with the first
MOST_OPTIONS = 25  # that Discord takes in a select menu
DATES_SHOWN = 3
GRACES = (timedelta(days=1), DEFAULT_GRACE, timedelta(days=7), timedelta(), ASK)


POST_CHANNELS = [
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.forum,
    discord.ChannelType.news_thread,
    discord.ChannelType.public_thread,
    discord.ChannelType.private_thread,
]


@dataclass(frozen=True, slots=True)
class ChannelOptions:
    """What can be chosen for the draft's channel: threads on posts (text channel), tags as id and name (forum)."""

    discussion: bool = False
    tags: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class DraftView:
    """What the page shows of a draft; *start* is the schedule that it would start, None while it cannot.

    *problems* were found in the latest input. Before the start what is *refused* must be changed: what was not
    understood, and a role or channel that the organiser may not use.
    """

    draft: Draft
    start: ScheduleStart | None
    problems: Sequence[Problem] = ()
    status: ChannelStatus = field(default_factory=ChannelStatus)
    refused: Sequence[Problem] = ()

    @property
    def can_start(self) -> bool:
        """Whether the draft is complete, nothing typed for it is unclear, and nothing blocks or forbids its posts."""
        return not (self.start is None or self.draft.doubts or self.status.blockers or self.refused)


def setup_page(course: Course, view: DraftView, say: Localizer) -> Card:
    """Draw the set-up page: what is filled in, what is to be known first, menus and forms, and the dates it has."""
    draft, start = view.draft, view.start
    forms = [
        action_button(_time_label(draft, say), DraftForm(Part.TIMES), emoji="🕖"),
        action_button(say("Chapters"), DraftForm(Part.CHAPTERS), emoji="📚"),
        action_button(say("More"), DraftForm(Part.MORE), emoji="⚙️"),
        action_button(_announce_label(draft, say), DraftAnnounce(not draft.announce), emoji=START),
    ]
    coming = [] if start is None else [divider(), text(*_coming(course, start, say))]
    return Card(
        panel(
            text(f"### {say('Set up a schedule')}", course_line(course, say), _summary(course, view, say)),
            *_first_of_all(course, view, say),
            *_menus(draft, say),
            row(forms),
            *coming,
            None if start is None or start.replaces_running else _replaced(course, start, say),
            gap(),
            text(small(say("First answer the questions above."))) if draft.doubts else None,
            row(_final_buttons(view, say)),
        )
    )


def _first_of_all(course: Course, view: DraftView, say: Localizer) -> list[ui.Item[Any] | None]:
    """Return what to know before all menus: the running schedule that is replaced, problems, and questions."""
    draft, start = view.draft, view.start
    found = dict.fromkeys((*view.problems, *view.refused))
    problems = [each for each in found if not isinstance(each, Question)]
    warnings = [*problem_lines(say, problems, view.status.blockers, draft.channel), *view.status.warnings]
    return [
        _replaced(course, start, say) if start is not None and start.replaces_running else None,
        text(*(f"⚠️ {line}" for line in warnings)),
        *(item for doubt in draft.doubts for item in _question(doubt, say)),
    ]


def _question(doubt: Question, say: Localizer) -> list[ui.Item[Any] | None]:
    """Return what was read and what else it may be, and a button for each answer."""
    readings = dict.fromkeys(doubt.readings)
    answers = [action_button(reading_text(each, say), DraftAnswer(number_of(each)), style=PRIMARY) for each in readings]
    return [text(f"⚠️ {typed_problem_text(doubt, say)}"), row(answers)]


def _announce_label(draft: Draft, say: Localizer) -> str:
    return say("Announce the start: yes") if draft.announce else say("Announce the start: no")


def _replaced(course: Course, start: ScheduleStart, say: Localizer) -> ui.TextDisplay[Any] | None:
    """Return what *start* would replace, each line as "old → new"; None where it replaces nothing."""
    if start.former is None:
        return None
    if start.replaces_running:
        what = say("This replaces the schedule that the channel has now. Nothing has been changed yet.")
    else:
        what = say("This takes the place of the channel's schedule, which is over.")
    return text(f"⚠️ **{what}**", *effect_lines(course, start.former, start.overview, say))


def first_post_card(course: Course, start: ScheduleStart, say: Localizer) -> Card:
    """Preview the first post of *start*, its buttons disabled but for links."""
    schedule = start.overview.schedule
    first, *rest = [day for day in start.overview.season if day.chapters]
    job = Job(JobId(0), JobKind.WEEKLY_POST, schedule.guild, schedule.id, "", first.slot.at, attempts=1)
    chapters = tuple(course.chapter(number) for number in first.chapters)
    following = rest[0].slot.at if rest else None
    post = SchedulePost(job, schedule, course, chapters, say.locale, following, late=False)
    mention = _mention(schedule.role, schedule.guild) if schedule.role else None
    card = weekly_post_card(post, say, mention=mention)
    for item in card.walk_children():
        if isinstance(item, ui.Button) and not item.url:
            item.disabled = True
    return card


def _mention(role: RoleId, guild: GuildId) -> str:
    return "@everyone" if int(role) == guild else f"<@&{role}>"


def page_closed_card(say: Localizer) -> Card:
    """Say that the page's draft was started or deleted, and how to open a new one."""
    return note_card(say("This page is closed."), say("`/schedule setup` opens a new one."))


def _final_buttons(view: DraftView, say: Localizer) -> list[ui.Button[Any]]:
    seen = 0 if view.start is None else mark_of_start(view.start)
    replaces = view.start is not None and view.start.replaces_running
    label, style = (say("Replace it"), DANGER) if replaces else (say("Start"), discord.ButtonStyle.success)
    buttons = [
        action_button(say("See the first post"), DraftFirstPost()),
        action_button(say("All dates"), DraftSeason()),
        action_button(label, StartDraft(seen), style=style),
    ]
    for button in buttons[:2]:
        button.disabled = view.start is None
    buttons[2].disabled = not view.can_start
    return buttons


def _summary(course: Course, view: DraftView, say: Localizer) -> str:
    draft = view.draft
    if view.start is not None:
        first = when_and_where(view.start.overview.schedule, say)
    else:
        names = {
            Need.CHANNEL: say("the channel"),
            Need.WEEKDAYS: say("the days"),
            Need.TIME: say("the time"),
            Need.ZONE: say("the time zone"),
        }
        first = say("Still to choose: {what}.", what=", ".join(names[need] for need in draft.needs))
    details = " · ".join(filter(None, _details(course, view, say)))
    return f"{first}\n{small(details)}" if details else first


def _details(course: Course, view: DraftView, say: Localizer) -> list[str]:
    """Return the options in the draft that differ from the defaults, "" for others."""
    draft = view.draft
    given = {order.of(course) for order in Order}
    return [
        deviations(draft.every, draft.per_post, draft.ending, say, tag=view.status.tag, discussion=draft.discussion),
        say("begins with {chapter}", chapter=heading(course.chapter(draft.first))) if draft.first else "",
        say("in the order {order}", order=numbers(course, draft.order)) if draft.order not in {(), *given} else "",
        say("in the suggested order") if draft.order == Order.SUGGESTED.of(course) else "",
        say("missed posts: {what}", what=grace_name(draft.grace, say)) if draft.grace != DEFAULT_GRACE else "",
        say("posts in {language}", language=draft.language.own_name) if draft.language else "",
        say("pings {role}", role=_mention(draft.role, draft.guild)) if draft.role else "",
    ]


def _coming(course: Course, start: ScheduleStart, say: Localizer) -> list[str | None]:
    """Return the next dates, the last, and whether the group goes on where it was."""
    posts = [day for day in start.overview.season if day.chapters]
    lines = [f"{timestamp(day.slot.at)} — {headings(course, day.chapters)}" for day in posts[:DATES_SHOWN]]
    closing = format_dt(start.overview.season[-1].slot.at, "D")
    notes = [
        say.count(
            "{number} post, and a closing post on {when}",
            "{number} posts, and a closing post on {when}",
            len(posts),
            when=closing,
        ),
        say("goes on where the group was") if start.goes_on else "",
        say("in the order of the schedule before") if start.keeps_order else "",
    ]
    return [
        f"**{say('Coming up')}**",
        *lines,
        small(" · ".join(filter(None, notes))),
        *stopped_lines(course, start, say),
    ]


def _time_label(draft: Draft, say: Localizer) -> str:
    if draft.at is None or draft.zone_name is None:
        return say("Time and time zone")
    return f"{clock_time(draft.at, say.locale)} · {zone_city(draft.zone_name, say.locale)}"


def _menus(draft: Draft, say: Localizer) -> list[ui.ActionRow[Any]]:
    """Return the select menus of channel, days and role, with what is chosen already."""
    chosen = [discord.SelectDefaultValue.from_channel(discord.Object(draft.channel))] if draft.channel else []
    channels: ui.ChannelSelect[Any] = ui.ChannelSelect(
        custom_id=DraftChosen(Part.CHANNEL).custom_id,
        channel_types=POST_CHANNELS,
        placeholder=say("Channel"),
        default_values=chosen,
    )
    names = [weekday_names([day], say.locale).capitalize() for day in range(7)]
    weekdays: ui.Select[Any] = ui.Select(
        custom_id=DraftChosen(Part.WEEKDAYS).custom_id,
        placeholder=say("Days of the week"),
        max_values=len(names),
        options=[
            discord.SelectOption(label=name, value=str(day), default=day in draft.weekdays)
            for day, name in enumerate(names)
        ],
    )
    roles: ui.RoleSelect[Any] = ui.RoleSelect(
        custom_id=DraftChosen(Part.ROLE).custom_id,
        placeholder=say("Role to ping, if any"),
        min_values=0,
        default_values=[discord.SelectDefaultValue.from_role(discord.Object(draft.role))] if draft.role else [],
    )
    return [ui.ActionRow(menu) for menu in (channels, weekdays, roles)]


def draft_form(part: Part, course: Course, draft: Draft, say: Localizer, options: ChannelOptions) -> ui.Modal:
    """Return the form (a modal) that asks for *part*, with what is filled in already."""
    match part:
        case Part.TIMES:
            title, fields = say("When to post"), _time_fields(draft, say)
        case Part.CHAPTERS:
            title, fields = say("Which chapters"), _chapter_fields(course, draft, say)
        case _:
            title, fields = say("More"), _more_fields(draft, say, options)
    form = ui.Modal(title=title, custom_id=DraftForm(part).custom_id)
    for each in fields:
        form.add_item(each)
    return form


def _time_fields(draft: Draft, say: Localizer) -> list[ui.Label[Any]]:
    at = _typed_time(draft.at, say.locale) if draft.at is not None else ""
    starts = draft.typed_into(STARTS) or (calendar_date(draft.starts, say.locale) if draft.starts else "")
    return [
        _input(say("Time"), TIME, draft.typed_into(TIME) or at, "19:00"),
        _input(say("Time zone"), ZONE, draft.typed_into(ZONE) or draft.zone_name or "", say("A city: Lisbon")),
        _input(say("First day (today, if left empty)"), STARTS, starts, say("24 December"), required=False),
    ]


def _typed_time(at: time, locale: Locale) -> str:
    """Return *at* as it can be typed without a question: midnight not as "12:00 AM"."""
    return f"{at:%H:%M}" if at.hour == 0 else clock_time(at, locale)


def _chapter_fields(course: Course, draft: Draft, say: Localizer) -> list[ui.Label[Any]]:
    given = {(): KEEP_ORDER} | {order.of(course): order.value for order in Order}
    chosen = () if draft.order in given else course.numbers(draft.order)
    own = draft.typed_into(OWN_ORDER) or written_order(chosen, LONGEST_TYPED)
    counts = [(str(n), say.count("{number} chapter", "{number} chapters", n)) for n in range(1, MOST_CHAPTERS + 1)]
    names = [(KEEP_ORDER, say("As the channel had it, or as listed"))]
    names += [(order.value, name) for order, name in order_names(say)]
    return [
        _first_field(course, draft, say),
        _select(say("Order"), ORDER, names, given.get(draft.order, KEEP_ORDER)),
        _input(say("Or an order of your own"), OWN_ORDER, own, "1, 2, 3, 7, 8", longest=LONGEST_ORDER, required=False),
        _select(say("Chapters a post"), PER_POST, counts, str(draft.per_post)),
    ]


def _first_field(course: Course, draft: Draft, say: Localizer) -> ui.Label[Any]:
    """Return the menu of the chapters to begin with, or, where they are too many for one, a field to name it in."""
    label, usual = say("Begin with"), say("Where the group is, or with the first")
    number = 0 if draft.first is None else course.chapter(draft.first).number
    if len(course.chapters) < MOST_OPTIONS:
        chapters = [(str(chapter.number), plain_heading(chapter)) for chapter in course.chapters]
        return _select(label, FIRST, [("0", usual), *chapters], str(number))
    typed = draft.typed_into(FIRST) or (str(number) if number else "")
    return _input(say("Begin with (a number or a title)"), FIRST, typed, usual, required=False)


def _more_fields(draft: Draft, say: Localizer, options: ChannelOptions) -> list[ui.Label[Any]]:
    weeks = [(str(n), say.count("every week", "every {number} weeks", n)) for n in range(1, MOST_WEEKS + 1)]
    graces = [(str(grace.days), grace_name(grace, say)) for grace in GRACES]
    endings = [
        (Ending.STOP, say("Stop")),
        (Ending.REPEAT, say("Begin again with the first chapter")),
        (Ending.WAIT, say("Wait until someone resumes it")),
    ]
    languages = [(KEEP_LANGUAGE, say("As this server has it"))]
    languages += [(locale.value, locale.own_name.capitalize()) for locale in Locale]
    fields = []
    if options.discussion:
        threads = [(NONE, say("no thread")), (WITH_THREAD, say("a thread on each post"))]
        fields.append(_select(say("To talk about it"), DISCUSSION, threads, WITH_THREAD if draft.discussion else NONE))
    if options.tags:
        tags = [(NONE, say("no tag")), *options.tags]
        fields.append(_select(say("Tag of each post"), TAG, tags, str(draft.tag or NONE)))
    return [
        *fields,
        _select(say("How often"), EVERY, weeks, str(draft.every)),
        _select(say("When I was offline at the time"), MISSED, graces, str(draft.grace.days)),
        _select(say("When the course is over"), ENDING, endings, draft.ending),
        _select(say("Language of posts"), LANGUAGE, languages, draft.language or KEEP_LANGUAGE),
    ]


def _input(
    label: str, field: str, default: str, hint: str, *, longest: int = LONGEST_TYPED, required: bool = True
) -> ui.Label[Any]:
    """Return a labelled text field of at most *longest* characters; *field* is its custom_id."""
    line: ui.TextInput[Any] = ui.TextInput(
        custom_id=field, default=default[:longest], placeholder=hint, max_length=longest, required=required
    )
    return ui.Label(text=label, component=line)


def _select(label: str, field: str, options: Sequence[tuple[str, str]], chosen: str) -> ui.Label[Any]:
    """Return a labelled select menu of *options*, as value and name; *field* is its custom_id."""
    menu: ui.Select[Any] = ui.Select(
        custom_id=field,
        options=[
            discord.SelectOption(label=shortened(name), value=value, default=value == chosen)
            for value, name in options[:MOST_OPTIONS]
        ],
    )
    return ui.Label(text=label, component=menu)
