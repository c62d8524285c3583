"""The card of a watch party (its invitation), the announcements about it, and the list of parties to come."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from discord import ui
from discord.utils import format_dt

from bot.courses.cards import fitted, headed, heading, plain_heading, with_length
from bot.courses.model import Chapter, Course
from bot.ids import CourseId, UserId
from bot.jobs.blockers import blocker_text
from bot.jobs.model import HoldReason
from bot.parties import buttons
from bot.parties.cards.event import event_problem_text
from bot.parties.model import UNDER_WAY, Answer, Guests, Party, PartyState, PartyView
from bot.parties.tasks import PartyPost, PartyTask, is_at_the_start, is_outdated
from bot.schedules.cards.overview import timestamp
from bot.text.translations import Localizer
from bot.text.visible import shortened
from bot.ui.cards import HERE, PRIMARY, Card, action_button, divider, escape, link, link_button, panel, row, small, text
from bot.ui.note_cards import GOOD, NOTE

MOST_NAMED = 20  # guests of an answer
MOST_LISTED = 10  # parties to come
MOST_BUTTONS = 5  # that Discord takes in a row
ICONS = ("✅", "❔", "✖️")  # of each answer
LATE_AFTER = timedelta(minutes=1)  # from then on a reminder says "began" or "was to begin"


def party_card(view: PartyView, chapter: Chapter, say: Localizer, *, job: int, mention: str | None = None) -> Card:
    """Draw the public card of a party, which *job* posted; *mention* pings its role."""
    body = party_body(view, chapter, say)
    return _below(mention, panel(*body, answer_row(view.party, say, job=job), host_row(view.party, say)))


def _below(mentions: str | None, *items: ui.Item[Any]) -> Card:
    """Return a card of *items* below *mentions*, if any."""
    above = text(mentions)
    return Card(*([] if above is None else [above]), *items)


def private_party_card(
    view: PartyView,
    chapter: Chapter,
    say: Localizer,
    *,
    changes: bool,
    dm_opt_in: bool,
    turn: int | None = None,
    switched: bool = False,
) -> Card:
    """Draw a party for one reader: whether they may change it (*changes*), and get direct messages (*dm_opt_in*).

    *turn* is their number on its waiting list, if they are on it. Where they have just *switched* where they are told,
    the card confirms that.
    """
    party, confirmed = view.party, text(f"{GOOD} {_told_where(say, dm_opt_in=dm_opt_in)}") if switched else None
    waits = None if turn is None else text(f"⏳ {waiting_text(turn, say)}")
    label = say("Remind me in the channel") if dm_opt_in else say("Remind me by direct message")
    switch = action_button(label, buttons.PartyDmOptIn(party.id, not dm_opt_in))
    host = host_row(party, say, places=True) if changes else None
    answers, reminders = answer_row(party, say, job=0), row([switch] if party.is_open else [])
    return Card(panel(*party_body(view, chapter, say), waits, answers, host, reminders, confirmed))


def _told_where(say: Localizer, *, dm_opt_in: bool) -> str:
    if dm_opt_in:
        return say("From now on I write to you by direct message about this server's watch parties.")
    return say("From now on I tell you of this server's watch parties in their channels.")


def dm_offer_card(party: Party, say: Localizer) -> Card:
    """Tell a guest that Discord does not notify so many in one message, and offer direct messages."""
    offer = action_button(say("Remind me by direct message"), buttons.PartyDmOptIn(party.id, on=True))
    said = say("So many are coming that one message cannot notify you all.")
    return Card(panel(text(f"{NOTE} {said}"), row([offer])))


def party_body(view: PartyView, chapter: Chapter, say: Localizer) -> list[ui.Item[Any] | None]:
    """Return what every card of a party shows: chapter, state, start, place, host, note and guests."""
    party = view.party
    return [
        headed(heading(chapter), _kind_and_length(party, chapter, say), chapter),
        text(
            _state(party, say),
            f"**{timestamp(party.starts_at)}** · {format_dt(party.starts_at, 'R')}",
            _where_and_who(party, say),
            _repetition(view, say),
        ),
        text(note_text(party)),
        divider(),
        text(
            *(guest_lines(view.guests, say, places=party.places) if party.is_open else _past_guests(view.guests, say))
        ),
        text(None if view.event_problem is None else small(f"⚠️ {event_problem_text(view.event_problem, say)}")),
    ]


def note_text(party: Party) -> str | None:
    """Return the note of *party*, quoted; None if it has none."""
    return None if party.note is None else f"> {escape(shortened(party.note, 300))}"


def _kind_and_length(party: Party, chapter: Chapter, say: Localizer) -> str:
    """Return that this is a watch party, with the video's length, or that this is not known, while that matters."""
    kind = say("Watch party")
    unknown = chapter.duration_s is None and party.is_open
    return f"{kind} · {unknown_length_text(say)}" if unknown else with_length(kind, chapter)


