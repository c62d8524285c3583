"""An error on the bot's side: the person gets one private note, the log one record, and nobody else notices."""

import logging
import re
import sqlite3
from contextlib import closing

import pytest

from bot.bot import LecternBot
from tests.behaviour.conftest import ErrorRecords
from tests.behaviour.reading import private
from tests.behaviour.schedules import lisbon_winter, posted, posts, set_up
from tests.behaviour.study_group import StudyGroup


def rename_table(group: StudyGroup, table: str, to: str) -> None:
    """Rename a table in the bot's database: whatever reads it fails until it is renamed back."""
    with closing(sqlite3.connect(group.database)) as connection:
        connection.execute(f"ALTER TABLE {table} RENAME TO {to}")


async def test_failing_command_is_answered_privately_with_the_reference_that_is_logged(
    group: StudyGroup, failures: ErrorRecords
) -> None:
    """The note names the reference of the log record, which has the server's id; once mended, the command works."""
    rename_table(group, "watched", "lost")
    result = await group.member.slash(group.channel, "progress")
    text = private(result)
    assert "Something went wrong on my side." in text
    group.expect_error()
    (record,) = failures.take()
    reference = re.search(r"`([0-9a-f]{6})`", text)
    assert reference is not None
    assert vars(record)["reference"] == reference[1]
    assert vars(record)["guild"] == group.guild.id
    assert record.exc_info is not None
    rename_table(group, "lost", "watched")
    assert "0/9" in private(await group.member.slash(group.channel, "progress"))


async def test_failing_button_is_answered_privately_too(group: StudyGroup, failures: ErrorRecords) -> None:
    """Whoever pressed a button of a public post is told of the failure in their language."""
    await set_up(group)
    await group.wait_until(lisbon_winter(23))
    (post,) = posts(group)
    rename_table(group, "watched", "lost")
    before = len([m for m in group.channel.history() if not m.flags.ephemeral])
    assert "Algo deu errado" in private(await group.reader.click(post, label="Mark watched"))
    assert len(failures.take()) == 1
    assert len([m for m in group.channel.history() if not m.flags.ephemeral]) == before
    rename_table(group, "lost", "watched")
    assert "1 de 9" in private(await group.reader.click(post, label="Mark watched"))


async def test_failing_database_does_not_lose_the_post(group: StudyGroup, failures: ErrorRecords) -> None:
    """The runner logs one error a try, and posts when the database works again."""
    await set_up(group)
    rename_table(group, "job", "lost")
    await group.wait_until(lisbon_winter(23, 19, minute=2))
    assert posted(group) == []
    assert {record.name for record in failures.take()} == {"bot.jobs.runner"}
    rename_table(group, "lost", "job")
    await group.wait_until(lisbon_winter(23, 20))
    assert posted(group) == [1]


async def test_note_that_discord_refuses_is_only_logged(
    group: StudyGroup, failures: ErrorRecords, caplog: pytest.LogCaptureFixture
) -> None:
    """The log says that the note could not be delivered, and nothing else breaks."""
    rename_table(group, "watched", "lost")
    group.env.inject_error("POST", "/interactions/*/callback", status=500)
    result = await group.member.slash(group.channel, "progress")
    assert not result.acknowledged
    group.expect_error()
    assert len(failures.take()) == 1
    assert "could not tell the reader" in caplog.text


async def test_a_command_that_the_bot_no_longer_has_is_answered(
    group: StudyGroup, failures: ErrorRecords, caplog: pytest.LogCaptureFixture
) -> None:
    """Discord may offer it for a while; the person is told that it changed, and the log has a warning, no error."""
    bot = group.env.bot
    assert isinstance(bot, LecternBot)
    with caplog.at_level(logging.WARNING):
        bot.tree.remove_command("course")
        result = await group.member.slash(group.channel, "course")
    assert "This command has just changed." in private(result)
    group.expect_error()
    assert failures.take() == []
    assert "a command that Discord still shows has changed" in caplog.text
