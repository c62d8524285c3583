"""Who opted in to direct messages, as the store keeps it."""

from bot.ids import DmOptInId
from bot.parties.store import DmOptInStore
from bot.storage.database import Database
from bot.text.locales import Locale
from tests.storage.samples import GUILD, OTHER_GUILD, OTHER_USER, USER


async def test_an_opt_in_is_kept_until_it_is_taken_back(database: Database) -> None:
    """For one guild, in the person's latest language there; an opt-in made again has another id."""
    async with database.transaction() as tx:
        opt_ins = DmOptInStore(tx)
        assert await opt_ins.of(GUILD, USER) is None
        await opt_ins.add(GUILD, USER, Locale.ENGLISH)
        first = await opt_ins.of(GUILD, USER)
        await opt_ins.add(GUILD, USER, Locale.PORTUGUESE)
        await opt_ins.add(GUILD, OTHER_USER, Locale.ENGLISH)
        await opt_ins.add(OTHER_GUILD, USER, Locale.ENGLISH)
        assert first is not None
        second = await opt_ins.get(first.id)
        assert second is not None
        assert (second.guild, second.user, second.locale) == (GUILD, USER, Locale.PORTUGUESE)
        assert [opt_in.user for opt_in in await opt_ins.of_guild(GUILD)] == [USER, OTHER_USER]
        await opt_ins.remove(GUILD, USER)
        assert await opt_ins.get(first.id) is None
        assert await opt_ins.get(DmOptInId(99)) is None
        await opt_ins.add(GUILD, USER, Locale.ENGLISH)
        again = await opt_ins.of(GUILD, USER)
        assert again is not None
        assert again.id > first.id


async def test_people_are_handed_their_opt_ins(database: Database) -> None:
    """With guild and language of each."""
    async with database.transaction() as tx:
        await DmOptInStore(tx).add(GUILD, USER, Locale.ENGLISH)
        rows = await DmOptInStore(tx).export_user(USER)
    assert [dict(row) for row in rows] == [{"guild_id": GUILD, "wants_direct_reminders": "en-US"}]
