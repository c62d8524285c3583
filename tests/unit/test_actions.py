"""The custom_ids that buttons carry for years."""

import pytest

from bot.answers.buttons import ShareAnswer, TeachAnswer, UnteachAnswer
from bot.courses.buttons import (
    CancelCourse,
    CardRewatched,
    CardUnwatched,
    CardWatched,
    ChooseChapter,
    ChooseCourses,
    CoursePage,
    OpenChapter,
    PasteCourse,
    RemoveCourse,
    ShareChapter,
    ShowChapter,
    ShowLessons,
    UseCourse,
    Watched,
)
from bot.guilds.buttons import UndoSetting
from bot.notices.buttons import PostNext, RetryPost, SkipPost
from bot.parties.buttons import (
    AnswerNumber,
    PartyAllWatched,
    PartyAnnouncementDetails,
    PartyAnswered,
    PartyAskCancel,
    PartyAskEnd,
    PartyAskPlaces,
    PartyAskTime,
    PartyCalendar,
    PartyCancel,
    PartyConfirm,
    PartyConfirmAt,
    PartyDetails,
    PartyDmOptIn,
    PartyEnd,
    PartyHere,
    PartyKeep,
    PartyMove,
    PartyPause,
    PartyPlacesTyped,
    PartyResume,
    PartyStart,
    PartyStartLate,
    PartyTimeTyped,
    PartyWatched,
    PartyWhere,
    UndoAllWatched,
    UndoParty,
    UndoPlaces,
)
from bot.parties.model import Answer
from bot.privacy.buttons import AskForgetMe, ForgetMe, KeepMyData
from bot.progress.buttons import (
    AskNote,
    Clarity,
    GroupPage,
    NoteTyped,
    ProgressPage,
    ProgressPost,
    RateChapter,
    Rewatched,
    ShareCertificate,
    ShareProgress,
    ShowCertificate,
    ShowOnBoard,
    UndoMark,
    UndoMarks,
    Unwatched,
    WatchedPost,
)
from bot.schedules.buttons import (
    DatesTell,
    DraftAnnounce,
    DraftAnswer,
    DraftChosen,
    DraftFirstPost,
    DraftForm,
    DraftSeason,
    DraftSeasonPage,
    DraftStart,
    JumpTo,
    MakeChange,
    MovePost,
    Part,
    PostNow,
    RepeatChapter,
    SeasonPage,
    ShowDates,
    ShowMissed,
    SkipDays,
    StartDraft,
    StopNudges,
    StopPosts,
    StopSchedule,
    SureHolidays,
    TellPosts,
    UndoHolidays,
    UndoSchedule,
    UnskipDays,
)
from bot.ui.buttons import Action, job_id_in, parse_action
from tests.button_actions import ACTIONS

