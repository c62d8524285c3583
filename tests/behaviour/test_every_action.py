"""Every button action checks by itself where and by whom it is used, and whether what it is about still exists.

Discord's checks are not enough: ids can be made up, or come from another server or from direct messages.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import fields, replace
from typing import Any

import discord
import pytest
import simcord
from simcord.backend.models import EPHEMERAL_FLAG, Overwrite
from simcord.enums import OverwriteType

from bot.ids import GuildId
from bot.storage.rows import Transaction, Work
from bot.storage.sqlite.database import SqliteDatabase
from bot.text.locales import Locale
from bot.text.translations import localizer
from bot.ui.buttons import Action
from tests.behaviour.conftest import ErrorRecords
from tests.behaviour.every_action import ROWS, Reach, Row
from tests.behaviour.reading import said, text_of
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import Person, press, send, stored, told
from tests.button_actions import ACTIONS

NAMES = [kind.name for kind in ACTIONS]
SUBJECTS = {"chapter", "party", "post", "part", "change", "schedule"}
NUMBERS = (0, 999, 2**63 - 1, 2**63, 10**20 - 1)
REFUSALS = (
    "That only works in a server.",
    "You need the Manage Server permission for that.",
    "I do not know that party any more.",
    "Only the host and the organisers can do that.",
    "Only its host, whoever started it and organisers can do that.",
    "Only its host and organisers can start this party now.",
    "That post is not waiting any more.",
    "The schedule was changed meanwhile",
    "This page is closed.",
    "That upload is not there any more.",
    "That course is not here any more.",
    "That schedule has ended meanwhile.",
    "What this would post has changed since.",
    "I have no record of that change any more.",
    "This button is from an older version of me.",
)


def public_messages(group: StudyGroup) -> dict[int, str]:
    """Return the components of all public messages of the bot, by message."""
    backend = group.env.backend
    return {
        message.id: repr(message.components)
        for channel in backend.messages.values()
        for message in channel.values()
        if message.author_id == backend.bot_user.id and not message.flags & EPHEMERAL_FLAG
    }


async def use(
    group: StudyGroup, row: Row, who: Person, custom_id: str, channel: simcord.ChannelHandle | None = None
) -> simcord.InteractionResult:
    """Let *who* use the action of *row* with *custom_id*, and return the result."""
    if row.fields is not None:
        return await send(group, who, custom_id, row.fields, channel)
    return await press(group, who, custom_id, channel, row.values)


async def expect_refused(
    group: StudyGroup, row: Row, who: Person, custom_id: str, channel: simcord.ChannelHandle | None = None
) -> None:
    """Check that *who* is refused in their language, and that neither database nor public messages change."""
    await group.env.settle()
    before = stored(group), public_messages(group)
    no = told(await use(group, row, who, custom_id, channel))
    say = localizer(group.locales.get(who.id, Locale.ENGLISH))
    chapter = say("The course has no chapter “{typed}”.", typed="\n").split("\n", maxsplit=1)[0]
    assert any(each in no for each in (*map(say, REFUSALS), chapter)), no
    assert (stored(group), public_messages(group)) == before


def whoever_may(group: StudyGroup, row: Row) -> simcord.MemberActor:
    """Return the person who may use the action of *row*."""
    actor: simcord.MemberActor = getattr(group, row.right)
    return actor


def action_and_row(name: str) -> tuple[type[Action], Row]:
    """Return the action of that *name* and its row."""
    kind = next(each for each in ACTIONS if each.name == name)
    return kind, ROWS[kind]


@pytest.fixture
async def ready(group: StudyGroup, failures: ErrorRecords, request: pytest.FixtureRequest) -> tuple[StudyGroup, Row]:
    """The group in the state in which the action works; errors on the way there are expected."""
    row = action_and_row(request.node.callspec.params["name"])[1]
    await row.arrange(group)
    failures.take()
    return group, row


Ready = tuple[StudyGroup, Row]


def reaching(*reaches: Reach) -> Sequence[str]:
    """Return the names of the actions that may be used in one of *reaches*."""
    return [kind.name for kind, row in ROWS.items() if row.reach in reaches]


def test_every_action_has_a_row_in_the_table() -> None:
    """A new action needs a row in `every_action.py`, or nothing here tests it."""
    assert set(ROWS) == set(ACTIONS)


@pytest.fixture
def writes(monkeypatch: pytest.MonkeyPatch) -> list[SqliteDatabase]:
    """The databases of the write transactions that have begun since."""
    transaction, write, begun = SqliteDatabase.transaction, SqliteDatabase.write, list[SqliteDatabase]()

    def counted(database: SqliteDatabase, guild: GuildId | None = None) -> AbstractAsyncContextManager[Transaction]:
        begun.append(database)
        return transaction(database, guild)

    async def counted_write(database: SqliteDatabase, work: Work[Any], guild: GuildId | None = None) -> Any:
        begun.append(database)
        return await write(database, work, guild)

    monkeypatch.setattr(SqliteDatabase, "transaction", counted)
    monkeypatch.setattr(SqliteDatabase, "write", counted_write)
    return begun


@pytest.mark.parametrize("name", NAMES)
async def test_actions_work_for_those_who_may_use_them(ready: Ready, writes: list[SqliteDatabase], name: str) -> None:
    """Those that change something open a write transaction, the others only read."""
    group, row = ready
    if name != "share-answer":  # it is used on a card that shows a question (`test_floods`)
        await group.env.settle()
        before = stored(group)
        writes.clear()
        result = await use(group, row, whoever_may(group, row), row.custom_id)
        assert result.acknowledged
        if result.response is not None:
            assert not any(each in said(result) for each in REFUSALS)
        assert (stored(group) != before) is row.changes
        assert bool(writes) is row.changes


@pytest.mark.parametrize("name", [kind.name for kind, row in ROWS.items() if row.over])
async def test_actions_change_nothing_once_their_subject_is_over(ready: Ready, name: str) -> None:
    """Whoever may use them; nothing is posted either."""
    group, row = ready
    assert row.over is not None
    await row.over(group)
    await group.env.settle()
    before = stored(group), public_messages(group)
    assert told(await use(group, row, whoever_may(group, row), row.custom_id)), name
    assert (stored(group), public_messages(group)) == before


@pytest.mark.parametrize("name", NAMES)
async def test_actions_are_refused_to_those_who_may_not_use_them(ready: Ready, name: str) -> None:
    """One person after the other tries in the same state, since no try changes it."""
    group, row = ready
    if row.others:
        assert group.locales[group.reader.id] is Locale.PORTUGUESE
        await expect_refused(group, row, group.reader, row.custom_id)
    if row.reach in {Reach.HOME, Reach.MEMBERS}:
        await expect_refused(group, row, *from_another_server(group, row))
        await expect_refused(group, row, *without_a_view(group, row))
    if row.reach in {Reach.SERVERS, Reach.HOME}:
        await expect_refused(group, row, whoever_may(group, row).user, row.custom_id)
    if row.reach is Reach.MEMBERS:
        await expect_refused(group, row, group.env.create_user("stranger"), row.custom_id)
    for custom_id in meaningless(action_and_row(name)[0], row):
        await expect_refused(group, row, whoever_may(group, row), custom_id)


Attempt = tuple[simcord.MemberActor, str, simcord.ChannelHandle]


def from_another_server(group: StudyGroup, row: Row) -> Attempt:
    """Let the same person try from another server, which they organise."""
    other = group.env.create_guild("Other group")
    organisers = other.create_role("Organisers", permissions=discord.Permissions(manage_guild=True))
    member = other.add_member(whoever_may(group, row).user, roles=[organisers])
    return member, row.custom_id, other.create_text_channel("hall")


def without_a_view(group: StudyGroup, row: Row) -> Attempt:
    """Let an organiser try who cannot view the channel that the action is about, from another channel."""
    denied = Overwrite(0, OverwriteType.MEMBER, deny=discord.Permissions(view_channel=True).value)
    outsider = group.guild.add_member(group.env.create_user("otto"), roles=[group.guild.roles["Organisers"]])
    group.env.backend.set_overwrite(group.channel.id, replace(denied, target_id=outsider.id))
    group.locales[outsider.id] = Locale.PORTUGUESE
    return outsider, row.custom_id, group.guild.create_text_channel("hall")


def in_full(kind: type[Action], custom_id: str) -> list[str]:
    """Return the parts of *custom_id*, with the fields of *kind* that it leaves out since they have their defaults."""
    parts = custom_id.split(":")
    return [*parts, *(f"{field.default:d}" for field in fields(kind)[len(parts) - 2 :])]


def meaningless(kind: type[Action], row: Row) -> Iterator[str]:
    """Yield ids in which the number of what the action is about is one that nothing has."""
    for place, field in enumerate(fields(kind)):
        for number in NUMBERS if field.name in SUBJECTS else ():
            parts = in_full(kind, row.custom_id)
            parts[2 + place] = str(number)
            yield ":".join(parts)


@pytest.mark.parametrize("name", reaching(Reach.MEMBERS))
async def test_actions_in_direct_messages_are_refused_to_former_members(ready: Ready, name: str) -> None:
    """The bot takes such a press as a sign that they left, and removes them from parties."""
    group, row = ready
    who = whoever_may(group, row)
    group.env.backend.remove_member(group.guild.id, who.id)
    await group.env.settle()
    no = told(await use(group, row, who.user, row.custom_id))
    assert any(each in no for each in REFUSALS), name


@pytest.mark.parametrize("name", reaching(Reach.MEMBERS))
async def test_actions_in_direct_messages_work_for_members(ready: Ready, name: str) -> None:
    group, row = ready
    before = stored(group)
    result = await use(group, row, whoever_may(group, row).user, row.custom_id)
    assert result.acknowledged
    assert not any(each in text_of(shown) for shown in result.followups for each in REFUSALS)
    assert (stored(group) != before) is row.changes, name


@pytest.mark.parametrize("name", [kind.name for kind in ACTIONS if len(fields(kind)) > 1])
async def test_actions_with_arbitrary_numbers_break_nothing(ready: Ready, name: str) -> None:
    """A number that may stand for a job, an answer, an instant or an opt-in can be any number."""
    group, row = ready
    kind = action_and_row(name)[0]
    for place, field in enumerate(fields(kind)):
        for number in NUMBERS if field.name not in SUBJECTS else ():
            parts = in_full(kind, row.custom_id)
            parts[2 + place] = str(number)
            result = await use(group, row, whoever_may(group, row), ":".join(parts))
            assert result.acknowledged


async def test_an_id_with_too_many_digits_or_numbers_is_no_action(group: StudyGroup) -> None:
    """It is answered like a button of another version of the bot."""
    for kind, row in ((kind, row) for kind, row in ROWS.items() if row.fields is None):
        longer = ":".join([*in_full(kind, row.custom_id), "1"])
        for custom_id in {longer, re.sub(r"\d+$", "1" * 21, row.custom_id)} - {row.custom_id}:
            assert "older version" in told(await use(group, row, group.member, custom_id))
