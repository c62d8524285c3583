"""Says in one sentence why a typed time or typed days are unclear or refused, and what to write instead."""

from bot.text.translations import Localizer
from bot.times.typed.why import Why

NO_READING = frozenset({Why.NOT_UNDERSTOOD, Why.TOO_LONG})
"""Why nothing at all was made of what was typed; all else was read, and is refused for what it means."""


def why_text(why: Why, say: Localizer) -> str:
    """Return the one cause *why* in the language of *say*, with what to write instead; "" where all is clear."""
    return {Why.CLEAR: "", **_asked(say), **_asked_about_days(say), **_refused(say), **_refused_dates(say)}[why]


def days_why_text(why: Why, say: Localizer) -> str:
    """Return *why* as `why_text` does, for whole days: no time of day is to be written then."""
    of_days = {
        Why.NOT_UNDERSTOOD: say("I do not know every word of that. Write days like: 24 December, or 24-26 December."),
        Why.TOO_LONG: say("That is too long. Write days like: 24 December, or 24-26 December."),
        Why.BARE_NUMBER: say("A number alone is no date. Write days like: 24 December, or 24-26 December."),
        Why.TOO_VAGUE: say("That is not exact enough. Write days like: 24 December, or 24-26 December."),
        Why.SEVERAL: say("I read more than one date in that. Write days like: 24 December, or 24-26 December."),
        Why.WHICH_DAY: say("You named no day. Write days like: 24 December, or 24-26 December."),
        Why.RECURRING: say("I need dates, not days that repeat. Write days like: 24 December, or 24-26 December."),
        Why.ABOUT: say("That is not exact. To be sure, write days like: 24 December, or 24-26 December."),
        Why.WITH_ZONE: say("No time zone belongs here. Write days like: 24 December, or 24-26 December."),
    }
    return of_days.get(why) or why_text(why, say)


def clock_why_text(why: Why, say: Localizer) -> str:
    """Return *why* as `why_text` does, for a time of day that comes every week: no date is to be written then."""
    of_clocks = {
        Why.TWELVE: say("12 can be noon or midnight. To be sure, write “noon” or 00:00."),
        Why.MIDNIGHT: say("Midnight begins a day or ends it; here it begins it. To be sure, write 00:00 or 23:59."),
        Why.NIGHT_AFTER: say(
            "That is after midnight, so early on the day that you name. To be sure, write it like 02:00."
        ),
        Why.ABOUT: say("That is not exact. To be sure, write one time like 8pm or 20:00."),
        Why.NO_HOUR: say("You named no time of day. Write it like 8pm or 20:00."),
        Why.NOT_UNDERSTOOD: say("I do not know every word of that. Write it like 8pm or 20:00."),
        Why.TOO_LONG: say("That is too long for a time. Write it like 8pm or 20:00."),
        Why.TOO_VAGUE: say("That is not exact enough. Write it like 8pm or 20:00."),
        Why.SEVERAL: say("I read more than one time in that. Write only one, like 8pm or 20:00."),
    }
    return of_clocks.get(why) or why_text(why, say)


def weekdays_why_text(why: Why, say: Localizer) -> str:
    """Return the one cause *why* typed text is no weekdays, and what to write instead."""
    of_weekdays = {
        Why.SEVERAL: say("“or” leaves the days open. Name all of them, such as: monday, thursday."),
        Why.NOT_A_DAY: say("A time of day does not belong to the days. Name only them, such as: monday, thursday."),
        Why.RECURRING: say("I need days of the week, no dates. Name them, such as: monday, thursday."),
        Why.TOO_LONG: say("That is too long for days. Name them, such as: monday, thursday."),
    }
    return of_weekdays.get(why) or say("I did not understand the days. Name them, such as: monday, thursday.")


def _asked(say: Localizer) -> dict[Why, str]:
    """Return what is unclear about a time of day or a zone."""
    return {
        Why.NO_AM_PM: say("You left out am or pm. To be sure, write 8pm, 8am or 20:00."),
        Why.TWELVE: say("12 can be noon or midnight. To be sure, write “noon” or “midnight”."),
        Why.MIDNIGHT: say("Midnight can begin that day or end it. To be sure, write 00:00 or 23:59 with the date."),
        Why.NIGHT_AFTER: say("That night goes on after midnight, so the date is the next day's. To be sure, write it."),
        Why.HOUR_OR_DAY: say("That number can be an hour or a day. To be sure, write “8pm” or “the 8th”."),
        Why.SPAN_OR_CLOCK: say("That can be a time of day or a wait. To be sure, write “at 8pm” or “in 8 hours”."),
        Why.MINUTES_OR_RANGE: say("“10 to 9” can be 8:50 or a range. To be sure, write 8:50pm."),
        Why.NO_HOUR: say("You named no time of day, so I took a usual one. To be sure, write it, such as 8pm."),
        Why.SAME_HOUR: say("You named no time of day: the usual one, or the same as now? To be sure, write it."),
        Why.ODD_HOUR: say("am and pm go from 1 to 12, so I took the 24-hour clock. To be sure, write 8pm or 20:00."),
        Why.EPOCH: say(
            "I took that number for a Unix timestamp. To be sure, write a day and a time, such as Saturday 8pm."
        ),
        Why.ABOUT: say("That is not exact. I need one time: is this it?"),
        Why.CLOCKS_REPEATED: say("Clocks go back that night and show that time twice; this is the first of the two."),
        Why.ZONE_LOOSE: say("That time zone can mean two different hours then. To be sure, name a city: London time."),
        Why.ZONE_GUESSED: say("I took that place for the time zone. To be sure, write “London time”."),
        Why.ZONE_OR_RANGE: say("“-03:00” can be a time zone or an end. To be sure, write UTC-3, or “until 03:00”."),
        Why.ZONE_DAY: say("It is already another day in that time zone. To be sure, write the date."),
    }


