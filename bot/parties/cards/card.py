"""A watch party's card, and the parties to come at a glance."""

from collections.abc import Sequence
from typing import Any

from discord import ui

from bot.courses.cards import headed, heading
from bot.courses.model import Chapter, Course
from bot.ids import UserId
from bot.jobs.blockers import blocker_text
from bot.jobs.model import HoldReason
from bot.parties.buttons import (
    PartyAnswered,
    PartyAskCancel,
    PartyAskTime,
    PartyCalendar,
    PartyDetails,
    PartyDmOptIn,
    PartyStart,
    PartyWhere,
)
from bot.parties.cards.event import event_obstacle
from bot.parties.model import ANSWERS, UNDER_WAY, Answer, Guests, Party, PartyState, PartyView
from bot.schedules.cards.overview import moment
from bot.text.translations import Localizer
from bot.times.formats import position
from bot.ui.cards import HERE, PRIMARY, Card, action_button, divider, link, panel, plain, row, shortened, small, text
from bot.ui.note_cards import NOTE

MOST_NAMED = 20
MOST_LISTED = 10
MOST_BUTTONS = 5
ICONS = {Answer.GOING: "✅", Answer.MAYBE: "❔", Answer.CANT: "✖️"}


def party_card(view: PartyView, chapter: Chapter, say: Localizer, *, job: int, mention: str | None = None) -> Card:
    """Show a party to everyone, made by *job*; *mention* pings the role that wants to know."""
    ping = text(mention)
    return Card(
        *([] if ping is None else [ping]),
        panel(*party_body(view, chapter, say), answer_row(view.party, say, job=job), host_row(view.party, say)),
    )


def private_party_card(view: PartyView, chapter: Chapter, say: Localizer, *, changes: bool, in_person: bool) -> Card:
    """Show a party to one reader, who may answer here as well, and change it where they may.

    *in_person* says whether they are reminded by direct message.
    """
    party = view.party
    label = say("Remind me in the channel") if in_person else say("Remind me by direct message")
    wish = row([action_button(label, PartyDmOptIn(party.id, 0 if in_person else 1))]) if party.is_open else None
    host = host_row(party, say) if changes else None
    return Card(panel(*party_body(view, chapter, say), answer_row(party, say, job=0), host, wish))


def crowd_card(party: Party, say: Localizer) -> Card:
    """Tell one of many guests that Discord notifies only some of them, and offer another way."""
    offer = action_button(say("Remind me by direct message"), PartyDmOptIn(party.id, 1))
    said = say("So many are coming that one message cannot notify you all.")
    return Card(panel(text(f"{NOTE} {said}"), row([offer])))


def party_body(view: PartyView, chapter: Chapter, say: Localizer) -> list[ui.Item[Any] | None]:
    """Return what every card of a party says: what, when, where, with whom."""
    party = view.party
    return [
        headed(heading(chapter), f"{say('Watch party')} · {position(chapter.duration_s)}", chapter),
        text(
            _state(party, say),
            f"**{moment(party.starts_at)}** · <t:{int(party.starts_at.timestamp())}:R>",
            _where_and_who(party, say),
            _again(view, say),
        ),
        text(None if party.note is None else f"> {plain(shortened(party.note, 300))}"),
        divider(),
        text(*guest_lines(view.guests, say)),
        text(None if view.event_trouble is None else small(f"⚠️ {event_obstacle(view.event_trouble, say)}")),
    ]


def _state(party: Party, say: Localizer) -> str | None:
    if party.state is PartyState.CANCELLED:
        return f"**{say('Called off')}**"
    if party.state in UNDER_WAY:
        return f"▶️ **{say('Under way')}**"
    return f"**{say('Over')}**" if party.state is PartyState.OVER else None


def _again(view: PartyView, say: Localizer) -> str | None:
    if view.party.repeat is None:
        return None
    if view.ends_series:
        return small(say("That was the last watch party of this series."))
    return small(say("Again after each post of the schedule"))


