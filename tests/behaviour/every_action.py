"""A table of the bot's button actions: the state in which each works, and who may use it where."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import Enum, auto

from bot.answers import buttons as answers
from bot.courses import buttons as courses
from bot.guilds import buttons as guilds
from bot.notices import buttons as notices
from bot.parties import buttons as parties
from bot.privacy import buttons as privacy
from bot.progress import buttons as progress
from bot.schedules import buttons as schedules
from bot.schedules.doubts import number_of
from bot.schedules.model import ASK
from bot.ui.buttons import Action
from bot.undo.model import UNDO_WINDOW
from tests.behaviour.courses import bring, listed, upload
from tests.behaviour.live_parties import BEGUN, START, latest
from tests.behaviour.parties import plan, planned, set_zone
from tests.behaviour.reading import answer
from tests.behaviour.schedules import lisbon_winter, manage, set_up
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import press, send
from tests.behaviour.test_notices import NEXT_DAY, refuse

Step = Callable[[StudyGroup], Awaitable[None]]
REDRAWN = timedelta(seconds=20)  # a card that changes again within ten seconds is drawn after them
CHRISTMAS = date(2026, 12, 24).toordinal()
MOVE = f"v1:move-post:1:{lisbon_winter(23).toordinal()}:{int(lisbon_winter(29, 20).timestamp())}"
DAYS = f"{lisbon_winter(30).toordinal()}:{lisbon_winter(14, month=12).toordinal()}"
SUNDAY = int(lisbon_winter(29, 20).timestamp())


class Reach(Enum):
    """Where an action may be used.

    Attributes:
        ANYWHERE: It is about the course, or about whoever presses.
        SERVERS: In any server, where it is about that server's own things.
        HOME: Only in the server that its number belongs to.
        MEMBERS: There, and in direct messages with members of that server.
    """

    ANYWHERE = auto()
    SERVERS = auto()
    HOME = auto()
    MEMBERS = auto()


@dataclass(frozen=True)
class Row:
    """One action, and what the tests need to use it.

    Attributes:
        arrange: Brings the group into the state in which the action works.
        custom_id: The id that is sent then; `{post}` stands for the first post's job, `{change}` for the latest change,
            `{guild}` for the server, `{course}` for its course, `{seen}` for what the latest card with such a button
            bears.
        reach: Where it may be used.
        right: Who may use it: "organiser" or "member", who is then the host; nobody else may, if *others*.
        over: Ends that state, so that the action must change nothing any more.
        changes: Whether it changes the database; what only shows something does not.
        fields: What is sent with it, where it is a form.
        values: What is chosen, where it is a menu.
    """

    arrange: Step
    custom_id: str
    reach: Reach
    right: str = "member"
    others: bool = False
    over: Step | None = None
    changes: bool = False
    fields: Mapping[str, str] | None = None
    values: tuple[str, ...] | None = None


def pressed(custom_id: str, by: str = "member") -> Step:
    """Return the step in which *by*, a name of StudyGroup's people, presses a button."""

    async def step(group: StudyGroup) -> None:
        await press(group, getattr(group, by), custom_id)

    return step


def in_order(*steps: Step) -> Step:
    """Return the step that takes all of *steps* in order."""

    async def step(group: StudyGroup) -> None:
        for each in steps:
            await each(group)

    return step


async def nothing(_group: StudyGroup) -> None:
    """Leave everything as it is."""


async def nudged(group: StudyGroup) -> None:
    """Let everybody in the group want nudges."""
    for person in (group.organiser, group.member, group.reader):
        await person.slash(group.channel, "nudge")


async def several_marked(group: StudyGroup) -> None:
    """Let the member mark all chapters at once."""
    await group.member.slash(group.channel, "watched", chapters="all")


async def marks_undone(group: StudyGroup) -> None:
    """Let the member take the first of them off again."""
    await press(group, group.member, "v1:unwatched:1")


