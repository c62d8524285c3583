"""Every card, form and name that shows something of a course, drawn for any course."""

from dataclasses import replace
from datetime import UTC, datetime, time
from functools import cache, partial
from typing import Any

from discord import ui

from bot.answers import Answer, Evidence, NearMiss, Reply, Source, Treatment
from bot.answers.cards import answer_card, grouped_card
from bot.answers.group_questions import GroupQuestion
from bot.courses import library_cards as library
from bot.courses.cards import chapter_card, course_card, shared_chapter_card
from bot.courses.choice import GuildCourses
from bot.courses.imports.cards import lessons_card, preview_card
from bot.courses.imports.model import ImportProblem, ProblemKind
from bot.courses.lookup import ChapterLookup
from bot.courses.model import MOST_COURSES, Course
from bot.courses.revision import CourseEdit
from bot.ids import ChannelId, GuildId, JobId, MessageId, PartyId, RoleId, ScheduleId, UserId
from bot.jobs.model import HoldReason, Job, JobKind, JobRecord, JobState
from bot.loading import load_course, load_engine
from bot.notices.cards import notice_card, party_notice_card
from bot.notices.model import Notice
from bot.parties.cards import event, live, party, planning
from bot.parties.model import Guests, LiveParty, Party, PartyView
from bot.parties.tasks import PartyPost, PartyTask, PartyWork
from bot.progress.cards.marks import marked_card
from bot.progress.cards.overview import next_card, progress_card
from bot.progress.model import LONGEST_NOTE, GuildProgress, Mark, Marking, MemberProgress
from bot.progress.streaks import Streak
from bot.schedules.buttons import Part, SeasonPage
from bot.schedules.cards import overview as schedule_cards
from bot.schedules.cards import posts, season, setup_page
from bot.schedules.cards.dates import all_dates_card, dates_card, next_post_lines
from bot.schedules.cards.effects import effect_lines
from bot.schedules.cards.group_answers import group_answer_card
from bot.schedules.cards.reminders import reminder_card
from bot.schedules.coming import ComingPosts, GroupFacts
from bot.schedules.drafts import Draft
from bot.schedules.model import Schedule, ScheduleOverview, ScheduleStart, ScheduleState
from bot.schedules.posts import (
    ChannelHistory,
    PostReminder,
    PublishedPost,
    ScheduleHistory,
    SchedulePost,
    SeasonSummary,
    StartAnnouncement,
)
from bot.text.locales import CourseText, Locale
from bot.text.translations import Localizer
from bot.times.slots import Cadence
from bot.times.typed_times import TypedTime, Why
from bot.ui.cards import Card
from tests.unit.parties import party_at

GONE = HoldReason.CHANNEL_GONE.value
NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
FAR = 2**62
WEEKLY = Cadence(frozenset({0}), time(19, 30), "America/Argentina/ComodRivadavia")
JOB = Job(JobId(FAR), JobKind.WEEKLY_POST, GuildId(FAR), FAR, "", NOW, 1)
RECORD = JobRecord(JobId(FAR), JobKind.WEEKLY_POST, GuildId(FAR), 1, NOW, JobState.DONE, 9, None, None, None)


def schedule_of(course: Course) -> Schedule:
    """Return a schedule that brings two chapters of *course* a week."""
    return Schedule(
        id=ScheduleId(FAR),
        guild=GuildId(FAR),
        channel=ChannelId(FAR),
        course=course.key,
        cadence=WEEKLY,
        order=course.listed_order,
        position=1,
        role=RoleId(FAR),
        organiser=UserId(FAR),
        per_post=2,
    )


def overview_of(schedule: Schedule) -> ScheduleOverview:
    """Return how *schedule* stands now."""
    return ScheduleOverview(schedule, None, tuple(schedule.planned(NOW)), tuple(schedule.season(NOW)), NOW)


def course_cards(course: Course, say: Localizer) -> list[Card]:
    """Return the cards of *course*, its chapters and what a reader has watched of it."""
    first, last, everything = course.chapters[0], course.chapters[-1], frozenset(course.listed_order)
    member = MemberProgress(course, {first.key: Mark(NOW, together=True, clarity=3, note="&" * LONGEST_NOTE)})
    guild = GuildProgress(234_567, dict.fromkeys(everything, 123_456), everything)
    return [
        *(chapter_card(course, chapter, say, watched=watched) for chapter in (first, last) for watched in (None, True)),
        shared_chapter_card(course, last, say, by=f"<@{FAR}>"),
        *(course_card(course, say, everything, everything, page) for page in (None, 0, 1, 99)),
        *(progress_card(member, guild, say, page) for page in (None, 0, 1, 99)),
        next_card(member, say),
        marked_card(last, member, Marking(None, Mark(NOW, together=True)), say),
    ]


