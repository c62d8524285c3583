"""Every card stays within Discord's limits, for every chapter and in every language."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import permutations
from typing import Any

import pytest
from discord import ui

from bot.answers.cards import answer_card, marked
from bot.courses.cards import chapter_card, course_card, shared_chapter_card
from bot.courses.model import Course
from bot.ids import ChannelId, ChapterId, GuildId, JobId, RoleId, ScheduleId, UserId
from bot.jobs.blockers import Blocker, Cause, DeniedBy
from bot.jobs.model import HoldReason, Job, JobKind, JobRecord, JobState
from bot.loading import load_course, load_engine
from bot.progress.cards.marks import marked_card
from bot.progress.cards.overview import progress_card
from bot.progress.model import GuildProgress, Mark, Marking, MemberProgress
from bot.schedules.cards.overview import ChannelStatus, schedule_card
from bot.schedules.cards.posts import MOST_CHAPTERS, closing_card, weekly_post_card
from bot.schedules.cards.problems import SetupProblem, setup_problems_card
from bot.schedules.model import Schedule, ScheduleOverview, ScheduleState
from bot.schedules.posts import SchedulePost, SeasonSummary
from bot.text.locales import Locale
from bot.text.translations import Localizer, localizer
from bot.text.visible import shortened
from bot.times.slots import Cadence
from bot.ui.cards import Card, escape, unescape
from bot.ui.note_cards import failure_card, no_such_chapter_card
from tests.behaviour.limits import broken_limits

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
ALONE, TOGETHER = Mark(NOW), Mark(NOW, together=True)
MARKINGS = [Marking(before, after) for before in (None, ALONE, TOGETHER) for after in (ALONE, TOGETHER)]
FAR = 2**62  # as long as an id can become
WHO = f"<@{FAR}>"
OF_EVENTS = {HoldReason.CANNOT_CREATE_EVENTS, HoldReason.TOO_MANY_EVENTS, HoldReason.CHANNEL_NOT_PUBLIC}
OF_POSTS = [reason for reason in HoldReason if reason not in OF_EVENTS]


@pytest.fixture(scope="module")
def course() -> Course:
    """The real course."""
    return load_course()


@pytest.fixture(params=list(Locale))
def say(request: pytest.FixtureRequest) -> Localizer:
    """A localizer of each language."""
    return localizer(request.param)


def payload(card: Card) -> list[dict[str, Any]]:
    """Return the components that Discord is sent for *card*."""
    components: list[dict[str, Any]] = card.to_components()  # type: ignore[no-untyped-call] # discord.py's gap
    return components


def assert_fits(card: Card) -> None:
    """Check that *card* keeps Discord's limits, and has plain buttons only."""
    assert broken_limits(payload(card)) == []
    assert not [item for item in card.walk_children() if isinstance(item, ui.DynamicItem)]


def season(course: Course, **changes: object) -> Schedule:
    """A schedule with everything that can make its cards long."""
    fields: dict[str, object] = {
        "id": ScheduleId(FAR),
        "guild": GuildId(FAR),
        "channel": ChannelId(FAR),
        "course": course.key,
        "cadence": Cadence(frozenset(range(6)), time(19, 30), "America/Argentina/ComodRivadavia"),
        "order": tuple(chapter.key for chapter in course.chapters),
        "position": 1,
        "role": RoleId(FAR),
        "organiser": UserId(FAR),
        **changes,
    }
    return Schedule(**fields)  # type: ignore[arg-type] # the fields above have the right types


def posts(course: Course) -> Iterator[SchedulePost]:
    """Every chapter's post and every pair's, late, with a ping, with and without a next date."""
    job = Job(JobId(FAR), JobKind.WEEKLY_POST, GuildId(FAR), FAR, "occurrence", NOW, 1)
    for size in range(1, MOST_CHAPTERS + 1):
        for chapters in permutations(course.chapters, size):
            for following in (NOW + timedelta(weeks=1), None):
                yield SchedulePost(job, season(course), course, chapters, None, following, late=True)