# Messages in Discord carry these ids: a line may be added, but never changed or removed.
PINNED: list[tuple[str, Action]] = [
    ("v1:watched:5", Watched(5)),
    ("v1:watched-post:5:77", WatchedPost(chapter=5, job=77)),
    ("v1:progress-post:77", ProgressPost(77)),
    ("v1:rate-chapter:5:4", RateChapter(5, Clarity.MOSTLY)),
    ("v1:rate-chapter:5:4:2596996162", RateChapter(5, Clarity.MOSTLY, 2596996162)),
    ("v1:ask-note:5:2596996162", AskNote(5, 2596996162)),
    ("v1:note-typed:5", NoteTyped(5)),
    ("v1:undo-marks:77", UndoMarks(77)),
    ("v1:certificate:2596996162", ShowCertificate(2596996162)),
    ("v1:share-progress:2596996162", ShareProgress(2596996162)),
    ("v1:share-certificate:2596996162", ShareCertificate(2596996162)),
    ("v1:show-on-board:1:2596996162", ShowOnBoard(shown=True, course=2596996162)),
    ("v1:show-on-board:0", ShowOnBoard(shown=False)),
    ("v1:group-page:3:2596996162", GroupPage(3, 2596996162)),
    ("v1:rewatched:5:1795460400:1:2596996162:77", Rewatched(5, 1795460400, True, 2596996162, 77)),
    ("v1:card-rewatched:5:1795460400:1:2596996162:77", CardRewatched(5, 1795460400, True, 2596996162, 77)),
    ("v1:unwatched:5", Unwatched(5)),
    ("v1:watched:5:2596996162", Watched(5, course=2596996162)),
    ("v1:watched-post:5:77:2596996162", WatchedPost(chapter=5, job=77, course=2596996162)),
    (
        "v1:undo-mark:5:1795460400:1:0:2596996162",
        UndoMark(5, 1795460400, together=True, was_alone=False, course=2596996162),
    ),
    ("v1:card-watched:5", CardWatched(5)),
    ("v1:card-unwatched:5", CardUnwatched(5)),
    ("v1:chapter:5", ShowChapter(5)),
    ("v1:open-chapter:5", OpenChapter(5)),
    ("v1:share-chapter:5", ShareChapter(5)),
    ("v1:share-answer", ShareAnswer()),
    ("v1:teach-answer:2596996162:7", TeachAnswer(course=2596996162, proposed=7)),
    ("v1:unteach-answer:2596996162:41", UnteachAnswer(course=2596996162, name_number=41)),
    ("v1:consider-forgetting", AskForgetMe()),
    ("v1:remember-me", KeepMyData()),
    ("v1:forget-me", ForgetMe()),
    ("v1:party-confirm:3", PartyConfirm(3)),
    ("v1:party-confirm-at:3:1795377600", PartyConfirmAt(party=3, to=1795377600)),
    ("v1:party-answer:3:1:77", PartyAnswered(party=3, answer=AnswerNumber.MAYBE, job=77)),
    ("v1:party-calendar:3", PartyCalendar(3)),
    ("v1:party-details:3", PartyDetails(3)),
    ("v1:party-news:3:77", PartyAnnouncementDetails(party=3, job=77)),
    ("v1:party-ask-time:3", PartyAskTime(3)),
    ("v1:party-time:3", PartyTimeTyped(3)),
    ("v1:party-move:3:1795377600:1795374000", PartyMove(party=3, to=1795377600, seen=1795374000)),
    ("v1:party-ask-cancel:3", PartyAskCancel(3)),
    ("v1:party-cancel:3:1", PartyCancel(party=3, series=True)),
    ("v1:party-ask-places:3", PartyAskPlaces(3)),
    ("v1:party-places:3", PartyPlacesTyped(3)),
    ("v1:undo-places:21", UndoPlaces(21)),
    ("v1:party-keep:3", PartyKeep(3)),
    ("v1:party-wish:3:1", PartyDmOptIn(party=3, on=True)),
    ("v1:try-post:77:5", RetryPost(job=77, post=5)),
    ("v1:leave-post:77:5", SkipPost(job=77, post=5)),
    ("v1:post-next:77:5", PostNext(job=77, post=5)),
    ("v1:party-start:3", PartyStart(3)),
    ("v1:party-start-late:3:77", PartyStartLate(party=3, job=77)),
    ("v1:party-here:3:77", PartyHere(party=3, job=77)),
    ("v1:party-where:3", PartyWhere(3)),
    ("v1:party-pause:3:77", PartyPause(party=3, job=77)),
    ("v1:party-resume:3:77", PartyResume(party=3, job=77)),
    ("v1:party-ask-end:3", PartyAskEnd(3)),
    ("v1:party-end:3", PartyEnd(3)),
    ("v1:party-watched:3:77", PartyWatched(party=3, job=77)),
    ("v1:party-all-watched:3", PartyAllWatched(3)),
    ("v1:draft-chosen:1", DraftChosen(Part.CHANNEL)),
    ("v1:draft-form:4", DraftForm(Part.TIMES)),
    ("v1:draft-first-post", DraftFirstPost()),
    ("v1:draft-season", DraftSeason()),
    ("v1:draft-season-page:3", DraftSeasonPage(3)),
    ("v1:course-page:3", CoursePage(3)),
    ("v1:course-page:3:2596996162", CoursePage(page=3, course=2596996162)),
    ("v1:use-course:2596996162", UseCourse(seen=2596996162)),
    ("v1:show-lessons:3", ShowLessons(3)),
    ("v1:cancel-course", CancelCourse()),
    ("v1:paste-course:0", PasteCourse(edits=0)),
    ("v1:paste-course:2596996162", PasteCourse(edits=2596996162)),
    ("v1:remove-course:2596996162", RemoveCourse(2596996162)),
    ("v1:choose-courses", ChooseCourses()),
    ("v1:choose-chapter", ChooseChapter()),
    ("v1:choose-chapter:2596996162", ChooseChapter(2596996162)),
    ("v1:chapter:5:2596996162", ShowChapter(5, course=2596996162)),
    ("v1:open-chapter:5:2596996162", OpenChapter(5, course=2596996162)),
    ("v1:share-chapter:5:2596996162", ShareChapter(5, course=2596996162)),
    ("v1:share-answer:1", ShareAnswer(course=1)),
    ("v1:card-watched:5:2596996162", CardWatched(5, course=2596996162)),
    ("v1:card-unwatched:5:2596996162", CardUnwatched(5, course=2596996162)),
    ("v1:unwatched:5:2596996162", Unwatched(5, course=2596996162)),
    ("v1:progress-post:77:2596996162", ProgressPost(77, course=2596996162)),
    ("v1:progress-page:3:2596996162", ProgressPage(3, course=2596996162)),
    ("v1:rewatched:5:1795460400:1:2596996162", Rewatched(5, 1795460400, together=True, course=2596996162)),
    ("v1:card-rewatched:5:1795460400:1:2596996162", CardRewatched(5, 1795460400, together=True, course=2596996162)),
    ("v1:progress-page:3", ProgressPage(3)),
    ("v1:season-page:7:3", SeasonPage(schedule=7, page=3)),
    ("v1:dates:7:3", ShowDates(schedule=7, page=3)),
    ("v1:dates-tell:7:3:1", DatesTell(schedule=7, page=3, on=True)),
    ("v1:tell-posts:0", TellPosts(on=False)),
    ("v1:stop-posts:77:7", StopPosts(job=77, guild=7)),
    ("v1:stop-nudges:77:7", StopNudges(job=77, guild=7)),
    ("v1:missed", ShowMissed()),
    ("v1:draft-start", DraftStart()),
    ("v1:undo-schedule:7", UndoSchedule(7)),
    ("v1:undo-party:7", UndoParty(7)),
    ("v1:undo-holidays:7", UndoHolidays(7)),
    ("v1:sure-holidays:739974:739983:0", SureHolidays(739974, 739983, remove=False)),
    ("v1:undo-setting:7", UndoSetting(7)),
    ("v1:undo-all-watched:7:8", UndoAllWatched(7, 8)),
    ("v1:rewatched:5:1795460400:1", Rewatched(5, 1795460400, together=True)),
    ("v1:move-post:3:739943:1795377600", MovePost(schedule=3, post=739943, to=1795377600)),
    ("v1:skip-days:3:739943:739950", SkipDays(schedule=3, first=739943, last=739950)),
    ("v1:unskip-days:3:739943:739950", UnskipDays(schedule=3, first=739943, last=739950)),
    ("v1:jump-to:3:9", JumpTo(schedule=3, chapter=9)),
    ("v1:change-order:3:41", MakeChange(schedule=3, asked=41)),
    ("v1:repeat-chapter:3:9", RepeatChapter(schedule=3, chapter=9)),
    ("v1:stop-schedule:3", StopSchedule(3)),
    ("v1:post-now:3:2596996162", PostNow(schedule=3, seen=2596996162)),
    ("v1:start-draft:2596996162", StartDraft(seen=2596996162)),
    ("v1:draft-announce:1", DraftAnnounce(wanted=True)),
    ("v1:draft-answer:2596996162", DraftAnswer(reading=2596996162)),
    ("v1:undo-mark:5:1795460400:1:0", UndoMark(chapter=5, at=1795460400, together=True, was_alone=False)),
    ("v1:card-rewatched:5:1795460400:1", CardRewatched(chapter=5, at=1795460400, together=True)),
]

