"""Drafts of schedules come back from the store as they were saved."""

from datetime import date, time, timedelta

import pytest

from bot.ids import ChannelId, ChapterId, RoleId, TagId
from bot.schedules.drafts import Draft
from bot.schedules.model import Ending
from bot.schedules.store import DraftStore
from bot.storage.database import Database
from bot.text.locales import Locale
from tests.storage.samples import GUILD, LARGEST_ID, NOW, OTHER_GUILD, OTHER_USER, SECOND, USER

BLANK = Draft(GUILD, USER)
FULL = Draft(
    GUILD,
    USER,
    channel=ChannelId(LARGEST_ID),
    weekdays=frozenset(range(7)),
    at=time(23, 59),
    zone_name="Asia/Kathmandu",
    starts=date(2027, 1, 2),
    every=8,
    role=RoleId(LARGEST_ID),
    order=(ChapterId(9), ChapterId(1)),
    first=ChapterId(1),
    per_post=2,
    grace=timedelta(),
    language=Locale.PORTUGUESE,
    discussion=True,
    ending=Ending.WAIT,
    tag=TagId(LARGEST_ID),
    typed=(("time", "25:99"), ("zone", "\u202e@everyone")),
)


async def kept(database: Database) -> Draft | None:
    """Return the stored draft."""
    async with database.transaction() as tx:
        return await DraftStore(tx).get(GUILD, USER)


@pytest.mark.parametrize("draft", [BLANK, FULL])
async def test_a_draft_is_given_back_as_it_was(database: Database, draft: Draft) -> None:
    """Also one that replaced another; a deleted draft is gone."""
    async with database.transaction() as tx:
        await DraftStore(tx).save(Draft(GUILD, USER, every=3), NOW)
        await DraftStore(tx).save(draft, NOW)
    assert await kept(database) == draft
    async with database.transaction() as tx:
        await DraftStore(tx).drop(GUILD, USER)
    assert await kept(database) is None


async def test_each_organiser_has_a_draft_in_each_guild(database: Database) -> None:
    async with database.transaction() as tx:
        await DraftStore(tx).save(Draft(OTHER_GUILD, USER), NOW)
        await DraftStore(tx).save(Draft(GUILD, OTHER_USER), NOW)
        await DraftStore(tx).drop(OTHER_GUILD, OTHER_USER)
        assert await DraftStore(tx).get(OTHER_GUILD, USER) is not None
    assert await kept(database) is None


async def test_old_drafts_are_forgotten(database: Database) -> None:
    """Those that nobody has changed since then, and no others."""
    async with database.transaction() as tx:
        await DraftStore(tx).save(BLANK, NOW - SECOND)
        await DraftStore(tx).save(Draft(GUILD, OTHER_USER), NOW)
        await DraftStore(tx).prune(NOW)
        assert await DraftStore(tx).get(GUILD, OTHER_USER) is not None
    assert await kept(database) is None
