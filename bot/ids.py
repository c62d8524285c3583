"""Distinct types for numbers that must not be swapped."""

from datetime import UTC, datetime, timedelta
from typing import Final, NewType

# Neither Discord nor the database gives a larger one; a custom_id that was made up may name one.
LARGEST_ID: Final = 2**63 - 1
GuildId = NewType("GuildId", int)
ChannelId = NewType("ChannelId", int)
UserId = NewType("UserId", int)
RoleId = NewType("RoleId", int)
MessageId = NewType("MessageId", int)
TagId = NewType("TagId", int)
ScheduleId = NewType("ScheduleId", int)
JobId = NewType("JobId", int)
PartyId = NewType("PartyId", int)
DmOptInId = NewType("DmOptInId", int)
EventId = NewType("EventId", int)
CourseId = NewType("CourseId", str)
ChapterNumber = NewType("ChapterNumber", int)
DISCORD_EPOCH: Final = datetime(2015, 1, 1, tzinfo=UTC)


def created_at(message: MessageId) -> datetime:
    """Return when *message* was made, by Discord's clock: its number tells the milliseconds since 2015."""
    return DISCORD_EPOCH + timedelta(milliseconds=message >> 22)
