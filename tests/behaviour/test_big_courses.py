"""A course of a hundred lessons that are a title and a link: its cards have pages, and whatever is typed is read."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import app, course_folders
from bot.courses.lookup import ChapterLookup
from bot.courses.model import FIRST_COURSE
from tests.behaviour.parties import plan, planned, set_zone
from tests.behaviour.reading import answer, labels, pictures, private, said, text_of
from tests.behaviour.schedules import manage, set_up
from tests.behaviour.study_group import StudyGroup, founded
from tests.behaviour.tampered_client import press
from tests.behaviour.test_setup_page import filled
from tests.unit.big_course import bare_course

COURSE = bare_course(100, id=FIRST_COURSE)
DASH = "\N{EN DASH}"


@pytest.fixture
async def group(tmp_path: Path) -> AsyncIterator[StudyGroup]:
    """A study group whose bot has the big course in place of the real one."""
    with pytest.MonkeyPatch.context() as patch:  # ends before the shared course's, which it replaces
        patch.setattr(course_folders, "load_course", lambda: COURSE)
        patch.setattr(app, "ChapterLookup", ChapterLookup)
        async with founded(tmp_path / "lectern.db") as group:
            yield group


async def test_the_course_opens_where_its_reader_is(group: StudyGroup) -> None:
    """Its pages turn in place, and each says where it is."""
    first = await group.member.slash(group.channel, "course")
    assert f"1{DASH}25 of 100" in private(first)
    assert labels(answer(first)) == [f"26{DASH}50 →", "Next for you: 1 · Lesson 1"]
    for number in range(1, 27):
        await press(group, group.member, f"v1:watched:{number}")
    card = answer(await group.member.slash(group.channel, "course"))
    assert f"26{DASH}50 of 100" in text_of(card)
    assert labels(card)[:2] == [f"← 1{DASH}25", f"51{DASH}75 →"]
    assert "**50** [Lesson 50](<https://lessons.example/50>)" in text_of(card)
    assert "Lesson 51]" not in text_of(card)
    await group.member.click(card, label=f"51{DASH}75 →")
    await group.member.click(card, label=f"76{DASH}100 →")
    assert f"76{DASH}100 of 100" in text_of(card)
    assert labels(card)[0] == f"← 51{DASH}75"
    await press(group, group.member, "v1:course-page:99")


async def test_progress_opens_where_its_reader_is(group: StudyGroup) -> None:
    """The bar is no longer than that of a course of twenty lessons."""
    for number in range(1, 27):
        await press(group, group.member, f"v1:watched:{number}")
    card = answer(await group.member.slash(group.channel, "progress"))
    text = text_of(card)
    assert f"26{DASH}50 of 100" in text
    assert "●" * 5 + "○" * 15 + "  26/100" in text
    await group.member.click(card, label=f"← 1{DASH}25")
    assert f"1{DASH}25 of 100" in text_of(card)
    assert "1 · Lesson 1 ✅" in text_of(card)


async def test_dates_have_pages_and_keep_their_file(group: StudyGroup) -> None:
    """Of a season in any order, before its start and after."""
    form = await group.organiser.slash(group.channel, "schedule setup", order="1-100", weekdays="monday")
    assert "Still to choose" in private(form)
    await set_up(group, order="100-1")
    card = answer(await manage(group, "season"))
    assert f"1{DASH}25 of 101" in text_of(card)
    assert "100 · Lesson 100" in text_of(card)
    await group.organiser.click(card, label=f"26{DASH}50 →")
    assert f"26{DASH}50 of 101" in text_of(card)
    assert [file.filename for file in card.attachments] == ["lectern-season.ics"]


async def test_dates_of_a_draft_have_pages(group: StudyGroup) -> None:
    """They turn on the card that shows them."""
    page = answer(await group.organiser.slash(group.channel, "schedule setup", weekdays="monday", time="19:00"))
    await group.organiser.submit_modal(
        await group.organiser.click(page, custom_id="v1:draft-form:4"), {"time": "19:00", "zone": "Lisbon"}
    )
    await group.organiser.select(page, [group.channel], custom_id="v1:draft-chosen:1")
    dates = answer(await group.organiser.click(page, label="All dates"))
    assert f"1{DASH}25 of 101" in text_of(dates)
    await group.organiser.click(dates, label=f"26{DASH}50 →")
    assert f"26{DASH}50 of 101" in text_of(dates)


async def test_the_first_chapter_is_typed_where_a_menu_is_too_short(group: StudyGroup) -> None:
    """By its number or title; what means none is kept, and said to be wrong."""
    page = answer(await group.organiser.slash(group.channel, "schedule setup", weekdays="monday"))
    chapters = {"order": ["as-before"], "own-order": "", "per-post": ["1"]}
    for typed, shown in (("77", "77"), ("lesson 78", "78"), ("nothing such", "nothing such"), ("", "")):
        form = await group.organiser.click(page, custom_id="v1:draft-form:5")
        await group.organiser.submit_modal(form, {"first": typed, **chapters})
        assert filled(await group.organiser.click(page, custom_id="v1:draft-form:5"))["first"] == shown
        assert ("no such chapter to begin with" in text_of(page)) is (typed == "nothing such")
        assert (f"begins with {shown} · Lesson {shown}" in text_of(page)) is shown.isdecimal()


async def test_orders_of_a_hundred_are_suggested_as_ranges(group: StudyGroup) -> None:
    """As far as a suggestion has room, each number is named."""
    found = {}
    for typed in ("1-100", "3, 1-2, 100-50", "1-3"):
        choices = await group.organiser.autocomplete(group.channel, "schedule setup", "order", typed)
        found[typed] = choices[0]["value"]
    assert found == {"1-100": "1-100", "3, 1-2, 100-50": "3, 1, 2, 100-50", "1-3": "1, 2, 3"}


async def test_a_lesson_with_a_title_and_a_link_has_a_card_of_just_these(group: StudyGroup) -> None:
    """No picture, no empty line, no moments."""
    card = answer(await group.member.slash(group.channel, "chapter", chapter="7"))
    assert text_of(card) == "### 7 · Lesson 7\n-# Chapter 7 of 100"
    assert pictures(card) == []
    assert labels(card) == ["Watch", "Mark watched", "Share", "← 6 · Lesson 6", "→ 8 · Lesson 8"]
    shared = await group.member.click(card, label="Share")
    assert labels(answer(shared)) == ["Watch", "Mark watched"]


async def test_a_party_of_unknown_length_says_what_is_planned(group: StudyGroup) -> None:
    """Once on its card, and when it is asked about."""
    await set_zone(group)
    asked = await plan(group, chapter="5")
    assert said(asked).count("length unknown: an hour is planned") == 1
    card = await planned(group, chapter="6")
    assert text_of(card).count("length unknown: an hour is planned") == 1
