"""Distinct types for numbers that must not be swapped."""

from typing import NewType

GuildId = NewType("GuildId", int)
ChannelId = NewType("ChannelId", int)
UserId = NewType("UserId", int)
RoleId = NewType("RoleId", int)
MessageId = NewType("MessageId", int)
TagId = NewType("TagId", int)
ScheduleId = NewType("ScheduleId", int)
JobId = NewType("JobId", int)
PartyId = NewType("PartyId", int)
WishId = NewType("WishId", int)
EventId = NewType("EventId", int)
CourseId = NewType("CourseId", str)
ChapterNumber = NewType("ChapterNumber", int)
