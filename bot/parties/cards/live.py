"""Cards of a party under way: the countdown, the live card from which it is led, and the closing message."""

from typing import Any

from discord import ui
from discord.utils import format_dt

from bot.courses.buttons import OpenChapter
from bot.courses.cards import headed, heading, moments_text, with_length
from bot.ids import UndoId
from bot.parties import buttons
from bot.parties.cards.party import ended_text
from bot.parties.cards.planning import refusal_card
from bot.parties.model import LIVE_PHASES, OPENS_BEFORE, WAIT_FOR_HOST, LiveParty, LiveResult, Phase, PlanResult
from bot.text.translations import Localizer
from bot.times.positions import position
from bot.ui.cards import (
    DANGER,
    HERE,
    PRIMARY,
    TOGETHER,
    Card,
    action_button,
    divider,
    link_button,
    panel,
    row,
    small,
    text,
)
from bot.ui.note_cards import GOOD, done_card, note_card
from bot.undo.cards import undo_button
from bot.undo.model import UNDO_WINDOW

MOST_MOMENTS = 6  # on the closing message
MOMENTS_ROOM = 2_500  # characters there


def _message(live: LiveParty, say: Localizer, *items: ui.Item[Any] | None) -> Card:
    """Return a card about a party under way: its chapter, then *items*."""
    kind = say("Watching together") if live.phase in LIVE_PHASES else say("Watch party")
    if live.phase is Phase.OVER and live.party.started_at is not None:
        kind = say("Watched together")
    detail = with_length(kind, live.chapter)
    return Card(panel(headed(heading(live.chapter), detail, live.chapter), *items))


def countdown_card(live: LiveParty, say: Localizer, *, job: int) -> Card:
    """Announce when the video begins, with the link to open it, and later that it did; *job* posts the card."""
    if live.phase is not Phase.COUNTDOWN:
        return _started_card(live, say("The video began {when}.", when=format_dt(live.party.begins_at, "R")), say, job)
    headline, detail = _waiting(live, say)
    video = link_button(say("Open the video"), live.chapter.url)
    return _message(live, say, text(headline, small(detail)), row([video, _here_button(live, say, job)]))


def _started_card(live: LiveParty, said: str, say: Localizer, job: int) -> Card:
    """Redraw a message about the start once the party is under way: what has become of it, and the way in."""
    if live.phase not in LIVE_PHASES:
        return live_card(live, say, job=job)
    where = action_button(say("Where are we?"), buttons.PartyWhere(live.party.id), emoji=HERE, style=PRIMARY)
    return _message(live, say, text(f"▶️ **{said}**"), row([where, _here_button(live, say, job)]))


def live_card(live: LiveParty, say: Localizer, *, job: int) -> Card:
    """Show how the party stands, with buttons for latecomers and whoever leads; *job* posted it (0: a private card)."""
    at, ends = position(live.seconds), format_dt(live.party.closes_at, "t")
    headline, detail = {
        Phase.COUNTDOWN: _waiting(live, say),
        Phase.PAUSED: (
            f"⏸️ **{say('Paused at {position}', position=at)}**",
            say("Stop your video too. It goes on from here."),
        ),
        Phase.OVER: (f"⏹️ **{ended_text(live.party, say)}**", None),
        Phase.CANCELLED: (f"⏹️ **{say('The party was called off.')}**", None),
    }.get(live.phase, (_running(live, say), say("It ends at {when}. Late? Ask where we are.", when=ends)))
    body = text(headline, None if detail is None else small(detail))
    if live.phase not in LIVE_PHASES:
        return _message(live, say, body, row([link_button(say("Watch"), live.chapter.url)]))
    return _message(live, say, body, divider(), *_controls(live, say, job))


def _waiting(live: LiveParty, say: Localizer) -> tuple[str, str]:
    """Return headline and detail for a video that is about to begin."""
    begins = live.party.begins_at
    headline = f"⏳ **{say('Start: {when}', when=format_dt(begins, 'R'))}** ({format_dt(begins, 'T')})"
    return headline, say("Open the video and stop it at 0:00. I say when to press play.")


def _running(live: LiveParty, say: Localizer) -> str:
    """Return the headline for a running video: "press play", and when it began or, after a pause, from where."""
    begun = format_dt(live.party.started_at or live.now, "R")
    if live.party.paused_for:
        return f"▶️ **{say('Press play: we go on from {position}', position=position(live.seconds))}**"
    return f"▶️ **{say('Press play!')}** {say('We began {when}.', when=begun)}"


