"""Reads what yt-dlp -J or `-j` writes, flat or full; and tells Lectern's own course file from it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bot.courses.imports.drafts import Course, Draft
from bot.courses.imports.model import ImportRefusedError, ProblemKind, RefusalKind, SourceKind
from bot.courses.imports.timestamps import LONGEST_S
from bot.courses.links import YOUTUBE_ID

MOST_DEEP = 4  # playlists within playlists, as of a channel's tabs
MOST_NESTED = 64  # levels of any JSON; yt-dlp writes ten. How deep Python itself reads differs between its versions
_YT_DLP_KEYS = frozenset({"_type", "extractor", "extractor_key", "webpage_url", "entries", "ie_key", "_version"})


def parse_json(text: str) -> object | None:
    """Return the JSON *text*, or a list of the JSON in each of its lines; None if it is neither.

    Raise ImportRefusedError if it is nested too deeply.
    """
    try:
        try:
            tree: object = json.loads(text, parse_constant=lambda _: None)
        except ValueError:
            lines = [line for line in text.split("\n") if line.strip()]
            tree = [json.loads(line, parse_constant=lambda _: None) for line in lines]
    except RecursionError:
        raise ImportRefusedError(RefusalKind.TOO_DEEP) from None
    except ValueError:
        return None
    if _is_nested_deeper(tree, MOST_NESTED):
        raise ImportRefusedError(RefusalKind.TOO_DEEP)
    return tree


def _is_nested_deeper(tree: object, levels: int) -> bool:
    """Tell whether lists and objects of *tree* stand within one another more than *levels* times."""
    within = [tree]
    for _ in range(levels):
        holders = [each for each in within if isinstance(each, dict | list)]
        within = [each for holder in holders for each in (holder.values() if isinstance(holder, dict) else holder)]
    return any(isinstance(each, dict | list) for each in within)


def is_own_file(tree: object) -> bool:
    """Tell whether the JSON *tree* looks like a course file of Lectern's own: chapters that are no moments."""
    if not isinstance(tree, dict) or not _YT_DLP_KEYS.isdisjoint(tree):
        return False
    chapters = tree.get("chapters")
    return isinstance(chapters, list) and all(
        isinstance(chapter, dict) and "start_time" not in chapter for chapter in chapters
    )


def read_yt_dlp(tree: object) -> Course:
    """Return the course that yt-dlp describes in the JSON *tree*; raise ImportRefusedError if it is something else."""
    course = Course(SourceKind.YT_DLP)
    if isinstance(tree, dict) and isinstance(tree.get("entries"), list):
        course.title, course.link = _text(tree, "title"), _text(tree, "webpage_url", "original_url")
    found = list(_videos(tree, 0))
    if not any(isinstance(video, dict) and _looks_like_video(video) for video in found):
        raise ImportRefusedError(RefusalKind.UNKNOWN_JSON)
    for place, video in enumerate(found, 1):
        if isinstance(video, dict):
            course.drafts.append(_draft(video, place))
        else:
            course.problems.add(ProblemKind.UNAVAILABLE, place)
    return course


def _videos(node: object, depth: int) -> Iterator[object]:
    """Yield the videos below *node*, in order; what yt-dlp could not reach is null."""
    entries = node.get("entries") if isinstance(node, dict) else node
    if depth > MOST_DEEP:
        raise ImportRefusedError(RefusalKind.TOO_DEEP)
    if isinstance(entries, list):
        for entry in entries:
            yield from _videos(entry, depth + 1)
    else:
        yield node


def _looks_like_video(video: Mapping[str, Any]) -> bool:
    return bool(_text(video, "title")) and bool(_text(video, "webpage_url", "url", "id"))


def _draft(video: Mapping[str, Any], place: int) -> Draft:
    duration = video.get("duration")
    return Draft(
        line=place,
        title=_text(video, "title", "fulltitle"),
        link=_link(video),
        description=_text(video, "description"),
        moments=tuple(_moments(video.get("chapters"))),
        duration=duration if isinstance(duration, int | float) else None,
        published=_text(video, "upload_date", "release_date") or None,
        channel=_text(video, "channel", "uploader", "playlist_channel"),
        channel_link=_text(video, "channel_url", "uploader_url"),
    )


def _link(video: Mapping[str, Any]) -> str:
    """Return the address of the page of *video*; in a flat list "url" is that, or only an id."""
    address = _text(video, "webpage_url", "original_url", "url")
    name = _text(video, "id")
    if "://" in address or not YOUTUBE_ID.fullmatch(address or name):
        return address
    is_youtube = "youtube" in _text(video, "ie_key", "extractor_key", "extractor").lower()
    return f"https://www.youtube.com/watch?v={address or name}" if is_youtube else address


def _moments(chapters: object) -> Iterator[tuple[int, str]]:
    for chapter in chapters if isinstance(chapters, list) else ():
        at_s = chapter.get("start_time") if isinstance(chapter, dict) else None
        if isinstance(at_s, int | float) and 0 <= at_s <= LONGEST_S:
            yield int(at_s), _text(chapter, "title")


def _text(values: Mapping[str, Any], *keys: str) -> str:
    """Return the first text that is not empty under *keys*."""
    return next((value for key in keys if isinstance(value := values.get(key), str) and value.strip()), "")
