"""Logging set-up: one line a record, for people or for machines, with the ids that connect them."""

import logging
import logging.config

TEXT = "{asctime} {levelname:<7} {name}: {message}"
CONTEXT = ("guild", "interaction", "job", "reference")


class ContextFormatter(logging.Formatter):
    """Writes a record as text, with the ids that its ``extra`` carries."""

    def __init__(self) -> None:
        super().__init__(TEXT, style="{")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the base class's name
        """Return the line, ids last."""
        line = super().formatMessage(record)
        ids = " ".join(f"{name}={value}" for name in CONTEXT if (value := getattr(record, name, None)))
        return f"{line} [{ids}]" if ids else line


class BriefReconnects(logging.Filter):
    """Makes a lost connection one warning: discord.py mends it by itself, yet logs a traceback each time."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, those about a reconnect in a line."""
        if record.exc_info and str(record.msg).startswith("Attempting a reconnect"):
            cause = record.exc_info[1]
            record.msg = f"{record.getMessage()} ({type(cause).__name__}: {cause})"
            record.args, record.exc_info = (), None
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


def configure_logging(level: str, form: str) -> None:
    """Send records from *level* up to standard error as *form*, text or json; libraries' from INFO up.

    Below that, they would tell every statement with the ids of the people it is about.
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
