"""What /schedule now asks first, and the moment in which the post can still be taken back unseen."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from bot.schedules.model import ASK
from bot.text.locales import Locale
from bot.text.translations import localizer
from bot.undo.model import UNDO_WINDOW
from tests.behaviour.reading import answer, buttons, labels, private
from tests.behaviour.schedules import (
    confirmed,
    lisbon_winter,
    manage,
    post_now,
    post_times,
    posted,
    posts,
    set_up,
    shown,
    speak_portuguese,
)
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import press

FIRST, SECOND = lisbon_winter(23), lisbon_winter(30)
SECOND_BEFORE, A_MOMENT = timedelta(seconds=1), timedelta(seconds=5)


def waiting(group: StudyGroup) -> list[tuple[Any, ...]]:
    """Return the schedules, and the posts that wait."""
    with closing(sqlite3.connect(f"file:{group.database}?mode=ro", uri=True)) as connection:
        open_jobs = (
            "SELECT occurrence, due, chapters FROM job WHERE kind = 'weekly_post' AND state IN ('waiting', 'held')"
        )
        schedules = connection.execute("SELECT * FROM schedule ORDER BY id").fetchall()
        return [*schedules, *connection.execute(open_jobs)]


@pytest.mark.parametrize("locale", list(Locale))
async def test_what_now_would_do_is_spelled_out_first(group: StudyGroup, locale: Locale) -> None:
    """Which chapter, where, whom it pings, and what the next date brings then; asking alone changes nothing."""
    group.locales[group.organiser.id] = locale
    await group.let_organisers(mention_everyone=True)
    role = group.guild.create_role("Readers")
    await set_up(group, role=role)
    before = waiting(group)
    text = private(await group.organiser.slash(group.channel, "schedule now"))
    assert f"<#{group.channel.id}>: 1 · " in text
    say = localizer(locale)
    assert say("It pings {role}.", role=role.mention) in text
    assert say("The dates stay: {when} then brings {what}", when=shown(FIRST), what="2 · ") in text
    assert waiting(group) == before
    await group.wait(timedelta(minutes=1))
    assert posts(group) == []


async def test_somebody_who_may_not_ping_is_told_so_first(group: StudyGroup) -> None:
    await group.let_organisers(mention_everyone=True)
    await set_up(group, role=group.guild.create_role("Readers"))
    await group.let_organisers()
    text = private(await group.organiser.slash(group.channel, "schedule now"))
    assert "It pings nobody: you may not mention that role." in text


async def test_the_post_goes_out_after_fifteen_seconds(group: StudyGroup) -> None:
    await set_up(group)
    sent = group.env.now() + UNDO_WINDOW
    asked = await manage(group, "now")
    assert f"<t:{int(sent.timestamp())}:R>" in private(asked)
    assert "Undo" in labels(answer(asked))
    await group.wait(UNDO_WINDOW - SECOND_BEFORE)
    assert posted(group) == []
    await group.wait(SECOND_BEFORE)
    assert posted(group) == [1]
    assert post_times(group) == [sent.replace(microsecond=0)]


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("restarted", [False, True])
async def test_it_is_undone_unseen(group: StudyGroup, locale: Locale, *, restarted: bool) -> None:
    """Schedule and waiting post are as before; the chapter comes at its date."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    before = waiting(group)
    asked = await manage(group, "now")
    assert waiting(group) != before
    if restarted:
        await group.restart_bot(after=A_MOMENT)
    undone = private(await group.organiser.click(answer(asked), label=say("Undo")))
    assert say("Undone") in undone
    assert f"**{say('Post asked for')}** {say('on its way')} → {say('not sent')}" in undone
    assert waiting(group) == before
    await group.wait_until(SECOND)
    assert posted(group) == [1, 2]
    assert post_times(group) == [FIRST, SECOND]


async def test_undone_where_the_regular_date_has_passed_the_regular_post_comes(group: StudyGroup) -> None:
    """It had been set aside for one that could not go out; it comes once that is possible, and only once."""
    await set_up(group)
    asked = await manage(group, "now")
    await group.forbid(group.channel, send_messages=True)
    await group.wait_until(FIRST + A_MOMENT)
    assert "Undone" in private(await group.organiser.click(answer(asked), label="Undo"))
    await group.allow_again(group.channel)
    await group.wait(A_MOMENT)
    assert posted(group) == [1]
    await group.wait_until(SECOND)
    assert posted(group) == [1, 2]


