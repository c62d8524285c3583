"""Changes that can be taken back: kept for one guild and kind, and deleted with whom they name."""

from datetime import timedelta

from bot.ids import GuildId, UserId
from bot.storage.database import Database
from bot.undo.model import UndoKind, UndoRecord
from bot.undo.store import UndoStore
from tests.storage.samples import NOW

GUILD, OTHER_GUILD = GuildId(10), GuildId(11)
USER, OTHER_USER = UserId(1234), UserId(77)


async def test_a_change_is_found_only_in_its_guild_and_as_its_kind(database: Database) -> None:
    async with database.transaction() as tx:
        number = await UndoStore(tx).add(GUILD, USER, UndoKind.PARTY, "{}", NOW)
        expected = UndoRecord(number, GUILD, USER, UndoKind.PARTY, "{}", NOW, None)
        assert await UndoStore(tx).get(GUILD, UndoKind.PARTY, number) == expected
        assert await UndoStore(tx).get(OTHER_GUILD, UndoKind.PARTY, number) is None
        assert await UndoStore(tx).find(UndoKind.PARTY, number) == expected
        assert await UndoStore(tx).find(UndoKind.SCHEDULE, number) is None
        assert await UndoStore(tx).get(GUILD, UndoKind.SCHEDULE, number) is None
        for forged in (0, number + 1, 2**63, 10**20):
            assert await UndoStore(tx).get(GUILD, UndoKind.PARTY, forged) is None


async def test_the_latest_change_of_a_kind_that_was_not_taken_back_is_found(database: Database) -> None:
    async with database.transaction() as tx:
        store = UndoStore(tx)
        assert await store.latest(GUILD, UndoKind.SCHEDULE) is None
        numbers = [await store.add(GUILD, USER, UndoKind.SCHEDULE, "{}", NOW) for _ in range(3)]
        await store.mark_undone(numbers.pop(), NOW)
        await store.add(GUILD, USER, UndoKind.PARTY, "{}", NOW)
        await store.add(OTHER_GUILD, USER, UndoKind.SCHEDULE, "{}", NOW)
        found = await store.latest(GUILD, UndoKind.SCHEDULE)
    assert found is not None
    assert found.id == numbers[-1]


async def test_a_change_is_marked_as_taken_back(database: Database) -> None:
    later = NOW + timedelta(minutes=1)
    async with database.transaction() as tx:
        number = await UndoStore(tx).add(GUILD, USER, UndoKind.PARTY, "{}", NOW)
        await UndoStore(tx).mark_undone(number, later)
        found = await UndoStore(tx).get(GUILD, UndoKind.PARTY, number)
    assert found is not None
    assert found.undone_at == later


async def test_old_changes_are_pruned_and_their_numbers_never_used_again(database: Database) -> None:
    """A button below an old message must not take another change back."""
    async with database.transaction() as tx:
        old = await UndoStore(tx).add(GUILD, USER, UndoKind.PARTY, "{}", NOW)
        await UndoStore(tx).prune(NOW)
        assert await UndoStore(tx).get(GUILD, UndoKind.PARTY, old) is not None
        await UndoStore(tx).prune(NOW + timedelta(seconds=1))
        assert await UndoStore(tx).get(GUILD, UndoKind.PARTY, old) is None
        assert await UndoStore(tx).add(GUILD, USER, UndoKind.PARTY, "{}", NOW) > old


async def test_changes_that_name_somebody_are_deleted_with_their_data(database: Database) -> None:
    async with database.transaction() as tx:
        own = await UndoStore(tx).add(GUILD, USER, UndoKind.PARTY, "{}", NOW)
        naming = await UndoStore(tx).add(GUILD, OTHER_USER, UndoKind.SCHEDULE, f'{{"organiser":{USER}}}', NOW)
        other = await UndoStore(tx).add(GUILD, OTHER_USER, UndoKind.SCHEDULE, "{}", NOW)
        await UndoStore(tx).delete_user(USER)
        assert await UndoStore(tx).get(GUILD, UndoKind.PARTY, own) is None
        assert await UndoStore(tx).get(GUILD, UndoKind.SCHEDULE, naming) is None
        assert await UndoStore(tx).get(GUILD, UndoKind.SCHEDULE, other) is not None
