"""The composition root: opens the database, builds services, bot and job handlers, and closes all in reverse."""

import logging
import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from bot.answers import AnswerEngine
from bot.answers.service import AnswerEngines
from bot.bot import LecternBot, Services
from bot.client.internals import brief_answers, discord_at
from bot.client.request_hooks import DiscordClock
from bot.client.sender import MessageSender
from bot.client.shared_limits import SharedBudget, SharedIdentifyGate, process_name
from bot.courses.captions import CaptionsFolderError, CourseCaptions, Transcript, read_captions
from bot.courses.fields import known_fields
from bot.courses.file import parse_course
from bot.courses.folder import (
    CourseFileError,
    CourseFiles,
    read_course_file,
    read_course_folder,
    read_courses,
    shown,
    sub_folders,
)
from bot.courses.glossary import Glossary, parse_glossary
from bot.courses.lookup import ChapterLookup
from bot.courses.model import COURSE_ID, FIRST_COURSE, Course
from bot.courses.per_course import PerCourse
from bot.courses.service import CourseService
from bot.guilds.service import GuildService, installation_id
from bot.ids import CourseId
from bot.jobs.model import JobKind
from bot.jobs.runner import JobRunner
from bot.notices.discord import DiscordNotices
from bot.notices.jobs import Notices
from bot.opening import CannotStartError, usable_database
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
from bot.settings import Settings, SettingsError
from bot.storage.database import Database
from bot.text.data_files import DATA, DataFileError
from bot.times.clock import Clock

log = logging.getLogger(__name__)

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
FILE_COURSE = CourseId("file")
"""The id of a course that is only looked at, from a file that is no known course's."""
EXTENSIONS = tuple(f"cogs.{cog}" for cog in COGS)


def load_course() -> Course:
    """Return the course of data/videos.json; CannotStartError if that is missing or breaks a rule."""
    try:
        return parse_course((DATA / "videos.json").read_text("utf-8"), "data/videos.json")
    except (DataFileError, OSError) as error:
        raise CannotStartError(str(error)) from error


def default_course(captions: Path | None = None) -> CourseFiles:
    """Return the default course with its glossary and its *captions*; CannotStartError as above."""
    return CourseFiles(load_course(), DATA / "videos.json", captions, DATA / "glossary.json")


def course_folders(settings: Settings) -> list[Path]:
    """Return the folders that further courses are in: data/courses, if there is one, and the one that is set."""
    shipped = DATA / "courses"
    return [folder for folder in (shipped if shipped.is_dir() else None, settings.courses) if folder is not None]


def load_courses(settings: Settings) -> tuple[CourseFiles, ...]:
    """Return the default course and those in folders; CannotStartError as above for the default course alone.

    Of the others, a warning is logged for each that cannot be used, and for what of one cannot.
    """
    courses = [default_course(settings.captions)]
    for folder in course_folders(settings):
        try:
            found, unusable = read_courses(folder, [files.course.key for files in courses])
        except CourseFileError as error:
            log.warning("%s (LECTERN_COURSES); no course of it is used", error)
            continue
        for bad in unusable:
            log.warning("the course %s in %s cannot be used: %s", bad.name, shown(folder), _in_short(bad.faults))
        courses += [_with_usable_glossary(files) for files in found]
    return tuple(courses)


def _with_usable_glossary(files: CourseFiles) -> CourseFiles:
    """Return *files*, without a glossary that cannot be used; log what there is."""
    course = files.course
    log.info("course %s, %s lessons", course.id, len(course.chapters))
    if files.problems:
        log.warning("of the course %s something is left out: see `lectern course check %s`", course.id, files.file)
    try:
        load_glossary(course, files.glossary)
    except CannotStartError as error:
        log.warning("the glossary of the course %s is not used: %s", course.id, _in_short(str(error).splitlines()))
        return replace(files, glossary=None)
    return files


def find_course(named: str | None, settings: Settings) -> CourseFiles:
    """Return the course *named* by its id or by the path of its file or folder; None is the default course.

    CourseFileError if there is none, or it cannot be used.
    """
    default = default_course(settings.captions)
    if named is None or named == default.course.id:
        return default
    path, folders = Path(named), course_folders(settings)
    if re.fullmatch(COURSE_ID, named):
        path = next((folder / named for folder in folders if (folder / named).is_dir()), path)
    if not _exists(path):
        ids = [name for folder in folders for name in sub_folders(folder) if re.fullmatch(COURSE_ID, name)]
        known = ", ".join(dict.fromkeys([default.course.id, *ids]))
        message = f"--course must be the file of a course, or one of {known}, not {named!r}"
        raise CourseFileError(message)
    return default if path.samefile(default.file) else _read_found(path)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # no file could be called so
        return False


