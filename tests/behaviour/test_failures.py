"""When something breaks on the bot's side: one private note, one record, nothing public."""

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


def rename(group: StudyGroup, table: str, to: str) -> None:
    """Rename a table in the bot's file: what needs it fails until it has its name again."""
    with closing(sqlite3.connect(group.database)) as connection:
        connection.execute(f"ALTER TABLE {table} RENAME TO {to}")


async def test_failing_command_is_answered_privately_with_the_reference_that_is_logged(
    group: StudyGroup, failures: ErrorRecords
) -> None:
    """The person can quote what the log has, once, with its server; it works again when mended."""
    rename(group, "watched", "lost")
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
    rename(group, "lost", "watched")
    assert "0/9" in private(await group.member.slash(group.channel, "progress"))


async def test_failing_button_is_answered_privately_too(group: StudyGroup, failures: ErrorRecords) -> None:
    """A public post's button that fails tells the one who pressed it, in their language, and nobody else."""
    await set_up(group)
    await group.wait_until(lisbon_winter(23))
    (post,) = posts(group)
    rename(group, "watched", "lost")
    before = len([m for m in group.channel.history() if not m.flags.ephemeral])
    assert "Algo deu errado" in private(await group.reader.click(post, label="Mark watched"))
    assert len(failures.take()) == 1
    assert len([m for m in group.channel.history() if not m.flags.ephemeral]) == before
    rename(group, "lost", "watched")
    assert "1 de 9" in private(await group.reader.click(post, label="Mark watched"))


async def test_failing_database_does_not_lose_the_post(group: StudyGroup, failures: ErrorRecords) -> None:
    """The runner stumbles, says so once a try, and posts when the file works again."""
    await set_up(group)
    rename(group, "job", "lost")
    await group.wait_until(lisbon_winter(23, 19, minute=2))
    assert posted(group) == []
    assert {record.name for record in failures.take()} == {"bot.jobs.runner"}
    rename(group, "lost", "job")
    await group.wait_until(lisbon_winter(23, 20))
    assert posted(group) == [1]


async def test_note_that_discord_refuses_is_only_logged(
    group: StudyGroup, failures: ErrorRecords, caplog: pytest.LogCaptureFixture
) -> None:
    """When even the note cannot be delivered, the log says so and nothing else breaks."""
    rename(group, "watched", "lost")
    group.env.inject_error("POST", "/interactions/*/callback", status=500)
    result = await group.member.slash(group.channel, "progress")
    assert not result.acknowledged
    group.expect_error()
    assert len(failures.take()) == 1
    assert "could not tell the reader" in caplog.text


async def test_command_that_changed_is_answered_with_patience(
    group: StudyGroup, failures: ErrorRecords, caplog: pytest.LogCaptureFixture
) -> None:
    """Discord may show a command for a while that the bot no longer has: that is nobody's fault."""
    bot = group.env.bot
    assert isinstance(bot, LecternBot)
    with caplog.at_level(logging.WARNING):
        bot.tree.remove_command("course")
        result = await group.member.slash(group.channel, "course")
    assert "This command has just changed." in private(result)
    group.expect_error()
    assert failures.take() == []
    assert "a command that Discord still shows has changed" in caplog.text
