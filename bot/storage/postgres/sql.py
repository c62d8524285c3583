"""The stores' SQL as PostgreSQL and psycopg take it."""

import re
from functools import lru_cache

from bot.storage.rows import SKIP_LOCKED

_TOKEN = re.compile(r"('(?:[^']|'')*')|:(\w+)|(%)")
_STATEMENTS = 1024  # translations kept: more than there are statements in all stores


@lru_cache(_STATEMENTS)
def translated(sql: str) -> str:
    """Return *sql* with psycopg's parameters in place of ``:name``, and what SQLite passes over in effect."""
    return _TOKEN.sub(_replacement, sql.replace(SKIP_LOCKED, "FOR UPDATE SKIP LOCKED"))


def _replacement(found: re.Match[str]) -> str:
    text, name, _ = found.groups()
    if name:
        return f"%({name})s"
    return text.replace("%", "%%") if text else "%%"
