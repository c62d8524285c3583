"""What the use cases of watch parties need from storage."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.core.erasure import Erasable
from bot.core.ids import ChannelId, EventId, GuildId, PartyId, UserId, WishId
from bot.core.locales import Locale
from bot.core.parties.party import Answer, Guests, Party, Presence
from bot.core.parties.whispers import Wish


class PartyStore(Erasable, Protocol):
    """The watch parties, who comes to them, and who was there."""

    async def add(self, party: Party, now: datetime | None = None) -> Party:
        """Remember a new party and return it with its id.

        A host has one draft in a guild, the latest; *now* is when it was drafted.
        """
        ...

    async def save(self, party: Party) -> None:
        """Remember the new state of *party*."""
        ...

    async def get(self, party: PartyId) -> Party | None:
        """Return one party."""
        ...

    async def naming(self, user: UserId) -> Sequence[Party]:
        """Return the parties, of any guild and ended or not, that *user* hosts or has answered."""
        ...

    async def open(self, guild: GuildId) -> Sequence[Party]:
        """Return the parties of *guild* that are to come or under way, the earliest first."""
        ...

    async def events(self, after: datetime) -> Sequence[tuple[GuildId, EventId, ChannelId]]:
        """Return the events of the planned parties that start *after* then, with guild and channel."""
        ...

    async def answer(self, party: Party, user: UserId, answer: Answer, now: datetime) -> Answer | None:
        """Remember what *user* answers, and return what they had answered before."""
        ...

    async def leave(self, guild: GuildId, user: UserId) -> Sequence[Party]:
        """Take *user* off the parties of *guild* that are not over, and return those they were on."""
        ...

    async def guests(self, party: PartyId) -> Guests:
        """Return who answered what."""
        ...

    async def arrive(self, party: Party, user: UserId, now: datetime, *, said: bool = True) -> bool:
        """Remember that *user* is at *party*, as they *said* or were seen; false when that was known."""
        ...

    async def present(self, party: PartyId) -> Sequence[Presence]:
        """Return who was at *party*, those first who came first."""
        ...

    async def prune(self, *, ended: datetime, seen: datetime, drafted: datetime) -> None:
        """Forget what is older: parties that *ended*, who was only *seen* at one, and what was *drafted*."""
        ...


class WishStore(Erasable, Protocol):
    """Who wants to be reminded of parties by direct message."""

    async def add(self, guild: GuildId, user: UserId, locale: Locale) -> None:
        """Remember that *user* wants direct messages about parties of *guild*, in *locale*."""
        ...

    async def remove(self, guild: GuildId, user: UserId) -> None:
        """Forget that *user* wants direct messages about parties of *guild*."""
        ...

    async def get(self, wish: WishId) -> Wish | None:
        """Return one wish."""
        ...

    async def of(self, guild: GuildId, user: UserId) -> Wish | None:
        """Return what *user* wishes in *guild*, if anything."""
        ...

    async def of_guild(self, guild: GuildId) -> Sequence[Wish]:
        """Return the wishes of everyone in *guild*."""
        ...
