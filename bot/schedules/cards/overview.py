"""The study schedule as its organiser sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from discord import ui

from bot.courses.cards import heading
from bot.courses.model import Course
from bot.ids import ChannelId, ChapterNumber
from bot.jobs.blockers import Blocker
from bot.jobs.cards import obstacle
from bot.jobs.model import HoldReason, JobRecord, JobState
from bot.progress.model import NOBODY, Audience
from bot.schedules.cards.closing_post import ending_words
from bot.schedules.model import MOST_SCHEDULES, PlannedPost, Schedule, ScheduleState
from bot.schedules.order import Order
from bot.text.translations import Localizer
from bot.text.visible import visible
from bot.times.formats import clock_time, weekday_names
from bot.times.zones import zone_city
from bot.ui.cards import Card, divider, panel, plain, shortened, small, text
from bot.ui.note_cards import NOTE, note_card

LONGEST_NAME = 40
Outline = tuple[Schedule, JobRecord | None, Sequence[PlannedPost], Sequence[Blocker]]


@dataclass(frozen=True, slots=True)
class Site:
    """What is known now of the channel that a schedule posts in.

    Attributes:
        obstacles: What keeps the bot from posting there.
        tag: What the tag of each post is called.
        warnings: What does not keep it from posting, and should be mended.
    """

    obstacles: Sequence[Blocker] = ()
    tag: str | None = None
    warnings: Sequence[str] = ()


UNKNOWN_SITE = Site()


def schedule_card(  # noqa: PLR0913 - each is something that the card shows
    course: Course,
    schedule: Schedule,
    pending: JobRecord | None,
    planned: tuple[PlannedPost, ...],
    say: Localizer,
    *,
    title: str | None = None,
    site: Site = UNKNOWN_SITE,
    audience: Audience = NOBODY,
) -> Card:
    """Show *schedule*: where, when, what comes next, and what stands in its way."""
    return Card(
        panel(
            text(
                f"### {title or say('Study schedule')}",
                when_and_where(schedule, say),
                _unusual_rhythm(schedule, say, site.tag),
            ),
            text(_place(course, schedule, say), _watched(audience, say), _role(schedule, say)),
            text(_trouble(schedule, pending, say, site.obstacles), *(f"⚠️ {warning}" for warning in site.warnings)),
            divider(),
            text(*_plan(course, schedule, planned, say)),
        )
    )


def schedules_card(overviews: Sequence[Outline], course: Course, say: Localizer) -> Card:
    """Show all schedules of a guild, each with what comes next and what stands in its way."""
    parts: list[ui.Item[Any] | None] = []
    for schedule, pending, planned, obstacles in overviews:
        trouble = _trouble(schedule, pending, say, obstacles)
        comes = _next(course, schedule, planned, say)
        parts += [divider(), text(when_and_where(schedule, say), comes, trouble)]
    more = small(say("For more of one, name it with the option `which`."))
    return Card(panel(text(f"### {say('Study schedules')}"), *parts, divider(), text(more)))


def which_schedule_card(schedules: Sequence[Schedule], say: Localizer) -> Card:
    """Ask which of several schedules is meant, and say how to name it."""
    lines = [f"• {when_and_where(schedule, say)}" for schedule in schedules]
    return Card(
        panel(
            text(f"{NOTE} {say('Which schedule do you mean? This server has several:')}", *lines),
            text(
                small(say("Choose it with the option `which`, or use the command in its channel.")),
                small(say("Nothing was changed.")),
            ),
        )
    )


def too_many_schedules_card(say: Localizer) -> Card:
    """Say that a guild has as many schedules as it may have."""
    return note_card(
        say.count(
            "This server has {number} schedule, and may have no more.",
            "This server has {number} schedules, and may have no more.",
            MOST_SCHEDULES,
        ),
        say("End one with `/schedule stop` first, or set one up anew in its own channel."),
    )


def schedule_label(schedule: Schedule, channel: str | None, say: Localizer) -> str:
    """Return what *schedule* is called where there is no room: its channel's name, days and time."""
    days = weekday_names(schedule.cadence.weekdays, say.locale)
    name = shortened(visible(channel), LONGEST_NAME) if channel else say("(channel gone)")
    return f"#{name} · {days} {clock_time(schedule.cadence.at, say.locale)}"


def order_names(say: Localizer) -> tuple[tuple[Order, str], ...]:
    """Return what the course's own orders are called."""
    return ((Order.LISTED, say("As listed")), (Order.SUGGESTED, say("As suggested: related chapters together")))


def no_schedule_card(say: Localizer) -> Card:
    """Say that the guild has no schedule, and how to get one."""
    return note_card(say("This server has no study schedule yet."), say("Start one with `/schedule setup`."))


def ping_warning(say: Localizer, *, everyone: bool) -> str:
    """Say what to change so that the bot can ping the role that was chosen."""
    if everyone:
        return say("I cannot ping everyone yet: allow me to mention @everyone in that channel.")
    return say("I cannot ping that role yet: let anyone mention it, in its settings.")


def discussion_warning(missing: Blocker, channel: ChannelId, say: Localizer) -> str:
    """Say what to change so that the bot can open a thread on each post."""
    needed = obstacle(missing.reason, channel, say, missing.cause)
    return f"{needed} {say('Until then, posts come without a thread.')}"