ON_LIVE_CARDS = ("party-here", "party-pause", "party-resume", "party-start-late", "party-watched")


@pytest.mark.parametrize(("custom_id", "action"), PINNED)
def test_ids_given_out_once_are_read_for_ever(custom_id: str, action: Action) -> None:
    """Each is read as the same action as when it was made, and is still written like that."""
    assert parse_action(custom_id) == action
    assert action.custom_id == custom_id


def test_what_an_older_button_lacks_has_its_default() -> None:
    """A button from before there were several courses means the first; one that says so itself means the same."""
    assert parse_action("v1:watched:5") == parse_action("v1:watched:5:0") == Watched(5, course=0)


def test_every_action_is_in_the_list_of_ids_given_out() -> None:
    """A new action is added to the list above."""
    assert {type(action) for _, action in PINNED} == set(ACTIONS)
    assert {kind.name for kind in ACTIONS} == {kind.name for kind in Action.__subclasses__()}


def test_every_answer_to_an_invitation_has_its_number() -> None:
    assert [each.name for each in AnswerNumber] == [each.name for each in Answer]


def test_names_are_unique() -> None:
    assert len({kind.name for kind in ACTIONS}) == len(ACTIONS)


@pytest.mark.parametrize(
    "custom_id",
    [
        "",
        "v1",
        "v1:",
        "v1:watched",
        "v1:watched:",
        "v1:watched:five",
        "v1:watched:5:6:7",
        "v1:watched:5:",
        "v1:watched:-5",
        "v1:watched: 5",
        "v1:watched:5\n",
        "v1:watched:\N{ARABIC-INDIC DIGIT FIVE}",
        "v1:watched:\N{SUPERSCRIPT TWO}",
        "v1:watched:" + "1" * 21,
        "v1:watched-post:5",
        "v1:forget-me:1",
        "v1:sure-holidays:739974:739983:7",
        "v1:sure-holidays:739974:739983:01",
        "v1:party-answer:3:3:77",
        "v1:party-cancel:3:2",
        "v1:party-wish:3:2",
        "v1:draft-announce:2",
        "v1:draft-chosen:0",
        "v1:draft-form:7",
        "v1:undo-mark:5:1795460400:2:0",
        "v1:undo-mark:5:1795460400:1:2",
        "v1:rewatched:5:1795460400:2",
        "v1:card-rewatched:5:1795460400:2",
        "v1:forget-everyone",
        "v0:watched:5",
        "v2:watched:5",
        "V1:watched:5",
        " v1:watched:5",
        "watched:5",
    ],
)
def test_an_unknown_id_is_no_action(custom_id: str) -> None:
    """Ids of other versions, other programs, or damaged ones are no error."""
    assert parse_action(custom_id) is None


def test_a_job_is_read_off_the_button_of_what_it_made() -> None:
    """Only actions that have a job's number name one; by it a message is found again."""
    named = {action.name for custom_id, action in PINNED if job_id_in(custom_id) == 77}
    recorded = {"watched-post", "progress-post", "try-post", "leave-post", "post-next", "stop-posts", "stop-nudges"}
    assert named == {"party-answer", "party-news", *recorded, *ON_LIVE_CARDS}
    assert {job_id_in(custom_id) for custom_id, action in PINNED if action.name not in named} == {None}
    assert job_id_in("v2:watched-post:5:77") is None
