"""A course that was removed, or whose file is missing: nothing of another is posted, and its marks are kept."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot import app, course_folders
from bot.bot import LecternBot
from bot.courses.folder import CourseFiles
from bot.courses.lookup import ChapterLookup
from bot.courses.model import Course
from bot.ids import GuildId
from bot.undo.model import UNDO_WINDOW
from tests.behaviour.courses import BREAD, KNOTS, bring, courses_of, listed, remove, titles, upload
from tests.behaviour.parties import cards, direct_messages, planned, set_zone
from tests.behaviour.reading import answer, labels, private, text_of
from tests.behaviour.schedules import lisbon_winter, manage, posted, posts, set_up, speak_portuguese
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import press, send, stored
from tests.unit.big_course import bare_course

FLOUR, WATER, SALT, YEAST = BREAD


async def test_a_course_that_is_posted_is_not_removed(group: StudyGroup) -> None:
    course = await bring(group)
    asked = await group.organiser.slash(group.channel, "courses remove", course="Baking bread")
    await set_up(group)
    told = private(await group.organiser.click(answer(asked), label="Remove it"))
    assert "is in use in" in told
    assert "Nothing was changed." in told
    assert "is in use in" in private(await group.organiser.slash(group.channel, "courses remove", course=course.id))
    await manage(group, "stop")
    assert "Baking bread is removed." in private(await remove(group))


async def test_a_course_that_a_party_will_watch_is_not_removed(group: StudyGroup) -> None:
    course = await bring(group)
    asked = await group.organiser.slash(group.channel, "courses remove", course="Baking bread")
    await set_zone(group)
    await planned(group, chapter="2", course=course.id)
    told = private(await group.organiser.click(answer(asked), label="Remove it"))
    assert "is in use in" in told
    assert f"<#{group.channel.id}>" in told
    await group.wait_until(lisbon_winter(29))
    assert "Baking bread is removed." in private(await remove(group))


async def test_buttons_of_a_removed_course_say_that_it_is_gone(group: StudyGroup) -> None:
    """In the reader's language; what was marked is kept, and its posts stay."""
    course = await bring(group)
    await set_up(group)
    await group.wait_until(lisbon_winter(24))
    await group.member.click(posts(group)[0], label="Mark watched")
    card = await group.reader.slash(group.channel, "chapter", chapter="1")
    answered = await group.member.slash(group.channel, "ask", question="flour", course=course.id)
    await manage(group, "stop")
    await remove(group)
    await group.restart_bot()
    gone = "That course is not here any more."
    before = stored(group)
    assert gone in private(await group.member.click(posts(group)[0], label="Mark watched"))
    for name in (
        "watched:2",
        "chapter:1",
        "open-chapter:1",
        "share-chapter:1",
        "course-page:0",
        "progress-page:0",
        "unwatched:1",
        "card-watched:2",
        "card-unwatched:1",
        "progress-post:0",
        "rewatched:1:0:0",
    ):
        assert gone in private(await press(group, group.member, f"v1:{name}:{course.ref}")), name
    assert gone in private(await press(group, group.organiser, f"v1:remove-course:{course.ref}"))
    form = await press(group, group.organiser, f"v1:paste-course:{course.ref}")
    assert form.modal is None
    assert gone in private(form)
    assert gone in private(await group.member.click(answer(answered), label="Share"))
    assert "Flour" not in private(await group.reader.click(answer(card), label=labels(answer(card))[-1]))
    assert stored(group) == before
    assert "Neural" in private(await group.member.slash(group.channel, "course"))
    assert "Neural" in private(await group.member.slash(group.channel, "course", course=course.id))
    for command in ("courses edit", "courses export", "courses remove"):
        told = private(await group.organiser.slash(group.channel, command, course=course.id))
        assert "That is not a course that this server brought." in told


