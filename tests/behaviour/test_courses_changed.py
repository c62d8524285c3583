"""A course that is edited in mid-season: marks and posts keep to their lessons, or are held."""

import json
from datetime import timedelta

import pytest

from bot.text.locales import Locale
from bot.undo.model import UNDO_WINDOW
from tests.behaviour.courses import (
    BREAD,
    KNOTS,
    address,
    bring,
    change,
    course_called,
    exported,
    listed,
    titles,
    upload,
    use,
)
from tests.behaviour.parties import direct_messages, planned, set_zone
from tests.behaviour.reading import answer, labels, pictures, private, text_of
from tests.behaviour.schedules import confirm, lisbon_winter, lose_next_reply, manage, posts, set_up, speak_portuguese
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import press, send, stored, watched

FLOUR, WATER, SALT, YEAST = BREAD


async def test_an_edit_in_mid_season_keeps_marks_and_posts(group: StudyGroup) -> None:
    """A new lesson comes where it stands, one that goes does not, and what was posted is not posted again."""
    course = await bring(group)
    await set_up(group)
    await group.wait_until(lisbon_winter(24))
    await group.member.click(posts(group)[0], label="Mark watched")
    preview = await upload(group, listed("Hands", FLOUR, "Milk", YEAST, WATER), edits="Baking bread")
    told = private(preview)
    assert "2 new: “Hands”, “Milk”" in told
    assert "Goes: “Salt”" in told
    assert "The order is another." in told
    assert labels(answer(preview)) == ["Change it", "Show all", "Cancel"]
    await use(group, preview)
    await group.restart_bot()
    assert "1/5" in private(await group.member.slash(group.channel, "progress"))
    assert "chapter 2" in private(await group.member.click(posts(group)[0], label="Mark watched"))
    await group.wait_until(lisbon_winter(29, month=12))
    assert titles(group) == [FLOUR, "Hands", "Milk", YEAST, WATER]
    assert "Salt" not in private(await group.member.slash(group.channel, "course"))
    changed = await course_called(group, "Baking bread")
    assert changed.id == course.id
    assert [chapter.key for chapter in changed.chapters] == [5, 1, 6, 4, 2]


async def test_a_lesson_that_comes_back_has_its_marks(group: StudyGroup) -> None:
    course = await bring(group)
    await press(group, group.member, f"v1:watched:3:{course.ref}")
    await change(group, FLOUR, WATER, YEAST)
    assert "0/3" in private(await group.member.slash(group.channel, "progress"))
    assert "no chapter" in private(await press(group, group.member, f"v1:watched:3:{course.ref}"))
    assert len(watched(stored(group))) == 1
    await group.restart_bot()
    await change(group, FLOUR, WATER, YEAST, SALT)
    assert "1/4" in private(await group.member.slash(group.channel, "progress"))
    assert "4 · Salt" in private(await group.member.slash(group.channel, "chapter", chapter="salt"))


async def test_a_lesson_keeps_its_marks_under_another_title_or_link(group: StudyGroup) -> None:
    course = await bring(group)
    await press(group, group.member, f"v1:watched:1:{course.ref}")
    await press(group, group.member, f"v1:watched:2:{course.ref}")
    renamed = (
        listed(*BREAD)
        .replace(b"[Flour]", b"[All about flour]")
        .replace(address(WATER).encode(), b"https://youtu.be/madeupvid77")
    )
    preview = await upload(group, renamed, edits="Baking bread")
    assert "2 changed: “All about flour” (title), “Water” (link)" in private(preview)
    await use(group, preview)
    assert "2/4" in private(await group.member.slash(group.channel, "progress"))


async def test_an_edit_that_changes_nothing_says_so(group: StudyGroup) -> None:
    await bring(group)
    assert "Nothing would change." in private(await upload(group, listed(*BREAD), edits="Baking bread"))