async def test_a_post_whose_moment_comes_to_hold_the_regular_date_is_both(group: StudyGroup) -> None:
    """One post for the two, as where the bot was away over the date."""
    await set_up(group)
    await group.wait_until(FIRST - timedelta(minutes=30) - A_MOMENT)
    await manage(group, "now")
    await manage(group, "change", time="18:30")
    await group.wait_until(SECOND)
    half_an_hour = timedelta(minutes=30)
    assert post_times(group) == [FIRST - half_an_hour - A_MOMENT + UNDO_WINDOW, SECOND - half_an_hour]
    assert posted(group) == [1, 2]


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("before", [SECOND_BEFORE, A_MOMENT, UNDO_WINDOW])
async def test_within_the_moment_before_the_regular_date_that_post_is_the_next(
    group: StudyGroup, locale: Locale, before: timedelta
) -> None:
    """Both when it is asked, and when it was asked before; nothing is changed, and the post comes at its time."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    asked = await group.organiser.slash(group.channel, "schedule now")
    await group.wait_until(FIRST - before)
    state = waiting(group)
    by_itself = say("Nothing was changed: the next post comes by itself in a moment.")
    assert by_itself in private(await group.organiser.slash(group.channel, "schedule now"))
    assert by_itself in private(await confirmed(group, asked, "Post it"))
    assert waiting(group) == state
    await group.wait_until(SECOND)
    assert post_times(group) == [FIRST, SECOND]
    assert posted(group) == [1, 2]


async def test_a_moment_and_a_second_before_the_regular_date_both_come(group: StudyGroup) -> None:
    await set_up(group)
    await group.wait_until(FIRST - UNDO_WINDOW - SECOND_BEFORE)
    await post_now(group)
    await group.wait_until(FIRST)
    assert post_times(group) == [FIRST - SECOND_BEFORE, FIRST]


async def test_a_restart_within_the_moment_sends_it_once(group: StudyGroup) -> None:
    await set_up(group)
    await manage(group, "now")
    await group.restart_bot(after=A_MOMENT)
    assert posted(group) == []
    await group.wait(UNDO_WINDOW)
    assert posted(group) == [1]
    await group.restart_bot()
    await group.wait_until(FIRST)
    assert posted(group) == [1, 2]


@pytest.mark.parametrize("locale", list(Locale))
async def test_undo_after_it_is_out_and_undoing_twice_are_told(group: StudyGroup, locale: Locale) -> None:
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    (undo,) = buttons(answer(await manage(group, "now")))
    await press(group, group.organiser, undo["custom_id"])
    assert say("This was undone already.") in private(await press(group, group.organiser, undo["custom_id"]))
    (undo,) = buttons(answer(await post_now(group)))
    told = private(await press(group, group.organiser, undo["custom_id"]))
    assert say("A post has gone out since, so this cannot be undone any more.") in told
    assert posted(group) == [1]


@pytest.mark.parametrize("locale", list(Locale))
async def test_now_twice_within_the_moment_brings_one_post(group: StudyGroup, locale: Locale) -> None:
    """By the command, and by a second press on the first card."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    asked = await group.organiser.slash(group.channel, "schedule now")
    (post_it,) = buttons(answer(asked))
    await press(group, group.organiser, post_it["custom_id"])
    under_way = say("A post is on its way right now. Try again in a minute.")
    assert under_way in private(await press(group, group.organiser, post_it["custom_id"]))
    assert under_way in private(await group.organiser.slash(group.channel, "schedule now"))
    await group.wait(UNDO_WINDOW)
    assert posted(group) == [1]
    await group.wait_until(FIRST)
    assert posted(group) == [1, 2]