async def test_a_removed_course_comes_back_with_its_marks(group: StudyGroup) -> None:
    """As the question before its removal says: whoever brings the same lessons again has them."""
    course = await bring(group)
    await press(group, group.member, f"v1:watched:1:{course.ref}")
    await remove(group)
    await group.restart_bot()
    again = await bring(group, "Hands", *BREAD)
    assert "1/5" in private(await group.member.slash(group.channel, "progress"))
    assert again.ref == course.ref
    assert "2 of 5" in private(await press(group, group.member, f"v1:watched:2:{course.ref}"))
    await remove(group)
    assert (await bring(group, *KNOTS, heading="Knots")).ref != course.ref


async def test_an_edit_of_a_course_removed_meanwhile_changes_nothing(group: StudyGroup) -> None:
    await bring(group)
    preview = await upload(group, listed(*KNOTS), edits="Baking bread")
    await remove(group)
    told = private(await group.organiser.click(answer(preview), label="Change it"))
    assert "Baking bread is changed" not in told
    assert len((await courses_of(group)).available) == 1


async def test_a_party_of_a_removed_course_still_ends(group: StudyGroup) -> None:
    """One planned at the moment of the removal: its card is drawn, and who was there is remembered, but no more."""
    course = await bring(group)
    await set_zone(group)
    await planned(group, chapter="2", course=course.id)
    bot = group.env.bot
    assert isinstance(bot, LecternBot)
    assert await bot.services.courses.remove(GuildId(group.guild.id), course.key)
    await group.restart_bot()
    assert "Water" in private(await group.member.slash(group.channel, "party list"))
    await press(group, group.member, "v1:party-answer:1:0:0")
    await group.wait_until(lisbon_winter(28, 20))
    for custom_id in (
        "party-start:1",
        "party-here:1:0",
        "party-pause:1:0",
        "party-resume:1:0",
        "party-end:1",
        "party-watched:1:0",
        "party-all-watched:1",
    ):
        await press(group, group.organiser, f"v1:{custom_id}")
    await group.wait(timedelta(hours=1))
    assert "2 · Water" in text_of(group.channel.history()[0])
    assert "**Over**" in text_of(group.channel.history()[0])


async def test_a_set_up_page_of_a_removed_course_starts_nothing(group: StudyGroup) -> None:
    course = await bring(group)
    await set_up(group, time=None, course=course.id)
    await remove(group)
    for part in range(1, 7):
        await press(group, group.organiser, f"v1:draft-form:{part}")
    await send(group, group.organiser, "v1:draft-form:4", {"time": "19:00", "zone": "Europe/Lisbon"})
    await press(group, group.organiser, "v1:draft-first-post")
    await press(group, group.organiser, "v1:draft-season")
    await press(group, group.organiser, "v1:start-draft:{seen}")
    await group.wait_until(lisbon_winter(24))
    assert posts(group) == []


OTHER = bare_course(3, id="other")


