"""/schedule move takes a post with its chapter wherever it goes, and asks or refuses where that is not plain."""

from datetime import timedelta
from typing import Any

import pytest

from bot.text.locales import Locale
from bot.text.translations import localizer
from tests.behaviour.reading import answer, buttons, labels, private, said, text_of
from tests.behaviour.schedules import (
    confirm,
    lisbon_winter,
    manage,
    post_times,
    posted,
    posts,
    set_up,
    shown,
    speak_portuguese,
)
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import press, stored

FIRST, SECOND, THIRD = lisbon_winter(23), lisbon_winter(30), lisbon_winter(7, month=12)
AFTER = ("It would come after chapter {chapters}.", "It would come after chapters {chapters}.")
WEDNESDAY = lisbon_winter(2, month=12)


async def moved(group: StudyGroup, to: str = "2026-12-02 19:00") -> str:
    """Let the organiser move the next post and confirm that; return what is answered."""
    return said(await confirm(group, await manage(group, "move", to=to)))


@pytest.mark.parametrize("locale", list(Locale))
async def test_a_move_past_another_post_is_asked_about_and_keeps_the_chapter(group: StudyGroup, locale: Locale) -> None:
    """The question says what it would do, and changes nothing; the button works after a restart."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    before = stored(group)
    asked = await manage(group, "move", to="2026-12-02 19:00")
    assert localizer(locale).count(*AFTER, 1, chapters=2) in private(asked)
    assert f"**1 · But what is a neural network?** {shown(FIRST)} → {shown(WEDNESDAY)}" in private(asked)
    assert say("Nothing was changed yet.") in private(asked)
    assert stored(group) == before
    await group.restart_bot()
    text = said(await confirm(group, asked))
    assert say("The next post is moved") in text
    assert f"{shown(SECOND)} — 2 · " in text
    assert f"{shown(WEDNESDAY)} — 1 · " in text
    assert f"{shown(THIRD)} — 3 · " in text
    await group.wait_until(THIRD)
    assert post_times(group) == [SECOND, WEDNESDAY, THIRD]
    assert posted(group) == [2, 1, 3]


@pytest.mark.parametrize("locale", list(Locale))
async def test_undo_of_a_move_past_another_post_brings_all_back(group: StudyGroup, locale: Locale) -> None:
    group.locales[group.organiser.id] = locale
    await set_up(group)
    changed = await confirm(group, await manage(group, "move", to="2026-12-02 19:00"))
    await group.restart_bot()
    undone = said(await group.organiser.click(answer(changed), label=localizer(locale)("Undo")))
    assert f"{shown(WEDNESDAY)} → {shown(FIRST)}" in undone
    await group.wait_until(THIRD)
    assert post_times(group) == [FIRST, SECOND, THIRD]
    assert posted(group) == [1, 2, 3]


@pytest.mark.parametrize(
    ("to", "english", "portuguese"),
    [
        ("2026-11-23 17:00", "has already passed", "já passou"),
        ("2028-01-01 10:00", "more than a year ahead", "a mais de um ano"),
        ("2027-01-25 19:00", "its closing post comes <t:1800903600:F>", "a publicação final sai"),
        ("2027-03-01 19:00", "`/schedule skip`", "`/cronograma pular`"),
        ("2026-11-23 19:00", "at that time anyway", "já está marcada para essa hora"),
        ("2026-11-30 19:00", "Another post comes at that very time: 2 · ", "Outra publicação já sai nessa mesma hora"),
    ],
)
async def test_a_move_that_makes_no_sense_is_refused_with_its_one_cause(
    group: StudyGroup, to: str, english: str, portuguese: str
) -> None:
    """In both languages, with the next step; nothing is changed, and nothing can be undone."""
    await set_up(group)
    before = stored(group)
    refused = await manage(group, "move", to=to)
    assert english in private(refused)
    assert private(refused).endswith("Nothing was changed.")
    assert labels(answer(refused)) == []
    speak_portuguese(group)
    assert portuguese in private(await manage(group, "move", to=to))
    assert stored(group) == before
    await group.wait_until(FIRST)
    assert posted(group) == [1]


async def test_a_day_that_has_another_post_is_asked_about(group: StudyGroup) -> None:
    """The other post is named; both come if that is confirmed."""
    await set_up(group)
    asked = await manage(group, "move", to="2026-11-30 15:00")
    assert "That day has another post: 2 · Gradient descent" in private(asked)
    await confirm(group, asked)
    await group.wait_until(SECOND)
    assert post_times(group) == [lisbon_winter(30, 15), SECOND]
    assert posted(group) == [1, 2]


async def test_a_day_that_has_had_its_post_is_asked_about_whatever_is_left_out_ahead(group: StudyGroup) -> None:
    """Many days off are on record after the post."""
    await set_up(group, weekdays="daily")
    await group.wait_until(lisbon_winter(24, 20))
    await manage(group, "skip", **{"from": "2026-11-25", "until": "2026-11-28"})
    await manage(group, "skip", **{"from": "2026-11-29", "until": "2026-12-02"})
    for to, chapter in (("today 23:00", "2 · Gradient descent"), ("today 23:59", "2 · Gradient descent")):
        asked = private(await manage(group, "move", to=to))
        assert f"That day has had its post: {chapter}" in asked
        assert "1 · " not in asked
    assert "That day has had its post" not in private(await manage(group, "move", to="tomorrow 00:00"))


async def test_a_day_that_has_had_its_post_is_asked_about(group: StudyGroup) -> None:
    """The one that came is named."""
    await set_up(group)
    await group.wait_until(lisbon_winter(23, 20))
    asked = await manage(group, "move", to="in 2 hours")
    assert "That day has had its post: 1 · But what is a neural network?" in private(asked)
    await confirm(group, asked)
    await group.wait_until(lisbon_winter(24))
    assert posted(group) == [1, 2]


async def test_a_holiday_and_a_day_left_out_are_asked_about(group: StudyGroup) -> None:
    """Whoever confirms gets the post on that day."""
    await set_up(group)
    await group.organiser.slash(group.channel, "settings holidays", **{"from": "2026-11-25"})
    await manage(group, "skip", **{"from": "2026-11-30"})
    assert "a holiday of this server" in private(await manage(group, "move", to="2026-11-25 19:00"))
    asked = await manage(group, "move", to="2026-11-30 15:00")
    assert "was left out" in private(asked)
    await confirm(group, asked)
    await group.wait_until(THIRD)
    assert post_times(group) == [lisbon_winter(30, 15), THIRD]


async def test_a_question_answered_after_the_post_changes_nothing(group: StudyGroup) -> None:
    """Another post is the next by then, and is named."""
    await set_up(group)
    asked = await manage(group, "move", to="2026-12-02 19:00")
    await group.wait_until(FIRST)
    before = stored(group)
    text = said(await confirm(group, asked))
    assert f"meanwhile: the next post is now that of {shown(SECOND)}" in text
    assert "Nothing was changed." in text
    assert stored(group) == before


async def test_a_question_answered_after_its_time_changes_nothing(group: StudyGroup) -> None:
    await set_up(group)
    await manage(group, "move", to="2026-11-29 19:00")
    (button,) = buttons(answer(await manage(group, "move", to="2026-11-30 15:00")))
    seconds = int(lisbon_winter(23, 18, minute=30).timestamp())
    custom_id = ":".join([*button["custom_id"].split(":")[:-1], str(seconds)])
    await group.wait_until(lisbon_winter(24))
    assert "has already passed" in private(await press(group, group.organiser, custom_id))
    await group.wait_until(lisbon_winter(29))
    assert posted(group) == [1]


async def test_who_may_not_ping_the_role_may_not_confirm_either(group: StudyGroup) -> None:
    """A moved post pings, at a time of the mover's choice."""
    await group.let_organisers(mention_everyone=True)
    await set_up(group, role=group.guild.create_role("Students"))
    asked = await manage(group, "move", to="2026-12-02 19:00")
    await group.let_organisers()
    assert "could ping yourself" in said(await confirm(group, asked))
    await group.wait_until(FIRST)
    assert posted(group) == [1]