def test_closing_posts_fit(course: Course, say: Localizer) -> None:
    """Of the longest season, late, and of one in which nothing was posted."""
    job = Job(JobId(FAR), JobKind.WEEKLY_POST, GuildId(FAR), FAR, "occurrence", NOW, 1)
    story = SeasonSummary(99, NOW, NOW, FAR, FAR)
    full = SchedulePost(job, season(course), course, (), None, following=NOW, late=True, summary=story)
    bare = replace(full, summary=SeasonSummary(0, None, None), late=False, following=None)
    for post in (full, bare):
        for known in (course, course.model_copy(update={"further": ()})):
            assert_fits(closing_card(replace(post, course=known), say))


def test_chapter_cards_fit(course: Course, say: Localizer) -> None:
    """Private ones with and without a mark, and shared ones."""
    for chapter in course.chapters:
        for watched in (None, False, True):
            assert_fits(chapter_card(course, chapter, say, watched=watched))
        assert_fits(shared_chapter_card(course, chapter, say, by=WHO))


def test_a_chapters_card_is_kept_unless_something_of_its_readers_is_on_it(course: Course, say: Localizer) -> None:
    chapter = course.chapters[4]
    card = chapter_card(course, chapter, say, watched=True)
    noted = chapter_card(course, chapter, say, watched=True, below=["Your note: again"])
    assert chapter_card(course, chapter, say, watched=True) is card
    assert chapter_card(course, chapter, say, watched=False) is not card
    assert chapter_card(course, chapter, say, watched=True, below=["Your note: again"]) is not noted
    assert "Your note" in str(payload(noted))
    assert "Your note" not in str(payload(card))


def test_posts_fit(course: Course, say: Localizer) -> None:
    """Of every chapter, and of as many chapters as a post may have."""
    for post in posts(course):
        assert_fits(weekly_post_card(post, say, mention=f"<@&{FAR}>"))


def test_answers_fit(course: Course, say: Localizer) -> None:
    """For every topic and title, for all at once, and for nothing."""
    engine = load_engine(course)
    everything = frozenset(chapter.key for chapter in course.chapters)
    topics = [topic.name.in_locale(say.locale) for chapter in course.chapters for topic in chapter.topics]
    questions = [*topics, *(chapter.title for chapter in course.chapters), " ".join(topics)[:200], "GRU", "*" * 200]
    for question in questions:
        reply = engine.ask(question, say.locale)
        assert_fits(answer_card(course, reply, say, watched=everything, can_share=True))
        assert_fits(answer_card(course, reply, say, by=WHO))


def test_course_and_progress_fit(course: Course, say: Localizer) -> None:
    """With no chapter watched, with all, and in a large server."""
    everything = frozenset(chapter.key for chapter in course.chapters)
    counts = dict.fromkeys(everything, 123_456)
    for watched in (frozenset[ChapterId](), everything):
        member = MemberProgress(course, dict.fromkeys(watched, Mark(NOW)))
        assert_fits(course_card(course, say, watched, everything))
        assert_fits(progress_card(member, GuildProgress(234_567, counts, everything), say))
        for chapter in course.chapters:
            for marking in MARKINGS:
                assert_fits(marked_card(chapter, member, marking, say))
    assert_fits(course_card(course, say, None, ()))


@pytest.mark.parametrize("state", [ScheduleState.ACTIVE, ScheduleState.PAUSED, ScheduleState.FINISHED])
@pytest.mark.parametrize("reason", [None, *OF_POSTS])
def test_schedule_cards_fit(course: Course, say: Localizer, state: ScheduleState, reason: HoldReason | None) -> None:
    """With every reason for which a post can be held."""
    schedule = season(course, state=state)
    job_state = JobState.WAITING if reason is None else JobState.HELD
    error = "503 Service Unavailable" if reason is None else reason.value
    pending = JobRecord(JobId(FAR), JobKind.WEEKLY_POST, GuildId(FAR), 1, NOW, job_state, 9, None, None, error)
    overview = ScheduleOverview(schedule, pending, tuple(schedule.planned(NOW)), (), NOW)
    card = schedule_card(course, overview, ChannelStatus(warnings=["W"]), say, title="T")
    assert_fits(card)
    assert "⚠️" in str(payload(card))


