"""Why a schedule could not be set up: what is wrong, what was expected, what to do next."""

from collections.abc import Sequence
from enum import Enum, auto

from bot.core.ids import ChannelId
from bot.core.jobs import HoldReason
from bot.i18n.words import Localizer
from bot.ui.cards import Card, panel, small, text
from bot.ui.notices import NOTE
from bot.ui.schedules import obstacle


class SetupProblem(Enum):
    """Something typed into /schedule setup that cannot be used."""

    WEEKDAYS = auto()
    TIME = auto()
    NO_ZONE = auto()
    UNKNOWN_ZONE = auto()
    FIRST = auto()


def setup_problems_card(
    say: Localizer, problems: Sequence[SetupProblem], obstacles: Sequence[HoldReason], channel: ChannelId
) -> Card:
    """List everything that stands in the way of a schedule."""
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
    lines = [f"• {words[problem]}" for problem in problems]
    lines += [f"• {obstacle(reason, channel, say)}" for reason in obstacles]
    heading = f"{NOTE} **{say('The schedule has not been started:')}**"
    return Card(panel(text(heading, *lines), text(small(say("Nothing was changed.")))))
