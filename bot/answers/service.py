"""The answer engines of all courses: each is built when its course is first asked about, in a thread."""

import asyncio
from collections.abc import Callable, Sequence

from bot.answers.engine import AnswerEngine
from bot.answers.outside import outside_names
from bot.answers.spoken.synonyms import ways_among
from bot.courses.model import Course
from bot.courses.per_course import PerCourse
from bot.text.locales import Locale
from bot.text.thesaurus import everyday_words

MOST_ENGINES = 32
"""Engines kept in memory."""


class AnswerEngines:
    """Keeps the engines that *build* makes of courses, of the courses asked about last."""

    def __init__(self, build: Callable[[Course], AnswerEngine], most: int = MOST_ENGINES) -> None:
        self._build = build
        self._engines = PerCourse(build, most)
        self._building = asyncio.Lock()

    def prepare(self, courses: Sequence[Course]) -> None:
        """Build the engines of *courses* now."""
        for course in courses:
            self._engines.get(course)

    def warm_up(self, courses: Sequence[Course]) -> None:
        """Make what the first questions about *courses* would make and others use: that takes half a second."""
        outside_names().read_all()
        ways_among(everyday_words()).read_all()
        for course in courses:
            title = course.chapters[0].title
            self._engines.get(course).ask(f"where is {title} explaned?", Locale.ENGLISH)  # misspelt

    async def of(self, course: Course) -> AnswerEngine:
        """Return the engine of *course*; it is built in a thread, one at a time, if there is none yet."""
        if (engine := self._engines.kept(course)) is not None:
            return engine
        async with self._building:
            if (engine := self._engines.kept(course)) is None:  # whoever had the lock may have built it
                engine = await asyncio.to_thread(self._build, course)
                self._engines.keep(course, engine)
        return engine
