"""Which courses a guild can use, and which of them it has chosen."""

from dataclasses import dataclass

from bot.courses.model import Course
from bot.ids import CourseId
from bot.text.tokens import fold


@dataclass(frozen=True, slots=True)
class GuildCourses:
    """The courses that a guild can use, those of files first, and those of them that it has *chosen*: at least one."""

    available: tuple[Course, ...]
    chosen: tuple[Course, ...]

    @property
    def main(self) -> Course:
        """The course that is meant where nothing says which: the first that the guild has chosen."""
        return self.chosen[0]

    def get(self, course: CourseId) -> Course | None:
        """Return *course*, None if the guild cannot use it."""
        return next((each for each in self.available if each.key == course), None)

    def named(self, typed: str) -> Course | None:
        """Return the course with the id or the title *typed*, or the only one whose title has that in it; or None."""
        wanted = fold(typed).strip()
        exact = [each for each in self.available if wanted in {each.id, *map(fold, each.title.all())}]
        partly = [each for each in self.available if wanted and any(wanted in fold(name) for name in each.title.all())]
        found = exact or partly
        return found[0] if len(found) == 1 else None
