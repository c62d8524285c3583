"""The end of a season: a closing post, and then nothing more, a new round, or a wait for /schedule resume."""

from datetime import timedelta

import discord
import pytest

from bot.text.locales import Locale
from bot.text.translations import localizer
from tests.behaviour.reading import buttons, labels, private, text_of
from tests.behaviour.schedules import (
    confirm,
    lisbon_winter,
    lose_next_reply,
    manage,
    number_on,
    post_now,
    posted,
    posts,
    set_up,
    shown,
    speak_portuguese,
)
from tests.behaviour.study_group import StudyGroup

WEEK = timedelta(weeks=1)
FIRST = lisbon_winter(23)


def closings(group: StudyGroup) -> list[discord.Message]:
    """Return the closing posts in the group's channel."""
    found = group.channel.history()
    return [m for m in found if any("progress-post" in b.get("custom_id", "") for b in buttons(m))]


async def test_season_is_closed_at_the_slot_after_its_last_chapter(group: StudyGroup) -> None:
    """The closing post sums the season up, names three further videos, and has a button to each reader's progress."""
    await set_up(group, first="8")
    await group.wait_until(FIRST + WEEK)
    for number, who in ((8, group.member), (9, group.member), (9, group.reader)):
        post = next(post for post in posts(group) if number_on(post) == number)
        await who.click(post, label="Mark watched")
    show = private(await manage(group, "show"))
    assert "Closing post" in show
    names = sorted(f"<@{who.id}>" for who in (group.member, group.reader))
    assert f"2 have watched it: {', '.join(names)}" in show
    assert closings(group) == []
    await group.wait_until(FIRST + 2 * WEEK)
    (closing,) = closings(group)
    text = text_of(closing)
    for part in (
        "The end of the course",
        "2 chapters, <t:",
        "2 members watched along",
        *(f"<https://www.youtube.com/watch?v={video.video_id}>" for video in group.course.further),
    ):
        assert part in text
    assert len(group.course.further) == 3
    assert labels(closing) == ["Your progress", "The whole playlist"]
    assert group.pinged_by(closing) == set()
    assert "2/9" in private(await group.member.click(closing, label="Your progress"))
    assert "Seu progresso" in private(await group.reader.click(closing, label="Your progress"))
    await group.wait(3 * WEEK)
    assert posted(group) == [8, 9]
    assert len(closings(group)) == 1
    assert "course is over" in private(await manage(group, "show"))
    assert "The end of the course" in private(await manage(group, "history"))


async def test_season_begins_again_and_closes_again(group: StudyGroup) -> None:
    """The closing post says when; the second one is about the second round only."""
    await group.organiser.slash(group.channel, "settings language", language="pt-BR")
    await set_up(group, order="9, 8", end="repeat")
    assert "from the beginning again" in private(await manage(group, "show"))
    await group.wait_until(FIRST + 2 * WEEK)
    (closing,) = closings(group)
    assert "O fim do curso" in text_of(closing)
    assert f"Próxima temporada: {shown(FIRST + 3 * WEEK)}" in text_of(closing)
    await group.wait_until(FIRST + 5 * WEEK)
    assert posted(group) == [9, 8, 9, 8]
    assert f"2 capítulos, de <t:{int((FIRST + 3 * WEEK).timestamp())}:D>" in text_of(closings(group)[1])


async def test_season_waits_at_the_beginning_until_it_is_resumed(group: StudyGroup) -> None:
    """This end was chosen in mid-season; /schedule resume posts from the first chapter."""
    await set_up(group, order="9, 8")
    await group.wait_until(FIRST)
    assert "waits to be resumed" in private(await manage(group, "change", end="wait"))
    await group.wait_until(FIRST + 4 * WEEK)
    assert "`/schedule resume`" in text_of(closings(group)[0])
    assert posted(group) == [9, 8]
    show = private(await manage(group, "show"))
    assert "`/schedule resume` goes on with 9 ·" in show
    assert "A new round begins: nothing of it has been posted yet." in show
    await manage(group, "resume")
    await group.wait_until(FIRST + 5 * WEEK)
    assert posted(group) == [9, 8, 9]


async def test_later_rounds_keep_the_order_whatever_was_repeated_or_moved(group: StudyGroup) -> None:
    """Also over a restart, and where the season was stopped and set up anew."""
    await set_up(group, order="1, 2, 3", end="repeat", weekdays="daily")
    await manage(group, "repeat", chapter="3")
    await group.restart_bot()
    await group.wait_until(FIRST)
    await confirm(group, await manage(group, "move", to="2026-11-25 20:00"))
    await group.wait_until(FIRST + timedelta(days=2))
    assert posted(group) == [3, 2]
    await manage(group, "stop")
    await set_up(group, end="repeat", weekdays="daily")
    await group.wait_until(FIRST + timedelta(days=7))
    assert posted(group) == [3, 2, 1, 1, 2, 3]


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("end", ["repeat", "wait"])
async def test_before_the_next_round_what_was_posted_is_not_forgotten(
    group: StudyGroup, locale: Locale, end: str
) -> None:
    """After a stop then, the past is told as it was, and the history has its posts."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group, order="1, 2", end=end)
    assert say("Nothing has been posted yet.") in private(await manage(group, "show"))
    await group.wait_until(FIRST + 2 * WEEK)
    await group.restart_bot()
    text = private(await manage(group, "show"))
    assert say("A new round begins: nothing of it has been posted yet.") in text
    assert say("Nothing has been posted yet.") not in text
    await manage(group, "stop")
    past = private(await manage(group, "show"))
    assert say("The group has reached: {chapter}", chapter="2 · ") in past
    assert say("A new round begins: nothing of it has been posted yet.") not in past
    assert say("Nothing has been posted yet.") not in past


async def test_closing_post_is_made_once(group: StudyGroup, monkeypatch: pytest.MonkeyPatch) -> None:
    """When its reply was lost, the next attempt finds it, also after a restart."""
    await set_up(group, first="9")
    await group.wait_until(FIRST)
    lose_next_reply(group, monkeypatch)
    await group.wait_until(FIRST + WEEK)
    await group.restart_bot(after=timedelta(hours=1))
    await group.wait(timedelta(minutes=5))
    assert len(closings(group)) == 1
    assert "course is over" in private(await manage(group, "show"))


async def test_closing_post_can_be_asked_for_at_once(group: StudyGroup) -> None:
    """/schedule now names it as such in both languages, and it comes once."""
    await set_up(group, first="9")
    await group.wait_until(FIRST)
    speak_portuguese(group)
    assert "A publicação final sai" in private(await post_now(group))
    assert len(closings(group)) == 1
    await group.wait_until(FIRST + WEEK)
    assert len(closings(group)) == 1
