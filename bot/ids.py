"""Distinct types for ids, so that the type checker refuses one kind of id where another is meant."""

from datetime import UTC, datetime, timedelta
from typing import Final, NewType

LARGEST_ID: Final = 2**63 - 1  # SQLite's largest integer; a forged custom_id may hold a larger one
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
PostOptInId = NewType("PostOptInId", int)
NudgeWishId = NewType("NudgeWishId", int)
UndoId = NewType("UndoId", int)
EventId = NewType("EventId", int)
CourseId = NewType("CourseId", str)
ChapterId = NewType("ChapterId", int)
DISCORD_EPOCH: Final = datetime(2015, 1, 1, tzinfo=UTC)  # snowflake ids count milliseconds from here


def created_at(message: MessageId) -> datetime:
    """Return when *message* was created, by Discord's clock: a snowflake's upper bits are that time in milliseconds."""
    return DISCORD_EPOCH + timedelta(milliseconds=message >> 22)