def schedule_cards_of(course: Course, say: Localizer) -> list[Card]:
    """Return the cards about a schedule of *course*, its posts and its set-up."""
    schedule = schedule_of(course)
    now, later = overview_of(schedule), overview_of(replace(schedule, order=schedule.order[::-1]))
    draft = Draft(
        GuildId(FAR), UserId(FAR), ChannelId(FAR), frozenset({0}), time(19), "UTC", first=course.chapters[-1].key
    )
    draft = replace(draft, order=course.listed_order[::-1])
    effects = effect_lines(course, now, later, say)
    status, job = schedule_cards.ChannelStatus(), replace(JOB, due=NOW)
    rows = [(replace(RECORD, chapters=course.listed_order[:2]),)] * season.MOST_POSTS
    post = SchedulePost(job, schedule, course, tuple(course.chapters[-2:]), None, NOW, late=True)
    ended = replace(post, chapters=(), summary=SeasonSummary(99, NOW, NOW, FAR, FAR))
    held = Notice(JOB, replace(RECORD, state=JobState.HELD, error=GONE), schedule, course, None, None, None)
    start = StartAnnouncement(JOB, schedule, course, now.planned[0], None)
    return [
        schedule_cards.schedule_card(course, now, status, say),
        schedule_cards.schedule_card(course, later, status, say, title="T", effects=effects),
        schedule_cards.schedules_card({course.key: course}, [(now, ())] * 10, say),
        *(season.season_card(course, schedule, now.season, say, partial(SeasonPage, 1), page=n) for n in range(3)),
        season.history_card(course, ChannelHistory((ScheduleHistory(schedule, tuple(rows)),), has_more=True), say),
        posts.weekly_post_card(post, say, mention=f"<@&{FAR}>"),
        posts.closing_card(ended, say),
        posts.start_card(start, say),
        setup_page.setup_page(course, setup_page.DraftView(draft, ScheduleStart(now, goes_on=True)), say),
        notice_card(held, schedule, (), say, "Server"),
        *member_cards(course, say),
    ]


def member_cards(course: Course, say: Localizer) -> list[Card]:
    """Return the cards on which members see what comes of ten schedules of *course*, and what has come."""
    schedule, message = schedule_of(course), MessageId(FAR)
    coming = ComingPosts(schedule, NOW, None, tuple(schedule.season(NOW)))
    late = replace(coming, waiting=replace(RECORD, state=JobState.HELD, error=GONE))
    paused = ComingPosts(replace(schedule, state=ScheduleState.PAUSED), NOW)
    published = [
        PublishedPost(GuildId(FAR), course.key, chapter, NOW, ChannelId(FAR), message) for chapter in schedule.order
    ]
    lines = next_post_lines({course.key: course}, [coming, late, paused] * 3, say)
    facts = GroupFacts((course,), {course.key: course}, [coming, late, paused] * 3, published, {})
    first = replace(facts, watched={course.key: frozenset(schedule.order[:1])})
    numbered = [
        replace(each, schedule=replace(schedule, id=ScheduleId(FAR + number)))
        for number, each in enumerate([coming, late] * 5)
    ]
    chapters = tuple(course.chapters[-2:])
    member = MemberProgress(course, {})
    return [
        *(dates_card(course, each, say, page=page) for each in (coming, late, paused) for page in range(3)),
        all_dates_card({course.key: course}, numbered, say),
        course_card(course, say, schedule.order, schedule.order, None, lines),
        progress_card(
            member, GuildProgress(FAR, {}, frozenset(schedule.order)), say, coming=lines, streak=Streak(5, 9)
        ),
        next_card(member, say, lines),
        reminder_card(PostReminder(JOB, course, chapters, ChannelId(FAR), message, say.locale), say, "Server"),
        *(group_answer_card(asked, each, say) for asked in GroupQuestion for each in (facts, first)),
    ]