def _controls(live: LiveParty, say: Localizer, job: int) -> list[ui.Item[Any] | None]:
    party = live.party.id
    video = link_button(say("Open the video"), live.chapter.url_at(live.seconds))
    where = action_button(say("Where are we?"), buttons.PartyWhere(party), emoji=HERE, style=PRIMARY)
    steer = {
        Phase.PAUSED: [action_button(say("Resume"), buttons.PartyResume(party, job), emoji="▶️")],
        Phase.RUNNING: [action_button(say("Pause"), buttons.PartyPause(party, job), emoji="⏸️")],
    }.get(live.phase, [])
    end = action_button(say("End"), buttons.PartyAskEnd(party), emoji="⏹️")
    return [row([video, where, _here_button(live, say, job)]), row([*steer, end])]


def _here_button(live: LiveParty, say: Localizer, job: int) -> ui.Button[Any]:
    return action_button(say("I'm here"), buttons.PartyHere(live.party.id, job), emoji="✋")


def not_started_card(live: LiveParty, say: Localizer, *, job: int) -> Card:
    """Announce that nobody has started the party, and that those who are going may; *job* posts the card.

    Once it is started, or has another time, the card says that.
    """
    if live.phase is not Phase.AHEAD:
        return _started_card(live, say("The party has been started."), say, job)
    if live.now < live.party.starts_at:
        details = action_button(say("Details"), buttons.PartyAnnouncementDetails(live.party.id, job))
        moved = f"↪️ **{say('The watch party has been moved')}**"
        return _message(live, say, text(moved, format_dt(live.party.starts_at, "F")), row([details]))
    planned = format_dt(live.party.starts_at, "R")
    said = say("We planned to begin {when}. Now everyone who is going can start.", when=planned)
    start = action_button(say("Start"), buttons.PartyStartLate(live.party.id, job), style=PRIMARY)
    return _message(live, say, text(f"⏰ **{say('Nobody has started yet.')}**", said), row([start]))


def position_card(live: LiveParty, say: Localizer) -> Card:
    """Show one reader the group's position in the video, with a link to that second."""
    at = position(live.seconds)
    if live.phase is Phase.COUNTDOWN:
        begins = format_dt(live.party.begins_at, "R")
        words, detail = say("Start of the video: {when}.", when=begins), say("You are in time: open it.")
    elif live.phase is Phase.PAUSED:
        words, detail = say("Paused at {position}", position=at), say("Open it there and wait for the others.")
    else:
        words, detail = say("The group is at {position}.", position=at), say("Open it, and you are with the others.")
    video = link_button(say("Open at {position}", position=at), live.chapter.url_at(live.seconds))
    return Card(panel(text(f"{HERE} **{words}**", small(detail)), row([video, _here_button(live, say, 0)])))


def check_in_card(say: Localizer, *, new: bool) -> Card:
    """Confirm a check-in and say what it is for; not *new* if it was made before."""
    message = say("You are here.") if new else say("I know already that you are here.")
    hint = say("At the end whoever leads can mark the chapter watched for everyone who was here.")
    return done_card(message, hint=hint)


def ask_end_card(live: LiveParty, say: Localizer) -> Card:
    """Ask whoever leads the party to confirm that it ends before its video, or to let it go on."""
    at, total = position(live.seconds), live.chapter.duration_s
    said = say("You are at {position}.", position=at)
    if total is not None:
        said = say("You are at {position} of {total}.", position=at, total=position(total))
    end = action_button(say("End the party"), buttons.PartyEnd(live.party.id), style=DANGER)
    go_on = action_button(say("Keep watching"), buttons.PartyKeep(live.party.id))
    return Card(panel(text(f"**{say('End the party for everyone?')}**", said), row([end, go_on])))


