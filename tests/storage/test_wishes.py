"""Who wants to be reminded in person, as it is kept."""

from bot.ids import DmOptInId
from bot.parties.store import DmOptInStore
from bot.storage.database import Database
from bot.text.locales import Locale
from tests.storage.samples import GUILD, OTHER_GUILD, OTHER_USER, USER


async def test_a_wish_is_kept_until_it_is_taken_back(database: Database) -> None:
    """For one guild, in the language last read there; a wish made again is another."""
    async with database.transaction() as tx:
        wishes = DmOptInStore(tx)
        assert await wishes.of(GUILD, USER) is None
        await wishes.add(GUILD, USER, Locale.ENGLISH)
        first = await wishes.of(GUILD, USER)
        await wishes.add(GUILD, USER, Locale.PORTUGUESE)
        await wishes.add(GUILD, OTHER_USER, Locale.ENGLISH)
        await wishes.add(OTHER_GUILD, USER, Locale.ENGLISH)
        assert first is not None
        second = await wishes.get(first.id)
        assert second is not None
        assert (second.guild, second.user, second.locale) == (GUILD, USER, Locale.PORTUGUESE)
        assert [wish.user for wish in await wishes.of_guild(GUILD)] == [USER, OTHER_USER]
        await wishes.remove(GUILD, USER)
        assert await wishes.get(first.id) is None
        assert await wishes.get(DmOptInId(99)) is None
        await wishes.add(GUILD, USER, Locale.ENGLISH)
        again = await wishes.of(GUILD, USER)
        assert again is not None
        assert again.id > first.id


async def test_people_are_handed_their_wishes(database: Database) -> None:
    """Where they wish it, and in which language."""
    async with database.transaction() as tx:
        await DmOptInStore(tx).add(GUILD, USER, Locale.ENGLISH)
        rows = await DmOptInStore(tx).export_user(USER)
    assert [dict(row) for row in rows] == [{"guild_id": GUILD, "wants_direct_reminders": "en-US"}]