def unknown_length_text(say: Localizer) -> str:
    """Return for how long a party is planned whose video has no known length: `UNKNOWN_LENGTH`."""
    return say("length unknown: an hour is planned")


def _state(party: Party, say: Localizer) -> str | None:
    over = say("Over") if party.started_at is not None else ended_text(party, say)
    said = {PartyState.CANCELLED: say("Called off"), PartyState.OVER: over}.get(party.state)
    return _under_way(say) if party.state in UNDER_WAY else said and f"**{said}**"


def _under_way(say: Localizer) -> str:
    return f"▶️ **{say('Under way')}**"


def ended_text(party: Party, say: Localizer) -> str:
    """Return how *party*, which is over, ended: after it was started, or because nobody did that."""
    return say("Nobody started this watch party.") if party.started_at is None else say("The party is over.")


def _repetition(view: PartyView, say: Localizer) -> str | None:
    if view.party.repeat is None:
        return None
    ended = say("That was the last watch party of this series.")
    return small(ended if view.ends_series else say("Again after each post of the schedule"))


def _where_and_who(party: Party, say: Localizer) -> str:
    host = None if party.host is None else say("Hosted by {name}", name=f"<@{party.host}>")
    return " · ".join(filter(None, (_venue(party, say), host)))


def _venue(party: Party, say: Localizer) -> str | None:
    return None if party.venue is None else say("Meet in {channel}", channel=f"<#{party.venue}>")


def guest_lines(guests: Guests, say: Localizer, *, places: int | None = None) -> list[str]:
    """Return a line for each answer: how many gave it, and who of the first, but for "can't" and who waits."""
    maybe, cant = (guests.saying(answer) for answer in (Answer.MAYBE, Answer.CANT))
    lines = [
        _going_line(guests, places, say),
        say("Maybe {number}: {names}", number=f"**{len(maybe)}**", names=named(maybe, say)) if maybe else None,
        say("Can't {number}", number=f"**{len(cant)}**") if cant else None,
    ]
    marked = [f"{icon} {line}" for icon, line in zip(ICONS, lines, strict=True) if line]
    return marked or [small(say("Nobody has answered yet."))]


def _past_guests(guests: Guests, say: Localizer) -> list[str]:
    """Return who of the first had said yes to a party that is over or called off; of places it says no more."""
    going, number = guests.going, f"**{len(guests.going)}**"
    said = say("Said yes {number}: {names}", number=number, names=named(going, say))
    return [f"{ICONS[0]} {said}"] if going else []


def _going_line(guests: Guests, places: int | None, say: Localizer) -> str | None:
    """Return how many are going and who of the first; of a limited number of places also how many wait, unnamed."""
    going, number, names = guests.going, f"**{len(guests.going)}**", named(guests.going, say)
    if places is None:
        return say("Going {number}: {names}", number=number, names=names) if going else None
    if not going:
        return places_text(places, say)
    if not guests.waiting:
        return say("Going {number} of {places}: {names}", number=number, places=places, names=names)
    return say(
        "Going {number} of {places} · {waiting} waiting: {names}",
        number=number,
        places=places,
        waiting=len(guests.waiting),
        names=names,
    )


def places_text(places: int, say: Localizer) -> str:
    """Return how many *places* a party has."""
    return say.count("{number} place", "{number} places", places)


