"""What a person gave, or must mend, cannot be used: expected failures, told in a sentence."""


class UnusableError(Exception):
    """A setting, a file or a database cannot be used; the message is for the person who can mend that."""


class CannotStartError(UnusableError, RuntimeError):
    """The bot cannot start: the message says what it cannot use, and what was expected."""


class TemporaryStartError(CannotStartError):
    """The bot cannot start for a reason that may pass by itself, such as a locked database."""
