"""Clocks of simulations stand between two whole seconds, as real ones do, while the database keeps whole ones."""

from datetime import datetime

FRACTION = 375_000  # microseconds


def between_seconds(instant: datetime) -> datetime:
    """Return the time within the second of *instant* at which a clock stands."""
    return instant.replace(microsecond=FRACTION)
