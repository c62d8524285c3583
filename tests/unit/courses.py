"""A `CourseService` for tests of other services."""

from bot.courses.service import CourseService
from bot.storage.database import Database
from bot.times.clock import Clock
from tests.cached_course import course


def courses_of(database: Database, clock: Clock) -> CourseService:
    """Return the service that knows the real course alone."""
    return CourseService(database, (course(),), clock)