def _unusual_rhythm(schedule: Schedule, say: Localizer, tag: str | None) -> str | None:
    usually = rhythm(schedule.cadence.every, schedule.per_post, say, tag=tag, discussion=schedule.discussion)
    unusual = " · ".join(filter(None, (usually, ending_words(schedule.ending, say))))
    return small(unusual) if unusual else None


def rhythm(every: int, chapters: int, say: Localizer, *, tag: str | None, discussion: bool) -> str:
    """Return what is not as usual: fewer weeks than every one, more chapters than one, a thread, a tag."""
    parts = [
        say.count("every week", "every {number} weeks", every) if every > 1 else "",
        say.count("{number} chapter a post", "{number} chapters a post", chapters) if chapters > 1 else "",
        say("a thread on each post") if discussion else "",
        say("tag: {name}", name=plain(tag)) if tag else "",
    ]
    return " · ".join(filter(None, parts))


def when_and_where(schedule: Schedule, say: Localizer) -> str:
    """Return on which days, at what time and in which channel *schedule* posts."""
    cadence = schedule.cadence
    return say(
        "In {channel}: {weekdays} at {time} ({zone} time)",
        weekdays=weekday_names(cadence.weekdays, say.locale),
        time=clock_time(cadence.at, say.locale),
        zone=zone_city(cadence.zone_name, say.locale),
        channel=f"<#{schedule.channel}>",
    )


def _place(course: Course, schedule: Schedule, say: Localizer) -> str:
    if schedule.latest is None:
        return say("The group is at the beginning.")
    return say("The group has reached: {chapter}", chapter=heading(course.chapter(schedule.latest)))


def _watched(audience: Audience, say: Localizer) -> str | None:
    """Return who has watched where the group is, not all by name; naming them here notifies nobody."""
    if not audience.number:
        return None
    people = say.count("{number} has watched it", "{number} have watched it", audience.number)
    names = ", ".join(f"<@{user}>" for user in audience.some)
    rest = " …" if audience.number > len(audience.some) else ""
    return small(f"{people}: {names}{rest}")


def _role(schedule: Schedule, say: Localizer) -> str | None:
    return None if schedule.role is None else say("Each post pings {role}.", role=f"<@&{schedule.role}>")


def _plan(course: Course, schedule: Schedule, planned: tuple[PlannedPost, ...], say: Localizer) -> list[str]:
    match schedule.state:
        case ScheduleState.PAUSED:
            coming = planned[0].chapters if planned else schedule.chapters
            if not coming:
                return [say("Paused; `/schedule resume` brings the closing post.")]
            going_on = headings(course, coming)
            return [say("Paused; `/schedule resume` goes on with {chapter}", chapter=going_on)]
        case ScheduleState.FINISHED:
            return [say("The course is over: every chapter has been posted.")]
        case ScheduleState.REPLACED:
            return [say("Nothing is posted any more. What members watched is kept.")]
        case ScheduleState.ACTIVE:
            lines = [f"{moment(post.slot.at)} — {contents(course, post.chapters, say)}" for post in planned]
            rule = small(say("The time of day stays the same when clocks change."))
            return [f"**{say('Coming up')}**", *lines, rule]


def _next(course: Course, schedule: Schedule, planned: Sequence[PlannedPost], say: Localizer) -> str:
    """Return what comes next, in one line."""
    heading_and_rule = _plan(course, schedule, tuple(planned[:1]), say)
    return heading_and_rule[1 if schedule.state is ScheduleState.ACTIVE else 0]


def headings(course: Course, chapters: Sequence[ChapterNumber]) -> str:
    """Return what *chapters* are called, in one line."""
    return " + ".join(heading(course.chapter(number)) for number in chapters) or "—"


def contents(course: Course, chapters: Sequence[ChapterNumber], say: Localizer) -> str:
    """Return what a post with *chapters* brings, in one line; with none it closes the season."""
    return headings(course, chapters) if chapters else say("Closing post: how far the group came")


def moment(at: datetime) -> str:
    """Return *at* as Discord shows it to each reader, in their own zone."""
    return f"<t:{int(at.timestamp())}:F>"


def _trouble(schedule: Schedule, pending: JobRecord | None, say: Localizer, obstacles: Sequence[Blocker]) -> str | None:
    if pending is None or pending.error is None:
        return None
    when = moment(pending.due)
    if pending.state is JobState.HELD:
        reason = held_for(pending, schedule, obstacles, say)
        if pending.error == HoldReason.ASKED:
            return f"⚠️ {when}: {reason}"
        waits = say("The post of {when} is waiting: it goes out as soon as this is fixed.", when=when)
        return f"⚠️ {reason}\n{waits}"
    now = [obstacle(found.reason, schedule.channel, say, found.cause) for found in obstacles[:1]]
    return "\n".join(["⚠️ " + say("Discord has not accepted the post of {when} yet; I keep trying.", when=when), *now])


def held_for(post: JobRecord, schedule: Schedule, obstacles: Sequence[Blocker], say: Localizer) -> str:
    """Say why *post* is held, with the cause where it is among the *obstacles* known now."""
    held = Blocker(HoldReason(post.error or ""))
    found = next((now for now in obstacles if now.reason is held.reason), held)
    return obstacle(found.reason, schedule.channel, say, found.cause)
