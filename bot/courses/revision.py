"""Editing a course: its lessons keep their keys, so that marks and schedules go on meaning the same lessons."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from enum import Enum, auto
from itertools import count
from zlib import crc32

from bot.courses.model import Chapter, Course
from bot.text.tokens import fold

MOST_ARCHIVED = 300
"""Lessons that went of which a course knows; those with the highest keys, so that no key is ever given again."""
SUPPLEMENTED = (
    *("summary", "topics", "moments", "duration_s", "published", "channel", "channel_url"),
    *("listing", "series", "errata", "note", "captions_pt", "earlier_titles", "picture", "question"),
)
"""What a list of links may not say of a lesson, and what is then kept of before."""


class Part(Enum):
    """A part of a lesson, as an edit is told of."""

    TITLE = auto()
    LINK = auto()
    LENGTH = auto()
    SUMMARY = auto()
    TOPICS = auto()
    MOMENTS = auto()
    OTHER = auto()


_PART_OF = {
    "title": Part.TITLE,
    "video_id": Part.LINK,
    "address": Part.LINK,
    "duration_s": Part.LENGTH,
    "summary": Part.SUMMARY,
    "topics": Part.TOPICS,
    "moments": Part.MOMENTS,
}
_NO_CONTENT = {"number", "id"}


@dataclass(frozen=True, slots=True)
class CourseEdit:
    """A course *before* an edit, None for a new one, and *after* it, with the keys of before."""

    before: Course | None
    after: Course

    @property
    def added(self) -> tuple[Chapter, ...]:
        """The lessons that were not in the course before."""
        return tuple(chapter for chapter in self.after.chapters if self._former(chapter) is None)

    @property
    def archived(self) -> tuple[Chapter, ...]:
        """The lessons that go."""
        chapters = () if self.before is None else self.before.chapters
        return tuple(chapter for chapter in chapters if self.after.get(chapter.key) is None)

    @property
    def changed(self) -> tuple[Chapter, ...]:
        """The lessons that stay, but not as they were, whatever their number."""
        return tuple(chapter for chapter in self.after.chapters if self.parts(chapter))

    def parts(self, chapter: Chapter) -> tuple[Part, ...]:
        """Return what is another of *chapter*, a lesson of after, than before; nothing for a new lesson."""
        former = self._former(chapter)
        fields = set() if former is None else Chapter.model_fields.keys() - _NO_CONTENT
        other = {_PART_OF.get(name, Part.OTHER) for name in fields if getattr(former, name) != getattr(chapter, name)}
        return tuple(part for part in Part if part in other)

    @property
    def is_reordered(self) -> bool:
        """Whether the lessons that stay come in another order."""
        kept = [chapter.key for chapter in self.after.chapters if self._former(chapter) is not None]
        return self.before is not None and kept != [key for key in self.before.listed_order if key in kept]

    @property
    def is_none(self) -> bool:
        """Whether it changes nothing."""
        return self.before == self.after

    @property
    def seen(self) -> int:
        """A number that a button carries, so that it makes only the edit that its card has shown."""
        courses = [course for course in (self.before, self.after) if course is not None]
        return crc32("\n".join(course.model_dump_json() for course in courses).encode())

    def _former(self, chapter: Chapter) -> Chapter | None:
        return None if self.before is None else self.before.get(chapter.key)


def unkeyed(course: Course) -> Course:
    """Return *course* as a new one: without archived lessons, and without keys that it may have had elsewhere."""
    chapters = tuple(chapter.model_copy(update={"id": None}) for chapter in course.chapters)
    return course.model_copy(update={"chapters": chapters, "archived": (), "taught": ()})


def resumed(removed: Iterable[Course], course: Course) -> Course | None:
    """Return the first of the *removed* courses that had at least half of the lessons of *course*; None if none had."""
    wanted = {chapter.identity for chapter in course.chapters}
    for each in removed:
        shared = wanted.intersection(chapter.identity for chapter in each.chapters)
        if len(shared) * 2 >= len(wanted):
            return each
    return None


def revised(before: Course | None, after: Course) -> CourseEdit:
    """Return the edit that makes *after* of *before*, whose id it keeps.

    A lesson is the same as one of before, also an archived one, if it bears its key, else if it has its video or
    page, else if it has its title. Other lessons get keys that none had; lessons without a successor are archived.
    """
    if before is None:
        keyed = [chapter.model_copy(update={"id": chapter.key}) for chapter in after.chapters]
        return CourseEdit(None, after.model_copy(update={"chapters": tuple(keyed)}))
    former = [chapter.model_copy(update={"id": chapter.key}) for chapter in (*before.chapters, *before.archived)]
    kept: dict[int, Chapter] = {}  # by the place of the lesson in the edited course
    for mark in (lambda chapter: chapter.id, lambda chapter: chapter.identity, lambda chapter: fold(chapter.title)):
        _match(after.chapters, former, kept, mark)
    fresh = count(max(chapter.key for chapter in former) + 1)
    chapters = [
        chapter.model_copy(update={"id": kept[place].key if place in kept else next(fresh)})
        for place, chapter in enumerate(after.chapters)
    ]
    keys = {chapter.key for chapter in chapters}
    gone = sorted([_bare(chapter) for chapter in former if chapter.key not in keys], key=lambda chapter: -chapter.key)
    taught = tuple(each for each in after.taught or before.taught if each.chapter in keys)
    changes = {"id": before.id, "chapters": tuple(chapters), "archived": tuple(gone[:MOST_ARCHIVED]), "taught": taught}
    return CourseEdit(before, after.model_copy(update=changes))


def supplemented(before: Course, after: Course) -> Course:
    """Return *after*, whose form may not hold all that a course can, with what *before* knows of the same lessons."""
    edit = revised(before, after)
    numbers = {chapter.key: chapter.number for chapter in edit.after.chapters}
    chapters = []
    for chapter in edit.after.chapters:
        former = before.get(chapter.key)
        known = {} if former is None else {field: getattr(former, field) for field in SUPPLEMENTED}
        missing = {field: value for field, value in known.items() if not getattr(chapter, field)}
        needed = [
            each.model_copy(update={"chapter": numbers[key]})
            for each in (() if former is None else former.prerequisites)
            if (key := before.listed_order[each.chapter - 1]) in numbers
        ]
        whole = chapter.model_copy(update=missing | ({} if chapter.prerequisites else {"prerequisites": tuple(needed)}))
        ends = whole.duration_s or max((moment.at_s for moment in whole.moments), default=0) + 1
        moments = tuple(moment for moment in whole.moments if moment.at_s < ends)
        chapters.append(whole.model_copy(update={"moments": moments}))
    kept = {"chapters": tuple(chapters), "further": edit.after.further or before.further}
    return edit.after.model_copy(update=kept | {"playlist_url": edit.after.playlist_url or before.playlist_url})


def _match(
    chapters: Iterable[Chapter],
    former: Iterable[Chapter],
    kept: dict[int, Chapter],
    mark: Callable[[Chapter], Hashable],
) -> None:
    """Add to *kept* each of *chapters*, by its place, with the one of *former* that has the same mark; each once."""
    taken = {chapter.key for chapter in kept.values()}
    by_mark: dict[Hashable, Chapter] = {}
    for chapter in former:
        if chapter.key not in taken:
            by_mark.setdefault(mark(chapter), chapter)
    for place, chapter in enumerate(chapters):
        if place not in kept and (found := by_mark.pop(mark(chapter), None)) is not None:
            kept[place] = found


def _bare(chapter: Chapter) -> Chapter:
    """Return what is kept of a lesson that goes: its key, and what it is found again by."""
    return Chapter(
        number=chapter.number, id=chapter.id, video_id=chapter.video_id, address=chapter.address, title=chapter.title
    )
