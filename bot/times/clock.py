"""The type of the injected clock: a function that returns the current time as an aware datetime in UTC."""

from collections.abc import Callable
from datetime import datetime

Clock = Callable[[], datetime]
