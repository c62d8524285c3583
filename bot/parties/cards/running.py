"""A party under way: its countdown, the message from which it is led, and where the group is."""

from typing import Any

from discord import ui

from bot.courses.cards import headed, heading
from bot.parties.buttons import PartyAskEnd, PartyEnd, PartyHere, PartyPause, PartyResume, PartyStartLate, PartyWhere
from bot.parties.running import GATHERED, GRACE, OPENS_BEFORE, Phase, Room, Step
from bot.text.translations import Localizer
from bot.times.formats import position
from bot.ui.cards import DANGER, HERE, PRIMARY, Card, action_button, divider, link_button, panel, row, small, text
from bot.ui.note_cards import done_card, note_card


def stamp(seconds: float, style: str) -> str:
    """Return an instant as Discord shows it in each reader's zone."""
    return f"<t:{int(seconds)}:{style}>"


def room_heading(room: Room, say: Localizer) -> ui.Section[Any]:
    """Return what every message of a party under way begins with."""
    detail = f"{say('Watching together')} · {position(room.chapter.duration_s)}"
    return headed(heading(room.chapter), detail, room.chapter)


def countdown_card(room: Room, say: Localizer, *, job: int) -> Card:
    """Tell everyone when the video begins."""
    headline, detail = _waiting(room, say)
    return Card(
        panel(
            room_heading(room, say),
            text(headline, small(detail)),
            row([link_button(say("Open the video"), room.chapter.url), _here_button(room, say, job)]),
        )
    )


def room_card(room: Room, say: Localizer, *, job: int) -> Card:
    """Show how the party stands to everyone, with the buttons of those who come late and of whoever leads."""
    at = position(room.seconds)
    ends = stamp(room.party.closes_at.timestamp(), "t")
    headline, detail = {
        Phase.COUNTDOWN: _waiting(room, say),
        Phase.PAUSED: (
            f"⏸️ **{say('Paused at {position}', position=at)}**",
            say("Stop your video too. It goes on from here."),
        ),
        Phase.OVER: (f"⏹️ **{say('The party is over.')}**", None),
        Phase.CANCELLED: (f"⏹️ **{say('The party was called off.')}**", None),
    }.get(room.phase, (_running(room, say), say("It ends at {when}. Late? Ask where we are.", when=ends)))
    return Card(
        panel(
            room_heading(room, say),
            text(headline, None if detail is None else small(detail)),
            *([divider()] if room.phase in GATHERED else []),
            *_controls(room, say, job),
        )
    )


def _waiting(room: Room, say: Localizer) -> tuple[str, str]:
    """Return the words for a video that is about to begin."""
    begins = (room.party.started_at or room.party.starts_at).timestamp()
    headline = f"⏳ **{say('Start: {when}', when=stamp(begins, 'R'))}** ({stamp(begins, 'T')})"
    return headline, say("Open the video and stop it at 0:00. I say when to press play.")


def _running(room: Room, say: Localizer) -> str:
    """Return the words for a video that runs: when it has just begun or goes on, that is what counts."""
    begun = stamp((room.party.started_at or room.now).timestamp(), "R")
    if room.party.paused_for:
        return f"▶️ **{say('Press play: we go on from {position}', position=position(room.seconds))}**"
    return f"▶️ **{say('Press play!')}** {say('We began {when}.', when=begun)}"


def _controls(room: Room, say: Localizer, job: int) -> list[ui.Item[Any] | None]:
    if room.phase not in GATHERED:
        return [row([link_button(say("Watch"), room.chapter.url)])]
    party = room.party.id
    steer = {
        Phase.PAUSED: [action_button(say("Resume"), PartyResume(party, job), emoji="▶️")],
        Phase.RUNNING: [action_button(say("Pause"), PartyPause(party, job), emoji="⏸️")],
    }.get(room.phase, [])
    return [
        row(
            [
                link_button(say("Open the video"), room.chapter.url_at(room.seconds)),
                action_button(say("Where are we?"), PartyWhere(party), emoji=HERE, style=PRIMARY),
                _here_button(room, say, job),
            ]
        ),
        row([*steer, action_button(say("End"), PartyAskEnd(party), emoji="⏹️")]),
    ]


