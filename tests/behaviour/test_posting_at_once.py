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


def about_to_go_out(locale: Locale) -> str:
    """Return what is said within the moment where a change would leave the post, but nothing to undo it with."""
    return localizer(locale).count(
        "Nothing was changed: a post is about to go out. Undo it first, or wait {number} second.",
        "Nothing was changed: a post is about to go out. Undo it first, or wait {number} seconds.",
        int(UNDO_WINDOW.total_seconds()),
    )


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
    await group.organiser.slash(group.channel, "settings holidays", **{"from": "2026-11-23"})
    await group.wait_until(FIRST - A_MOMENT)
    await manage(group, "now")
    await group.organiser.slash(group.channel, "settings holidays", **{"from": "2026-11-23", "remove": True})
    await group.wait_until(SECOND)
    assert post_times(group) == [FIRST - A_MOMENT + UNDO_WINDOW, SECOND]
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
    await set_up(group)
    asked = await group.organiser.slash(group.channel, "schedule now")
    (post_it,) = buttons(answer(asked))
    await press(group, group.organiser, post_it["custom_id"])
    refused = about_to_go_out(locale)
    assert refused in private(await press(group, group.organiser, post_it["custom_id"]))
    assert refused in private(await group.organiser.slash(group.channel, "schedule now"))
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


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("what", ["skip", "pause", "stop"])
async def test_a_pause_a_stop_and_a_skip_within_the_moment_leave_it_out(
    group: StudyGroup, what: str, locale: Locale
) -> None:
    """With the rest, which the answer says."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    await manage(group, "now")
    changed = private(await manage(group, what))
    assert f"**{say('Post asked for')}** {say('on its way')} → {say('not sent')}" in changed
    await group.wait(UNDO_WINDOW)
    assert posted(group) == []
    await group.wait_until(lisbon_winter(14, month=12))
    assert posted(group) == ([1, 2, 3, 4] if what == "skip" else [])


@pytest.mark.parametrize("locale", list(Locale))
async def test_a_skip_within_the_moment_says_that_it_is_that_post(group: StudyGroup, locale: Locale) -> None:
    """Not that of a date, which stays."""
    group.locales[group.organiser.id] = locale
    await set_up(group)
    await manage(group, "now")
    title, *rest = private(await manage(group, "skip")).splitlines()
    brings = f"1 · {group.course.chapters[0].heading}"
    assert localizer(locale)("The post asked for is left out: {chapters}", chapters=brings) in title
    assert any(line.startswith(f"{shown(FIRST)} — 1 · ") for line in rest)


CHANGES_AROUND_IT: list[tuple[str, str, dict[str, Any]]] = [
    ("show", "skip", {"from": "2026-11-23"}),
    ("skip", "unskip", {}),
    ("show", "move", {"to": "2026-11-24 20:00"}),
    ("show", "change", {"time": "20:00"}),
    ("show", "change", {"order": "2, 1, 3, 4, 5, 6, 7, 8, 9"}),
    ("show", "change", {"ping": "nobody"}),
    ("pause", "resume", {}),
    ("show", "jump", {"chapter": "5"}),
    ("show", "repeat", {"chapter": "3"}),
]
"""What comes before, and a change that would let the post come, but not be undone any more."""


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize(("earlier", "what", "options"), CHANGES_AROUND_IT)
async def test_a_change_within_the_moment_that_would_keep_it_waits(
    group: StudyGroup, earlier: str, what: str, options: dict[str, Any], locale: Locale
) -> None:
    """So it can be undone to the end of the moment, and all is as before."""
    await group.let_organisers(mention_everyone=True)
    await set_up(group, role=group.guild.create_role("Readers"))
    await manage(group, earlier)
    group.locales[group.organiser.id] = locale
    before = waiting(group)
    asked = await manage(group, "now")
    about_to_post = waiting(group)
    assert about_to_go_out(locale) in private(await manage(group, what, **options))
    assert waiting(group) == about_to_post
    await group.wait(UNDO_WINDOW - SECOND_BEFORE)
    say = localizer(locale)
    assert say("Undone") in private(await group.organiser.click(answer(asked), label=say("Undo")))
    assert waiting(group) == before
    await group.wait(UNDO_WINDOW)
    assert posted(group) == []
    assert "→" in private(await manage(group, what, **options))


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize(
    ("earlier", "what", "comes"),
    [
        ("show", "skip", [1, 2, 3, 4, 5]),
        ("show", "pause", [1, 2, 3, 4, 5]),
        ("show", "stop", [1, 2, 3, 4, 5]),
        ("pause", "pause", [1]),
    ],
)
async def test_a_change_that_left_it_out_and_is_undone_within_the_moment_lets_it_come(
    group: StudyGroup, earlier: str, what: str, comes: list[int], locale: Locale
) -> None:
    """The card says what goes out and when, a second time, too."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    await manage(group, earlier)
    sent = group.env.now() + UNDO_WINDOW
    await manage(group, "now")
    when, brings = f"<t:{int(sent.timestamp())}:R>", f"1 · {group.course.chapters[0].heading}"
    told = say("The post asked for goes out {when}: {chapters}", when=when, chapters=brings)
    for moment in (UNDO_WINDOW - A_MOMENT, SECOND_BEFORE):
        changed = await manage(group, what)
        await group.wait(moment)
        assert told in private(await group.organiser.click(answer(changed), label=say("Undo")))
    assert posted(group) == []
    await group.wait(A_MOMENT)
    assert posted(group) == [1]
    await group.wait_until(lisbon_winter(14, month=12))
    assert posted(group) == comes


async def test_it_is_undone_after_what_left_it_out_was(group: StudyGroup) -> None:
    await set_up(group)
    before = waiting(group)
    asked = await manage(group, "now")
    changed = await manage(group, "pause")
    await group.organiser.click(answer(changed), label="Undo")
    undone = private(await group.organiser.click(answer(asked), label="Undo"))
    assert "**Post asked for** on its way → not sent" in undone
    assert waiting(group) == before


@pytest.mark.parametrize("locale", list(Locale))
async def test_a_second_pause_drops_a_post_asked_for_in_the_first(group: StudyGroup, locale: Locale) -> None:
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    await manage(group, "pause")
    before = waiting(group)
    await manage(group, "now")
    told = private(await manage(group, "pause"))
    assert f"**{say('Post asked for')}** {say('on its way')} → {say('not sent')}" in told
    assert waiting(group) == before
    assert say("The schedule was paused already") in private(await manage(group, "pause"))
    await group.wait_until(SECOND)
    assert posted(group) == []


async def test_an_earlier_change_is_not_undone_within_the_moment(group: StudyGroup) -> None:
    """The organiser was told what the post brings and what comes after it, which stays so."""
    await set_up(group)
    skipped = await manage(group, "skip")
    await manage(group, "now")
    told = private(await group.organiser.click(answer(skipped), label="Undo"))
    assert "A post is about to go out. Undo it first.\nNothing was changed." in told
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


async def test_a_waiting_post_is_named_as_such_and_goes_out_at_once(group: StudyGroup) -> None:
    """It is no new one, so there is nothing to wait for or to undo."""
    await set_up(group, missed=ASK.days)
    await group.restart_bot(after=group.time_until(FIRST + timedelta(hours=5)))
    asked = await group.organiser.slash(group.channel, "schedule now")
    assert f"It is the post of {shown(FIRST)}, which is waiting: it goes out at once." in private(asked)
    tried = await confirmed(group, asked, "Post it")
    assert "Undo" not in labels(answer(tried))
    assert posted(group) == [1]
