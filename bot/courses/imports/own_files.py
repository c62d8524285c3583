"""A course file as a stranger sends it: nothing hidden in it, safe links, and no more than a course may have."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.courses.imports.drafts import MOST_LESSONS, MOST_MOMENTS
from bot.courses.imports.links import BadLinkError, Target, read_link
from bot.courses.imports.model import ImportRefusedError, RefusalKind
from bot.courses.imports.timestamps import LONGEST_S
from bot.courses.model import Chapter, Course
from bot.text.data_files import Fault, KeyPath, json_excerpt
from bot.text.visible import strip_invisible


def visible(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the JSON *document* without hidden characters."""
    return {key: _visible(value) for key, value in document.items()}


def _visible(value: object) -> object:
    if isinstance(value, str):
        return strip_invisible(value)
    if isinstance(value, list):
        return [_visible(each) for each in value]
    return {key: _visible(each) for key, each in value.items()} if isinstance(value, dict) else value


def broken_bounds(course: Course) -> Sequence[str]:
    """Return a line for each link and list of *course* that no upload may have; ImportRefusedError for its lessons."""
    if len(course.chapters) > MOST_LESSONS:
        raise ImportRefusedError(RefusalKind.TOO_MANY_LESSONS, str(len(course.chapters)))
    faults = [fault for place, chapter in enumerate(course.chapters) for fault in _faults(place, chapter)]
    for place, video in enumerate(course.further):
        faults += _too_long(("further", place, "duration_s"), video.duration_s)
    return [fault.line() for fault in faults]


def _faults(place: int, chapter: Chapter) -> Iterator[Fault]:
    for field in ("address", "channel_url", "picture"):
        address = getattr(chapter, field)
        if address is not None and not _is_safe(address):
            yield Fault(("chapters", place, field), json_excerpt(address), "the address of a public page")
    if (size := len(chapter.moments)) > MOST_MOMENTS:
        yield Fault(("chapters", place, "moments"), f"{size} entries", f"a list of at most {MOST_MOMENTS} entries")
    yield from _too_long(("chapters", place, "duration_s"), chapter.duration_s or 0)
    for field in ("moments", "errata"):
        for number, moment in enumerate(getattr(chapter, field)):
            yield from _too_long(("chapters", place, field, number, "at_s"), moment.at_s)


def _too_long(path: KeyPath, seconds: int) -> Iterator[Fault]:
    if seconds > LONGEST_S:
        yield Fault(path, str(seconds), f"a number of at most {LONGEST_S}, which is 100 hours")


def _is_safe(address: str) -> bool:
    try:
        read_link(address)
    except BadLinkError:
        return False
    return True


def hosts_of(course: Course) -> frozenset[str]:
    """Return the hosts of lessons of *course* that are no known hosts of videos."""
    links = [read_link(chapter.address) for chapter in course.chapters if chapter.address is not None]
    return frozenset(link.host for link in links if link.target is Target.PAGE)