def test_problem_cards_fit(say: Localizer) -> None:
    """With all problems at once, and the longest text that can be typed."""
    for denied_by in DeniedBy:
        cause = Cause(denied_by, RoleId(FAR), ChannelId(FAR), NOW)
        blockers = [Blocker(reason, cause) for reason in OF_POSTS]
        assert_fits(setup_problems_card(say, tuple(SetupProblem), blockers, ChannelId(FAR)))
    assert_fits(no_such_chapter_card(say, "*" * 6000))
    assert_fits(failure_card(say, "abcdef"))
    assert_fits(failure_card(say, "abcdef", outdated=True))


def test_evidence_is_cut_around_what_matched(course: Course) -> None:
    """From the start of a word to the end of one."""
    engine = load_engine(course)
    seen = 0
    for question in ("vanishing gradient", "softmax", "cell state", "handwritten digits"):
        for answer in engine.ask(question, Locale.ENGLISH).answers:
            for evidence in answer.evidence:
                shown = marked(evidence, 60)
                assert len(shown.replace("**", "").strip("…")) <= 60
                assert "**" in shown
                inside = shown.replace("**", "").strip("…")
                assert inside in evidence.text
                seen += 1
    assert seen


@pytest.mark.parametrize(
    "typed", ["a*b_c~d|e`f\\g", "\\*", "<@1> @everyone", "[x](https://y)", "# -# - +", "1. a 2. b", ""]
)
def test_escaped_text_can_be_read_back(typed: str) -> None:
    """Sharing reads the question from the card."""
    assert unescape(escape(typed)) == typed


def test_text_that_looks_like_a_list_is_escaped() -> None:
    """A number with a dot begins a list only at the start of a line."""
    assert escape("1. LSTM 2. RNN\n12. x\n1.5") == "1\\. LSTM 2. RNN\n12\\. x\n1.5"


@pytest.mark.parametrize(
    ("label", "limit", "shown"),
    [
        ("short", 10, "short"),
        ("exactly ten", 11, "exactly ten"),
        ("two words too long", 12, "two words…"),
        ("oneverylongword", 8, "onevery…"),
        ("a verylongword", 8, "a veryl…"),
    ],
)
def test_labels_are_cut_at_a_word_where_they_can(label: str, limit: int, shown: str) -> None:
    """With an ellipsis, within the limit."""
    assert shortened(label, limit) == shown
    assert len(shown) <= limit


def test_these_tests_notice_a_card_that_is_too_large() -> None:
    """`assert_fits` fails for one."""
    button = {"type": 2, "style": 2, "label": "x" * 81, "custom_id": "a" * 101}
    broken: list[dict[str, Any]] = [
        {"type": 17, "components": []},
        {"type": 1, "components": [button] * 6},
        {"type": 10, "content": " "},
        {"type": 10, "content": "x" * 4001},
        *({"type": 14} for _ in range(40)),
        {"type": 9, "components": [], "accessory": {"type": 2, "label": "x", "url": "u", "custom_id": "c"}},
        {"type": 14, "id": 1},
        {"type": 14, "id": 1},
    ]
    assert set(broken_limits(broken)) >= {
        "4002 characters",
        "an empty text",
        "a custom_id twice",
        "an id twice",
        "a custom_id too long",
        "a row of 6",
        "a label of 81",
        "a button that is neither a link nor an action",
        "a section of 0",
        "an empty container",
    }
    assert any(problem.endswith("components") for problem in broken_limits(broken))
