"""Options of /schedule setup: weeks between posts, chapters a post, the first day, the order, and missed posts."""

from datetime import timedelta

import pytest

from bot.schedules.model import ASK
from bot.text.locales import Locale
from tests.behaviour.reading import answer, buttons, labels, links, pictures, private, text_of
from tests.behaviour.schedules import lisbon_winter, manage, post_times, posted, posts, set_up, shown, speak_portuguese
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.test_unclear_setups import can_start, questions

FIRST, SECOND, THIRD = lisbon_winter(23), lisbon_winter(30), lisbon_winter(7, month=12)


async def test_a_schedule_every_two_weeks_posts_every_other_monday(group: StudyGroup) -> None:
    """Also over a restart; the card says so."""
    assert "every 2 weeks" in private(await set_up(group, every=2))
    await group.wait_until(lisbon_winter(1, month=12))
    await group.restart_bot()
    await group.wait_until(lisbon_winter(22, month=12))
    assert post_times(group) == [FIRST, THIRD, lisbon_winter(21, month=12)]


async def test_weeks_are_counted_from_the_first_post(group: StudyGroup) -> None:
    """Set up on a Monday after the time of day, the first post comes the next Monday, not in two weeks."""
    await group.wait_until(lisbon_winter(23, 21))
    await set_up(group, every=2)
    await group.wait_until(lisbon_winter(15, month=12))
    assert post_times(group) == [SECOND, lisbon_winter(14, month=12)]


async def test_every_two_weeks_speaks_portuguese(group: StudyGroup) -> None:
    """So does the number of chapters a post."""
    speak_portuguese(group)
    text = private(await set_up(group, every=2, chapters=2))
    assert "a cada 2 semanas · 2 capítulos por publicação" in text


async def test_two_chapters_are_one_message_with_buttons_for_each(group: StudyGroup) -> None:
    """Each has its picture, link and button; the next post brings the next two."""
    text = private(await set_up(group, chapters=2))
    assert f"{shown(FIRST)} — 1 · " in text
    assert " + 2 · " in text
    await group.wait_until(FIRST)
    (post,) = posts(group)
    one, two, *_ = group.course.chapters
    assert pictures(post) == [one.picture, two.picture]
    assert [button["url"] for button in buttons(post) if button.get("url")] == [one.url, two.url]
    assert labels(post).count("Mark watched") == 2
    assert "Next chapters: " in text_of(post)
    await group.wait_until(SECOND)
    assert posted(group) == [1, 3]


async def test_each_chapter_of_a_post_is_ticked_by_itself(group: StudyGroup) -> None:
    """The second chapter's button marks that chapter, also after a restart."""
    await set_up(group, chapters=2)
    await group.wait_until(FIRST)
    await group.restart_bot()
    second = [button["custom_id"] for button in buttons(posts(group)[0]) if button["label"] == "Mark watched"][1]
    marked = await group.member.click(posts(group)[0], custom_id=second)
    assert "Chapter 2 is marked watched" in private(marked)
    assert "1/9" in private(await group.member.slash(group.channel, "progress"))


async def test_odd_chapter_at_the_end_comes_alone(group: StudyGroup) -> None:
    """Of nine chapters by two, the fifth post has one, and says that it is the last."""
    await set_up(group, chapters=2, first="7")
    await group.wait_until(lisbon_winter(14, month=12))
    assert posted(group) == [7, 9]
    assert labels(posts(group)[1]).count("Mark watched") == 1
    assert "last chapter" in text_of(posts(group)[1])
    assert "course is over" in private(await manage(group, "show"))


async def test_post_of_two_chapters_speaks_the_servers_language(group: StudyGroup) -> None:
    """Both chapters are told in Portuguese where the server is Portuguese."""
    await group.organiser.slash(group.channel, "settings language", language="pt-BR")
    await set_up(group, chapters=2)
    await group.wait_until(FIRST)
    text = text_of(posts(group)[0])
    assert all(chapter.question_in(Locale.PORTUGUESE) in text for chapter in group.course.chapters[:2])
    assert labels(posts(group)[0]).count("Marcar como assistido") == 2
    assert list(links(posts(group)[0])) == ["Assistir"]


async def test_chapters_come_in_the_suggested_order(group: StudyGroup) -> None:
    await set_up(group, order="suggested", weekdays="every day")
    await group.wait(timedelta(days=10))
    assert posted(group) == list(group.course.suggested_order)
    assert posted(group) != sorted(posted(group))


async def test_setup_in_another_order_goes_on_where_the_group_is(group: StudyGroup) -> None:
    """Set up again after chapter 1, the suggested order goes on with chapter 2."""
    await set_up(group)
    await group.wait_until(FIRST)
    assert f"{shown(SECOND)} — 2 · " in private(await set_up(group, order="suggested"))