async def test_a_course_is_edited_in_a_form(group: StudyGroup) -> None:
    """Which has the lessons that there are, and its title, to change."""
    await bring(group)
    how = await group.organiser.slash(group.channel, "courses edit", course="Baking bread")
    form = await group.organiser.click(answer(how), label="Paste a list")
    assert form.modal is not None
    title, lines = (each["component"]["value"] for each in form.modal["components"])
    assert title == "Baking bread"
    assert "2. [Water](https://www.youtube.com/watch?v=water000000)" in lines
    same = await group.organiser.submit_modal(form, {"title": title, "pasted": lines})
    assert "Nothing would change." in private(same)
    form = await group.organiser.click(answer(how), label="Paste a list")
    preview = await group.organiser.submit_modal(form, {"title": "Our bread", "pasted": lines.replace("2. ", "5. ")})
    await use(group, preview)
    assert (await course_called(group, "Our bread")).chapters[1].title == WATER


async def test_an_edit_keeps_both_titles_unless_a_file_has_others(group: StudyGroup) -> None:
    """Whoever reads one language does not take the other away."""
    document = {"title": {"en": "Bread", "pt": "Pão"}, "chapters": [{"number": 1, "title": "x", "video_id": "a" * 11}]}
    await use(group, await upload(group, json.dumps(document).encode(), "course.json"))
    speak_portuguese(group)
    await use(group, await upload(group, listed(*BREAD), edits="Bread"))
    assert (await course_called(group, "Bread")).title.all() == ("Bread", "Pão")
    document = await exported(group, "Bread")
    document["title"] = {"en": "Loaves", "pt": "Pães"}
    await use(group, await upload(group, json.dumps(document).encode(), "course.json", edits="Bread"))
    assert (await course_called(group, "Loaves")).title.all() == ("Loaves", "Pães")


async def test_lessons_at_the_end_bring_a_schedule_back_before_its_closing_post(group: StudyGroup) -> None:
    await bring(group, FLOUR, WATER)
    await set_up(group)
    await group.wait_until(lisbon_winter(1, month=12))
    assert titles(group) == [FLOUR, WATER]
    await change(group, FLOUR, WATER, SALT)
    await group.wait_until(lisbon_winter(8, month=12))
    assert titles(group) == [FLOUR, WATER, SALT]


async def test_a_repeating_schedule_forgets_a_lesson_that_was_posted_and_went(group: StudyGroup) -> None:
    """The next round is of the lessons that there are."""
    await bring(group, FLOUR, WATER)
    await set_up(group, end="repeat")
    await group.wait_until(lisbon_winter(24))
    assert titles(group) == [FLOUR]
    await change(group, WATER)
    await group.wait_until(lisbon_winter(22, month=12))
    assert titles(group) == [FLOUR, WATER, WATER]


async def test_a_schedule_in_an_order_of_its_own_keeps_it(group: StudyGroup) -> None:
    """New lessons do not come into it, and those that go do not."""
    await bring(group)
    await set_up(group, order="4, 3, 1")
    await change(group, "Hands", FLOUR, WATER, YEAST)
    await group.wait_until(lisbon_winter(8, month=12))
    assert titles(group) == [YEAST, FLOUR]


async def test_an_edit_right_before_a_post_is_posted(group: StudyGroup) -> None:
    """A post that was planned for a lesson that goes brings the next one, once."""
    await bring(group)
    await set_up(group)
    await group.wait(timedelta(minutes=59, seconds=59))
    await change(group, WATER, SALT)
    await group.wait_until(lisbon_winter(24))
    assert titles(group) == [WATER]


async def test_an_edit_that_leaves_nothing_to_post_holds_what_is_due(group: StudyGroup) -> None:
    """Its organiser is told, and a lesson of the new course goes out when they say with which to go on."""
    await bring(group, FLOUR, WATER)
    await set_up(group, order="2, 1")
    await change(group, *KNOTS)
    await group.wait_until(lisbon_winter(24))
    assert posts(group) == []
    assert "Its lesson is not in the course any more." in text_of(direct_messages(group.organiser)[-1])
    await group.restart_bot()
    await manage(group, "jump", chapter="2")
    await group.wait(timedelta(minutes=1))
    assert titles(group) == [KNOTS[1]]


