"""Cards about a change of holidays: what it does, whether it is meant, and why it was not made."""

from collections.abc import Sequence

from discord.utils import format_dt

from bot.guilds.cards import listed_holidays
from bot.schedules.adjustments import LONGEST_SKIP, DateRange
from bot.schedules.buttons import SureHolidays, UndoHolidays
from bot.schedules.cards.effects import changed_line, left_out_lines
from bot.schedules.cards.overview import timestamp
from bot.schedules.holiday_rules import HolidayChange, HolidayEffect, HolidayResult
from bot.schedules.model import MOST_HOLIDAYS
from bot.text.translations import Localizer
from bot.times.explanations import days_why_text
from bot.times.formats import calendar_days
from bot.times.typed.periods import FURTHEST_DAYS
from bot.times.typed_times import Why
from bot.ui.cards import PRIMARY, Card, action_button, divider, panel, row, small, text
from bot.ui.note_cards import GOOD, NOTE, note_card
from bot.undo.cards import undo_button

MOST_EFFECTS = 6  # schedules whose changed dates a card shows
YEARS = FURTHEST_DAYS.days // 366


def holidays_changed_card(change: HolidayChange, say: Localizer, *, undone: bool = False) -> Card:
    """Confirm *change*, or that one was *undone* by it: what it does to schedules, and all holidays there are then."""
    days = _days(change.changed, say)
    taken_back = say("No holiday any more: {days}", days=days)
    done = taken_back if change.remove else say("New holiday: {days}", days=days)
    done = f"{say('Undone')} · {done}" if undone else done
    buttons = [] if change.number is None else [undo_button(UndoHolidays(change.number), say)]
    meaning = (
        say("On holidays no regular post comes, and no watch party repeats."),
        say("A late post may still come, and one that you ask for."),
        say("Posts that were moved, and watch parties that are planned already, keep their dates."),
    )
    return Card(
        panel(
            text(f"{GOOD} {done}"),
            text(*_effects(change.effects, say)),
            divider(),
            text(f"**{say('Holidays')}**", listed_holidays(change.holidays, say), small(" ".join(meaning))),
            row(buttons),
        )
    )


def ask_holidays_card(change: HolidayChange, say: Localizer, why: str | None = None) -> Card:
    """Ask whether *change* is meant, with its days as they were read, *why* that is not certain, and what it does."""
    first, last = change.days
    number = (last - first).days + 1
    days = calendar_days(first, last, say.locale)
    question = say("Make these days holidays?") if not change.remove else say("Take these holidays back?")
    sure = SureHolidays(first.toordinal(), last.toordinal(), change.remove)
    return Card(
        panel(
            text(f"{NOTE} **{question}**", f"{days} ({say.count('{number} day', '{number} days', number)})", why),
            text(*(_effects(change.effects, say) or [say("No post falls on them.")])),
            text(small(say("Nothing was changed yet."))),
            row([action_button(say("Yes, these days"), sure, style=PRIMARY)]),
        )
    )


def unclear_holidays_card(why: Why, say: Localizer) -> Card:
    """Say why days were not read, and what to write instead."""
    return note_card(days_why_text(why, say), say("Nothing was changed."))


def holidays_refused_card(change: HolidayChange, say: Localizer) -> Card:
    """Say why *change*, whose result is neither DONE nor ASK, was not made, and what to do instead."""
    unchanged = say("Nothing was changed.")
    days = calendar_days(*change.days, say.locale)
    match change.result:
        case HolidayResult.FULL:
            full = say("A server has at most {number} holidays.", number=MOST_HOLIDAYS)
            return note_card(full, f"{say('Take some back with the option `remove`.')} {unchanged}")
        case HolidayResult.TOO_LONG:
            long = say("At most {number} days can be made holidays at once.", number=LONGEST_SKIP.days)
            return note_card(long, f"{say('Name an earlier last day.')} {unchanged}")
        case HolidayResult.PAST:
            return note_card(say("Those days are over: {days}", days=days), unchanged)
        case HolidayResult.TOO_FAR:
            return note_card(say("Holidays begin at most {number} years from now.", number=YEARS), unchanged)
        case _:
            none = say("None of these days is a holiday: {days}", days=days)
            all_of_them = say("These days are holidays already: {days}", days=days)
            return note_card(none if change.remove else all_of_them, unchanged)


def _effects(effects: Sequence[HolidayEffect], say: Localizer) -> list[str]:
    """Return what a change does to each schedule, under its channel: posts, the next one, the season's last day."""
    lines = [line for each in effects[:MOST_EFFECTS] for line in _effect(each, say)]
    if rest := len(effects[MOST_EFFECTS:]):
        lines.append(small(say.count("… and {number} schedule more", "… and {number} schedules more", rest)))
    return lines


def _effect(effect: HolidayEffect, say: Localizer) -> list[str]:
    upcoming = [timestamp(at) if at else "—" for at in effect.upcoming]
    ends = [format_dt(at, "D") if at else "—" for at in effect.ends]
    lines = [
        f"<#{effect.schedule.channel}>",
        *left_out_lines(effect.gone, effect.back, say),
        changed_line(say("Next post"), upcoming[0], upcoming[1]),
        changed_line(say("Last day"), ends[0], ends[1]) or f"**{say('Last day')}** {ends[1]}",
    ]
    return [line for line in lines if line]


def _days(ranges: Sequence[DateRange], say: Localizer) -> str:
    """Return *ranges* on one line: at most three, or the first and last day of more."""
    if len(ranges) > 3:  # noqa: PLR2004 - as many as are read at a glance
        ranges = [(ranges[0][0], ranges[-1][1])]
    return ", ".join(calendar_days(*days, say.locale) for days in ranges)
