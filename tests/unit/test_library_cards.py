"""Cards about a server's courses, however many whoever runs the bot has in a folder."""

import pytest

from bot.courses.choice import GuildCourses
from bot.courses.library_cards import MOST_LISTED, choice_card, course_used_card, courses_card, still_posted_card
from bot.courses.model import Course
from bot.courses.revision import CourseEdit
from bot.ids import ChannelId, CourseId
from bot.text.locales import Locale
from bot.text.translations import localizer
from bot.ui.cards import Card
from tests.behaviour.limits import broken_limits
from tests.property.every_card import components_of
from tests.unit.big_course import bare_course

CHANNELS = [ChannelId(2**63 - number) for number in range(1, 11)]


def many(number: int) -> tuple[Course, ...]:
    """Return so many courses with titles as long as they may be, all of it text to escape."""
    return tuple(bare_course(1, id=f"course-{each}", title={"en": f"{each:_>100}"}) for each in range(number))


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize("number", [1, 5, 26, 200])
def test_cards_of_many_courses_keep_within_the_limits(number: int, locale: Locale) -> None:
    courses, say = many(number), localizer(locale)
    known = GuildCourses(courses, courses)
    posting, own = {courses[0].key: CHANNELS}, {course.key for course in courses}
    cards = [
        courses_card(known, own, posting, say),
        courses_card(known, (), {}, say),
        choice_card(known, own, say),
        choice_card(known, own, say, is_done=True),
        course_used_card(CourseEdit(None, courses[0]), known, say),
        still_posted_card(courses[0], CHANNELS, say),
    ]
    assert [problem for card in cards for problem in broken_limits(components_of(card))] == []


def names(card: Card) -> str:
    """Return all of *card*."""
    return repr(components_of(card))


def test_a_servers_own_courses_are_always_listed_and_offered() -> None:
    """Before those of files, of which the rest is counted."""
    say = localizer(Locale.ENGLISH)
    files, own = many(60), tuple(bare_course(1, id=f"g1-{each}", title={"en": f"Own {each}"}) for each in range(5))
    known = GuildCourses((*files, *own), own[:1])
    keys: set[CourseId] = {course.key for course in own}
    listed, offered = names(courses_card(known, keys, {}, say)), names(choice_card(known, keys, say))
    assert all(f"Own {each}" in listed and f"Own {each}" in offered for each in range(5))
    assert f"{len(known.available) - MOST_LISTED} more" in listed