def start_card(result: LiveResult, live: LiveParty | None, say: Localizer) -> Card:
    """Say what came of starting a party."""
    if live is None:
        return refusal_card(PlanResult.MISSING, say)
    begins = format_dt(live.party.begins_at, "R")
    if result is LiveResult.DONE:
        return done_card(
            say("The party has been started. Start of the video: {when}.", when=begins),
            hint=say("I tell everyone in the channel when to press play."),
        )
    if result is LiveResult.EARLY:
        opens = format_dt(live.party.starts_at - OPENS_BEFORE, "R")
        return note_card(
            say("It is too early: this party can be started {when}.", when=opens), say("To watch sooner, move it.")
        )
    if result is LiveResult.NOT_YOURS:
        late = format_dt(live.party.starts_at + WAIT_FOR_HOST, "R")
        return note_card(
            say("Only its host and organisers can start this party now."),
            say("If they do not, everyone who is going can: {when}.", when=late),
        )
    if result is LiveResult.SOON:
        return _soon_card(say)
    return live_card(live, say, job=0)


def _soon_card(say: Localizer) -> Card:
    """Ask to try again once a change that nobody is to know of yet is public or undone; say nothing of it."""
    again = say("Nothing was changed. Try again in {seconds} seconds.", seconds=int(UNDO_WINDOW.total_seconds()))
    return note_card(say("That has to wait a moment."), again)


def live_refusal_card(result: LiveResult, live: LiveParty | None, say: Localizer) -> Card:
    """Say why a party cannot be paused, resumed, ended, checked in to or marked."""
    if live is None:
        return refusal_card(PlanResult.MISSING, say)
    if result is LiveResult.SOON:
        return _soon_card(say)
    paused, begins = live.phase is Phase.PAUSED, format_dt(live.party.begins_at, "R")
    said = {
        LiveResult.NOT_YOURS: say("Only its host, whoever started it and organisers can do that."),
        LiveResult.ALREADY: say("The party is paused already.") if paused else say("The party is running already."),
        LiveResult.NOT_BEGUN: say("The video has not begun. Its start: {when}.", when=begins),
    }.get(result)
    return live_card(live, say, job=0) if said is None else note_card(said)


def closing_card(live: LiveParty, say: Localizer, *, job: int) -> Card:
    """Draw the closing message: buttons mark the chapter watched, for oneself or for everyone who checked in."""
    party = live.party.id
    row_buttons = [
        action_button(say("Mark watched"), buttons.PartyWatched(party, job), style=PRIMARY),
        action_button(say("Mark everyone here"), buttons.PartyAllWatched(party), emoji=TOGETHER),
        link_button(say("Watch again"), live.chapter.url),
    ]
    if len(live.chapter.moments) > MOST_MOMENTS:
        row_buttons.insert(-1, action_button(say("All moments"), OpenChapter(live.chapter.key, live.course.ref)))
    thanks = f"🎬 **{say('That was it. Thank you for watching together!')}**"
    moments = moments_text(live.chapter, say, MOST_MOMENTS, MOMENTS_ROOM)
    above = [] if moments is None else [divider(), moments]
    following = text(_following(live, say))
    return _message(live, say, text(thanks, _present(live, say)), *above, divider(), row(row_buttons), following)


def _present(live: LiveParty, say: Localizer) -> str | None:
    if not live.present:
        return None
    return f"{TOGETHER} " + say.count("{number} person was here", "{number} people were here", len(live.present))


def _following(live: LiveParty, say: Localizer) -> str | None:
    following = live.following
    chapter = None if following is None else live.course.chapter(following.chapter)
    if following is None or chapter is None:
        ended = live.party.repeat is not None and following is None
        return small(say("That was the last watch party of this series.")) if ended else None
    when = format_dt(following.starts_at, "F")
    return small(say("Next watch party: {title}, {when}", title=heading(chapter), when=when))


def all_marked_card(live: LiveParty, undo: UndoId | None, say: Localizer) -> Card:
    """Confirm that the chapter is marked for everyone who checked in, or say that nobody did, or that all had it."""
    number = len(live.checked_in)
    if not number:
        return note_card(say("Nobody showed that they were here."), say("Everyone can still mark it for themselves."))
    marked = say.count(
        "Marked watched for {number} person who showed that they were here.",
        "Marked watched for the {number} people who showed that they were here.",
        number,
    )
    if undo is None:
        return note_card(say("It is marked for everyone who showed that they were here."), say("Nothing was changed."))
    button = undo_button(buttons.UndoAllWatched(live.party.id, undo), say)
    return Card(panel(text(f"{GOOD} {marked}"), row([button])))


def all_unmarked_card(say: Localizer) -> Card:
    """Confirm that the marks of everyone who checked in were taken back."""
    return done_card(f"{say('Undone')} · {say('Everyone who was marked with it has the mark that they had before.')}")
