"""Why a database cannot be used, on either engine."""


class NewerSchemaError(RuntimeError):
    """A later version of the bot wrote the database: its schema is *found*, this version knows up to *known*."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(
            f"the database has schema {found}, this version of Lectern knows up to {known}; "
            "run the newer version, or restore a backup"
        )


class UnusableDatabaseError(RuntimeError):
    """The database cannot be used as it is; the message says why and what to do, and calls the database "it"."""


class UnavailableDatabaseError(RuntimeError):
    """The database cannot be reached, which may pass by itself; the message says why."""


class GuildBusyError(RuntimeError):
    """Another transaction about the same guild is under way, for a moment."""