async def test_a_course_whose_file_is_missing_holds_its_posts(
    group: StudyGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of the course that took its place is posted; organisers are told, and the rest goes on."""
    await set_up(group)
    await group.wait_until(lisbon_winter(24))
    with monkeypatch.context() as patch:
        patch.setattr(course_folders, "default_course", lambda _: CourseFiles(OTHER, Path("other.json")))
        await group.restart_bot()
        await group.wait_until(lisbon_winter(1, month=12))
        assert posted(group) == [1]
        notice = text_of(direct_messages(group.organiser)[-1])
        assert "Its course, or its lesson, is not here any more." in notice
        shown = private(await group.organiser.slash(group.channel, "schedule show"))
        assert "Its course, or its lesson, is not here any more." in shown
        assert "Lesson 1" not in shown
        gone = "That course is not here any more."
        assert gone in private(await press(group, group.member, "v1:watched:5"))
        assert gone in private(await group.member.click(posts(group)[0], label="Mark watched"))
        assert "Lesson 1" in private(await group.member.slash(group.channel, "course"))
        for command in ("season", "history"):
            private(await group.organiser.slash(group.channel, f"schedule {command}"))
    await group.restart_bot()
    await group.wait(timedelta(minutes=1))
    assert posted(group) == [1, 2]


async def test_a_schedule_of_a_missing_course_is_stopped(group: StudyGroup, monkeypatch: pytest.MonkeyPatch) -> None:
    await set_up(group)
    await group.wait_until(lisbon_winter(24))
    with monkeypatch.context() as patch:
        patch.setattr(course_folders, "default_course", lambda _: CourseFiles(OTHER, Path("other.json")))
        await group.restart_bot()
        stopped = private(await manage(group, "stop"))
        assert "stopped" in stopped
        await set_up(group)
        await group.wait_until(lisbon_winter(1, month=12))
    assert "Lesson 1" in text_of(posts(group)[-1])


async def test_a_course_whose_file_lost_a_lesson_holds_its_post(
    group: StudyGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The organiser reads why in their language, and goes on with another lesson."""
    speak_portuguese(group)
    await set_up(group)
    fewer = [
        each.model_copy(update={"number": n, "prerequisites": ()})
        for n, each in enumerate(group.course.chapters[1:], 1)
    ]
    changed = group.course.model_copy(update={"chapters": tuple(fewer), "suggested_order": ()})
    changed = Course.model_validate(changed.model_dump())
    with monkeypatch.context() as patch:
        patch.setattr(course_folders, "default_course", lambda _: CourseFiles(changed, Path("videos.json")))
        patch.setattr(app, "ChapterLookup", ChapterLookup)
        await group.restart_bot()
        await group.wait_until(lisbon_winter(24))
        assert posts(group) == []
        assert direct_messages(group.organiser)
        await manage(group, "jump", chapter="1")
        await group.wait(UNDO_WINDOW)
        await group.wait_until(lisbon_winter(1, month=12))
        assert titles(group)[0].startswith("Gradient descent")


async def test_parties_of_a_missing_course_go_on(group: StudyGroup, monkeypatch: pytest.MonkeyPatch) -> None:
    await set_zone(group)
    await planned(group, chapter="5")
    with monkeypatch.context() as patch:
        patch.setattr(course_folders, "default_course", lambda _: CourseFiles(OTHER, Path("other.json")))
        await group.restart_bot()
        await press(group, group.member, "v1:party-details:1")
        await group.wait_until(lisbon_winter(28, 20))
        await press(group, group.organiser, "v1:party-start:1")
        await press(group, group.organiser, "v1:party-end:1")
        await press(group, group.organiser, "v1:party-all-watched:1")
    assert "Lesson" not in text_of(cards(group)[-1])


async def test_a_course_folder_that_goes_holds_what_is_due_until_it_is_back(group: StudyGroup, tmp_path: Path) -> None:
    """Whoever runs the bot may take a course away, change it and bring it back; marks and posts keep to its lessons."""
    folder = tmp_path / "courses" / "bread"
    folder.mkdir(parents=True)
    (folder / "course.md").write_bytes(listed(*BREAD))
    group.courses = folder.parent
    await group.restart_bot()
    await set_up(group, course="bread")
    await group.wait_until(lisbon_winter(24))
    await group.member.click(posts(group)[0], label="Mark watched")
    assert titles(group) == [FLOUR]
    (folder / "course.md").unlink()
    folder.rmdir()
    await group.restart_bot()
    await group.wait_until(lisbon_winter(1, month=12))
    assert titles(group) == [FLOUR]
    assert "Its course, or its lesson, is not here any more." in text_of(direct_messages(group.organiser)[-1])
    assert "Neural" in private(await group.member.slash(group.channel, "course"))
    assert "Neural" in private(await group.member.slash(group.channel, "course", course="bread"))
    assert "Baking bread" not in private(await group.organiser.slash(group.channel, "courses list"))
    folder.mkdir()
    (folder / "course.md").write_bytes(listed("Hands", WATER, FLOUR, SALT, YEAST))
    await group.restart_bot()
    await group.wait(timedelta(minutes=1))
    assert titles(group) == [FLOUR, WATER]
    assert "1/5" in private(await group.member.slash(group.channel, "progress"))