def named(users: Sequence[UserId], say: Localizer) -> str:
    """Return the first of *users* by name, and how many more there are."""
    shown = ", ".join(f"<@{user}>" for user in users[:MOST_NAMED])
    rest = len(users) - MOST_NAMED
    return shown if rest <= 0 else say("{names} and {number} more", names=shown, number=rest)


def nobody_told_text(say: Localizer) -> str:
    """Return that a change notifies nobody but whoever makes it; those who said "maybe" may still be there."""
    return say("Nobody else said that they are going, so there is nobody to tell.")


def answer_row(party: Party, say: Localizer, *, job: int) -> ui.ActionRow[Any] | None:
    """Return the buttons with which people answer, on the card that *job* posted (0: a private one), or None."""
    if not party.is_open:
        return None
    labels = zip(buttons.AnswerNumber, (say("Going"), say("Maybe"), say("Can't")), strict=True)
    answers = [action_button(label, buttons.PartyAnswered(party.id, answer, job)) for answer, label in labels]
    answers[0].style = PRIMARY
    return row([*answers, action_button(say("Calendar"), buttons.PartyCalendar(party.id), emoji="🗓️")])


def waiting_text(turn: int, say: Localizer) -> str:
    """Return the number of a guest on the waiting list, as a sentence to them."""
    return say("All places are taken. You are number {number} on the waiting list.", number=f"**{turn}**")


def host_row(party: Party, say: Localizer, *, places: bool = False) -> ui.ActionRow[Any] | None:
    """Return the buttons for the host and organisers, who alone may use them, and "Where are we?" for everyone.

    The one for the *places* is left out of the public card of a party without a limit.
    """
    shown = []
    if party.state in UNDER_WAY:
        shown.append(action_button(say("Where are we?"), buttons.PartyWhere(party.id), emoji=HERE))
    if party.state is PartyState.PLANNED:
        shown.append(action_button(say("Start"), buttons.PartyStart(party.id)))
        shown.append(action_button(say("Move"), buttons.PartyAskTime(party.id)))
    if party.is_open:
        if places or (party.places is not None and party.state is PartyState.PLANNED):
            shown.append(action_button(say("Places"), buttons.PartyAskPlaces(party.id)))
        shown.append(action_button(say("Call off"), buttons.PartyAskCancel(party.id)))
    return row(shown)


def announcement_card(
    post: PartyPost, say: Localizer, *, pinged: Sequence[UserId] | None = (), server: str | None = None
) -> Card:
    """Draw an announcement that mentions *pinged* (None: no names at all); *server*: the guild's name, for a DM."""
    party, is_reminder = post.view.party, post.work.task is PartyTask.REMINDER
    when = _planned_for(party, say) if is_reminder else timestamp(party.starts_at)
    details = " · ".join(filter(None, (when, _venue(party, say))))
    where = None if server is None else small(escape(server))
    since = _since_the_start(post, say) if post.is_redrawn else None
    more = None if server or pinged is None or since else _more(post.view, pinged, say)
    watch = link_button(say("Watch"), post.chapter.url)
    shown = [watch, action_button(say("Details"), buttons.PartyAnnouncementDetails(party.id, post.job.id))]
    if is_at_the_start(post.work) and party.state is PartyState.PLANNED and since is None:
        shown.insert(0, action_button(say("Start"), buttons.PartyStart(party.id), style=PRIMARY))
    if post.work.task is PartyTask.EVENT_GONE:
        shown.append(action_button(say("Call off"), buttons.PartyAskCancel(party.id)))
        more = small(say("The party itself still takes place. Its host can call it off."))
    body = text(f"### {since or _headline(post, say)}", heading(post.chapter), details, more, where)
    return _below("".join(f"<@{user}>" for user in pinged or ()), panel(body, row(shown)))


def _planned_for(party: Party, say: Localizer) -> str:
    """Return the planned start in words that stay true: a reminder is read after it, too, and Discord counts on."""
    relative = format_dt(party.starts_at, "R")
    return say("Planned for {when} · {relative}", when=f"**{timestamp(party.starts_at)}**", relative=relative)


