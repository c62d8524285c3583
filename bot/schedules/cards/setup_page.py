"""The page on which an organiser sets a schedule up, and the forms that it opens."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord import ui

from bot.courses.cards import heading
from bot.courses.model import Course
from bot.ids import GuildId, JobId, RoleId
from bot.jobs.model import Job, JobKind
from bot.schedules.buttons import DraftChosen, DraftFirstPost, DraftForm, DraftSeason, DraftStart
from bot.schedules.cards.closing_post import ending_words
from bot.schedules.cards.overview import UNKNOWN_SITE, Site, headings, moment, rhythm, when_and_where
from bot.schedules.cards.post import weekly_post_card
from bot.schedules.cards.problems import Problem, problem_lines
from bot.schedules.cards.setup_forms import Part, grace_name, language_name
from bot.schedules.drafts import Draft, Need
from bot.schedules.model import DEFAULT_GRACE, Schedule, SeasonDay
from bot.schedules.order import Order
from bot.schedules.posts import WeeklyPost
from bot.text.translations import Localizer
from bot.times.formats import clock_time, weekday_names
from bot.times.zones import zone_city
from bot.ui.cards import Card, action_button, divider, gap, panel, row, small, text
from bot.ui.note_cards import note_card

POST_CHANNELS = [
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.forum,
    discord.ChannelType.news_thread,
    discord.ChannelType.public_thread,
    discord.ChannelType.private_thread,
]
DATES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Prospect:
    """The schedule that would start now."""

    schedule: Schedule
    season: Sequence[SeasonDay]
    goes_on: bool
    replaces: bool


@dataclass(frozen=True, slots=True)
class DraftView:
    """What is filled in, what would come of it, and what stands in its way.

    Attributes:
        prospect: Nothing as long as something is open, or where there is no room for a schedule.
        refused: What was chosen and its organiser may not have.
        site: What is known of the channel.
    """

    draft: Draft
    prospect: Prospect | None
    problems: Sequence[Problem] = ()
    site: Site = UNKNOWN_SITE
    refused: Sequence[Problem] = ()

    @property
    def can_start(self) -> bool:
        """Whether nothing is open or in the way."""
        return self.prospect is not None and not self.site.obstacles and not self.refused


def setup_page(course: Course, view: DraftView, say: Localizer) -> Card:
    """Show what is filled in, the menus and forms to fill in more, and what would come of it."""
    draft, prospect = view.draft, view.prospect
    problems = tuple(dict.fromkeys((*view.problems, *view.refused)))
    trouble = [*problem_lines(say, problems, view.site.obstacles, draft.channel), *view.site.warnings]
    forms = [
        action_button(_time_label(draft, say), DraftForm(Part.TIMES), emoji="🕖"),
        action_button(say("Chapters"), DraftForm(Part.CHAPTERS), emoji="📚"),
        action_button(say("More"), DraftForm(Part.MORE), emoji="⚙️"),
    ]
    outlook = [] if prospect is None else [divider(), text(*_outlook(course, prospect, say))]
    return Card(
        panel(
            text(f"### {say('Set up a schedule')}", _summary(course, view, say)),
            text(*(f"⚠️ {line}" for line in trouble)),
            _channel_menu(draft, say),
            _weekday_menu(draft, say),
            _role_menu(draft, say),
            row(forms),
            *outlook,
            gap(),
            row(_steps(view, say)),
        )
    )


def first_post_card(course: Course, prospect: Prospect, say: Localizer) -> Card:
    """Show the very post that would come first; its buttons rest until it is out."""
    schedule = prospect.schedule
    first, *rest = [day for day in prospect.season if day.chapters]
    job = Job(JobId(0), JobKind.WEEKLY_POST, schedule.guild, schedule.id, "", first.slot.at, attempts=1)
    post = WeeklyPost(
        job=job,
        channel=schedule.channel,
        chapters=tuple(course.chapter(number) for number in first.chapters),
        role=schedule.role,
        locale=say.locale,
        following=rest[0].slot.at if rest else None,
        late=False,
    )
    mention = _mention(schedule.role, schedule.guild) if schedule.role else None
    card = weekly_post_card(course, post, say, mention=mention)
    for item in card.walk_children():
        if isinstance(item, ui.Button) and not item.url:
            item.disabled = True
    return card


def _mention(role: RoleId, guild: GuildId) -> str:
    return "@everyone" if int(role) == guild else f"<@&{role}>"


def page_closed_card(say: Localizer) -> Card:
    """Say that a page has done its work."""
    return note_card(say("This page is closed."), say("`/schedule setup` opens a new one."))


def _steps(view: DraftView, say: Localizer) -> list[ui.Button[Any]]:
    buttons = [
        action_button(say("See the first post"), DraftFirstPost()),
        action_button(say("All dates"), DraftSeason()),
        action_button(say("Start"), DraftStart(), style=discord.ButtonStyle.success),
    ]
    for button in buttons[:2]:
        button.disabled = view.prospect is None
    buttons[2].disabled = not view.can_start
    return buttons


def _summary(course: Course, view: DraftView, say: Localizer) -> str:
    draft = view.draft
    if view.prospect is not None:
        first = when_and_where(view.prospect.schedule, say)
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
    """Return what the forms have changed from what is usual."""
    draft = view.draft
    own = draft.order and draft.order != Order.SUGGESTED.of(course)
    return [
        rhythm(draft.every, draft.per_post, say, tag=view.site.tag, discussion=draft.discussion),
        ending_words(draft.ending, say) or "",
        say("begins with {chapter}", chapter=heading(course.chapter(draft.first))) if draft.first else "",
        say("in the order {order}", order=", ".join(map(str, draft.order))) if own else "",
        say("in the suggested order") if draft.order and not own else "",
        say("missed posts: {what}", what=grace_name(draft.grace, say)) if draft.grace != DEFAULT_GRACE else "",
        say("posts in {language}", language=language_name(draft.language)) if draft.language else "",
        say("pings {role}", role=_mention(draft.role, draft.guild)) if draft.role else "",
    ]


def _outlook(course: Course, prospect: Prospect, say: Localizer) -> list[str | None]:
    """Return the next dates and the last, and what becomes of the schedule before."""
    posts = [day for day in prospect.season if day.chapters]
    lines = [f"{moment(day.slot.at)} — {headings(course, day.chapters)}" for day in posts[:DATES_SHOWN]]
    last = f"<t:{int(posts[-1].slot.at.timestamp())}:D>"
    notes = [
        say.count("{number} post, on {when}", "{number} posts, the last on {when}", len(posts), when=last),
        say("goes on where the group was") if prospect.goes_on else "",
        say("replaces the schedule that the channel has now") if prospect.replaces else "",
    ]
    return [f"**{say('Coming up')}**", *lines, small(" · ".join(filter(None, notes)))]


def _time_label(draft: Draft, say: Localizer) -> str:
    if draft.at is None or draft.zone_name is None:
        return say("Time and time zone")
    return f"{clock_time(draft.at, say.locale)} · {zone_city(draft.zone_name, say.locale)}"


def _channel_menu(draft: Draft, say: Localizer) -> ui.ActionRow[Any]:
    kind = discord.SelectDefaultValueType.channel
    chosen = [discord.SelectDefaultValue(id=draft.channel, type=kind)] if draft.channel else []
    menu: ui.ChannelSelect[Any] = ui.ChannelSelect(
        custom_id=DraftChosen(Part.CHANNEL).custom_id,
        channel_types=POST_CHANNELS,
        placeholder=say("Channel"),
        default_values=chosen,
    )
    return ui.ActionRow(menu)


def _weekday_menu(draft: Draft, say: Localizer) -> ui.ActionRow[Any]:
    names = {day: weekday_names([day], say.locale) for day in range(7)}
    menu: ui.Select[Any] = ui.Select(
        custom_id=DraftChosen(Part.WEEKDAYS).custom_id,
        placeholder=say("Days of the week"),
        max_values=len(names),
        options=[
            discord.SelectOption(label=name.capitalize(), value=str(day), default=day in draft.weekdays)
            for day, name in names.items()
        ],
    )
    return ui.ActionRow(menu)


def _role_menu(draft: Draft, say: Localizer) -> ui.ActionRow[Any]:
    kind = discord.SelectDefaultValueType.role
    chosen = [discord.SelectDefaultValue(id=draft.role, type=kind)] if draft.role else []
    menu: ui.RoleSelect[Any] = ui.RoleSelect(
        custom_id=DraftChosen(Part.ROLE).custom_id,
        placeholder=say("Role to ping, if any"),
        min_values=0,
        default_values=chosen,
    )
    return ui.ActionRow(menu)
