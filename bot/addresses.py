"""Where the database is: the path of a SQLite file, or the address of a PostgreSQL server."""

import re
from dataclasses import dataclass, field
from pathlib import Path

POSTGRES_SCHEMES = ("postgresql://", "postgres://")


@dataclass(frozen=True, slots=True)
class PostgresAddress:
    """A connection URI of PostgreSQL such as postgresql://lectern@db.example/lectern; it may name several hosts.

    As text it has neither the password nor the parameters, which may be secret.
    """

    uri: str = field(repr=False)

    def __str__(self) -> str:
        return re.sub(r"(//[^/@:]*):[^/@]*@", r"\1@", self.uri.partition("?")[0])


DatabaseAddress = Path | PostgresAddress


def parse_address(text: str | DatabaseAddress) -> DatabaseAddress:
    """Return *text* as an address: a URI of PostgreSQL if it begins like one, else a path; raise ValueError.

    It must name a database; the rest of a URI is libpq's to check.
    """
    if not isinstance(text, str):
        return text
    if not text.lower().startswith(("postgres:", "postgresql:", "postgresql+")):
        return Path(text)
    if not text.startswith(POSTGRES_SCHEMES) or not re.search(r"//[^/]*/[^/?]+(\?|$)", text):
        message = "not the address of a PostgreSQL database"
        raise ValueError(message)
    return PostgresAddress(text)
