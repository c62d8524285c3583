"""Reads links to the course's videos in a question: each asks about its chapter, from the time that it has."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from bot.answers.ranking import MOST_ANSWERS, NAMED, Candidate, named_candidates
from bot.answers.subject import Subject
from bot.courses.glossary import Treatment
from bot.courses.links import YOUTUBE_ID
from bot.courses.model import Chapter, Course, Label, Moment
from bot.ids import ChapterId
from bot.text.tokens import normalise
from bot.text.visible import shortened

_NOT_WITHIN = r"(?<![\w.@/=%-])"  # at the start of a word that is no part of an address
# A link to YouTube, any other address, or a word that may be a video's id.
_found = re.compile(
    rf"(?P<youtube>(?:https?://|{_NOT_WITHIN})(?:(?:www|m|music)\.)?(?:youtube(?:-nocookie)?\.com|youtu\.be)"
    r"/[a-z0-9_/?=&%.;:#~+,@!$-]*)"
    r"|https?://[^\s<>()\[\]]+"
    rf"|{_NOT_WITHIN}(?P<id>{YOUTUBE_ID.pattern})(?![\w=/-])",
    re.IGNORECASE,
)
_PUNCTUATION = ".,;:!?"  # behind a link, part of the sentence
_PLAYERS = frozenset({"watch", "shorts", "embed", "live", "v", "e"})  # in an address, before a video's id
_TIMES = frozenset({"t", "start", "time_continue"})
_time = re.compile(r"(?:(\d{1,3})h)?(?:(\d{1,4})m)?(?:(\d{1,6})s?)?", re.ASCII)


class Links(NamedTuple):
    """The chapters that a text links to, in order, each with its second in the video or None; and the *rest* of it."""

    times: Mapping[ChapterId, int | None]
    rest: str


def read_links(text: str, numbers: Mapping[str, ChapterId]) -> Links:
    """Return the links in *text* to videos of *numbers*, by video id, and *text* without any links to YouTube."""
    times: dict[ChapterId, int | None] = {}
    rest, at = [], 0
    for match in _found.finditer(text):
        link = (match["youtube"] or "").rstrip(_PUNCTUATION)
        video, seconds = _read_address(link) if link else (match["id"], None)
        number = numbers.get(video or "")
        if number is not None:
            times[number] = times.get(number) or seconds
        if link or number is not None:
            rest += [text[at : match.start()], " "]
            at = match.start() + len(link or match.group())
    return Links(times, "".join([*rest, text[at:]]))


def _read_address(link: str) -> tuple[str | None, int | None]:
    """Return the video's id and the second in *link* to YouTube, each None if it has none."""
    address = urlsplit(link if "//" in link else f"//{link}")
    first, *further = address.path.strip("/").split("/")
    named = parse_qsl(f"{address.query}&{address.fragment}".replace("?", "&"))
    seconds = next(filter(None, (_read_time(value) for name, value in named if name in _TIMES)), None)
    if address.netloc.lower() == "youtu.be":
        return first, seconds
    ids = chain(further[:1], (value for name, value in named if name == "v"))
    return (next(ids, None) if first in _PLAYERS else None), seconds


def _read_time(written: str) -> int | None:
    """Return the seconds of "738", "738s", "3m45s" or "1h2m3s"; None for anything else and for the beginning."""
    match = _time.fullmatch(written.lower())
    hours, minutes, seconds = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    return hours * 3600 + minutes * 60 + seconds or None


def linked_first(
    links: Links, best: Sequence[tuple[ChapterId, Candidate]], subject: Subject
) -> list[tuple[ChapterId, Candidate]]:
    """Return the chapters of *links*, with more points than *best*, then the others of *best* if *subject* names any.

    A chapter of *links* has those concepts of *subject* as its entries that it covers. Five are returned at most.
    """
    if not links.times:
        return list(best)
    found = named_candidates(subject) | dict(best)
    most = max((candidate.score for _, candidate in best), default=0.0)
    linked = [
        (number, replace(found.get(number) or Candidate(treatment=Treatment.TAUGHT), score=most + NAMED * place))
        for place, number in zip(range(len(links.times), 0, -1), links.times, strict=True)
    ]
    others = [item for item in best if item[0] not in links.times]
    return [*linked, *(others if subject.in_course or subject.query.chapters else ())][:MOST_ANSWERS]


def moment_at(chapter: Chapter, second: int | None) -> Moment | None:
    """Return the moment at *second*, labelled as the chapter's moment under way then, or as the chapter if none is.

    Return None if *second* is None or beyond the video's end.
    """
    if second is None or (chapter.duration_s is not None and second >= chapter.duration_s):
        return None
    under_way = [moment.label for moment in chapter.moments if moment.at_s <= second]
    title = shortened(chapter.heading)
    return Moment(at_s=second, label=under_way[-1] if under_way else Label(en=title, pt=title))


def short_links(links: Links, course: Course) -> list[str]:
    """Return the shortest addresses of *links*, of at most five."""
    timed = [(course.chapter(number).video_id, second) for number, second in links.times.items()]
    return [f"https://youtu.be/{video}{f'?t={second}' if second else ''}" for video, second in timed[:MOST_ANSWERS]]


def without_addresses(text: str) -> str:
    """Return the first 1,000 characters of *text* without addresses and Discord's markup."""
    return normalise(read_links(text, {}).rest)
