"""Which of Discord's shards a process runs, and which guilds are theirs."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from bot.ids import GuildId

_WRITTEN = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?/(\d{1,6})", re.ASCII)


class ShardsError(ValueError):
    """A text names no shards; the message is what is wrong with it, to go on after the setting's name."""


def shard_of(guild: int, count: int) -> int:
    """Return which of *count* shards is told of *guild*; 0, of the whole installation or direct messages, is shard 0's.

    https://discord.com/developers/docs/events/gateway#sharding
    """
    return (guild >> 22) % count


@dataclass(frozen=True, slots=True)
class ShardSet:
    """Some of *count* shards, such as those that are ready."""

    ids: frozenset[int]
    count: int

    @classmethod
    def of(cls, ids: Iterable[int], count: int) -> Self:
        """Return the shards *ids* of *count*."""
        return cls(frozenset(ids), count)

    def owns(self, guild: int) -> bool:
        """Tell whether one of these shards is told of *guild*."""
        return shard_of(guild, self.count) in self.ids

    @property
    def marks(self) -> str:
        """A character for each shard of all: 1 for those in the set, 0 for the others."""
        return "".join("01"[shard in self.ids] for shard in range(self.count))


EVERY_SHARD = ShardSet.of({0}, 1)
"""All guilds: the shards of a process that has no share."""


@dataclass(frozen=True, slots=True)
class Shards:
    """The shards *first* to *last* of *count*, numbered from 0, both included: what one process runs."""

    first: int
    last: int
    count: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the shards written as 0-3/16, or 5/16 for one; raise ShardsError."""
        if (written := _WRITTEN.fullmatch("".join(text.split()))) is None:
            message = "must be such as 0-3/16 (shards 0 to 3 of 16) or 5/16"
            raise ShardsError(message)
        first, last, count = written.groups()
        shards = cls(int(first), int(last or first), int(count))
        if shards.last >= shards.count:
            message = f"says {text.strip()}, but {shards.count} shards are numbered from 0 to {shards.count - 1}"
            raise ShardsError("must have a count of at least 1" if shards.count == 0 else message)
        if shards.first > shards.last:
            message = f"says {text.strip()}, whose first shard is after its last"
            raise ShardsError(message)
        return shards

    def __str__(self) -> str:
        span = str(self.first) if self.first == self.last else f"{self.first}-{self.last}"
        return f"{span}/{self.count}"

    @property
    def ids(self) -> range:
        """The numbers of the shards."""
        return range(self.first, self.last + 1)

    def owns(self, guild: GuildId) -> bool:
        """Tell whether one of these shards is told of *guild*; direct messages, guild 0, are shard 0's."""
        return shard_of(guild, self.count) in self.ids

    @property
    def are_all(self) -> bool:
        """Whether no other process has shards."""
        return len(self.ids) == self.count

    @property
    def have_direct_messages(self) -> bool:
        """Whether direct messages, and the work of the whole installation, are of these shards."""
        return self.first == 0