@pytest.mark.parametrize("leave_out", ["skip", "holiday", "range"])
async def test_what_is_left_out_before_a_moved_post_does_not_change_what_it_brings(
    group: StudyGroup, leave_out: str
) -> None:
    """Chapter 2 comes at the Monday after."""
    await set_up(group)
    await moved(group)
    if leave_out == "holiday":
        await group.organiser.slash(group.channel, "settings holidays", **{"from": "2026-11-30"})
    else:
        await manage(group, "skip", **({} if leave_out == "skip" else {"from": "2026-11-28", "until": "2026-12-01"}))
    await group.restart_bot()
    await group.wait_until(THIRD)
    assert post_times(group) == [WEDNESDAY, THIRD]
    assert posted(group) == [1, 2]


async def test_a_missed_post_does_not_change_what_a_moved_one_brings(group: StudyGroup) -> None:
    """The bot was away on Monday; Wednesday brings its own chapter, the Monday after what was missed."""
    await set_up(group, missed=0)
    await moved(group)
    await group.stop_bot()
    group.env.backend.advance_clock(group.time_until(SECOND + timedelta(hours=12)).total_seconds())
    await group.start_bot()
    await group.wait_until(THIRD)
    assert post_times(group) == [WEDNESDAY, THIRD]
    assert posted(group) == [1, 2]


