"""The composition root: opens the database, builds services, bot and job handlers, and closes all in reverse."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

from bot.answers.service import AnswerEngines
from bot.bot import LecternBot, Services
from bot.client.internals import brief_answers, discord_at
from bot.client.request_hooks import DiscordClock
from bot.client.sender import MessageSender
from bot.client.shared_limits import SharedBudget, SharedIdentifyGate, process_name
from bot.course_folders import build_engine, load_courses
from bot.courses.lookup import ChapterLookup
from bot.courses.per_course import PerCourse
from bot.courses.service import CourseService
from bot.guilds.service import GuildService, installation_id
from bot.jobs.model import JobKind
from bot.jobs.runner import JobRunner
from bot.notices.discord import DiscordNotices
from bot.notices.jobs import Notices
from bot.opening import usable_database
from bot.parties.discord.covers import Cover, fetch_cover
from bot.parties.discord.delivery import DiscordPartyDeliverer
from bot.parties.discord.events import DiscordEvents
from bot.parties.jobs import EventJobs, PartyJobs
from bot.parties.service import PartyService
from bot.privacy.jobs import ForgetGuild, Retention
from bot.privacy.service import PrivacyService
from bot.progress.pictures import PictureDrawer
from bot.progress.service import ProgressService
from bot.schedules.changes import ScheduleChanges
from bot.schedules.counts import CountPlanner, PostCounts
from bot.schedules.discord.delivery import DiscordDeliverer
from bot.schedules.following import FollowingService
from bot.schedules.holidays import HolidayService
from bot.schedules.jobs import Discussions, PostReminders, StartAnnouncements, WeeklyPosts
from bot.schedules.nudges import Nudges, NudgeService
from bot.schedules.service import ScheduleService
from bot.settings import Settings
from bot.storage.database import Database
from bot.times.clock import Clock

COGS = (
    "chapters",
    "courses",
    "answers",
    "teaching",
    "schedule",
    "parties",
    "progress",
    "dates",
    "nudges",
    "settings",
    "notices",
    "privacy",
    "help",
)
MOST_LOOKUPS = 64
"""Courses whose chapters can be looked up without a delay."""
EXTENSIONS = tuple(f"cogs.{cog}" for cog in COGS)


@asynccontextmanager
async def open_bot(
    settings: Settings,
    *,
    clock: Clock,
    extensions: Sequence[str] = EXTENSIONS,
    cover: Cover = fetch_cover,
    longest_sleep: timedelta | None = None,
) -> AsyncIterator[LecternBot]:
    """Build the bot with the database of *settings*, and close both at the end; CannotStartError if that fails.

    *longest_sleep* limits how long the job runner sleeps between looks at the clock, which may be set (None: its
    default); *cover* fetches the pictures of events.
    """
    files = load_courses(settings)
    engines = AnswerEngines(partial(build_engine, {each.course.key: each for each in files}))
    with discord_at(settings.discord_api, settings.discord_gateway), brief_answers():
        async with usable_database(settings.database) as database:
            discord_clock = DiscordClock(clock)
            courses = CourseService(database, [each.course for each in files], clock)
            await courses.sync()
            engines.prepare(courses.files[:1])
            runner = JobRunner(database, clock, discord_clock=discord_clock, longest_sleep=longest_sleep)
            services = Services(
                courses=courses,
                answers=engines,
                lookups=PerCourse(ChapterLookup, MOST_LOOKUPS),
                schedules=ScheduleService(database, courses, clock, runner.wake),
                following=FollowingService(database, clock),
                nudges=NudgeService(database),
                holidays=HolidayService(database, clock, runner.wake),
                changes=ScheduleChanges(database, clock, runner.wake),
                parties=PartyService(database, courses, clock, runner.wake),
                progress=ProgressService(database, clock, CountPlanner(clock), runner.wake),
                pictures=PictureDrawer(),
                guilds=GuildService(database, clock, runner.wake),
                installation=await installation_id(database),
                privacy=PrivacyService(database, clock, runner.wake),
                retention=Retention(database, clock),
            )
            make = partial(LecternBot, clock=clock, discord_clock=discord_clock, shards=settings.shards)
            if settings.shards is not None:
                process = process_name()
                make = partial(make, gate=SharedIdentifyGate(database, process), budget=SharedBudget(database, process))
            bot = make(services, runner, database, extensions=extensions)
            database.on_new_work(bot.wake)
            _add_handlers(runner, bot, database, cover)
            try:
                yield bot
            finally:
                await runner.close()


def _add_handlers(runner: JobRunner, bot: LecternBot, database: Database, cover: Cover) -> None:
    """Give *runner* the handler of each kind of job."""
    clock, poster, courses = bot.clock, MessageSender(bot, bot.pacer), bot.services.courses
    deliverer = DiscordDeliverer(poster)
    runner.handle(JobKind.WEEKLY_POST, WeeklyPosts(database, deliverer, courses, clock))
    runner.handle(JobKind.SCHEDULE_START, StartAnnouncements(database, deliverer.announce_start, courses, clock))
    runner.handle(JobKind.DISCUSSION, Discussions(database, deliverer.open_discussion, courses, clock))
    runner.handle(JobKind.POST_REMINDER, PostReminders(database, deliverer.remind, courses, clock))
    runner.handle(JobKind.NUDGE, Nudges(database, deliverer.nudge, courses, clock))
    runner.handle(JobKind.POST_COUNT, PostCounts(database, deliverer.redraw, courses, clock))
    runner.handle(JobKind.FORGET_GUILD, ForgetGuild(database, clock))
    runner.handle(JobKind.RETENTION, bot.services.retention)
    parties, events = DiscordPartyDeliverer(bot, poster), DiscordEvents(bot, poster, bot.discord_clock, cover)
    runner.handle(JobKind.PARTY, PartyJobs(database, parties, courses, clock))
    runner.handle(JobKind.PARTY_EVENT, EventJobs(database, events, courses, clock))
    runner.handle(JobKind.NOTICE, Notices(database, DiscordNotices(bot, poster).send, courses, clock))
