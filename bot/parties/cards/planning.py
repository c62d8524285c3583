"""Asking a host for a party's date, confirming it, and saying why something cannot be."""

from datetime import datetime
from enum import Enum, auto
from typing import Any

import discord
from discord import ui

from bot.courses.cards import heading
from bot.courses.model import Chapter
from bot.ids import ChannelId
from bot.jobs.blockers import blocker_text
from bot.jobs.model import HoldReason
from bot.parties.buttons import PartyAskTime, PartyCancel, PartyConfirm, PartyMove, PartyTimeTyped
from bot.parties.cards.event import event_obstacle
from bot.parties.model import MOST_HOSTED, MOST_OPEN, Party, PartyChange
from bot.schedules.cards.overview import moment
from bot.text.translations import Localizer
from bot.times.typed_dates import Clocks, ReadInstant
from bot.times.zones import zone_city
from bot.ui.cards import PRIMARY, Card, action_button, panel, plain, row, shortened, small, text
from bot.ui.note_cards import GOOD, NOTE, note_card

LONGEST_TIME = 60
TIME_FIELD = "when"
DANGER = discord.ButtonStyle.danger


class DateProblem(Enum):
    """Why a date cannot be."""

    UNREAD = auto()
    PAST = auto()
    TOO_FAR = auto()


class TimeForm(ui.Modal):
    """Asks for a time; like every button, it is routed by its id and not kept in memory."""

    def __init__(self, party: Party, say: Localizer, *, label: str, typed: str) -> None:
        super().__init__(title=label, custom_id=PartyTimeTyped(party.id).custom_id)
        field: ui.TextInput[TimeForm] = ui.TextInput(
            custom_id=TIME_FIELD, default=typed, max_length=LONGEST_TIME, placeholder=say("saturday 8pm")
        )
        self.add_item(ui.Label(text=say("When?"), component=field))


def time_form(party: Party, say: Localizer) -> TimeForm:
    """Return the form that asks for another time of *party*."""
    return TimeForm(party, say, label=say("When does the party begin?"), typed="")


def draft_card(party: Party, chapter: Chapter, say: Localizer, read: ReadInstant) -> Card:
    """Ask the host whether the date is the one that was meant; nothing is public before."""
    where = say("I post the invitation in {channel} once you confirm.", channel=f"<#{party.channel}>")
    return Card(
        panel(
            text(f"### {say('Is this the time you mean?')}"),
            text(_when(party.starts_at), heading(chapter)),
            text(_about_clocks(read.clocks, say), _about_zone(read, say), small(where)),
            row([action_button(say("Confirm"), PartyConfirm(party.id), style=PRIMARY), _change_time(party, say)]),
        )
    )


def move_card(party: Party, say: Localizer, read: ReadInstant) -> Card:
    """Ask whoever leads *party* whether to move it; everyone who comes will be told."""
    move = PartyMove(party.id, int(read.at.timestamp()), int(party.starts_at.timestamp()))
    note = small(say("I tell everyone who comes."))
    return Card(
        panel(
            text(f"### {say('Move the party to this time?')}"),
            text(_when(read.at), say("Now: {when}", when=moment(party.starts_at))),
            text(_about_clocks(read.clocks, say), _about_zone(read, say), note),
            row([action_button(say("Move"), move, style=PRIMARY), _change_time(party, say)]),
        )
    )


def planned_note(party: Party, say: Localizer, *, trouble: HoldReason | None, without_note: bool = False) -> Card:
    """Confirm that a party is planned; *trouble* keeps it, or its note, out of the server's events."""
    said = say("The party is planned for {when}.", when=moment(party.starts_at))
    where = say("The invitation is in {channel}.", channel=f"<#{party.channel}>")
    sign = NOTE if trouble is HoldReason.CHANNEL_NOT_PUBLIC else "⚠️"
    missing = None if trouble is None else f"{sign} {event_obstacle(trouble, say)}"
    if trouble is None and without_note:
        shown = say("The server's event goes without your note: not everyone can view this channel.")
        missing = f"{NOTE} {shown}"
    return Card(panel(text(f"{GOOD} {said}", where), text(missing)))


