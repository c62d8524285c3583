"""The card for whoever has finished a course."""

from bot.courses.cards import extent
from bot.courses.model import Course
from bot.text.translations import Localizer
from bot.ui.cards import Card, escaped, panel, small, text

FINISHED = "🎓"


def finished_card(course: Course, say: Localizer, role: str | None) -> Card:
    """Congratulate the reader on having watched all of *course*; *role* says which role they got, or why none."""
    title = escaped(course.title.in_locale(say.locale)) or say("the course")
    return Card(
        panel(
            text(
                f"### {FINISHED} {say('You have finished {course}!', course=title)}",
                say("Every chapter is watched. Congratulations!"),
                small(extent(course, say)),
            ),
            text(role),
        )
    )