async def page(group: StudyGroup) -> None:
    """Let the organiser fill in a schedule's set-up page, without pressing Start."""
    await set_up(group, time=None)
    await send(group, group.organiser, "v1:draft-form:4", {"time": "19:00", "zone": "Europe/Lisbon"})


async def order_asked(group: StudyGroup) -> None:
    """Let the organiser be asked whether an order is to leave chapters out."""
    await set_up(group)
    await group.organiser.slash(group.channel, "schedule change", order="9")


async def asked(group: StudyGroup) -> None:
    """Let the organiser be asked on a schedule's set-up page whether 8 is morning or evening."""
    await set_up(group, time="8")


async def scheduled(group: StudyGroup) -> None:
    """Let the organiser start schedule 1."""
    await set_up(group)


async def uploaded(group: StudyGroup) -> None:
    """Let the organiser upload a course, without using it."""
    await upload(group, listed("Flour", "Water"))


async def brought(group: StudyGroup) -> None:
    """Let the organiser bring a course."""
    await bring(group)


async def taught(group: StudyGroup) -> None:
    """Let the organiser bring a course, and teach it that its first lesson covers rye."""
    course = await bring(group)
    fields = {"name": "rye", "lesson": "1"}
    await send(group, group.organiser, f"v1:teach-answer:{course.ref}:1", fields)


async def now_asked(group: StudyGroup) -> None:
    """Let the organiser start schedule 1, and be asked about a post at once."""
    await set_up(group)
    await group.organiser.slash(group.channel, "schedule now")


async def schedule_paused(group: StudyGroup) -> None:
    """Let the organiser start a schedule, which is change 1, and pause it, which is change 2."""
    await set_up(group)
    await manage(group, "pause")


async def members_plan(group: StudyGroup) -> None:
    """Let the organiser let every member plan parties, which is change 1."""
    await group.organiser.slash(group.channel, "settings parties", who="members")


async def holiday(group: StudyGroup) -> None:
    """Let the organiser choose a holiday, which is change 1."""
    await group.organiser.slash(group.channel, "settings holidays", **{"from": "2026-12-24"})


async def held(group: StudyGroup) -> None:
    """Let Discord refuse the first post, which is then held, and its organiser be notified."""
    await set_up(group)
    refuse(group, 403, 50013)
    await group.wait_until(NEXT_DAY)


async def missed(group: StudyGroup) -> None:
    """Let the bot be away at the first post, and then ask the organiser what to do about it."""
    await set_up(group, missed=ASK.days)
    await group.restart_bot(after=timedelta(hours=5))


async def refused(group: StudyGroup) -> None:
    """Let Discord refuse the first post for good."""
    await set_up(group)
    refuse(group, 400, 50035)
    await group.wait_until(NEXT_DAY)


async def members_may_plan(group: StudyGroup) -> None:
    """Let every member plan parties."""
    await set_zone(group)
    await group.organiser.slash(group.channel, "settings parties", who="members")


async def drafted(group: StudyGroup) -> None:
    """Let a member draft party 1."""
    await members_may_plan(group)
    answer(await plan(group, group.member))


async def party(group: StudyGroup) -> None:
    """Let a member plan party 1."""
    await members_may_plan(group)
    await planned(group, group.member)


async def limited(group: StudyGroup) -> None:
    """Plan party 1 and limit it to three places."""
    await party(group)
    await send(group, group.member, "v1:party-places:1", {"places": "3"})


async def gathered(group: StudyGroup) -> None:
    """Plan party 1 and let its time come."""
    await party(group)
    await group.wait_until(START)


async def begun(group: StudyGroup) -> None:
    """Let the host start party 1."""
    await gathered(group)
    await press(group, group.member, "v1:party-start:1")
    await group.wait_until(BEGUN)


async def paused(group: StudyGroup) -> None:
    """Let the host pause party 1 with the button on its public card."""
    await begun(group)
    await group.wait(timedelta(minutes=2))
    await group.member.click(latest(group), label="Pause")
    await group.wait(REDRAWN)


