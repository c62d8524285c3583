"""Cards and forms of planning a party: its date, confirmations, and why something is refused."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import discord
from discord import ui
from discord.utils import format_dt

from bot.courses.cards import heading
from bot.courses.model import Chapter
from bot.ids import ChannelId, UserId
from bot.jobs.blockers import blocker_text
from bot.jobs.model import HoldReason
from bot.parties.buttons import (
    PartyAskTime,
    PartyCancel,
    PartyConfirm,
    PartyConfirmAt,
    PartyKeep,
    PartyMove,
    PartyTimeTyped,
)
from bot.parties.cards.event import event_problem_text
from bot.parties.cards.party import ended_text, named, nobody_told_text, note_text, places_text, unknown_length_text
from bot.parties.model import MOST_HOSTED, MOST_OPEN, Party, PartyState, PlanResult
from bot.schedules.cards.overview import local_moment, timestamp
from bot.text.translations import Localizer
from bot.text.visible import shortened
from bot.times.explanations import NO_READING, why_text
from bot.times.typed_times import TypedTime, Why
from bot.times.zones import zone_city
from bot.ui.cards import DANGER, PRIMARY, Card, action_button, escape, panel, row, small, text
from bot.ui.note_cards import GOOD, NOTE, note_card

LONGEST_TIME = 60  # characters
TIME_FIELD = "when"


def time_form(party: Party, say: Localizer) -> ui.Modal:
    """Return the form (a modal) that asks for another time of *party*; its custom_id is a `PartyTimeTyped`."""
    form = ui.Modal(title=say("When does the party begin?"), custom_id=PartyTimeTyped(party.id).custom_id)
    field: ui.TextInput[ui.Modal] = ui.TextInput(
        custom_id=TIME_FIELD, max_length=LONGEST_TIME, placeholder=say("saturday 8pm")
    )
    return form.add_item(ui.Label(text=say("When?"), component=field))


def draft_card(party: Party, chapter: Chapter, say: Localizer, read: TypedTime) -> Card:
    """Ask the host to confirm the date that was *read*; nothing is posted before."""
    where = say("I post the invitation in {channel} once you confirm.", channel=f"<#{party.channel}>")
    about = heading(chapter)
    if chapter.duration_s is None:
        about += f"\n{small(unknown_length_text(say))}"
    if party.places is not None:
        about += f"\n{small(places_text(party.places, say))}"
    if (note := note_text(party)) is not None:
        about += f"\n{note}"
    lines = (say("Is this the time you mean?"), _when(party.starts_at), about, where)
    buttons = [action_button(say("Confirm"), PartyConfirm(party.id), style=PRIMARY)]
    if read.other is not None:
        label = say("Confirm {when}", when=local_moment(read.other, party.zone_name, say))
        buttons.append(action_button(label, PartyConfirmAt(party.id, int(read.other.timestamp()))))
    return _ask_time(lines, buttons, party, say, read)


def move_card(party: Party, say: Localizer, read: TypedTime, told: Sequence[UserId]) -> Card:
    """Ask to confirm that *party* moves to the date that was *read*; *told* are notified then."""
    seen = int(party.starts_at.timestamp())
    buttons = [action_button(say("Move"), PartyMove(party.id, int(read.instant.timestamp()), seen), style=PRIMARY)]
    if read.other is not None:
        label = say("Move it to {when}", when=local_moment(read.other, party.zone_name, say))
        buttons.append(action_button(label, PartyMove(party.id, int(read.other.timestamp()), seen)))
    now = say("Now: {when}", when=timestamp(party.starts_at))
    lines = (say("Move the party to this time?"), _when(read.instant), now, _told(told, say))
    return _ask_time(lines, buttons, party, say, read)


def _told(told: Sequence[UserId], say: Localizer) -> str:
    """Return who is notified of a change that is asked about."""
    if not told:
        return nobody_told_text(say)
    return say.count(
        "I tell {number} person: {names}.", "I tell {number} people: {names}.", len(told), names=named(told, say)
    )


def _ask_time(
    lines: Sequence[str], buttons: Sequence[ui.Button[Any]], party: Party, say: Localizer, read: TypedTime
) -> Card:
    """Ask whether the time that was *read* is right; *lines* are title, time, what it is about, and what follows.

    *buttons* accept it, or its other reading.
    """
    title, time, about, follows = lines
    doubt = f"{NOTE} {why_text(read.why, say)}" if read.ask else None
    other = None if read.other is None else say("It could also be {when}.", when=timestamp(read.other))
    # The reader may live in another zone than the one in which the time was read.
    city = None if read.zone_name is None else zone_city(read.zone_name, say.locale)
    zone = None if city is None else small(say("Read as {zone} time.", zone=city))
    details = text(doubt, other, zone, small(follows))
    return Card(
        panel(text(f"### {title}"), text(time, about), details, row([*buttons, change_time_button(party, say)]))
    )


def planned_note(party: Party, say: Localizer, *, problem: HoldReason | None, without_note: bool = False) -> Card:
    """Confirm that a party is planned; *problem* is why it has no event, *without_note* that the event has no note."""
    said = say("The party is planned for {when}.", when=timestamp(party.starts_at))
    where = say("The invitation is in {channel}.", channel=f"<#{party.channel}>")
    sign = NOTE if problem is HoldReason.CHANNEL_NOT_PUBLIC else "⚠️"
    missing = None if problem is None else f"{sign} {event_problem_text(problem, say)}"
    if problem is None and without_note:
        shown = say("The server's event goes without your note: not everyone can view this channel.")
        missing = f"{NOTE} {shown}"
    return Card(panel(text(f"{GOOD} {said}", where, note_text(party)), text(missing)))


def planned_often_card(say: Localizer, seconds: int) -> Card:
    """Say that somebody has reached the limit of parties planned in an hour; *seconds* is how long to wait."""
    again = say("Try again in {minutes} min.", minutes=max(1, seconds // 60))
    return note_card(say("You have planned many parties in the last hour."), again)


def moved_often_card(say: Localizer, seconds: int) -> Card:
    """Say that a party has reached the limit of moves in an hour; *seconds* is how long to wait."""
    again = say("Each move notifies everyone who comes. Try again in {minutes} min.", minutes=max(1, seconds // 60))
    return note_card(say("This party has been moved several times in the last hour."), again)


def cancel_card(party: Party, chapter: Chapter, say: Localizer, told: Sequence[UserId]) -> Card:
    """Ask to confirm that *party* is called off, alone or with its series, or to keep it; *told* are notified then."""
    buttons = [action_button(say("Call it off"), PartyCancel(party.id, series=False), style=DANGER)]
    if party.repeat is not None:
        whole_series = PartyCancel(party.id, series=True)
        buttons.append(action_button(say("This one and all that follow"), whole_series, style=DANGER))
    buttons.append(action_button(say("Keep it"), PartyKeep(party.id)))
    title = text(f"### {say('Call this party off?')}", _when(party.starts_at), heading(chapter))
    return Card(panel(title, text(small(_told(told, say))), row(buttons)))


def date_problem_card(typed: str, why: Why, say: Localizer, *, retry: Party | None = None) -> Card:
    """Say for which reason *why* the time *typed* cannot be; *retry* is a party for which to type another."""
    unchanged, cause = say("Nothing was changed."), why_text(why, say)
    if why not in NO_READING:
        return _note(cause, unchanged, retry, say)
    said = say("I cannot read “{typed}” as a time.", typed=escape(shortened(" ".join(typed.split()))))
    return _note(said, f"{cause} {unchanged}", retry, say)


def _note(said: str, hint: str | None, retry: Party | None, say: Localizer) -> Card:
    return Card(panel(text(f"{NOTE} {said}", hint), row([] if retry is None else [change_time_button(retry, say)])))


def refusal_card(
    result: PlanResult, say: Localizer, *, retry: Party | None = None, party: Party | None = None, plans: bool = False
) -> Card:
    """Say why *party* was not planned or changed.

    *retry* is a party for which to type another time, *plans* whether the reader may plan parties of their own.
    """
    own = say("You can plan a party of your own with `/party plan`.")
    said, hint = {
        PlanResult.MISSING: (say("I do not know that party any more."), say("See `/party list`.")),
        PlanResult.NOT_YOURS: (
            say("Only the host and the organisers can do that."),
            own if plans else say("Ask one of them."),
        ),
        PlanResult.PAST: (say("That time is past by now."), say("Choose another one.")),
        PlanResult.TOO_LATE: (_too_late(party, say), say("Nothing was changed.")),
        PlanResult.FULL: (
            say("{number} parties are planned here already, as many as there may be.", number=MOST_OPEN),
            say("Call one off first; `/party list` shows them."),
        ),
        PlanResult.HOSTS_MANY: (
            say("You already host {number} watch parties, as many as one member may.", number=MOST_HOSTED),
            say("Call one off (see `/party list`), or ask an organiser to plan this one."),
        ),
        PlanResult.TAKEN: (
            say("More people have a place already."),
            say("Whoever has one keeps it: choose a higher number, or no limit."),
        ),
        PlanResult.NO_SCHEDULE: (
            say("There is no schedule to repeat the party with."),
            say("Leave `repeat` out, or let an organiser start one with `/schedule setup`."),
        ),
    }[result]
    return _note(said, hint, retry, say)


def _too_late(party: Party | None, say: Localizer) -> str:
    """Return why *party* can neither be moved, answered nor called off any more."""
    if party is None or party.state is PartyState.OVER:
        return say("The party is over.") if party is None else ended_text(party, say)
    return say("The party was called off.") if not party.is_open else say("The party has already begun.")


def organisers_plan_card(say: Localizer) -> Card:
    """Say that members may not plan here, and who can change that."""
    return note_card(
        say("Here only organisers plan watch parties."), say("They can let everyone plan with `/settings parties`.")
    )


def no_zone_card(say: Localizer) -> Card:
    """Say that the guild's time zone is not known, and how to set it."""
    return note_card(
        say("I do not know this server's time zone yet."),
        say("An organiser can choose it with `/settings timezone`. Discord's @time works without."),
    )