def _read_found(path: Path) -> CourseFiles:
    """Return the course in the file or folder *path*; raise CourseFileError that names it if there is none."""
    try:
        if path.is_dir():
            name = path.resolve().name
            return read_course_folder(path, CourseId(name) if re.fullmatch(COURSE_ID, name) else FILE_COURSE)
        return CourseFiles(read_course_file(path, FILE_COURSE).course, path)
    except CourseFileError as error:
        message = f"{shown(path)}: {_in_short(error.faults)}"
        raise CourseFileError(message) from error


def load_glossary(course: Course, file: Path | None) -> Glossary | None:
    """Return the glossary of *course* in *file*, None without one; CannotStartError if it cannot be used."""
    if file is None:
        return None
    name = "data/glossary.json" if file.parent == DATA else str(file)
    try:
        return parse_glossary(file.read_text("utf-8"), course, known_fields(), name)
    except (DataFileError, OSError, UnicodeDecodeError) as error:
        raise CannotStartError(str(error)) from error


def load_engine(course: Course, transcripts: Sequence[Transcript] = (), glossary: Path | None = None) -> AnswerEngine:
    """Build the answer engine from *course*, the file of its *glossary* and *transcripts*; CannotStartError as above.

    The default course has data/glossary.json, and another none, if no glossary is given.
    """
    file = DATA / "glossary.json" if glossary is None and course.key == FIRST_COURSE else glossary
    return AnswerEngine(course.with_taught(), load_glossary(course, file), transcripts)


def load_captions(folder: Path | None, course: Course) -> CourseCaptions:
    """Read the subtitles in *folder*, none without one; log what there is, and a warning for what cannot be used."""
    if folder is None:
        return CourseCaptions()
    try:
        captions = read_captions(folder, course)
    except CaptionsFolderError as error:
        log.warning("%s (LECTERN_CAPTIONS); no subtitles are used", error)
        return CourseCaptions()
    for file in captions.unusable:
        log.warning("subtitles %s cannot be used: %s", file.name, "; ".join(found.sentence for found in file.problems))
    chapters = len({transcript.chapter for transcript in captions.transcripts})
    log.info("subtitles of %s of %s chapters, %s files", chapters, len(course.chapters), len(captions.used))
    return captions


def describe_captions(folder: Path, course: Course) -> str:
    """Return how many subtitles there are in *folder*; raise SettingsError if it, or a file in it, cannot be used."""
    try:
        captions = read_captions(folder, course)
    except CaptionsFolderError as error:
        message = f"{error} (LECTERN_CAPTIONS)"
        raise SettingsError(message) from error
    if captions.unusable:
        bad, all_files = len(captions.unusable), len(captions.files)
        message = f"{bad} of {all_files} files in {folder} cannot be used: see `lectern captions check`"
        raise SettingsError(message)
    chapters = len({transcript.chapter for transcript in captions.transcripts})
    return f"{folder} has those of {chapters} of {len(course.chapters)} chapters"


def describe_courses(settings: Settings) -> str:
    """Return which further courses there are; raise SettingsError that names each that cannot be used in full."""
    known, wrong = [default_course().course.key], []
    for folder in course_folders(settings):
        try:
            found, unusable = read_courses(folder, known)
        except CourseFileError as error:
            wrong.append(f"{error} (LECTERN_COURSES)")
            continue
        wrong += [f"{bad.name} in {shown(folder)}: {_in_short(bad.faults)}" for bad in unusable]
        for files in found:
            wrong += _faults_beside(files)
            known.append(files.course.key)
    if wrong:
        raise SettingsError("; ".join(wrong))
    return ", ".join(known[1:]) or "there are none yet: each is a folder of its own in that of LECTERN_COURSES"


def _in_short(faults: Sequence[str]) -> str:
    """Return the first of *faults*, and how many more there are."""
    return faults[0] if len(faults) == 1 else f"{faults[0]} (and {len(faults) - 1} more)"


def _faults_beside(files: CourseFiles) -> Iterator[str]:
    """Yield what is wrong with the glossary and the subtitles that lie beside a course."""
    course = files.course
    try:
        load_glossary(course, files.glossary)
    except CannotStartError as error:
        yield f"{course.id}: {_in_short(str(error).splitlines())}"
    captions = CourseCaptions() if files.captions is None else read_captions(files.captions, course)
    if captions.unusable:
        bad, all_files = len(captions.unusable), len(captions.files)
        see = f"see `lectern captions check --course {course.id}`"
        yield f"{bad} of {all_files} files in {shown(files.captions or '')} cannot be used: {see}"


def _build_engine(courses: Mapping[CourseId, CourseFiles], course: Course) -> AnswerEngine:
    """Build the answer engine of *course*, with what lies beside its file, if it is one of *courses*."""
    if (files := courses.get(course.key)) is None:
        return load_engine(course)
    return load_engine(course, load_captions(files.captions, course).transcripts, files.glossary)


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
    engines = AnswerEngines(partial(_build_engine, {each.course.key: each for each in files}))
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
