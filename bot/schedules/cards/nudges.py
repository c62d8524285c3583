"""The direct message to who is behind, and what is said to whoever wants such messages, or no more of them."""

from datetime import time

from bot.courses.cards import course_line, heading, with_length
from bot.schedules.buttons import StopNudges
from bot.schedules.cards.reminders import NO_BELL
from bot.schedules.nudge_rules import FEWEST_BEHIND, Nudge, NudgeWish
from bot.text.translations import Localizer
from bot.times.formats import calendar_date, clock_time
from bot.times.zones import zone_city
from bot.ui.cards import Card, action_button, escape, link_button, panel, row, small, text
from bot.ui.note_cards import GOOD, done_card

SPROUT = "\N{SEEDLING}"
MOST_PLANNED = 7  # chapters that a nudge lists


def nudge_card(nudge: Nudge, say: Localizer, server: str) -> Card:
    """Say how many chapters the reader is behind, and on which days they could watch them, with one way out."""
    plan, course = nudge.plan, nudge.course
    first, last = plan.days[0][1], calendar_date(plan.by, say.locale)
    number = len(plan.days)
    behind = say.count("{number} chapter is waiting for you", "{number} chapters are waiting for you", number)
    lines = [
        f"**{calendar_date(day, say.locale)}**  {with_length(heading(chapter, 90), chapter)}"
        for day, chapter in plan.days[:MOST_PLANNED]
    ]
    if number > MOST_PLANNED:
        lines.append(small(say("… and {number} more", number=number - MOST_PLANNED)))
    stop = action_button(say("No more messages"), StopNudges(nudge.job.id, nudge.job.guild), emoji=NO_BELL)
    return Card(
        panel(
            text(
                f"### {SPROUT} {behind}",
                course_line(course, say),
                say("No hurry. One way to catch up by {date}:", date=last),
            ),
            text(*lines),
            text(small(escape(server))),
            row([link_button(say("Watch chapter {number}", number=first.number), first.url), stop]),
        )
    )


def nudges_on_card(wish: NudgeWish, say: Localizer) -> Card:
    """Confirm which nudges the reader gets, with a button that ends them."""
    from_, until = (clock_time(time(hour % 24), say.locale) for hour in (wish.from_hour, wish.until_hour))
    hours = say(
        "Between {begin} and {end} ({zone} time), once until you have caught up.",
        begin=from_,
        end=until,
        zone=zone_city(wish.zone_name, say.locale),
    )
    behind = say.count(
        "I write to you when {number} chapter that is out waits for you.",
        "I write to you when {number} or more chapters that are out wait for you.",
        FEWEST_BEHIND,
    )
    stop = action_button(say("No more messages"), StopNudges(0, wish.guild), emoji=NO_BELL)
    only = say("Nobody else sees this. You must accept direct messages from this server.")
    return Card(panel(text(f"{GOOD} {behind}", hours, small(only)), row([stop])))


def nudges_off_card(say: Localizer) -> Card:
    """Confirm that the reader gets no nudges any more."""
    return done_card(
        say("I do not write to you about chapters that wait any more."), hint=say("`/nudge` turns it on again.")
    )