async def test_days_left_out_are_those_on_which_posts_take_place(group: StudyGroup) -> None:
    """A moved post is left out with its new day, not with its old one; `unskip` names the new one."""
    await set_up(group)
    await moved(group)
    assert "No post falls on those days." in private(await manage(group, "skip", **{"from": "2026-11-23"}))
    left_out = private(await manage(group, "skip", **{"from": "2026-12-01", "until": "2026-12-05"}))
    assert "**1 post left out** <t:1796238000:D>" in left_out
    season = private(await manage(group, "season"))
    assert season.index("⏭️ Left out") < season.index(shown(WEDNESDAY))
    again = private(await manage(group, "unskip"))
    assert "Dec 2, 2026" in again
    assert f"{shown(WEDNESDAY)} — 1 · " in again
    await group.wait_until(THIRD)
    assert posted(group) == [2, 1, 3]


async def test_a_moved_post_that_is_left_out_leaves_its_chapter_for_the_next_date(group: StudyGroup) -> None:
    await set_up(group)
    await manage(group, "move", to="saturday 8pm")
    assert "is left out: Nov 28, 2026" in private(await manage(group, "skip"))
    assert "is taken back: Nov 28, 2026" in private(await manage(group, "unskip"))
    await manage(group, "skip")
    await group.wait_until(SECOND)
    assert post_times(group) == [SECOND]
    assert posted(group) == [1]


async def test_the_closing_post_can_be_moved_also_past_other_dates(group: StudyGroup) -> None:
    """Nothing comes on the dates between; what it is, the answer says."""
    await set_up(group, first="9")
    await group.wait_until(lisbon_winter(24))
    text = private(await manage(group, "move", to="2026-12-09 20:00"))
    assert "**Closing post: how far the group came**" in text
    await group.restart_bot()
    await group.wait_until(lisbon_winter(9, 19, month=12))
    assert "The end of the course" not in text_of(group.channel.history()[-1])
    await group.wait_until(lisbon_winter(9, 20, month=12))
    assert "The end of the course" in text_of(group.channel.history()[-1])
    assert "course is over" in private(await manage(group, "show"))


async def test_a_post_asked_for_now_leaves_the_chapter_of_a_moved_one(group: StudyGroup) -> None:
    """Chapter 2 comes at once; Monday brings chapter 3, Wednesday what was moved there."""
    await set_up(group)
    await moved(group)
    await manage(group, "now")
    await group.wait_until(THIRD)
    assert posted(group) == [2, 3, 1, 4]
    assert post_times(group)[1:] == [SECOND, WEDNESDAY, THIRD]


@pytest.mark.parametrize(("what", "chapter", "comes"), [("jump", "3", [3, 4, 1, 5]), ("repeat", "5", [5, 2, 1, 3])])
async def test_a_chapter_asked_for_comes_next_and_a_moved_post_keeps_its_own(
    group: StudyGroup, what: str, chapter: str, comes: list[int]
) -> None:
    """That is moved past two Mondays."""
    await set_up(group)
    await moved(group, "2026-12-09 19:00")
    await manage(group, what, chapter=chapter)
    await group.wait_until(lisbon_winter(14, month=12))
    assert posted(group) == comes
    assert post_times(group)[2] == lisbon_winter(9, month=12)


async def test_a_jump_past_a_moved_post_leaves_that_out(group: StudyGroup) -> None:
    """The answer says so; its date brings the chapter that was jumped to."""
    await set_up(group)
    await moved(group)
    await group.wait_until(SECOND)
    assert "**Chapter left out** 1 · " in private(await manage(group, "jump", chapter="3"))
    await group.wait_until(THIRD)
    assert post_times(group) == [SECOND, WEDNESDAY, THIRD]
    assert posted(group) == [2, 3, 4]


async def test_an_order_typed_later_counts_for_a_moved_post_too(group: StudyGroup) -> None:
    await set_up(group)
    await moved(group)
    await manage(group, "change", order="9, 8, 7, 1")
    await group.wait_until(THIRD)
    assert posted(group) == [9, 8, 7]


async def test_two_chapters_a_post_stay_together(group: StudyGroup) -> None:
    """And nothing can follow the last post, which brings one."""
    await set_up(group, chapters=2)
    await moved(group)
    await group.wait_until(THIRD)
    assert posted(group) == [3, 1, 5]
    assert [labels(post).count("Mark watched") for post in posts(group)] == [2, 2, 2]
    await manage(group, "jump", chapter="8")
    await manage(group, "jump", chapter="7")
    refused = private(await manage(group, "move", to="2026-12-23 19:00"))
    assert "brings fewer chapters, so no other can follow it" in refused


