"""Draws what members have watched, beside the event loop; fills in what the pictures show."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from typing import TypeVar

from bot.pictures.drawing import certificate, group_chart, progress_picture
from bot.pictures.model import (
    MOST_WEEKS,
    Certificate,
    CertificateFacts,
    ChapterOfGroup,
    ChapterState,
    GroupCount,
    GroupFacts,
    ProgressFacts,
    Week,
)
from bot.progress.model import GroupReport, GuildProgress, MemberProgress
from bot.progress.streaks import WEEK, Streak, week_of
from bot.text.translations import Localizer

log = logging.getLogger(__name__)
MOST_AT_ONCE = 2
"""Pictures drawn at the same time, each in a thread of its own; a further one waits."""
Facts = TypeVar("Facts")
Picture = TypeVar("Picture")


class PictureDrawer:
    """Draws pictures in threads; one that cannot be drawn is left out, and logged."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(MOST_AT_ONCE)

    async def progress(self, facts: ProgressFacts, say: Localizer) -> bytes | None:
        """Return a PNG of a member's progress, or None."""
        return await self._draw(progress_picture, facts, say)

    async def group(self, facts: GroupFacts, say: Localizer) -> bytes | None:
        """Return a PNG of what a group has watched, or None."""
        return await self._draw(group_chart, facts, say)

    async def certificate(self, facts: CertificateFacts, say: Localizer) -> Certificate | None:
        """Return a certificate, as a PNG and as a PDF, or None."""
        return await self._draw(certificate, facts, say)

    async def _draw(self, draw: Callable[[Facts, Localizer], Picture], facts: Facts, say: Localizer) -> Picture | None:
        async with self._turns:
            try:
                return await asyncio.to_thread(draw, facts, say)
            except RuntimeError:
                log.exception("a picture could not be drawn")
                return None


def member_facts(
    name: str, member: MemberProgress, guild: GuildProgress, streak: Streak, weeks: Sequence[Week], say: Localizer
) -> ProgressFacts:
    """Return what a picture shows of *member*, whose display name is *name*."""
    course = member.course
    upcoming = member.upcoming
    latest = max((course.chapter(key).number, key) for key in guild.positions)[1] if guild.positions else None
    states = [
        ChapterState.WATCHED
        if chapter.key in member.marks
        else ChapterState.CURRENT
        if chapter == upcoming
        else ChapterState.OPEN
        for chapter in course.chapters
    ]
    whole = course.duration
    return ProgressFacts(
        name=name,
        course=course.title.in_locale(say.locale),
        chapters=states,
        watched_s=None if whole is None else int(member.time_watched.total_seconds()),
        total_s=None if whole is None else int(whole.total_seconds()),
        streak_weeks=streak.now,
        group=None if latest is None else GroupCount(guild.watched_by(latest), guild.watchers),
        weeks=weeks,
    )


def first_week(now: datetime, place: tzinfo) -> date:
    """Return the Monday of the first week that a picture shows at *now* in the time zone *place*."""
    return week_of(now, place) - WEEK * (MOST_WEEKS - 1)


def weeks_of(
    member: MemberProgress, group: Mapping[datetime, int], watchers: int, now: datetime, place: tzinfo
) -> list[Week]:
    """Return the weeks from the first in which anybody in the *group* watched until this one, as a picture shows them.

    *group* says how many chapters its *watchers* marked at about which instants.
    """
    begin, end = first_week(now, place), week_of(now, place)
    own = [week_of(mark.at, place) for mark in member.marks.values()]
    all_of_them: dict[date, int] = {}
    for at, marks in group.items():
        week = week_of(at, place)
        all_of_them[week] = all_of_them.get(week, 0) + marks
    known = [week for week in (*own, *all_of_them) if begin <= week <= end]
    week, weeks = min(known, default=end), []
    while known and week <= end:
        weeks.append(Week(week, own.count(week), all_of_them.get(week, 0) / max(watchers, 1)))
        week += WEEK
    return weeks


def group_facts(server: str, report: GroupReport, say: Localizer) -> GroupFacts:
    """Return what a chart shows of *report*, on the server that is called *server*."""
    course = report.course
    chapters = [
        ChapterOfGroup(report.guild.watched_by(chapter.key), report.clear(chapter.key).median)
        for chapter in course.chapters
    ]
    return GroupFacts(server, course.title.in_locale(say.locale), report.guild.watchers, chapters)


def certificate_facts(
    name: str, server: str, member: MemberProgress, place: tzinfo, say: Localizer
) -> CertificateFacts:
    """Return what the certificate of *member*, who has watched the whole course, says."""
    course = member.course
    whole = course.duration
    last = max(member.marks[chapter.key].at for chapter in course.chapters)
    return CertificateFacts(
        name=name,
        course=course.title.in_locale(say.locale),
        server=server,
        finished_on=last.astimezone(place).date(),
        chapters=len(course.chapters),
        total_s=None if whole is None else int(whole.total_seconds()),
    )
