"""When the next post comes, as members learn it: /dates, and on the cards of /course, /progress and /next."""

from datetime import timedelta

import pytest

from bot.undo.model import UNDO_WINDOW
from tests.behaviour.courses import bring
from tests.behaviour.parties import secret_channel, stamp
from tests.behaviour.reading import answer, labels, private, text_of
from tests.behaviour.schedules import lisbon_winter, manage, posts, set_up, shown
from tests.behaviour.study_group import StudyGroup

MINUTE = timedelta(minutes=1)
FIRST, SECOND = lisbon_winter(23), lisbon_winter(30)
CARDS = ("course", "progress", "next")


async def dates(group: StudyGroup, **options: object) -> str:
    """Return what a member reads with /dates."""
    return private(await group.member.slash(group.channel, "dates", **options))


async def test_members_see_every_date_and_get_a_calendar_file(group: StudyGroup) -> None:
    """Without any permission; each date is in the reader's own zone, and what it brings stands with it."""
    await set_up(group)
    asked = await group.member.slash(group.channel, "dates")
    text = private(asked)
    assert "### The posts to come" in text
    assert f"**Next post** {shown(FIRST)} ({stamp(FIRST, 'R')})" in text
    assert "1 · But what is a neural network?" in text
    assert text.count("9 · Attention in transformers") == 1
    assert "The end of the course" in text
    assert [file.filename for file in answer(asked).attachments] == ["lectern-season.ics"]
    assert labels(answer(asked)) == ["Tell me of new posts"]


async def test_dates_speak_portuguese(group: StudyGroup) -> None:
    await set_up(group)
    asked = await group.reader.slash(group.channel, "dates")
    assert "### As próximas publicações" in private(asked)
    assert f"**Próxima publicação** {shown(FIRST)}" in private(asked)
    assert labels(answer(asked)) == ["Me avise de publicações"]


@pytest.mark.parametrize("card", CARDS)
async def test_members_cards_say_when_the_next_post_comes(group: StudyGroup, card: str) -> None:
    """And what it brings, in both languages and after a restart; nothing where no schedule runs."""
    assert "Next post" not in private(await group.member.slash(group.channel, card))
    await set_up(group)
    await group.wait_until(FIRST + MINUTE)
    await group.restart_bot()
    text = private(await group.member.slash(group.channel, card))
    assert f"**Next post** {shown(SECOND)} ({stamp(SECOND, 'R')})\n-# 2 · " in text
    assert f"**Próxima publicação** {shown(SECOND)}" in private(await group.reader.slash(group.channel, card))


async def test_whoever_has_watched_all_still_learns_the_next_date(group: StudyGroup) -> None:
    await set_up(group)
    for number in range(1, 10):
        card = answer(await group.member.slash(group.channel, "chapter", chapter=str(number)))
        await group.member.click(card, label="Mark watched")
    text = private(await group.member.slash(group.channel, "next"))
    assert "You have watched the whole course" in text
    assert f"**Next post** {shown(FIRST)}" in text


async def test_a_pause_has_no_date(group: StudyGroup) -> None:
    await set_up(group)
    await group.wait_until(FIRST + MINUTE)
    await manage(group, "pause")
    text = await dates(group)
    assert "The schedule is paused; no date is set." in text
    assert "After the pause: 2 · " in text
    assert "**Next post**" not in text


async def test_holidays_and_days_left_out_before_the_next_post_are_told(group: StudyGroup) -> None:
    """Without who left them out, which is for organisers."""
    await set_up(group)
    await group.organiser.slash(group.channel, "settings holidays", **{"from": "2026-11-23"})
    assert f"🏖️ No post on {stamp(FIRST, 'D')}" in await dates(group)
    await manage(group, "skip")
    text = await dates(group)
    assert f"🏖️ No posts from {stamp(FIRST, 'D')} to {stamp(SECOND, 'D')}" in text
    assert f"**Next post** {shown(lisbon_winter(7, month=12))}" in text
    assert f"<@{group.organiser.id}>" not in text
    assert "Left out" in text


async def test_a_held_post_is_said_to_be_late(group: StudyGroup) -> None:
    """Without what is in the way, which organisers are told; then it comes."""
    await set_up(group)
    await group.forbid(group.channel, send_messages=True)
    await group.wait_until(FIRST + MINUTE)
    text = await dates(group)
    assert f"The post of {shown(FIRST)} is late; it comes as soon as it can." in text
    assert "Send Messages" not in text
    assert "2 · " in text
    await group.allow_again(group.channel)
    await group.wait(MINUTE)
    assert len(posts(group)) == 1


async def test_a_post_that_can_be_taken_back_unseen_is_not_told(group: StudyGroup) -> None:
    """It stays as it was until the post is out."""
    await set_up(group)
    before = await dates(group)
    await manage(group, "now")
    assert await dates(group) == before
    await group.wait(UNDO_WINDOW)
    text = await dates(group)
    assert f"**Next post** {shown(FIRST)} ({stamp(FIRST, 'R')})\n2 · " in text


