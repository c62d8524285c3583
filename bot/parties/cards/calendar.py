"""A watch party as a calendar file, with an alarm."""

from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

from bot.courses.cards import heading
from bot.courses.model import Chapter
from bot.parties.model import Party
from bot.text.translations import Localizer
from bot.text.visible import visible

ALARM_BEFORE = timedelta(minutes=10)


def party_file(party: Party, chapter: Chapter, say: Localizer, now: datetime, *, installation: str) -> bytes:
    """Return *party* as an iCalendar file; a later file of the same party replaces it in the calendar.

    *installation* tells its UID from those of other installations' parties.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Lectern//Watch parties//EN")
    calendar.add("version", "2.0")
    event = Event()
    event.add("uid", f"party-{party.id}@{installation}.lectern")
    event.add("dtstamp", now)
    event.add("sequence", int(now.timestamp()))
    event.add("dtstart", party.starts_at)
    event.add("dtend", party.ends_at(party.starts_at))
    event.add("summary", f"{say('Watch party')}: {heading(chapter)}")
    event.add("description", "\n".join(filter(None, (chapter.url, visible(party.note or "")))))
    event.add("location", f"https://discord.com/channels/{party.guild}/{party.venue or party.channel}")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", heading(chapter))
    alarm.add("trigger", -ALARM_BEFORE)
    event.add_component(alarm)
    calendar.add_component(event)
    return bytes(calendar.to_ical())