def _here_button(room: Room, say: Localizer, job: int) -> ui.Button[Any]:
    return action_button(say("I'm here"), PartyHere(room.party.id, job), emoji="✋")


def late_card(room: Room, say: Localizer, *, job: int) -> Card:
    """Say that nobody has started the party, and who may."""
    planned = stamp(room.party.starts_at.timestamp(), "R")
    return Card(
        panel(
            room_heading(room, say),
            text(
                f"⏰ **{say('Nobody has started yet.')}**",
                say("We planned to begin {when}. Now everyone who is going can start.", when=planned),
            ),
            row([action_button(say("Start"), PartyStartLate(room.party.id, job), style=PRIMARY)]),
        )
    )


def where_card(room: Room, say: Localizer) -> Card:
    """Tell one reader where the group is, with the link to that second."""
    at = position(room.seconds)
    if room.phase is Phase.COUNTDOWN:
        begins = stamp((room.party.started_at or room.party.starts_at).timestamp(), "R")
        words, detail = say("The video begins {when}.", when=begins), say("You are in time: open it.")
    elif room.phase is Phase.PAUSED:
        words = say("Paused at {position}", position=at)
        detail = say("Open it there and wait for the others.")
    else:
        words = say("The group is at {position}.", position=at)
        detail = say("Open it, and you are with the others.")
    label = say("Open at {position}", position=at)
    return Card(
        panel(
            text(f"{HERE} **{words}**", small(detail)),
            row([link_button(label, room.chapter.url_at(room.seconds)), _here_button(room, say, 0)]),
        )
    )


def here_card(say: Localizer, *, new: bool) -> Card:
    """Confirm that somebody is there, and say what that is for."""
    message = say("You are here.") if new else say("I know already that you are here.")
    hint = say("At the end whoever leads can mark the chapter watched for everyone who said so.")
    return done_card(message, hint=hint)


def ask_end_card(room: Room, say: Localizer) -> Card:
    """Ask whoever leads whether the party is to end before the video."""
    at, total = position(room.seconds), position(room.chapter.duration_s)
    return Card(
        panel(
            text(
                f"**{say('End the party for everyone?')}**",
                say("You are at {position} of {total}.", position=at, total=total),
            ),
            row([action_button(say("End the party"), PartyEnd(room.party.id), style=DANGER)]),
        )
    )


def start_card(step: Step, room: Room | None, say: Localizer) -> Card:
    """Answer a wish to start a party."""
    if room is None:
        return no_party_card(say)
    begins = stamp((room.party.started_at or room.party.starts_at).timestamp(), "R")
    if step is Step.DONE:
        return done_card(
            say("The party has been started: the video begins {when}.", when=begins),
            hint=say("I tell everyone in the channel when to press play."),
        )
    if step is Step.EARLY:
        opens = stamp((room.party.starts_at - OPENS_BEFORE).timestamp(), "R")
        return note_card(
            say("It is too early: this party can be started {when}.", when=opens), say("To watch sooner, move it.")
        )
    if step is Step.NOT_YOURS:
        late = stamp((room.party.starts_at + GRACE).timestamp(), "R")
        return note_card(
            say("Only its host and organisers can start this party now."),
            say("If they do not, everyone who is going can: {when}.", when=late),
        )
    return room_card(room, say, job=0)


def not_now_card(step: Step, room: Room | None, say: Localizer) -> Card:
    """Say why a step in a party cannot be taken."""
    if room is None:
        return no_party_card(say)
    if step is Step.NOT_YOURS:
        return note_card(say("Only its host, whoever started it and organisers can do that."))
    if step is Step.ALREADY:
        return note_card(_already(room, say))
    if step is Step.NOT_BEGUN:
        begins = stamp((room.party.started_at or room.party.starts_at).timestamp(), "R")
        return note_card(say("The video has not begun. Its start: {when}.", when=begins))
    return room_card(room, say, job=0)


def no_party_card(say: Localizer) -> Card:
    """Say that there is no such party any more."""
    return note_card(say("I do not know that party any more."), say("See `/party list`."))


def _already(room: Room, say: Localizer) -> str:
    paused = room.phase is Phase.PAUSED
    return say("The party is paused already.") if paused else say("The party is running already.")