async def test_the_end_has_no_date(group: StudyGroup) -> None:
    """Nor has it a calendar file; other cards say nothing of it."""
    await set_up(group, first="9")
    await group.wait_until(lisbon_winter(14, month=12))
    asked = await group.member.slash(group.channel, "dates")
    step = "Every chapter has been posted.\n-# `/progress` shows what is left for you."
    assert step in private(asked)
    anew = "-# With `/schedule setup` you begin a new round."
    assert anew not in private(asked)
    assert f"{step}\n{anew}" in private(await group.organiser.slash(group.channel, "dates"))
    portuguese = private(await group.reader.slash(group.channel, "dates"))
    assert "-# `/progresso` mostra o que ainda falta para você." in portuguese
    assert (labels(answer(asked)), list(answer(asked).attachments)) == ([], [])
    assert "posted" not in private(await group.member.slash(group.channel, "course"))


async def test_the_end_of_several_schedules_has_a_next_step(group: StudyGroup) -> None:
    """Once, below all of them, and only when nothing else comes."""
    other = group.guild.create_text_channel("evenings")
    await set_up(group, first="9")
    await set_up(group, channel=other, first="8")
    hall = group.guild.create_text_channel("hall")
    await group.wait_until(SECOND + MINUTE)
    assert "`/progress`" not in private(await group.member.slash(hall, "dates"))
    await group.wait_until(lisbon_winter(14, month=12))
    text = private(await group.member.slash(hall, "dates"))
    assert text.count("Every chapter has been posted.") == 2
    assert text.endswith("-# `/progress` shows what is left for you.")
    organised = private(await group.organiser.slash(hall, "dates"))
    assert organised.endswith("-# With `/schedule setup` you begin a new round.")


async def test_several_schedules_are_told_apart_by_their_channels(group: StudyGroup) -> None:
    """The next post comes first; each has a button to all its dates, and the option names one."""
    other = group.guild.create_text_channel("evenings")
    await set_up(group)
    await set_up(group, channel=other, weekdays="sunday", time="20:00")
    sunday = lisbon_winter(29, 20)
    hall = group.guild.create_text_channel("hall")
    text = private(await group.member.slash(hall, "course"))
    assert f"{shown(FIRST)} ({stamp(FIRST, 'R')}) · <#{group.channel.id}>" in text
    assert text.index(shown(FIRST)) < text.index(shown(sunday))
    listed = await group.member.slash(hall, "dates")
    assert f"In <#{other.id}>: Sunday" in private(listed)
    assert labels(answer(listed)) == ["All dates", "All dates"]
    opened = await group.member.click(answer(listed), custom_id="v1:dates:2:0")
    assert f"**Next post** {shown(sunday)}" in text_of(answer(opened))
    assert f"**Next post** {shown(sunday)}" in await dates(group, which="2")
    assert f"**Next post** {shown(FIRST)}" in await dates(group)
    suggested = await group.member.autocomplete(hall, "dates", "which", "even")
    assert [choice["value"] for choice in suggested] == ["2"]


async def test_schedules_of_hidden_channels_are_not_told(group: StudyGroup) -> None:
    """Neither on cards nor with the number of one."""
    hidden = secret_channel(group)
    await set_up(group, channel=hidden)
    assert "No study schedule posts in a channel that you can see." in await dates(group)
    assert "Nenhum cronograma de estudos" in private(await group.reader.slash(group.channel, "dates", which="1"))
    for card in CARDS:
        assert "Next post" not in private(await group.member.slash(group.channel, card))
        assert "Next post" in private(await group.organiser.slash(group.channel, card))


async def long_season(group: StudyGroup) -> str:
    """Start a schedule that posts each day a lesson of a long course; return which dates its second page has."""
    course = await bring(group, *(f"Loaf {number}" for number in range(1, 41)))
    await set_up(group, course=course.id, weekdays="mon tue wed thu fri sat sun")
    return f"26–{len(course.chapters) + 1}"  # noqa: RUF001 - a range


async def test_long_seasons_have_pages(group: StudyGroup) -> None:
    """Which turn in place after a restart, and keep what the reader has chosen; the course stands above them."""
    rest = await long_season(group)
    listed = await group.member.slash(group.channel, "dates")
    assert "\n-# 1–25 of " in private(listed)  # noqa: RUF001 - a range
    assert "**Baking bread**" in private(listed)
    await group.restart_bot()
    turned = answer(await group.member.click(answer(listed), label=f"{rest} →"))
    assert f"-# {rest} of " in text_of(turned)
    assert "The end of the course" in text_of(turned)
    told = answer(await group.member.click(turned, label="Tell me of new posts"))
    assert f"-# {rest} of " in text_of(told)
    assert labels(told)[-1] == "No more messages"


async def test_the_dates_of_a_schedule_that_was_stopped_are_gone(group: StudyGroup) -> None:
    rest = await long_season(group)
    listed = await group.member.slash(group.channel, "dates")
    await manage(group, "stop")
    gone = await group.member.click(answer(listed), label=f"{rest} →")
    assert "That schedule has ended meanwhile." in text_of(answer(gone))