async def test_undo_of_a_change_before_an_edit_is_refused_or_right(group: StudyGroup) -> None:
    """Nothing comes back that the course has not any more."""
    await bring(group)
    await set_up(group)
    jumped = await manage(group, "jump", chapter="2")
    await change(group, WATER, SALT, YEAST)
    await group.organiser.click(answer(jumped), label="Undo")
    await group.wait_until(lisbon_winter(22, month=12))
    assert FLOUR not in titles(group)


async def test_a_set_up_page_of_before_an_edit_starts_with_what_there_is(group: StudyGroup) -> None:
    """A lesson that was chosen to begin with, or in an order, and went is left out."""
    await bring(group)
    await set_up(group, time=None, order="3, 1, 2", first="3")
    await change(group, FLOUR, WATER, YEAST)
    await send(group, group.organiser, "v1:draft-form:4", {"time": "19:00", "zone": "Europe/Lisbon"})
    await press(group, group.organiser, "v1:draft-announce:0")
    await press(group, group.organiser, "v1:start-draft:{seen}")
    await group.wait_until(lisbon_winter(24))
    assert titles(group) == [FLOUR]


async def test_an_edit_while_a_post_is_on_its_way_loses_and_doubles_nothing(
    group: StudyGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What may be out already stays the next, and then comes what the edit says."""
    await bring(group)
    await set_up(group)
    await group.wait(timedelta(minutes=59, seconds=59))
    lose_next_reply(group, monkeypatch)
    await group.wait(timedelta(seconds=2))
    assert titles(group) == [FLOUR]
    await change(group, "Hands", *BREAD)
    await group.restart_bot()
    await group.wait_until(lisbon_winter(8, month=12))
    assert titles(group) == [FLOUR, "Hands", WATER]


async def test_an_edit_does_not_drop_a_post_that_was_just_asked_for(group: StudyGroup) -> None:
    """It brings what is next by then."""
    await bring(group)
    await set_up(group)
    await manage(group, "now")
    await change(group, "Hands", *BREAD)
    await group.wait(UNDO_WINDOW)
    assert titles(group) == ["Hands"]
    await group.wait_until(lisbon_winter(24))
    assert titles(group) == ["Hands", FLOUR]


async def test_buttons_for_lessons_that_went_change_nothing(group: StudyGroup) -> None:
    """Those that jump to one, repeat one, or confirm an order that has one."""
    lessons = [f"Loaf {letter}" for letter in "ABCDEFGHI"]
    await bring(group, *lessons)
    await set_up(group)
    asked = await group.organiser.slash(group.channel, "schedule change", order="9")
    assert "would be left out" in private(asked)
    await change(group, *lessons[:-1])
    before = stored(group)
    for custom_id in ("v1:jump-to:1:9", "v1:repeat-chapter:1:9", "v1:jump-to:1:77"):
        await press(group, group.organiser, custom_id)
        assert before == stored(group), custom_id
    assert "has changed since this was asked" in private(await confirm(group, asked))
    assert before == stored(group)


async def test_notices_calendars_and_files_are_about_the_course_of_the_schedule(group: StudyGroup) -> None:
    course = await bring(group)
    await set_up(group, course=course.id)
    season = answer(await group.organiser.slash(group.channel, "schedule season"))
    (file,) = season.attachments
    calendar = (await file.read()).decode()
    assert "Flour" in text_of(season)
    assert "Flour" in calendar
    assert "Yeast" in calendar
    await group.forbid(group.channel, send_messages=True)
    await group.wait_until(lisbon_winter(24))
    notice = text_of(direct_messages(group.organiser)[-1])
    assert "A post is waiting" in notice
    assert "neural" not in notice
    await group.allow_again(group.channel)
    await group.wait(timedelta(minutes=1))
    assert titles(group) == [FLOUR]
    told = private(await group.organiser.slash(group.channel, "schedule history"))
    assert "Flour" in told


async def test_orders_and_jumps_are_read_as_lessons_of_the_schedules_course(group: StudyGroup) -> None:
    """By title, in its channel or another."""
    course = await bring(group)
    kitchen = group.guild.create_text_channel("kitchen")
    await set_up(group, course=course.id, channel=kitchen)
    await group.organiser.slash(group.channel, "courses choose")
    jumped = await group.organiser.slash(group.channel, "schedule jump", chapter="salt")
    assert "Salt" in private(jumped)
    suggested = await group.organiser.autocomplete(kitchen, "schedule jump", "chapter", "ye")
    assert [choice["name"] for choice in suggested] == ["4 · Yeast"]


async def test_a_series_of_parties_goes_on_in_its_course(group: StudyGroup) -> None:
    """Also after an edit: with the lesson that follows by then."""
    course = await bring(group)
    await set_zone(group)
    await set_up(group, course=course.id)
    await planned(group, chapter="1", course=course.id, repeat=True)
    await change(group, FLOUR, "Hands", WATER)
    await group.wait_until(lisbon_winter(1, month=12))
    told = private(await group.member.slash(group.channel, "party list"))
    assert "Hands" in told, told


async def test_a_list_keeps_what_it_does_not_say(group: StudyGroup) -> None:
    """Pasted or sent, it has titles and links; what the course file knew of the same lessons stays."""
    await bring(group, FLOUR, WATER)
    document = await exported(group)
    document["chapters"][1] |= {
        "duration_s": 600,
        "question": {"pt": "Quanta água a massa leva?"},
        "picture": "https://bread.example/water.jpg",
        "note": {"en": "Compare with chapter 1."},
        "summary": {"en": "How much water a dough takes."},
        "moments": [{"at_s": 60, "label": {"en": "Weighing"}}],
        "prerequisites": [{"chapter": 1, "strength": "required"}],
    }
    await use(group, await upload(group, json.dumps(document).encode(), "course.json", edits="Baking bread"))
    await change(group, SALT, WATER, FLOUR)
    second = (await course_called(group, "Baking bread")).chapters[1]
    assert (second.title, second.duration_s, second.summary_in(Locale.ENGLISH)) == (
        WATER,
        600,
        "How much water a dough takes.",
    )
    kept = (await exported(group))["chapters"][1]
    for field in ("question", "picture", "note"):
        assert kept[field] == document["chapters"][1][field]
    assert [moment.at_s for moment in second.moments] == [60]
    assert [needed.chapter for needed in second.prerequisites] == [3]


async def test_the_question_and_picture_of_a_course_file_lead_its_posts(group: StudyGroup) -> None:
    """A lesson without them begins with its title and the opening of its summary, or with the title alone."""
    await bring(group, FLOUR, WATER, SALT)
    document = await exported(group)
    document["chapters"][0] |= {"question": {"en": "What is *gluten*?"}, "picture": "https://bread.example/flour.jpg"}
    document["chapters"][1] |= {"duration_s": 20, "summary": {"en": f"How wet a dough is. {'It depends. ' * 20}"}}
    document["chapters"][2] |= {"address": "https://bread.example/salt", "video_id": None}
    await use(group, await upload(group, json.dumps(document).encode(), "course.json", edits="Baking bread"))
    course = await course_called(group, "Baking bread")
    await set_up(group, course=course.id, weekdays="every day")
    await group.wait_until(lisbon_winter(26))
    first, second, third = posts(group)
    above = "-# Next in our course · **Baking bread**\n"
    assert text_of(first).startswith(f"{above}### What is \\*gluten\\*?\n1 · Flour\n-# Chapter 1 of 3\n-# Next")
    assert pictures(first) == ["https://bread.example/flour.jpg"]
    lead = f"How wet a dough is.{' It depends.' * 11}"
    assert text_of(second).startswith(f"{above}### 2 · Water\n{lead}\n-# 1 min · Chapter 2 of 3\n-# Next")
    assert pictures(second) == [course.chapters[1].thumbnail_url]
    assert text_of(third) == f"{above}### 3 · Salt\n-# Chapter 3 of 3\n-# This is the last chapter of the course."
    assert pictures(third) == []
    assert [labels(post) for post in (first, second)] == [
        ["Watch", "Mark watched"],
        ["Watch", "Mark watched", "About this chapter"],
    ]