def planned_often_card(say: Localizer, seconds: int) -> Card:
    """Say that somebody has planned as many parties as a channel bears."""
    minutes = max(1, seconds // 60)
    return note_card(
        say("You have planned many parties in the last hour."), say("Try again in {minutes} min.", minutes=minutes)
    )


def moved_often_card(say: Localizer, seconds: int) -> Card:
    """Say that a party has been moved as often as its guests bear."""
    minutes = max(1, seconds // 60)
    return note_card(
        say("This party has been moved several times in the last hour."),
        say("Each move notifies everyone who comes. Try again in {minutes} min.", minutes=minutes),
    )


def moved_note(to: datetime, say: Localizer, *, meanwhile: datetime | None) -> Card:
    """Confirm a move; *meanwhile* is the time that somebody else had chosen since the host was asked."""
    hint = None
    if meanwhile is not None:
        hint = say("Somebody had moved it to {when} meanwhile; your time counts now.", when=moment(meanwhile))
    return Card(panel(text(f"{GOOD} {say('The party begins {when}.', when=moment(to))}", hint)))


def cancel_card(party: Party, chapter: Chapter, say: Localizer) -> Card:
    """Ask whoever leads *party* whether to call it off."""
    buttons = [action_button(say("Call it off"), PartyCancel(party.id, 0), style=DANGER)]
    if party.repeat is not None:
        buttons.append(action_button(say("This one and all that follow"), PartyCancel(party.id, 1), style=DANGER))
    return Card(
        panel(
            text(f"### {say('Call this party off?')}", _when(party.starts_at), heading(chapter)),
            text(small(say("I tell everyone who comes."))),
            row(buttons),
        )
    )


def date_problem_card(
    problem: DateProblem, say: Localizer, *, typed: str, at: datetime | None = None, retry: Party | None = None
) -> Card:
    """Say what was read and why it cannot be; *retry* offers to type another time for that party."""
    when = "" if at is None else moment(at)
    said, hint = {
        DateProblem.UNREAD: (
            say("I cannot read “{typed}” as a time.", typed=plain(shortened(" ".join(typed.split())))),
            say("Try: Saturday 8pm, in 2 hours, 2026-12-05 19:00"),
        ),
        DateProblem.PAST: (say("I read that as {when}, which is past.", when=when), None),
        DateProblem.TOO_FAR: (
            say("I read that as {when}.", when=when),
            say("Parties are planned at most a year ahead."),
        ),
    }[problem]
    again = [] if retry is None else [_change_time(retry, say)]
    return Card(panel(text(f"{NOTE} {said}", hint), row(again)))


def refusal_card(change: PartyChange, say: Localizer, *, retry: Party | None = None) -> Card:
    """Say why a wish about a party was not carried out; *retry* offers to choose another time for it."""
    said, hint = {
        PartyChange.MISSING: (say("I do not know that party any more."), say("See `/party list`.")),
        PartyChange.NOT_YOURS: (
            say("Only the host and the organisers can do that."),
            say("You can plan a party of your own with `/party plan`."),
        ),
        PartyChange.PAST: (say("That time is past by now."), say("Choose another one.")),
        PartyChange.TOO_LATE: (say("It is too late for that: the party has begun, is over or was called off."), None),
        PartyChange.FULL: (
            say("{number} parties are planned here already: I keep no more.", number=MOST_OPEN),
            say("Call one off first; `/party list` shows them."),
        ),
        PartyChange.HOSTS_MANY: (
            say("You already host {number} watch parties, as many as one member may.", number=MOST_HOSTED),
            say("Call one off (see `/party list`), or ask an organiser to plan this one."),
        ),
        PartyChange.NO_SCHEDULE: (
            say("There is no schedule to repeat the party with."),
            say("Start one with `/schedule setup`, or leave `repeat` out."),
        ),
    }[change]
    again = [] if retry is None else [_change_time(retry, say)]
    return Card(panel(text(f"{NOTE} {said}", hint), row(again)))


def organisers_plan_card(say: Localizer) -> Card:
    """Say that members may not plan here, and who can change that."""
    return note_card(
        say("Here only organisers plan watch parties."), say("They can let everyone plan with `/settings parties`.")
    )


def no_zone_card(say: Localizer) -> Card:
    """Ask for the guild's time zone."""
    return note_card(
        say("I do not know this server's time zone yet."),
        say("An organiser can choose it with `/settings timezone`. Discord's @time works without."),
    )


def no_parties_card(say: Localizer) -> Card:
    """Say that nothing is planned, and how to plan something."""
    return note_card(say("No watch party is planned."), say("Plan one with `/party plan`."))


def channel_gone_card(say: Localizer) -> Card:
    """Say that a party cannot be led in a channel that is gone, and what to do."""
    return note_card(
        say("The channel of this party is gone, or hidden from me, so I cannot start it there."),
        say("Call it off, and plan another where I can post: `/party list`, `/party plan`."),
    )


def cannot_post_card(reason: HoldReason | None, channel: ChannelId, say: Localizer) -> Card:
    """Say what keeps the bot from posting an invitation in *channel*."""
    if reason is None:
        return note_card(say("I post invitations in text channels only."))
    return note_card(blocker_text(reason, channel, say))


def _change_time(party: Party, say: Localizer) -> ui.Button[Any]:
    return action_button(say("Change the time"), PartyAskTime(party.id))


def _when(at: datetime) -> str:
    return f"**{moment(at)}** · <t:{int(at.timestamp())}:R>"


def _about_zone(read: ReadInstant, say: Localizer) -> str | None:
    """Say by which clocks the time was read: the reader's may be others."""
    if read.zone_name is None:
        return None
    return small(say("Read as {zone} time.", zone=zone_city(read.zone_name, say.locale)))


def _about_clocks(clocks: Clocks, say: Localizer) -> str | None:
    match clocks:
        case Clocks.SKIPPED:
            return "🕑 " + say("Clocks skip the time you typed that night; this is the first one after it.")
        case Clocks.REPEATED:
            return "🕑 " + say("Clocks show the time you typed twice that night; this is the first of the two.")
        case Clocks.PLAIN:
            return None


def role_refused_card(say: Localizer) -> Card:
    """Say that the bot pings for nobody whom that person could not ping."""
    return note_card(say("You may not mention that role, so I do not either."), say("Choose another, or none."))


def calendar_card(say: Localizer, file: discord.File) -> Card:
    """Hand over the calendar file."""
    return Card(panel(text(say("Open the file to put the party into your calendar.")), ui.File(file)))
