"""Logging: one line a record, as text or JSON, with the ids of server and interaction."""

import json
import logging
from collections.abc import Iterator

import pytest

from bot.logs import CONTEXT, ContextFormatter, configure_logging


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    """Put the loggers back as they were."""
    loggers = [logging.getLogger(name) for name in (None, "discord", "aiosqlite", "asyncio")]
    before = [(logger, logger.level, logger.handlers[:]) for logger in loggers]
    yield
    for logger, level, handlers in before:
        logger.setLevel(level)
        logger.handlers[:] = handlers


def test_text_shows_the_ids_last(capsys: pytest.CaptureFixture[str]) -> None:
    """After the sentence, so that the log can be searched for one."""
    configure_logging("INFO", "text")
    logging.getLogger("bot.test").warning("it broke", extra={"guild": 7, "reference": "abcdef", "job": None})
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("WARNING bot.test: it broke [guild=7 reference=abcdef]")


def test_text_without_ids_has_no_brackets() -> None:
    record = logging.makeLogRecord({"name": "x", "levelname": "INFO", "msg": "fine"})
    assert ContextFormatter().format(record).endswith(" x: fine")


def test_json_is_one_object_a_line_with_the_ids(capsys: pytest.CaptureFixture[str]) -> None:
    """With time, level, name, message, every id, and a traceback if there is one."""
    configure_logging("INFO", "json")
    try:
        raise ValueError("what went wrong")  # noqa: EM101, TRY003, TRY301 - to have a traceback to log
    except ValueError:
        logging.getLogger("bot.test").exception("it broke", extra=dict.fromkeys(CONTEXT, 7))
    (line,) = capsys.readouterr().err.splitlines()
    record = json.loads(line)
    assert (record["levelname"], record["name"], record["message"]) == ("ERROR", "bot.test", "it broke")
    assert all(record[name] == 7 for name in CONTEXT)
    assert "what went wrong" in record["exc_info"]


def test_a_lost_connection_is_one_warning(capsys: pytest.CaptureFixture[str]) -> None:
    """discord.py reconnects by itself, so the line has the cause and no traceback."""
    configure_logging("INFO", "text")
    try:
        raise OSError("no route")  # noqa: EM101, TRY003, TRY301 - as above
    except OSError:
        logging.getLogger("discord.client").exception("Attempting a reconnect in %.2fs", 1.5)
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("WARNING discord.client: Attempting a reconnect in 1.50s (OSError: no route)")


def test_level_holds_for_the_bot_and_libraries_never_tell_more_than_info(capsys: pytest.CaptureFixture[str]) -> None:
    """At DEBUG, libraries would log SQL with people's ids."""
    configure_logging("DEBUG", "text")
    logging.getLogger("bot.test").debug("seen")
    for library in ("discord", "aiosqlite", "asyncio"):
        logging.getLogger(library).debug("hidden")
    assert [line.rpartition(" ")[2] for line in capsys.readouterr().err.splitlines()] == ["seen"]
    configure_logging("ERROR", "text")
    logging.getLogger("bot.test").warning("hidden")
    logging.getLogger("discord").warning("hidden")
    assert capsys.readouterr().err == ""
