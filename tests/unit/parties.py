"""A watch party for tests to begin from."""

from datetime import UTC, datetime, timedelta

from bot.ids import ChannelId, ChapterId, CourseId, GuildId, PartyId, UserId
from bot.parties.model import Party, PartyState

START = datetime(2026, 11, 28, 20, tzinfo=UTC)
LENGTH = timedelta(minutes=30)


def party_at(starts_at: datetime = START, *, state: PartyState = PartyState.PLANNED) -> Party:
    """Return a party of half an hour in Lisbon."""
    return Party(
        id=PartyId(3),
        guild=GuildId(10),
        course=CourseId("neural-networks"),
        chapter=ChapterId(5),
        length=LENGTH,
        host=UserId(30),
        channel=ChannelId(20),
        starts_at=starts_at,
        zone_name="Europe/Lisbon",
        state=state,
    )