async def test_a_held_post_is_the_one_that_is_moved(group: StudyGroup) -> None:
    """It waits for its new time; taken back, it waits for its permission again."""
    await set_up(group)
    await group.forbid(group.channel, send_messages=True)
    await group.wait_until(lisbon_winter(24))
    changed = await manage(group, "move", to="2026-11-26 20:00")
    assert f"**1 · But what is a neural network?** {shown(FIRST)} → {shown(lisbon_winter(26, 20))}" in private(changed)
    await group.restart_bot()
    await group.allow_again(group.channel)
    assert posted(group) == []
    undone = said(await group.organiser.click(answer(changed), label="Undo"))
    assert "Undone" in undone
    await group.wait(timedelta(minutes=1))
    assert posted(group) == [1]
    await group.wait_until(SECOND)
    assert post_times(group) == [lisbon_winter(24), SECOND]


async def test_a_held_post_that_was_moved_comes_at_its_new_time(group: StudyGroup) -> None:
    await set_up(group)
    await group.forbid(group.channel, send_messages=True)
    await group.wait_until(lisbon_winter(24))
    await manage(group, "move", to="2026-11-26 20:00")
    await group.allow_again(group.channel)
    await group.wait_until(SECOND)
    assert post_times(group) == [lisbon_winter(26, 20), SECOND]
    assert posted(group) == [1, 2]
    assert "late" not in text_of(posts(group)[0])


@pytest.mark.parametrize("options", [{"weekdays": "tuesday"}, {"time": "20:00"}, {"timezone": "Europe/Berlin"}])
async def test_other_days_keep_a_moved_post_where_it_is(group: StudyGroup, options: dict[str, Any]) -> None:
    """With its chapter."""
    await set_up(group)
    await moved(group)
    await manage(group, "change", **options)
    await group.wait_until(lisbon_winter(9, month=12))
    assert dict(zip(post_times(group), posted(group), strict=True))[WEDNESDAY] == 1
    assert sorted(posted(group)) == list(range(1, len(posted(group)) + 1))


async def test_a_season_that_begins_again_forgets_what_a_moved_post_brought(group: StudyGroup) -> None:
    """The next round begins with its first chapter."""
    await set_up(group, first="8", end="repeat")
    await moved(group)
    await manage(group, "now")
    await manage(group, "now")
    await group.wait_until(lisbon_winter(14, month=12))
    assert posted(group)[:2] == [9, 8]
    assert posted(group)[2:] == sorted(posted(group)[2:])


@pytest.mark.parametrize(
    ("locale", "typed", "other"),
    [
        (Locale.ENGLISH, "saturday at 8", "Move it to Sat, Nov 28, 8:00 AM (Lisbon)"),
        (Locale.PORTUGUESE, "sábado às 8", "Remarcar para sáb., 28 de nov., 08:00 (Lisboa)"),
    ],
)
async def test_an_ambiguous_time_is_asked_about_with_both_readings(
    group: StudyGroup, locale: Locale, typed: str, other: str
) -> None:
    """Each has its button; the second works, too, after a restart."""
    group.locales[group.organiser.id] = locale
    await set_up(group)
    before = stored(group)
    asked = await manage(group, "move", to=typed)
    say = localizer(locale)
    assert say("You left out am or pm. To be sure, write 8pm, 8am or 20:00.") in said(asked)
    assert labels(answer(asked)) == [say("Move it"), other]
    assert stored(group) == before
    await group.restart_bot()
    assert say("The next post is moved") in said(await group.organiser.click(answer(asked), label=other))
    await group.wait_until(SECOND)
    assert post_times(group) == [lisbon_winter(28, 8), SECOND]


@pytest.mark.parametrize(
    "typed", ["02/12/2026 19:00", "2 December 7pm", "dia 2 de dezembro às 19h", "<t:1796238000:F>"]
)
async def test_a_time_is_read_in_both_languages_whatever_the_reader_speaks(group: StudyGroup, typed: str) -> None:
    group.locales[group.organiser.id] = Locale.PORTUGUESE
    await set_up(group)
    assert shown(WEDNESDAY) in said(await manage(group, "move", to=typed))


async def test_the_first_post_of_a_new_round_is_not_moved_while_the_closing_post_waits(group: StudyGroup) -> None:
    """It would not keep its chapter."""
    await set_up(group, order="1, 2", end="repeat")
    await group.wait_until(SECOND + timedelta(minutes=1))
    await manage(group, "now")
    await group.forbid(group.channel, send_messages=True)
    await group.wait(timedelta(minutes=1))
    text = private(await manage(group, "move", to="2026-12-12 20:00"))
    assert "on its way" in text
    await group.allow_again(group.channel)
    await group.wait(timedelta(minutes=1))
    assert "is moved" in private(await manage(group, "move", to="2026-12-12 20:00"))
