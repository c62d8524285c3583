"""Drafts of schedules, given back as they were stored."""

from datetime import date, time, timedelta

import pytest

from bot.core.drafts import Draft
from bot.core.ids import ChannelId, ChapterNumber, RoleId, TagId
from bot.core.locales import Locale
from bot.core.ports import Storage
from bot.core.schedule import Ending
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
    order=(ChapterNumber(9), ChapterNumber(1)),
    first=ChapterNumber(1),
    per_post=2,
    grace=timedelta(),
    language=Locale.PORTUGUESE,
    discussion=True,
    ending=Ending.WAIT,
    tag=TagId(LARGEST_ID),
    typed=(("time", "25:99"), ("zone", "\u202e@everyone")),
)


async def kept(database: Storage) -> Draft | None:
    """Return what is stored."""
    async with database.transaction() as stores:
        return await stores.drafts.get(GUILD, USER)


@pytest.mark.parametrize("draft", [BLANK, FULL])
async def test_a_draft_is_given_back_as_it_was(database: Storage, draft: Draft) -> None:
    """Also in place of another one; and it is gone when it is dropped."""
    async with database.transaction() as stores:
        await stores.drafts.save(Draft(GUILD, USER, every=3), NOW)
        await stores.drafts.save(draft, NOW)
    assert await kept(database) == draft
    async with database.transaction() as stores:
        await stores.drafts.drop(GUILD, USER)
    assert await kept(database) is None


async def test_drafts_of_others_are_others(database: Storage) -> None:
    """Each organiser has one in each guild."""
    async with database.transaction() as stores:
        await stores.drafts.save(Draft(OTHER_GUILD, USER), NOW)
        await stores.drafts.save(Draft(GUILD, OTHER_USER), NOW)
        await stores.drafts.drop(OTHER_GUILD, OTHER_USER)
        assert await stores.drafts.get(OTHER_GUILD, USER) is not None
    assert await kept(database) is None


async def test_old_drafts_are_forgotten(database: Storage) -> None:
    """Those that nobody has changed since then, and no others."""
    async with database.transaction() as stores:
        await stores.drafts.save(BLANK, NOW - SECOND)
        await stores.drafts.save(Draft(GUILD, OTHER_USER), NOW)
        await stores.drafts.prune(NOW)
        assert await stores.drafts.get(GUILD, OTHER_USER) is not None
    assert await kept(database) is None