@pytest.mark.parametrize("starts", ["2026-12-10", "10 december", "dec 10"])
async def test_nothing_is_posted_before_a_first_day_in_the_future(group: StudyGroup, starts: str) -> None:
    """The first of the group's weekdays from then on has the first post."""
    assert f"{shown(lisbon_winter(14, month=12))} — 1 · " in private(await set_up(group, starts=starts))
    await group.restart_bot()
    await group.wait_until(lisbon_winter(13, month=12))
    assert posted(group) == []
    await group.wait_until(lisbon_winter(14, month=12))
    assert posted(group) == [1]


@pytest.mark.parametrize("starts", ["10/12/2026", "10 de dezembro", "10/12"])
async def test_first_day_is_read_in_portuguese(group: StudyGroup, starts: str) -> None:
    """The day stands before the month."""
    speak_portuguese(group)
    assert f"{shown(lisbon_winter(14, month=12))} — 1 · " in private(await set_up(group, starts=starts))


async def test_first_day_may_be_today(group: StudyGroup) -> None:
    """Today's slot is the first, where its time is still to come."""
    assert f"{shown(FIRST)} — 1 · " in private(await set_up(group, starts="today", every=4))


@pytest.mark.parametrize("starts", ["yesterday", "2020-01-01", "someday", "🎄", " ", "x" * 4000])
async def test_first_day_that_makes_no_sense_starts_nothing(group: StudyGroup, starts: str) -> None:
    """One sentence on the page says so, and there is no schedule."""
    page = answer(await set_up(group, starts=starts))
    (problem,) = questions(page)
    assert "the first day" in problem
    assert not can_start(page)
    assert "no study schedule" in private(await manage(group, "show"))


@pytest.mark.parametrize(
    ("missed", "away", "comes"),
    [
        (0, timedelta(hours=2), False),
        (0, timedelta(hours=1, minutes=10), True),
        (1, timedelta(hours=24), True),
        (1, timedelta(hours=26), False),
        (3, timedelta(days=3), True),
        (3, timedelta(days=3, hours=2), False),
        (7, timedelta(days=6, hours=20), True),
        (None, timedelta(days=3), True),
        (None, timedelta(days=4), False),
    ],
)
async def test_missed_post_within_the_grace_is_late_and_beyond_it_waits_for_the_next_date(
    group: StudyGroup, missed: int | None, away: timedelta, *, comes: bool
) -> None:
    """The slot is an hour after set-up; a delay of a few minutes is not mentioned."""
    await set_up(group, missed=missed)
    await group.restart_bot(after=away)
    assert posted(group) == ([1] if comes else [])
    if comes:
        assert ("This post is late" in text_of(posts(group)[0])) is (away > timedelta(hours=1, minutes=15))
    await group.wait_until(SECOND)
    assert posted(group) == ([1, 2] if comes else [1])
    assert "late" not in text_of(posts(group)[-1])


@pytest.mark.parametrize("missed", [0, 1, 3, 7])
async def test_months_of_downtime_bring_no_burst(group: StudyGroup, missed: int) -> None:
    """Of a daily schedule, at most one post comes at the return, whatever the policy, and then one a day."""
    await set_up(group, weekdays="every day", missed=missed)
    await group.restart_bot(after=timedelta(days=60))
    assert len(posted(group)) <= 1
    before = len(posted(group))
    await group.wait(timedelta(days=2))
    assert posted(group) == list(range(1, before + 3))


async def test_late_label_speaks_portuguese(group: StudyGroup) -> None:
    """A Portuguese server reads that the post is late, and when it was planned."""
    await group.organiser.slash(group.channel, "settings language", language="pt-BR")
    await set_up(group, missed=7)
    await group.restart_bot(after=timedelta(days=6))
    assert f"Esta publicação atrasou: estava prevista para {shown(FIRST)}" in text_of(posts(group)[0])


async def test_setup_offers_the_choices_in_both_languages(group: StudyGroup) -> None:
    """Policies are choices, orders suggestions."""
    command = group.env.backend.find_command("schedule", group.guild.id)
    assert command is not None
    (setup,) = [option for option in command["options"] if option["name"] == "setup"]
    choices = {option["name"]: option.get("choices", []) for option in setup["options"]}
    assert [choice["value"] for choice in choices["missed"]] == [1, 3, 7, 0, ASK.days]
    assert all(choice["name_localizations"]["pt-BR"] for choice in choices["missed"])
    offered = await group.organiser.autocomplete(group.channel, "schedule setup", "order", "")
    assert [choice["value"] for choice in offered] == ["listed", "suggested"]