def party_cards(course: Course, say: Localizer) -> list[Card]:
    """Return the cards of a watch party of the last lesson of *course*."""
    chapter = course.chapters[-1]
    planned: Party = replace(party_at(), course=course.key, chapter=chapter.key, length=chapter.duration)
    view, read = PartyView(planned), TypedTime(planned.starts_at, Why.CLEAR)
    begun = LiveParty(planned, course, Guests(), (), planned, planned.starts_at)
    announced = PartyPost(JOB, PartyWork(PartyTask.REMINDER, PartyId(FAR), ()), view, chapter, None, NOW)
    views = [replace(view, party=replace(planned, id=PartyId(number))) for number in range(1, 30)]
    held = Notice(JOB, replace(RECORD, state=JobState.HELD, error=GONE), planned, course, None, None, None)
    return [
        party.party_card(view, chapter, say, job=1),
        party.announcement_card(announced, say),
        party.parties_card({course.key: course}, views, say),
        planning.draft_card(planned, chapter, say, read),
        planning.cancel_card(planned, chapter, say, ()),
        live.countdown_card(begun, say, job=1),
        live.live_card(begun, say, job=1),
        live.closing_card(begun, say, job=1),
        party_notice_card(held, planned, say, None),
    ]


@cache
def unanswered() -> Reply:
    """Return the reply to a question that no course answers."""
    return load_engine(load_course()).ask("what is a zzz?", Locale.ENGLISH)


def answer_cards(course: Course, say: Localizer) -> list[Card]:
    """Return the cards of an answer that quotes the last lesson of *course* and names others, and of none."""
    chapter, reply = course.chapters[-1], unanswered()
    said = chapter.summary_in(say.locale) or chapter.title
    evidence = tuple(Evidence(said, (), source) for source in (Source.SUMMARY, Source.TITLE, Source.CAPTIONS))
    found = Answer(chapter.key, 1.0, Treatment.TAUGHT, evidence, None)
    others = [replace(found, chapter=each.key) for each in course.chapters[:4]]
    several = [course.model_copy(update={"id": f"{course.id}-{place}"}) for place in range(5)]
    why = NearMiss(CourseText(en="x"), chapter.key, CourseText(en=said))
    return [
        answer_card(course, replace(reply, answers=(found, *others)), say, can_share=True, by="<@1>"),
        answer_card(course, replace(reply, answers=(), near_miss=why), say),
        grouped_card([(each, replace(reply, answers=(found,))) for each in several], say, by="<@1>"),
        answer_card(course, replace(reply, answers=(), near_miss=None), say),
    ]


def upload_cards(course: Course, say: Localizer) -> list[Card]:
    """Return the cards about *course* being brought to a server, changed and removed."""
    other = course.model_copy(update={"chapters": course.chapters[:1]})
    known = GuildCourses((course,) * MOST_COURSES, (course,) * MOST_COURSES)
    hosts, channels = [f"a{chapter.title}" for chapter in course.chapters], [ChannelId(FAR)] * 3
    problems = [ImportProblem(kind, (1, 2, 3), course.chapters[0].title) for kind in list(ProblemKind)[:10]]
    return [
        preview_card(CourseEdit(None, course), problems, hosts, 1, say),
        preview_card(CourseEdit(other, course), problems, hosts, 1, say),
        preview_card(CourseEdit(course, other), problems, hosts, 1, say),
        *(lessons_card(course, page, say) for page in range(4)),
        library.courses_card(known, (), {course.key: channels}, say),
        library.choice_card(known, (), say, is_done=True),
        library.course_used_card(CourseEdit(None, course), known, say),
        library.how_to_card(course, say),
        library.remove_question_card(course, say),
        library.still_posted_card(course, channels, say),
    ]


def every_card(course: Course, say: Localizer) -> list[Card]:
    """Return every card that shows something of *course*."""
    return [
        *upload_cards(course, say),
        *course_cards(course, say),
        *schedule_cards_of(course, say),
        *party_cards(course, say),
        *answer_cards(course, say),
    ]


def chapter_form(course: Course, say: Localizer) -> ui.Modal:
    """Return the form of a schedule's chapters, for an order of one's own."""
    draft = Draft(GuildId(FAR), UserId(FAR), order=course.listed_order[::-1], first=course.chapters[-1].key)
    return setup_page.draft_form(Part.CHAPTERS, course, draft, say, setup_page.ChannelOptions())


def names_of(course: Course, say: Localizer) -> list[str]:
    """Return the names that threads, events and suggestions take from the lessons of *course*."""
    chapters, suggested = course.chapters, ChapterLookup(course).search("", say.locale)
    titles = [posts.post_title(chapters[:size]) for size in (1, 2)]
    return [*titles, *(event.event_name(each, say) for each in chapters), *(each.label for each in suggested)]


def components_of(card: Card) -> list[dict[str, Any]]:
    """Return the components that Discord is sent for *card*."""
    payload: list[dict[str, Any]] = card.to_components()  # type: ignore[no-untyped-call] # discord.py's gap
    return payload
