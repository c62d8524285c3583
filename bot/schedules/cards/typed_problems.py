"""Why days, a time, a zone or a first day as typed cannot be used, or what is to be asked about them."""

from collections.abc import Sequence
from datetime import time

from babel.lists import format_list

from bot.schedules.doubts import (
    Question,
    Reading,
    TypedProblem,
    UnclearDay,
    UnclearTime,
    UnclearZone,
    WrongDay,
    WrongTime,
    WrongWeekdays,
    WrongZone,
)
from bot.text.translations import Localizer
from bot.text.visible import shortened
from bot.times.explanations import clock_why_text, days_why_text, weekdays_why_text
from bot.times.formats import babel_locale, calendar_date, clock_time
from bot.times.zones import zone_city
from bot.ui.cards import escape

LONGEST_ZONE = 40  # characters of a typed zone that are quoted


def typed_problem_text(problem: TypedProblem, say: Localizer) -> str:
    """Return what is wrong or unclear, with the one cause and what to write; a question says what was read."""
    match problem:
        case WrongWeekdays():
            return weekdays_why_text(problem.why, say)
        case WrongTime():
            return say("I cannot use the time. {why}", why=clock_why_text(problem.why, say))
        case WrongDay():
            return say("I cannot use the first day. {why}", why=days_why_text(problem.why, say))
        case WrongZone():
            return f"{zones_text(problem.typed, problem.zones, say)} {say('Write the city.')}"
        case _:
            return _question_text(problem, say)


def _question_text(question: Question, say: Localizer) -> str:
    """Return what was read, what else it may be, and why that is asked."""
    match question:
        case UnclearTime():
            read = say("I read the time as {when}.", when=clock_time(question.at, say.locale))
            other = None if question.other is None else clock_time(question.other, say.locale)
            why = clock_why_text(question.why, say)
        case UnclearDay():
            read = say("I read the first day as {when}.", when=calendar_date(question.day, say.locale))
            other = None if question.other is None else calendar_date(question.other, say.locale)
            why = days_why_text(question.why, say)
        case UnclearZone():
            read = say("I read the time zone as that of {city}.", city=zone_city(question.zones[0], say.locale))
            other, why = None, zones_text(question.typed, question.zones, say)
    also = None if other is None else say("It could also be {when}.", when=other)
    return " ".join(filter(None, [read, also, why]))


def reading_text(reading: Reading, say: Localizer) -> str:
    """Return a possible answer to a question about a time, a first day or a zone, as the label of its button."""
    match reading:
        case str():
            return zone_city(reading, say.locale)
        case time():
            return clock_time(reading, say.locale)
        case _:
            return calendar_date(reading, say.locale)


def zones_text(typed: str, zones: Sequence[str], say: Localizer) -> str:
    """Return which *zones* go by the name *typed*: "IST can be Kolkata, Dublin or Jerusalem."."""
    cities = [zone_city(each, say.locale) for each in zones]
    listed = format_list(cities, style="or", locale=babel_locale(say.locale))
    return say("{name} can be {cities}.", name=escape(shortened(typed.strip(), LONGEST_ZONE)), cities=listed)
