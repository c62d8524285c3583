"""Why a schedule could not be set up: what is wrong, what was expected, what to do next."""

from collections.abc import Sequence
from enum import Enum, auto

from bot.core.ids import ChannelId
from bot.core.jobs import HoldReason
from bot.i18n.words import Localizer
from bot.ui.cards import Card, panel, small, text
from bot.ui.notices import NOTE, note_card
from bot.ui.schedules import obstacle


class SetupProblem(Enum):
    """Something typed into /schedule setup that cannot be used."""

    WEEKDAYS = auto()
    TIME = auto()
    NO_ZONE = auto()
    UNKNOWN_ZONE = auto()
    FIRST = auto()
    STARTS = auto()
    NOTHING = auto()
    PING = auto()


def setup_problems_card(
    say: Localizer,
    problems: Sequence[SetupProblem],
    obstacles: Sequence[HoldReason] = (),
    channel: ChannelId | None = None,
    *,
    heading: str | None = None,
) -> Card:
    """List everything that stands in the way of a schedule, or of a change to it."""
    words = {
        SetupProblem.WEEKDAYS: say("I did not understand the days. Name them, such as: monday, thursday."),
        SetupProblem.TIME: say("I did not understand the time. Write it like 19:00 or 7pm."),
        SetupProblem.NO_ZONE: say(
            "I do not know your time zone. Fill in `timezone`, or set it once with `/settings timezone`."
        ),
        SetupProblem.UNKNOWN_ZONE: say(
            "I do not know that time zone. Type a city and pick it from the list."
        ),
        SetupProblem.FIRST: say(
            "The course has no such chapter. Type a number or a title and pick it from the list."
        ),
    }
    words |= {
        SetupProblem.STARTS: say(
            "I did not understand the first day, or it is past. Write it like 2026-12-24."
        ),
        SetupProblem.NOTHING: say("Name at least one thing to change."),
        SetupProblem.PING: say("Either choose a role to ping, or nobody: not both."),
    }
    lines = [f"• {words[problem]}" for problem in problems]
    if channel is not None:
        lines += [f"• {obstacle(reason, channel, say)}" for reason in obstacles]
    first = f"{NOTE} **{heading or say('The schedule has not been started:')}**"
    return Card(panel(text(first, *lines), text(small(say("Nothing was changed.")))))


def unread_days_card(say: Localizer) -> Card:
    """Say that days were not understood, and how to write them."""
    return note_card(
        say("I did not understand those days, or they are past, out of order or more than a year."),
        say("Write them like 2026-12-24, 24 December or next Friday. Nothing was changed."),
    )


def unread_time_card(say: Localizer) -> Card:
    """Say that a time was not understood, and how to write it."""
    return note_card(
        say("I did not understand that time, or it is not within the coming year."),
        say("Write it like Saturday 8pm or 2026-12-05 19:00. Nothing was changed."),
    )
