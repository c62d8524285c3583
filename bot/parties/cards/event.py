"""A watch party as a scheduled event in Discord, why it has none, and as a calendar file with an alarm."""

from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

from bot.courses.cards import plain_heading
from bot.courses.model import Chapter
from bot.jobs.model import HoldReason
from bot.parties.events import event_mark
from bot.parties.model import Party
from bot.text.translations import Localizer
from bot.text.visible import shortened, strip_invisible
from bot.ui.cards import escape, web_address

LONGEST_NAME = 100  # characters that Discord takes
ALARM_BEFORE = timedelta(minutes=10)


def event_name(chapter: Chapter, say: Localizer) -> str:
    """Return the name of the event, without Markdown, which Discord shows as typed."""
    return shortened(f"{say('Watch party')}: {plain_heading(chapter)}", LONGEST_NAME)


def event_description(party: Party, chapter: Chapter, say: Localizer) -> str:
    """Return the description of the event: the host's note, the video, and where to answer."""
    lines = [
        say("We watch this video together: {video}", video=web_address(chapter.url) + event_mark(party.id)),
        say("Going, maybe or not? Please answer in {channel}.", channel=f"<#{party.channel}>"),
    ]
    return "\n".join(lines if party.note is None else [escape(party.note), "", *lines])


def event_problem_text(reason: HoldReason, say: Localizer) -> str:
    """Return why a party has no scheduled event in Discord, and what to do about it."""
    if reason is HoldReason.CHANNEL_NOT_PUBLIC:
        return say(
            "This party is not among the server's events: everyone would see it there, but not everyone "
            "can view this channel."
        )
    if reason is HoldReason.TOO_MANY_EVENTS:
        return say("This server has 100 open events, as many as Discord allows, so this party has none.")
    if reason is HoldReason.REFUSED:
        return say(
            "This party is missing from the server's events: Discord refuses it, and does not say why. "
            "Check my permissions."
        )
    return say(
        "This party is missing from the server's events: I need the permission “{permission}”.",
        permission=say("Create Events"),
    )


def party_file(party: Party, chapter: Chapter, say: Localizer, now: datetime, *, installation: str) -> bytes:
    """Return *party* as an iCalendar file (RFC 5545), newer than earlier ones; *installation* makes its UID unique."""
    calendar = Calendar()
    calendar.add("prodid", "-//Lectern//Watch parties//EN")
    calendar.add("version", "2.0")
    event = Event()
    event.add("uid", f"party-{party.id}@{installation}.lectern")
    event.add("dtstamp", now)
    event.add("sequence", int(now.timestamp()))
    event.add("dtstart", party.starts_at)
    event.add("dtend", party.ends_at(party.starts_at))
    event.add("summary", f"{say('Watch party')}: {plain_heading(chapter)}")
    event.add("description", "\n".join(filter(None, (web_address(chapter.url), strip_invisible(party.note or "")))))
    event.add("location", f"https://discord.com/channels/{party.guild}/{party.venue or party.channel}")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", plain_heading(chapter))
    alarm.add("trigger", -ALARM_BEFORE)
    event.add_component(alarm)
    calendar.add_component(event)
    return bytes(calendar.to_ical())