@pytest.mark.parametrize("locale", list(Locale))
async def test_a_press_after_the_next_post_has_become_another_changes_nothing(
    group: StudyGroup, locale: Locale
) -> None:
    """Nor does a forged number."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    (post_it,) = buttons(answer(await group.organiser.slash(group.channel, "schedule now")))
    await manage(group, "jump", chapter="4")
    before = waiting(group)
    for custom_id in (post_it["custom_id"], "v1:post-now:1:0", f"v1:post-now:1:{2**64}"):
        told = private(await press(group, group.organiser, custom_id))
        assert say("What this would post has changed since.") in told
        assert say("Nothing was changed.") in told
    assert waiting(group) == before
    await manage(group, "stop")
    told = private(await press(group, group.organiser, post_it["custom_id"]))
    assert say("That schedule has ended meanwhile.") in told
    await group.wait_until(SECOND)
    assert posted(group) == []


@pytest.mark.parametrize(
    ("what", "options", "comes"),
    [
        ("skip", {"from": "2026-11-23"}, [1]),
        ("skip", {}, []),
        ("pause", {}, []),
        ("stop", {}, []),
        ("move", {"to": "2026-11-24 20:00"}, [1]),
        ("change", {"time": "20:00"}, [1]),
        ("resume", {}, [1]),
    ],
)
async def test_other_changes_within_the_moment_neither_lose_nor_double_it(
    group: StudyGroup, what: str, options: dict[str, Any], comes: list[int]
) -> None:
    """It comes, or is left out with the rest, which the answer says."""
    await set_up(group)
    if what == "resume":
        await manage(group, "pause")
    await manage(group, "now")
    changed = await manage(group, what, **options)
    assert ("**Post asked for** on its way → not sent" in private(changed)) == (comes == [])
    await group.wait(UNDO_WINDOW)
    assert posted(group) == comes
    await group.wait_until(lisbon_winter(14, month=12))
    assert posted(group) == sorted(set(posted(group)))


@pytest.mark.parametrize("what", ["skip", "pause", "stop"])
async def test_a_change_that_left_it_out_and_is_undone_within_the_moment_lets_it_come(
    group: StudyGroup, what: str
) -> None:
    await set_up(group)
    await manage(group, "now")
    changed = await manage(group, what)
    await group.wait(UNDO_WINDOW - SECOND_BEFORE)
    await group.organiser.click(answer(changed), label="Undo")
    await group.wait(SECOND_BEFORE)
    assert posted(group) == [1]
    await group.wait_until(lisbon_winter(14, month=12))
    assert posted(group) == sorted(set(posted(group)))


@pytest.mark.parametrize(("what", "chapter"), [("jump", "5"), ("repeat", "3")])
async def test_the_chapter_that_was_told_does_not_become_another(group: StudyGroup, what: str, chapter: str) -> None:
    await set_up(group)
    await manage(group, "now")
    assert "A post is on its way right now." in private(await manage(group, what, chapter=chapter))
    await group.wait(UNDO_WINDOW)
    assert posted(group) == [1]


async def test_an_earlier_change_is_not_undone_within_the_moment(group: StudyGroup) -> None:
    """The organiser was told what the post brings and what comes after it, which stays so."""
    await set_up(group)
    skipped = await manage(group, "skip")
    await manage(group, "now")
    assert "A post is on its way" in private(await group.organiser.click(answer(skipped), label="Undo"))
    await group.wait_until(FIRST)
    assert posted(group) == [1]


async def test_a_holiday_within_the_moment_does_not_stop_it(group: StudyGroup) -> None:
    await set_up(group)
    await manage(group, "now")
    await group.organiser.slash(group.channel, "settings holidays", **{"from": "2026-11-23", "until": "2026-11-29"})
    await group.wait(UNDO_WINDOW)
    assert posted(group) == [1]
    await group.wait_until(SECOND)
    assert posted(group) == [1, 2]


async def test_in_a_pause_the_card_says_that_it_stays(group: StudyGroup) -> None:
    await set_up(group)
    await manage(group, "pause")
    assert "The schedule stays paused." in private(await group.organiser.slash(group.channel, "schedule now"))
    speak_portuguese(group)
    undone = await group.organiser.click(answer(await manage(group, "now")), label="Desfazer")
    assert "em pausa" in private(undone).lower()
    await group.wait_until(SECOND)
    assert posted(group) == []


async def test_after_another_organisers_change_it_is_not_undone(group: StudyGroup) -> None:
    """Whoever changed the time keeps that, and the post comes."""
    await set_up(group)
    asked = await manage(group, "now")
    await manage(group, "change", time="20:00")
    told = private(await group.organiser.click(answer(asked), label="Undo"))
    assert "Something else was changed since, so I do not undo this." in told
    await group.wait(UNDO_WINDOW)
    assert posted(group) == [1]


async def test_a_waiting_post_is_named_as_such_and_goes_out_at_once(group: StudyGroup) -> None:
    """It is no new one, so there is nothing to wait for or to undo."""
    await set_up(group, missed=ASK.days)
    await group.restart_bot(after=group.time_until(FIRST + timedelta(hours=5)))
    asked = await group.organiser.slash(group.channel, "schedule now")
    assert f"It is the post of {shown(FIRST)}, which is waiting: it goes out at once." in private(asked)
    tried = await confirmed(group, asked, "Post it")
    assert "Undo" not in labels(answer(tried))
    assert posted(group) == [1]
