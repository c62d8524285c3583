"""Logging set-up: records as text or JSON (`Settings.log_format`), with the ids that tell which belong together."""

import logging
import logging.config

TEXT = "{asctime} {levelname:<7} {name}: {message}"
CONTEXT = ("guild", "interaction", "job", "reference")  # keys of ``extra``; a reference is shown to the user, too


class ContextFormatter(logging.Formatter):
    """Formats a record as one line of text, with those of the ids of `CONTEXT` that its ``extra`` carries."""

    def __init__(self) -> None:
        super().__init__(TEXT, style="{")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the base class's name
        """Return the line, with the ids in square brackets at its end: ``… [guild=1 job=2]``."""
        line = super().formatMessage(record)
        ids = " ".join(f"{name}={value}" for name in CONTEXT if (value := getattr(record, name, None)))
        return f"{line} [{ids}]" if ids else line


class BriefReconnects(logging.Filter):
    """Turns discord.py's error with a traceback, at each lost gateway connection, into a warning of one line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return True for every record, after rewriting one about a reconnect."""
        if record.exc_info and str(record.msg).startswith("Attempting a reconnect"):
            cause = record.exc_info[1]
            record.msg = f"{record.getMessage()} ({type(cause).__name__}: {cause})"
            record.args, record.exc_info = (), None
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


def configure_logging(level: str, form: str) -> None:
    """Log to standard error from *level* (such as "INFO") up, in the *form* "text" or "json".

    discord.py, aiosqlite and asyncio log from INFO up at the lowest: their DEBUG records contain users' ids.
    """
    libraries = {"level": max(logging.INFO, logging.getLevelName(level))}
    formatters = {
        "text": {"()": ContextFormatter},
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "{asctime}{levelname}{name}{message}",
            "style": "{",
        },
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"chosen": formatters[form]},
            "filters": {"brief": {"()": BriefReconnects}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "chosen", "filters": ["brief"]}},
            "root": {"level": level, "handlers": ["stderr"]},
            "loggers": {"discord": libraries, "aiosqlite": libraries, "asyncio": libraries},
        }
    )