async def cancelled(group: StudyGroup) -> None:
    """Let the host call party 1 off, so that everyone sees it."""
    await press(group, group.member, "v1:party-cancel:1:0")
    await group.wait(UNDO_WINDOW + REDRAWN)


confirmed = pressed("v1:party-confirm:1")
moved = in_order(party, pressed(f"v1:party-move:1:{SUNDAY}:0"))
ended = pressed("v1:party-end:1")
finished = in_order(begun, pressed("v1:party-here:1:0"), ended)
all_marked = in_order(finished, pressed("v1:party-all-watched:1"))
all_unmarked = pressed("v1:undo-all-watched:1:{change}")
mended = pressed("v1:try-post:0:{post}", "organiser")
post_moved = pressed(MOVE, "organiser")
left_out = pressed(f"v1:skip-days:1:{DAYS}", "organiser")
jumped = pressed("v1:jump-to:1:9", "organiser")
repeated = pressed("v1:repeat-chapter:1:9", "organiser")
undone = pressed("v1:undo-schedule:2", "organiser")
ordinary, restored = pressed("v1:undo-holidays:1", "organiser"), pressed("v1:undo-setting:1", "organiser")
taken_over = pressed("v1:draft-start", "organiser")
course_used = pressed("v1:use-course:{seen}", "organiser")