def _reminder(post: PartyPost, say: Localizer) -> str:
    """Return the headline of a reminder, which stays true as the message grows old."""
    party, when = post.view.party, format_dt(post.view.party.starts_at, "R")
    if post.now < party.starts_at + LATE_AFTER:
        return say("Time for the watch party") if is_at_the_start(post.work) else say("Reminder: watch party")
    if party.state in UNDER_WAY:
        return say("The watch party began {when}", when=when)
    return say("The watch party was to begin {when}", when=when)


def _since_the_start(post: PartyPost, say: Localizer) -> str | None:
    """Return what has become of a party since the reminder at its start; None while it can be started as planned."""
    party = post.view.party
    if party.state is PartyState.PLANNED and not is_outdated(party, post.work):
        return None
    return {
        PartyState.CANCELLED: "❌ " + say("The watch party is called off"),
        PartyState.OVER: "⏹️ " + ended_text(party, say),
        PartyState.PLANNED: "↪️ " + say("The watch party has been moved"),
    }.get(party.state, "▶️ " + say("The party has been started."))


def _headline(post: PartyPost, say: Localizer) -> str:
    return {
        PartyTask.MOVED: "↪️ " + say("The watch party has been moved"),
        PartyTask.CANCELLED: "❌ " + say("The watch party is called off"),
        PartyTask.PLACED: "🎟️ " + say("You have a place at the watch party"),
        PartyTask.EVENT_GONE: "🗑️ " + say("The event for this watch party was deleted"),
    }.get(post.work.task, "⏰ " + _reminder(post, say))


def _more(view: PartyView, pinged: Sequence[UserId], say: Localizer) -> str | None:
    """Return how many who are going are not *pinged*, or None."""
    rest = len(set(view.guests.going) - set(pinged))
    return small(say.count("and {number} more is going", "and {number} more are going", rest)) if rest else None


def parties_card(courses: Mapping[CourseId, Course], views: Sequence[PartyView], say: Localizer) -> Card:
    """List the parties under way and to come, each with a link to its card, and a button for each of the first."""
    rest = len(views) - MOST_LISTED
    more = small(say("and {number} more", number=rest)) if rest > 0 else None
    runs = any(view.party.state in UNDER_WAY for view in views)
    title = say("Watch parties, now and to come") if runs else say("Watch parties to come")

    def details(view: PartyView) -> ui.Button[Any]:
        return action_button(shortened(_label(courses, view.party), 40), buttons.PartyDetails(view.party.id))

    def drawn(limit: int) -> Card:
        lines = [_line(courses, view, say, limit) for view in views[:MOST_LISTED]]
        return Card(panel(text(f"### {title}"), text(*lines, more), row(map(details, views[:MOST_BUTTONS]))))

    return fitted(drawn)


def _line(courses: Mapping[CourseId, Course], view: PartyView, say: Localizer, limit: int) -> str:
    """Return the lines about one party, the title of its chapter cut to *limit* characters."""
    party, title = view.party, _title(courses, view.party, limit)
    if party.message is not None:
        title = link(title, f"https://discord.com/channels/{party.guild}/{party.channel}/{party.message}")
    begins = f"{timestamp(party.starts_at)} · {_attendance(view, say)}"
    lines = [title, _under_way(say) if party.state in UNDER_WAY else small(begins)]
    if view.problem is HoldReason.CHANNEL_GONE:
        lines.append("⚠️ " + say("The channel is gone, or hidden from me."))
    elif view.problem is not None:
        lines.append(f"⚠️ {blocker_text(view.problem, party.channel, say)}")
    return "\n".join(lines)


def _attendance(view: PartyView, say: Localizer) -> str:
    """Return how many are going, and, where the places are limited, of how many, and how many wait."""
    number, places = len(view.guests.going), view.party.places
    if places is None:
        return say.count("{number} going", "{number} going", number)
    going = say("{number} of {places} going", number=number, places=places)
    waiting = len(view.guests.waiting)
    return f"{going} · {say('{number} waiting', number=waiting)}" if waiting else going


def _title(courses: Mapping[CourseId, Course], party: Party, limit: int) -> str:
    return heading(courses[party.course].chapter(party.chapter), limit)


def _label(courses: Mapping[CourseId, Course], party: Party) -> str:
    return plain_heading(courses[party.course].chapter(party.chapter))
