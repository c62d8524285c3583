"""What is said when a party is over: who was there, what to watch again, when the next one is."""

from bot.courses.buttons import OpenChapter
from bot.courses.cards import heading, moments_text
from bot.courses.model import Course
from bot.parties.buttons import PartyAllWatched, PartyWatched
from bot.parties.cards.running import room_heading, stamp
from bot.parties.running import Room
from bot.text.translations import Localizer
from bot.ui.cards import PRIMARY, TOGETHER, Card, action_button, divider, link_button, panel, row, small, text
from bot.ui.note_cards import done_card, note_card

MOST_MOMENTS = 6


def closing_card(course: Course, room: Room, say: Localizer, *, job: int) -> Card:
    """Close the party: one press marks the chapter, for oneself or for everyone who said they were there."""
    party = room.party.id
    buttons = [
        action_button(say("Mark watched"), PartyWatched(party, job), style=PRIMARY),
        link_button(say("Watch again"), room.chapter.url),
    ]
    if room.said_here:
        buttons.insert(1, action_button(say("Mark everyone here"), PartyAllWatched(party), emoji=TOGETHER))
    if len(room.chapter.moments) > MOST_MOMENTS:
        buttons.insert(-1, action_button(say("All moments"), OpenChapter(room.chapter.number)))
    moments = moments_text(room.chapter, say, MOST_MOMENTS)
    return Card(
        panel(
            room_heading(room, say),
            text(f"🎬 **{say('That was it. Thank you for watching together!')}**", _who(room, say)),
            *([divider(), moments] if moments is not None else []),
            divider(),
            row(buttons),
            text(_next(course, room, say)),
        )
    )


def _who(room: Room, say: Localizer) -> str | None:
    if not room.present:
        return None
    return f"{TOGETHER} " + say.count("{number} was here", "{number} were here", len(room.present))


def _next(course: Course, room: Room, say: Localizer) -> str | None:
    following = room.following
    chapter = None if following is None else course.get(following.chapter)
    if following is None or chapter is None:
        ended = room.party.repeat is not None and following is None
        return small(say("That was the last watch party of this series.")) if ended else None
    begins = following.starts_at.timestamp()
    when = f"{stamp(begins, 'F')} ({stamp(begins, 'R')})"
    return small(say("Next watch party: {title}, {when}", title=heading(chapter), when=when))


def all_marked_card(room: Room, say: Localizer) -> Card:
    """Confirm to whoever leads that the chapter is marked for everyone who said they were there."""
    number = len(room.said_here)
    if not number:
        return note_card(say("Nobody said that they were here."), say("Everyone can still mark it for themselves."))
    return done_card(
        say.count(
            "Marked watched for {number} who said that they were here.",
            "Marked watched for the {number} who said that they were here.",
            number,
        )
    )