def no_parties_card(say: Localizer, *, plans: bool) -> Card:
    """Say that nothing is planned, and how to plan something, or, where the reader does not plan, who does."""
    hint = say("Plan one with `/party plan`.") if plans else say("Here only organisers plan watch parties.")
    return note_card(say("No watch party is planned."), hint)


def channel_gone_card(say: Localizer, *, plans: bool) -> Card:
    """Say that a party cannot be started as its channel is gone or hidden, and what to do."""
    another = say("Call it off, and plan another where I can post: `/party list`, `/party plan`.")
    return note_card(
        say("The channel of this party is gone, or hidden from me, so I cannot start it there."),
        another if plans else say("Call it off: `/party list`."),
    )


def cannot_post_card(reason: HoldReason | None, channel: ChannelId, say: Localizer) -> Card:
    """Say what keeps the bot from posting in *channel*; None means that it is of another kind."""
    if reason is None:
        return note_card(say("I post invitations only in text channels, and in the chat of voice channels."))
    return note_card(blocker_text(reason, channel, say))


def change_time_button(party: Party, say: Localizer) -> ui.Button[Any]:
    """Return the button that asks for another time of *party*."""
    return action_button(say("Choose another time"), PartyAskTime(party.id))


def _when(at: datetime) -> str:
    return f"**{timestamp(at)}** · {format_dt(at, 'R')}"


def role_refused_card(say: Localizer) -> Card:
    """Say that a role is not pinged for somebody who may not ping it themselves."""
    return note_card(say("You may not mention that role, so I do not either."), say("Choose another, or none."))


def calendar_card(say: Localizer, file: discord.File) -> Card:
    """Attach *file*, a party as a calendar file."""
    return Card(panel(text(say("Open the file to put the party into your calendar.")), ui.File(file)))