def _where_and_who(party: Party, say: Localizer) -> str:
    parts = [
        None if party.venue is None else say("Meet in {channel}", channel=f"<#{party.venue}>"),
        None if party.host is None else say("Hosted by {name}", name=f"<@{party.host}>"),
    ]
    return " · ".join(part for part in parts if part)


def guest_lines(guests: Guests, say: Localizer) -> list[str]:
    """Return who answered what: all counted, the first of those who come by name."""
    going, maybe, cant = (guests.saying(answer) for answer in ANSWERS)
    lines = [
        say("Going {number}: {names}", number=f"**{len(going)}**", names=_named(going, say)) if going else None,
        say("Maybe {number}: {names}", number=f"**{len(maybe)}**", names=_named(maybe, say)) if maybe else None,
        say("Can't {number}", number=f"**{len(cant)}**") if cant else None,
    ]
    marked = [f"{ICONS[answer]} {line}" for answer, line in zip(ANSWERS, lines, strict=True) if line]
    return marked or [small(say("Nobody has answered yet."))]


def _named(users: Sequence[UserId], say: Localizer) -> str:
    shown = ", ".join(f"<@{user}>" for user in users[:MOST_NAMED])
    rest = len(users) - MOST_NAMED
    return shown if rest <= 0 else say("{names} and {number} more", names=shown, number=rest)


def answer_row(party: Party, say: Localizer, *, job: int) -> ui.ActionRow[Any] | None:
    """Return the buttons by which people answer on the card that *job* made, while that makes sense."""
    if not party.is_open:
        return None
    labels = {Answer.GOING: say("Going"), Answer.MAYBE: say("Maybe"), Answer.CANT: say("Can't")}
    going, *others = ((labels[answer], PartyAnswered(party.id, place, job)) for place, answer in enumerate(ANSWERS))
    return row(
        [
            action_button(*going, style=PRIMARY),
            *(action_button(*other) for other in others),
            action_button(say("Calendar"), PartyCalendar(party.id), emoji="🗓️"),
        ]
    )


def host_row(party: Party, say: Localizer) -> ui.ActionRow[Any] | None:
    """Return the buttons for whoever may change the party; others are told so when they press one."""
    buttons = []
    if party.state in UNDER_WAY:
        buttons.append(action_button(say("Where are we?"), PartyWhere(party.id), emoji=HERE))
    if party.state is PartyState.PLANNED:
        buttons.append(action_button(say("Start"), PartyStart(party.id)))
        buttons.append(action_button(say("Move"), PartyAskTime(party.id)))
    if party.is_open:
        buttons.append(action_button(say("Call off"), PartyAskCancel(party.id)))
    return row(buttons)


def parties_card(course: Course, views: Sequence[PartyView], say: Localizer) -> Card:
    """Show the parties to come, each with its card's place, and a button for the first of them."""
    lines = [_line(course, view, say) for view in views[:MOST_LISTED]]
    if (rest := len(views) - MOST_LISTED) > 0:
        lines.append(small(say("and {number} more", number=rest)))
    buttons = [
        action_button(shortened(_title(course, view.party), 40), PartyDetails(view.party.id))
        for view in views[:MOST_BUTTONS]
    ]
    return Card(panel(text(f"### {say('Watch parties to come')}"), text(*lines), row(buttons)))


def _line(course: Course, view: PartyView, say: Localizer) -> str:
    party, title = view.party, _title(course, view.party)
    if party.message is not None:
        address = f"https://discord.com/channels/{party.guild}/{party.channel}/{party.message}"
        title = link(title, address)
    going = say.count("{number} going", "{number} going", view.guests.count(Answer.GOING))
    lines = [title, small(f"{moment(party.starts_at)} · {going}")]
    if view.trouble is HoldReason.CHANNEL_GONE:
        lines.append("⚠️ " + say("The channel is gone, or hidden from me."))
    elif view.trouble is not None:
        lines.append(f"⚠️ {blocker_text(view.trouble, party.channel, say)}")
    return "\n".join(lines)


def _title(course: Course, party: Party) -> str:
    chapter = course.get(party.chapter)
    return str(party.chapter) if chapter is None else heading(chapter)
