"""What an organiser has uploaded, until they say that it is to be used."""

from dataclasses import dataclass
from datetime import timedelta

from bot.courses.model import Course
from bot.ids import CourseId, GuildId, UserId

COURSE_DRAFTS_KEPT = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class CourseDraft:
    """A *course* that *user* has uploaded to *guild*: a new one, or what the course *edits* is to become."""

    guild: GuildId
    user: UserId
    course: Course
    edits: CourseId | None = None