ROWS: dict[type[Action], Row] = {
    courses.Watched: Row(nothing, "v1:watched:5", Reach.SERVERS, changes=True),
    progress.WatchedPost: Row(nothing, "v1:watched-post:5:0", Reach.SERVERS, changes=True),
    progress.ProgressPost: Row(nothing, "v1:progress-post:0", Reach.SERVERS),
    progress.Unwatched: Row(pressed("v1:watched:5"), "v1:unwatched:5", Reach.SERVERS, changes=True),
    progress.UndoMark: Row(pressed("v1:rewatched:5:0:0"), "v1:undo-mark:5:0:0:0", Reach.SERVERS, changes=True),
    progress.Rewatched: Row(nothing, "v1:rewatched:5:0:0", Reach.SERVERS, changes=True),
    courses.CardWatched: Row(nothing, "v1:card-watched:5", Reach.SERVERS, changes=True),
    courses.CardUnwatched: Row(pressed("v1:watched:5"), "v1:card-unwatched:5", Reach.SERVERS, changes=True),
    courses.CardRewatched: Row(nothing, "v1:card-rewatched:5:0:0", Reach.SERVERS, changes=True),
    courses.ShowChapter: Row(nothing, "v1:chapter:5", Reach.ANYWHERE),
    courses.OpenChapter: Row(nothing, "v1:open-chapter:5", Reach.ANYWHERE),
    courses.CoursePage: Row(nothing, "v1:course-page:0", Reach.ANYWHERE),
    courses.ChooseChapter: Row(nothing, "v1:choose-chapter", Reach.ANYWHERE, values=("5",)),
    courses.UseCourse: Row(
        uploaded, "v1:use-course:{seen}", Reach.HOME, "organiser", others=True, changes=True, over=course_used
    ),
    courses.ShowLessons: Row(uploaded, "v1:show-lessons:0", Reach.HOME, "organiser", others=True, over=course_used),
    courses.CancelCourse: Row(
        uploaded,
        "v1:cancel-course",
        Reach.SERVERS,
        "organiser",
        others=True,
        changes=True,
        over=pressed("v1:cancel-course", "organiser"),
    ),
    courses.PasteCourse: Row(nothing, "v1:paste-course:0", Reach.SERVERS, "organiser", others=True),
    courses.RemoveCourse: Row(
        brought,
        "v1:remove-course:{course}",
        Reach.SERVERS,
        "organiser",
        others=True,
        changes=True,
        over=pressed("v1:remove-course:{course}", "organiser"),
    ),
    courses.ChooseCourses: Row(
        brought, "v1:choose-courses", Reach.SERVERS, "organiser", others=True, changes=True, values=("neural-networks",)
    ),
    progress.RateChapter: Row(nothing, "v1:rate-chapter:5:3", Reach.SERVERS, changes=True),
    progress.AskNote: Row(nothing, "v1:ask-note:5", Reach.SERVERS),
    progress.NoteTyped: Row(nothing, "v1:note-typed:5", Reach.SERVERS, changes=True, fields={"note": "See 3 again"}),
    progress.UndoMarks: Row(
        several_marked, "v1:undo-marks:{change}", Reach.HOME, changes=True, others=True, over=marks_undone
    ),
    progress.ShowCertificate: Row(nothing, "v1:certificate:0", Reach.SERVERS),
    progress.ShareProgress: Row(nothing, "v1:share-progress:0", Reach.SERVERS),
    progress.ShareCertificate: Row(nothing, "v1:share-certificate:0", Reach.SERVERS),
    progress.ShowOnBoard: Row(nothing, "v1:show-on-board:1", Reach.SERVERS, changes=True),
    progress.GroupPage: Row(nothing, "v1:group-page:0", Reach.SERVERS, "organiser", others=True),
    progress.ProgressPage: Row(nothing, "v1:progress-page:0", Reach.SERVERS),
    courses.ShareChapter: Row(nothing, "v1:share-chapter:5", Reach.SERVERS),
    answers.ShareAnswer: Row(nothing, "v1:share-answer", Reach.SERVERS),
    answers.TeachAnswer: Row(brought, "v1:teach-answer:{course}:1", Reach.SERVERS, "organiser", others=True),
    answers.UnteachAnswer: Row(
        taught, "v1:unteach-answer:{course}:1796289092", Reach.SERVERS, "organiser", others=True, changes=True
    ),
    privacy.AskForgetMe: Row(nothing, "v1:consider-forgetting", Reach.ANYWHERE),
    privacy.KeepMyData: Row(nothing, "v1:remember-me", Reach.ANYWHERE),
    privacy.ForgetMe: Row(pressed("v1:watched:5"), "v1:forget-me", Reach.ANYWHERE, changes=True),
    parties.PartyConfirm: Row(drafted, "v1:party-confirm:1", Reach.HOME, others=True, changes=True, over=confirmed),
    parties.PartyConfirmAt: Row(
        drafted, f"v1:party-confirm-at:1:{SUNDAY}", Reach.HOME, others=True, changes=True, over=confirmed
    ),
    parties.PartyAnswered: Row(party, "v1:party-answer:1:1:0", Reach.MEMBERS, changes=True, over=cancelled),
    parties.PartyCalendar: Row(party, "v1:party-calendar:1", Reach.MEMBERS),
    parties.PartyDetails: Row(party, "v1:party-details:1", Reach.MEMBERS),
    parties.PartyAnnouncementDetails: Row(party, "v1:party-news:1:0", Reach.MEMBERS),
    parties.PartyAskTime: Row(party, "v1:party-ask-time:1", Reach.MEMBERS, others=True, over=cancelled),
    parties.PartyTimeTyped: Row(
        party, "v1:party-time:1", Reach.MEMBERS, others=True, over=cancelled, fields={"when": "sunday 8pm"}
    ),
    parties.PartyMove: Row(
        party, f"v1:party-move:1:{SUNDAY}:0", Reach.MEMBERS, others=True, changes=True, over=cancelled
    ),
    parties.PartyAskCancel: Row(party, "v1:party-ask-cancel:1", Reach.MEMBERS, others=True, over=cancelled),
    parties.PartyCancel: Row(party, "v1:party-cancel:1:0", Reach.MEMBERS, others=True, changes=True, over=cancelled),
    parties.PartyAskPlaces: Row(party, "v1:party-ask-places:1", Reach.MEMBERS, others=True, over=cancelled),
    parties.PartyPlacesTyped: Row(
        party, "v1:party-places:1", Reach.MEMBERS, others=True, changes=True, over=cancelled, fields={"places": "3"}
    ),
    parties.UndoPlaces: Row(
        limited,
        "v1:undo-places:{change}",
        Reach.MEMBERS,
        others=True,
        changes=True,
        over=pressed("v1:undo-places:{change}"),
    ),
    parties.PartyKeep: Row(party, "v1:party-keep:1", Reach.MEMBERS),
    parties.UndoParty: Row(
        moved,
        "v1:undo-party:{change}",
        Reach.MEMBERS,
        others=True,
        changes=True,
        over=pressed("v1:undo-party:{change}"),
    ),
    parties.PartyDmOptIn: Row(party, "v1:party-wish:1:1", Reach.MEMBERS, changes=True),
    notices.RetryPost: Row(
        held, "v1:try-post:0:{post}", Reach.MEMBERS, "organiser", others=True, changes=True, over=mended
    ),
    notices.SkipPost: Row(
        missed,
        "v1:leave-post:0:{post}",
        Reach.MEMBERS,
        "organiser",
        others=True,
        changes=True,
        over=pressed("v1:leave-post:0:{post}", "organiser"),
    ),
    notices.PostNext: Row(
        refused,
        "v1:post-next:0:{post}",
        Reach.MEMBERS,
        "organiser",
        others=True,
        changes=True,
        over=pressed("v1:post-next:0:{post}", "organiser"),
    ),
    parties.PartyStart: Row(gathered, "v1:party-start:1", Reach.MEMBERS, others=True, changes=True, over=cancelled),
    parties.PartyStartLate: Row(
        gathered, "v1:party-start-late:1:0", Reach.MEMBERS, others=True, changes=True, over=cancelled
    ),
    parties.PartyHere: Row(begun, "v1:party-here:1:0", Reach.MEMBERS, "organiser", changes=True, over=cancelled),
    parties.PartyWhere: Row(begun, "v1:party-where:1", Reach.MEMBERS, over=ended),
    parties.PartyPause: Row(begun, "v1:party-pause:1:0", Reach.MEMBERS, others=True, changes=True, over=ended),
    parties.PartyResume: Row(paused, "v1:party-resume:1:0", Reach.MEMBERS, others=True, changes=True, over=ended),
    parties.PartyAskEnd: Row(begun, "v1:party-ask-end:1", Reach.MEMBERS, others=True, over=ended),
    parties.PartyEnd: Row(begun, "v1:party-end:1", Reach.MEMBERS, others=True, changes=True, over=ended),
    parties.PartyWatched: Row(finished, "v1:party-watched:1:0", Reach.MEMBERS, changes=True),
    parties.PartyAllWatched: Row(finished, "v1:party-all-watched:1", Reach.MEMBERS, others=True, changes=True),
    parties.UndoAllWatched: Row(
        all_marked, "v1:undo-all-watched:1:{change}", Reach.MEMBERS, others=True, changes=True, over=all_unmarked
    ),
    schedules.UndoSchedule: Row(
        schedule_paused, "v1:undo-schedule:2", Reach.MEMBERS, "organiser", others=True, changes=True, over=undone
    ),
    schedules.UndoHolidays: Row(
        holiday, "v1:undo-holidays:1", Reach.SERVERS, "organiser", others=True, changes=True, over=ordinary
    ),
    schedules.SureHolidays: Row(
        nothing, f"v1:sure-holidays:{CHRISTMAS}:{CHRISTMAS}:0", Reach.SERVERS, "organiser", others=True, changes=True
    ),
    guilds.UndoSetting: Row(
        members_plan, "v1:undo-setting:1", Reach.SERVERS, "organiser", others=True, changes=True, over=restored
    ),
    schedules.MovePost: Row(scheduled, MOVE, Reach.HOME, "organiser", others=True, changes=True, over=post_moved),
    schedules.SkipDays: Row(
        scheduled, f"v1:skip-days:1:{DAYS}", Reach.HOME, "organiser", others=True, changes=True, over=left_out
    ),
    schedules.UnskipDays: Row(
        in_order(scheduled, left_out),
        f"v1:unskip-days:1:{DAYS}",
        Reach.HOME,
        "organiser",
        others=True,
        changes=True,
        over=pressed(f"v1:unskip-days:1:{DAYS}", "organiser"),
    ),
    schedules.JumpTo: Row(scheduled, "v1:jump-to:1:9", Reach.HOME, "organiser", others=True, changes=True, over=jumped),
    schedules.MakeChange: Row(
        order_asked, "v1:change-order:1:2", Reach.HOME, "organiser", others=True, changes=True, over=jumped
    ),
    schedules.RepeatChapter: Row(
        scheduled, "v1:repeat-chapter:1:9", Reach.HOME, "organiser", others=True, changes=True, over=repeated
    ),
    schedules.StopSchedule: Row(
        scheduled,
        "v1:stop-schedule:1",
        Reach.HOME,
        "organiser",
        others=True,
        changes=True,
        over=pressed("v1:stop-schedule:1", "organiser"),
    ),
    schedules.PostNow: Row(
        now_asked,
        "v1:post-now:1:{seen}",
        Reach.HOME,
        "organiser",
        others=True,
        changes=True,
        over=pressed("v1:stop-schedule:1", "organiser"),
    ),
    schedules.DraftAnnounce: Row(
        page, "v1:draft-announce:1", Reach.HOME, "organiser", others=True, changes=True, over=taken_over
    ),
    schedules.DraftAnswer: Row(
        asked,
        f"v1:draft-answer:{number_of(time(8))}",
        Reach.HOME,
        "organiser",
        others=True,
        changes=True,
        over=in_order(pressed(f"v1:draft-answer:{number_of(time(20))}", "organiser"), taken_over),
    ),
    schedules.DraftChosen: Row(
        page, "v1:draft-chosen:2", Reach.HOME, "organiser", others=True, changes=True, values=("3",), over=taken_over
    ),
    schedules.DraftForm: Row(page, "v1:draft-form:4", Reach.HOME, "organiser", others=True, over=taken_over),
    schedules.DraftFirstPost: Row(page, "v1:draft-first-post", Reach.HOME, "organiser", others=True, over=taken_over),
    schedules.DraftSeason: Row(page, "v1:draft-season", Reach.HOME, "organiser", others=True, over=taken_over),
    schedules.DraftSeasonPage: Row(
        page, "v1:draft-season-page:0", Reach.HOME, "organiser", others=True, over=taken_over
    ),
    schedules.SeasonPage: Row(scheduled, "v1:season-page:1:0", Reach.HOME, "organiser", others=True),
    schedules.ShowDates: Row(scheduled, "v1:dates:1:0", Reach.HOME),
    schedules.DatesTell: Row(scheduled, "v1:dates-tell:1:0:1", Reach.HOME, changes=True),
    schedules.TellPosts: Row(nothing, "v1:tell-posts:1", Reach.SERVERS, changes=True),
    schedules.StopPosts: Row(pressed("v1:tell-posts:1"), "v1:stop-posts:0:{guild}", Reach.ANYWHERE, changes=True),
    schedules.StopNudges: Row(nudged, "v1:stop-nudges:0:{guild}", Reach.ANYWHERE, changes=True),
    schedules.ShowMissed: Row(scheduled, "v1:missed", Reach.SERVERS),
    schedules.DraftStart: Row(
        page, "v1:draft-start", Reach.HOME, "organiser", others=True, changes=True, over=taken_over
    ),
    schedules.StartDraft: Row(
        page, "v1:start-draft:{seen}", Reach.HOME, "organiser", others=True, changes=True, over=taken_over
    ),
}
