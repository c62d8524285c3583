"""The settings that guilds have chosen, and which guilds have the bot."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.guilds.model import GuildSettings
from bot.guilds.store import GuildStore
from bot.ids import GuildId
from bot.storage.database import Database
from bot.text.locales import Locale
from tests.storage.contents import contents
from tests.storage.samples import CHANNEL, GUILD, LARGEST_ID, NOW, OTHER_GUILD

CHOSEN = GuildSettings(GUILD, Locale.PORTUGUESE, "America/Sao_Paulo", notices=CHANNEL)


async def test_a_guild_never_seen_has_chosen_nothing(database: Database) -> None:
    """Reading its settings is no error."""
    async with database.transaction() as tx:
        assert await GuildStore(tx).get(GUILD) == GuildSettings(GUILD)
        assert list(await GuildStore(tx).known()) == []


@pytest.mark.parametrize(
    "settings",
    [
        *(GuildSettings(GUILD, locale, "Asia/Kolkata") for locale in (*Locale, None)),
        GuildSettings(GUILD, Locale.ENGLISH, None),
        GuildSettings(GUILD),
        GuildSettings(GuildId(LARGEST_ID)),
    ],
)
async def test_choices_are_given_back(database: Database, settings: GuildSettings) -> None:
    """Each language and a zone, or neither."""
    async with database.transaction() as tx:
        await GuildStore(tx).save(settings)
    async with database.transaction() as tx:
        assert await GuildStore(tx).get(settings.guild) == settings


async def test_saving_again_replaces_the_choices_of_that_guild(database: Database) -> None:
    """A choice can be taken back; other guilds keep theirs."""
    other = replace(CHOSEN, guild=OTHER_GUILD)
    async with database.transaction() as tx:
        await GuildStore(tx).save(CHOSEN)
        await GuildStore(tx).save(other)
        await GuildStore(tx).save(replace(CHOSEN, locale=None))
        assert await GuildStore(tx).get(GUILD) == replace(CHOSEN, locale=None)
        assert await GuildStore(tx).get(OTHER_GUILD) == other


async def test_a_guild_that_left_is_known_as_gone_and_keeps_its_choices(database: Database) -> None:
    """It may come back before its data is deleted."""
    async with database.transaction() as tx:
        await GuildStore(tx).save(CHOSEN)
        await GuildStore(tx).mark_present(OTHER_GUILD)
        assert not await GuildStore(tx).has_left(GUILD)
        await GuildStore(tx).mark_left(GUILD, NOW)
        assert await GuildStore(tx).has_left(GUILD)
        assert list(await GuildStore(tx).known()) == [OTHER_GUILD]
        assert await GuildStore(tx).get(GUILD) == CHOSEN


async def test_a_guild_that_came_back_is_present(database: Database) -> None:
    """With its settings."""
    async with database.transaction() as tx:
        await GuildStore(tx).save(CHOSEN)
        await GuildStore(tx).mark_left(GUILD, NOW)
        await GuildStore(tx).mark_present(GUILD)
        assert not await GuildStore(tx).has_left(GUILD)
        assert list(await GuildStore(tx).known()) == [GUILD]
        assert await GuildStore(tx).get(GUILD) == CHOSEN


async def test_changing_the_choices_does_not_bring_a_guild_back(database: Database) -> None:
    async with database.transaction() as tx:
        await GuildStore(tx).mark_left(GUILD, NOW)
        await GuildStore(tx).save(CHOSEN)
        assert await GuildStore(tx).has_left(GUILD)


async def test_a_guild_may_be_known_only_by_its_leaving(database: Database, path: Path) -> None:
    """The first time of leaving counts, also before anything else was stored."""
    async with database.transaction() as tx:
        assert not await GuildStore(tx).has_left(GUILD)
        await GuildStore(tx).mark_left(GUILD, NOW)
        await GuildStore(tx).mark_left(GUILD, NOW + timedelta(days=3))
        assert await GuildStore(tx).has_left(GUILD)
    assert contents(path)["guild"] == [(GUILD, None, None, int(NOW.timestamp()), 0, None, None)]


async def test_marking_a_guild_present_again_changes_nothing(database: Database) -> None:
    """It is done at every start of the bot."""
    async with database.transaction() as tx:
        await GuildStore(tx).save(CHOSEN)
        await GuildStore(tx).mark_present(GUILD)
        await GuildStore(tx).mark_present(GUILD)
        assert await GuildStore(tx).get(GUILD) == CHOSEN
        assert list(await GuildStore(tx).known()) == [GUILD]


async def test_whether_members_plan_parties_is_kept(database: Database) -> None:
    """The default is no; other settings do not change it."""
    async with database.transaction() as tx:
        assert not (await GuildStore(tx).get(GUILD)).members_plan
        await GuildStore(tx).save(GuildSettings(GUILD, members_plan=True))
        assert (await GuildStore(tx).get(GUILD)).members_plan
        await GuildStore(tx).mark_present(GUILD)
        assert (await GuildStore(tx).get(GUILD)).members_plan
