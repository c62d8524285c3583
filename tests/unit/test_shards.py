"""Which shards a process runs, and which servers are theirs."""

import pytest

from bot.ids import GuildId
from bot.shards import EVERY_SHARD, Shards, ShardsError, ShardSet, shard_of

GUILD = GuildId((5 << 22) + 77)


@pytest.mark.parametrize(
    ("text", "shards", "ids"),
    [
        ("0-3/16", Shards(0, 3, 16), [0, 1, 2, 3]),
        ("5/16", Shards(5, 5, 16), [5]),
        (" 0 - 0 / 1 ", Shards(0, 0, 1), [0]),
        ("15/16", Shards(15, 15, 16), [15]),
    ],
)
def test_shards_are_read_as_they_are_written(text: str, shards: Shards, ids: list[int]) -> None:
    assert Shards.parse(text) == shards
    assert list(shards.ids) == ids
    assert Shards.parse(str(shards)) == shards


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "must be such as"),
        ("0-3", "must be such as"),
        ("a/b", "must be such as"),
        ("-1/4", "must be such as"),
        ("٣/16", "must be such as"),
        ("0/0", "at least 1"),
        ("4/4", "says 4/4, but 4 shards are numbered from 0 to 3"),
        ("3-1/4", "says 3-1/4, whose first shard is after its last"),
    ],
)
def test_what_is_wrong_with_a_text_is_said(text: str, said: str) -> None:
    with pytest.raises(ShardsError, match=said):
        Shards.parse(text)


def test_a_server_is_of_the_shard_that_discord_tells_of_it() -> None:
    assert [shard_of(GUILD, count) for count in (1, 2, 4, 16)] == [0, 1, 1, 5]
    assert Shards.parse("4-5/16").owns(GUILD)
    assert not Shards.parse("0-4/16").owns(GUILD)
    assert EVERY_SHARD.owns(GUILD)
    assert not ShardSet.of({0, 2}, 4).owns(GUILD)


def test_direct_messages_and_the_whole_installation_are_shard_0s() -> None:
    none = GuildId(0)
    first, second = Shards.parse("0-1/4"), Shards.parse("2-3/4")
    assert (first.owns(none), second.owns(none)) == (True, False)
    assert (first.have_direct_messages, second.have_direct_messages) == (True, False)


def test_a_set_marks_each_of_all_shards() -> None:
    assert ShardSet.of({1, 3}, 4).marks == "0101"
    assert EVERY_SHARD.marks == "1"
