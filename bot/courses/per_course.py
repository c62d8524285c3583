"""What is built from a course, such as its look-up: built when first asked for, and kept for the courses used last."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from bot.courses.model import Course
from bot.ids import CourseId

T = TypeVar("T")


class PerCourse(Generic[T]):
    """Keeps what *build* makes of courses, of the *most* that were used last; an edited course has it built anew."""

    def __init__(self, build: Callable[[Course], T], most: int) -> None:
        self._build = build
        self._most = most
        self._kept: OrderedDict[CourseId, tuple[Course, T]] = OrderedDict()

    def kept(self, course: Course) -> T | None:
        """Return what was built of *course* as it is now, None if that is not kept."""
        known, built = self._kept.get(course.key, (None, None))
        if known is not course and known != course:
            return None
        self._kept.move_to_end(course.key)
        return built

    def get(self, course: Course) -> T:
        """Return what `build` makes of *course*."""
        if (built := self.kept(course)) is None:
            built = self._build(course)
            self.keep(course, built)
        return built

    def keep(self, course: Course, built: T) -> None:
        """Keep what was *built* of *course*, in place of what was used longest ago."""
        self._kept[course.key] = course, built
        self._kept.move_to_end(course.key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