def _asked_about_days(say: Localizer) -> dict[Why, str]:
    """Return what is unclear about a day."""
    return {
        Why.DAY_OR_MONTH: say("Day and month can be swapped there. To be sure, write the month as a word."),
        Why.TODAY_OR_NEXT_WEEK: say("That can be today or in a week. To be sure, write “today” or the date."),
        Why.THIS_OR_NEXT: say("That can be this week's or next week's. To be sure, write the date."),
        Why.AFTER_MIDNIGHT: say("It is just after midnight: do you mean the day after you sleep, or the next date?"),
        Why.NEXT_YEAR: say("That date has passed, so this is the next one. To be sure, write the year."),
        Why.NEXT_MONTH: say("This month has no such day left, so this is a later month's. To be sure, name the month."),
        Why.FIRST_OF_DAYS: say("You named several days; this is the first. To be sure, write that one only."),
        Why.DAYS_COUNTED: say("Eight or fifteen days can mean one or two weeks. To be sure, write the date."),
        Why.WHOLE_WEEK: say("I took the whole week, from Monday to Sunday. To be sure, write two dates."),
        Why.WHOLE_MONTH: say("I took the whole month. To be sure, write two dates."),
    }


def _refused(say: Localizer) -> dict[Why, str]:
    """Return why no time was read."""
    return {
        Why.NOT_UNDERSTOOD: say("I do not know every word of that. Write it like: Saturday 8pm, or in 2 hours."),
        Why.TOO_LONG: say("That is too long for a time. Write it like: Saturday 8pm."),
        Why.BARE_NUMBER: say("A number alone can be an hour or a day. Write “8pm” or “the 8th”."),
        Why.PAST: say("That time has already passed. Choose a later one."),
        Why.USUAL_PAST: say("The usual time has already passed today. Write the time of day, too."),
        Why.TOO_FAR: say("That is more than a year ahead. Choose an earlier date."),
        Why.NO_SUCH_TIME: say("There is no such time of day. Write it like 8pm or 20:00."),
        Why.PART_CONTRADICTS: say("That time is not in that part of the day. Write it like 8pm or 20:00."),
        Why.CLOCKS_SKIPPED: say("Clocks go forward that night and skip that time. Choose an earlier or a later one."),
        Why.TOO_VAGUE: say("That is not exact enough. Write a day and a time: Saturday 8pm."),
        Why.SEVERAL: say("I read more than one time in that. Write only one: Saturday 8pm."),
        Why.RECURRING: say("I need one date, not a repeating one. Write the first: Saturday 8pm."),
    }


def _refused_dates(say: Localizer) -> dict[Why, str]:
    """Return why no day was read."""
    return {
        Why.NO_SUCH_DATE: say("There is no such date. Check the day and the month."),
        Why.WEEKDAY_CONTRADICTS: say("That date falls on another day of the week. Leave one of the two out."),
        Why.DAYS_CONTRADICT: say("Those two days do not go together. Leave one of them out."),
        Why.WHICH_DAY: say("You named no day. Write one, such as Saturday 8pm."),
        Why.NOT_A_DAY: say("Only days are needed here, no time of day. Write it like 24 December."),
        Why.NOT_ONE_DAY: say("One day is needed here, not several. Write it like 24 December."),
        Why.WRONG_ORDER: say("The last day comes before the first. Swap them."),
        Why.DAYS_OVER: say("Those days have already passed. Choose later ones."),
        Why.DAYS_TOO_FAR: say("That is more than five years ahead. Choose earlier days."),
        Why.WITH_DAY: say("Only a time of day is needed here, no day. Write it like 8pm or 20:00."),
        Why.WITH_ZONE: say("No time zone belongs here: it has a field of its own. Write only the time: 8pm."),
        Why.WAIT: say("That is a wait, and no time of day. Write it like 8pm or 20:00."),
    }
