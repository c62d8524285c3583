"""The button Undo below the answer to each change of a schedule takes exactly that change back."""

import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest
from simcord import InteractionResult

from bot.schedules.model import MOST_SCHEDULES
from bot.text.locales import Locale
from bot.text.translations import localizer
from bot.undo.model import UNDO_WINDOW
from tests.behaviour.reading import answer, buttons, labels, private
from tests.behaviour.schedules import lisbon_winter, make_forum, manage, post_times, posted, set_up
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import press

FIRST, SECOND = lisbon_winter(23), lisbon_winter(30)
NONE = MappingProxyType[str, Any]({})
CHANNEL, FORUM, ROLE = "#other", "#forum", "@Readers"
"""Stand in the options below for a text channel, a forum with two tags, and a role."""


class Change(NamedTuple):
    """A change, and the schedule that it changes: how it is set up, what was changed before, and when it posts."""

    what: str
    options: Mapping[str, Any] = NONE
    set_up: Mapping[str, Any] = NONE
    earlier: tuple[str, ...] = ()
    posts: tuple[datetime, ...] = (FIRST, SECOND)


CHANGES = {
    "pause": Change("pause"),
    "resume": Change("resume", earlier=("pause",), posts=()),
    "stop": Change("stop"),
    "jump": Change("jump", {"chapter": "5"}),
    "repeat": Change("repeat", {"chapter": "3"}),
    "move": Change("move", {"to": "2026-11-25 20:00"}),
    "skip": Change("skip"),
    "skip-days": Change("skip", {"from": "2026-11-30", "until": "2026-12-13"}),
    "unskip": Change("unskip", earlier=("skip",), posts=(SECOND,)),
    "change-time": Change("change", {"time": "20:30", "weekdays": "tuesday", "timezone": "Europe/Berlin"}),
    "change-order": Change("change", {"order": "9, 8, 7"}),
    "change-rhythm": Change("change", {"every": 2, "end": "repeat", "discussion": True}),
    "change-channel": Change("change", {"channel": CHANNEL}),
    "change-place": Change("change", {"channel": FORUM, "tag": "72"}),
    "change-role": Change("change", {"role": ROLE}),
    "change-ping": Change("change", {"ping": "nobody"}, set_up={"role": ROLE}),
    "change-tag": Change("change", {"tag": "72"}, set_up={"channel": FORUM, "tag": "71"}),
    "change-no-tag": Change("change", {"tag": "-"}, set_up={"channel": FORUM, "tag": "71"}),
}


async def undo(group: StudyGroup, changed: InteractionResult) -> str:
    """Let the organiser press Undo below the answer *changed*; return what is answered."""
    say = localizer(group.locales.get(group.organiser.id, Locale.ENGLISH))
    return private(await group.organiser.click(answer(changed), label=say("Undo")))


_told = re.compile(r'"told":"[^"]*",')


def plan(group: StudyGroup) -> list[tuple[Any, ...]]:
    """Return all schedules, and the posts that wait; of a pause, not until when it is told, which is now at an undo."""
    with closing(sqlite3.connect(f"file:{group.database}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT * FROM schedule ORDER BY id").fetchall()
        schedules = [tuple(_told.sub("", value) if isinstance(value, str) else value for value in row) for row in rows]
        waiting = (
            "SELECT occurrence, due, chapters FROM job WHERE kind = 'weekly_post' AND state IN ('waiting', 'held')"
        )
        return [*schedules, *connection.execute(waiting)]


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("name", CHANGES)
async def test_undo_takes_a_change_back(group: StudyGroup, name: str, locale: Locale) -> None:
    """All is as it was, after a restart, too; posts come as they would have without the change."""
    group.locales[group.organiser.id] = locale
    change, forum = CHANGES[name], await make_forum(group)
    role, other = group.guild.create_role("Readers", mentionable=True), group.guild.create_text_channel("other")
    await group.env.settle()
    meant = {CHANNEL: other, FORUM: forum, ROLE: role}
    await set_up(group, **{option: meant.get(value, value) for option, value in change.set_up.items()})
    for earlier in change.earlier:
        await manage(group, earlier)
    before = plan(group)
    changed = await manage(
        group, change.what, **{option: meant.get(value, value) for option, value in change.options.items()}
    )
    assert plan(group) != before
    await group.restart_bot()
    told = await undo(group, changed)
    assert localizer(locale)("Undone") in told
    assert "→" in told
    assert plan(group) == before
    await group.wait_until(SECOND)
    places = forum.threads if change.set_up.get("channel") == FORUM else [group.channel]
    assert [number for place in places for number in posted(group, place)] == list(range(1, len(change.posts) + 1))
    assert [time for place in places for time in post_times(group, place)] == list(change.posts)


async def test_a_resumed_schedule_is_paused_again(group: StudyGroup) -> None:
    await set_up(group)
    await manage(group, "pause")
    resumed = await manage(group, "resume")
    await group.restart_bot()
    assert "running → paused" in await undo(group, resumed)
    await group.wait_until(SECOND)
    assert posted(group) == []


@pytest.mark.parametrize("locale", list(Locale))
async def test_an_undone_set_up_posts_nothing(group: StudyGroup, locale: Locale) -> None:
    group.locales[group.organiser.id] = locale
    started = await set_up(group)
    await group.restart_bot()
    assert localizer(locale)("Undone") in await undo(group, started)
    await group.wait_until(SECOND)
    assert posted(group) == []


@pytest.mark.parametrize("locale", list(Locale))
async def test_an_undone_set_up_over_another_schedule_brings_that_back(group: StudyGroup, locale: Locale) -> None:
    """It goes on with its own days, time and place in the course."""
    group.locales[group.organiser.id] = locale
    await set_up(group)
    await group.wait_until(FIRST)
    replaced = await set_up(group, weekdays="friday", time="10am", first="7")
    await group.restart_bot()
    assert localizer(locale)("Undone") in await undo(group, replaced)
    await group.wait_until(SECOND)
    assert posted(group) == [1, 2]


async def test_a_held_post_that_was_left_out_waits_again(group: StudyGroup) -> None:
    await set_up(group)
    await group.forbid(group.channel, send_messages=True)
    await group.wait_until(lisbon_winter(24))
    skipped = await manage(group, "skip")
    await group.restart_bot()
    await undo(group, skipped)
    await group.allow_again(group.channel)
    await group.wait(timedelta(minutes=1))
    assert posted(group) == [1]
    await group.wait_until(SECOND)
    assert posted(group) == [1, 2]


@pytest.mark.parametrize("locale", list(Locale))
async def test_undoing_twice_is_told(group: StudyGroup, locale: Locale) -> None:
    """Nothing is changed by the second press."""
    group.locales[group.organiser.id] = locale
    await set_up(group)
    skipped = await manage(group, "skip")
    (button,) = buttons(answer(skipped))
    await undo(group, skipped)
    after = plan(group)
    told = private(await press(group, group.organiser, button["custom_id"]))
    assert localizer(locale)("This was undone already.") in told
    assert plan(group) == after


@pytest.mark.parametrize("locale", list(Locale))
async def test_a_change_that_another_has_overtaken_is_not_undone(group: StudyGroup, locale: Locale) -> None:
    """Whoever changed something later keeps it."""
    group.locales[group.organiser.id] = locale
    await set_up(group)
    skipped = await manage(group, "skip")
    await manage(group, "jump", chapter="4")
    after = plan(group)
    told = await undo(group, skipped)
    assert localizer(locale)("Something else was changed since, so I do not undo this.") in told
    assert plan(group) == after


async def test_what_has_gone_out_is_not_undone(group: StudyGroup) -> None:
    await set_up(group)
    jumped = await manage(group, "jump", chapter="4")
    await group.wait_until(FIRST)
    assert "A post has gone out since" in await undo(group, jumped)
    await group.wait_until(SECOND)
    assert posted(group) == [4, 5]


async def test_a_date_that_has_passed_does_not_come_back(group: StudyGroup) -> None:
    """The moved post keeps its new time."""
    await set_up(group)
    moved = await manage(group, "move", to="2026-11-25 20:00")
    await group.wait_until(lisbon_winter(24))
    assert "has passed" in await undo(group, moved)
    await group.wait_until(lisbon_winter(25, 20))
    assert posted(group) == [1]


async def test_a_pause_can_be_undone_after_its_date(group: StudyGroup) -> None:
    """Nothing went out meanwhile; posts come from the next date on."""
    await set_up(group)
    paused = await manage(group, "pause")
    await group.wait_until(lisbon_winter(24))
    assert "Undone" in await undo(group, paused)
    await group.wait_until(SECOND)
    assert posted(group) == [1]


async def test_a_stop_is_not_undone_where_another_schedule_has_begun(group: StudyGroup) -> None:
    """Two schedules in one channel could not be told apart."""
    await set_up(group)
    stopped = await manage(group, "stop")
    await set_up(group, weekdays="friday")
    told = await undo(group, stopped)
    assert "Another schedule posts in that channel now." in told


async def test_refusals_have_no_undo(group: StudyGroup) -> None:
    """Where nothing was changed there is nothing to take back."""
    await set_up(group)
    assert "Undo" in labels(answer(await manage(group, "pause")))
    assert "Undo" not in labels(answer(await manage(group, "pause")))
    assert "Undo" not in labels(answer(await manage(group, "unskip")))
    assert "Undo" not in labels(answer(await manage(group, "show")))


@pytest.mark.parametrize("locale", list(Locale))
async def test_a_post_that_was_confirmed_stays_as_it_was_shown(group: StudyGroup, locale: Locale) -> None:
    """An earlier change is not undone while a post that was asked for is about to go out."""
    group.locales[group.organiser.id] = locale
    await set_up(group)
    jumped = await manage(group, "jump", chapter="5")
    await manage(group, "now")
    say = localizer(locale)
    assert say("A post is about to go out. Undo it first.") in await undo(group, jumped)
    await group.wait(UNDO_WINDOW)
    assert posted(group) == [5]


@pytest.mark.parametrize("locale", list(Locale))
async def test_a_role_that_is_gone_by_then_is_told_of(group: StudyGroup, locale: Locale) -> None:
    """With what to do, on the card after Undo and on that of `/schedule show`."""
    await group.let_organisers(mention_everyone=True)
    group.locales[group.organiser.id] = locale
    say, role = localizer(locale), group.guild.create_role("Readers")
    await set_up(group, role=role)
    changed = await manage(group, "change", ping="nobody")
    group.env.backend.delete_role(group.guild.id, role.id)
    await group.env.settle()
    gone = "⚠️ " + say("The role that I should ping is gone. Choose another, or none, with `/schedule change`.")
    assert gone in await undo(group, changed)
    assert gone in private(await manage(group, "show"))
    assert gone not in private(await manage(group, "change", ping="nobody"))
    await group.wait_until(FIRST)
    assert posted(group) == [1]


@pytest.mark.parametrize("locale", list(Locale))
async def test_a_channel_that_is_gone_by_then_is_told_of(group: StudyGroup, locale: Locale) -> None:
    group.locales[group.organiser.id] = locale
    say, other = localizer(locale), group.guild.create_text_channel("other")
    await set_up(group, channel=other)
    changed = await manage(group, "change", channel=group.channel)
    group.env.backend.delete_channel(other.id)
    await group.env.settle()
    gone = "⚠️ " + say("The channel is gone, or hidden from me. Choose another with `/schedule change`.")
    assert gone in await undo(group, changed)
    assert gone in private(await manage(group, "show"))
    assert gone not in private(await manage(group, "change", channel=group.channel))
    await group.wait_until(FIRST)
    assert posted(group) == [1]


async def test_an_undone_pause_brings_no_burst(group: StudyGroup) -> None:
    """What was asked for before the pause is not made up for days later."""
    await set_up(group)
    await manage(group, "now")
    paused = await manage(group, "pause")
    await group.wait_until(lisbon_winter(25))
    assert "Undone" in await undo(group, paused)
    await group.wait_until(lisbon_winter(29))
    assert posted(group) == []
    await group.wait_until(SECOND)
    assert posted(group) == [1]


async def test_a_held_post_that_was_left_out_long_ago_does_not_come_back(group: StudyGroup) -> None:
    """Its chapter comes at the next date by then."""
    await set_up(group, every=4, starts="23 November")
    await group.forbid(group.channel, send_messages=True)
    await group.wait_until(lisbon_winter(24))
    skipped = await manage(group, "skip")
    await group.allow_again(group.channel)
    await group.wait_until(lisbon_winter(29))
    assert "has passed" in await undo(group, skipped)
    await group.wait_until(lisbon_winter(30))
    assert posted(group) == []


async def test_a_post_that_goes_out_at_once_is_named(group: StudyGroup) -> None:
    await set_up(group)
    await group.forbid(group.channel, send_messages=True)
    await group.wait_until(lisbon_winter(24))
    skipped = await manage(group, "skip")
    await group.allow_again(group.channel)
    assert "**Goes out at once** 1 · " in await undo(group, skipped)
    await group.wait(timedelta(minutes=1))
    assert posted(group) == [1]


async def test_an_earlier_change_to_the_same_values_does_not_undo_a_later_one(group: StudyGroup) -> None:
    """Only the latest of the two takes the pause back."""
    await set_up(group)
    first = await manage(group, "pause")
    await manage(group, "resume")
    last = await manage(group, "pause")
    assert "Something else was changed since" in await undo(group, first)
    assert "paused → running" in await undo(group, last)


async def test_an_undone_start_takes_the_servers_language_back(group: StudyGroup) -> None:
    """The page has set it together with the schedule."""
    organiser, page = group.organiser, answer(await set_up(group, time=None))
    await organiser.submit_modal(
        await organiser.click(page, label="Time and time zone"), {"time": "19:00", "zone": "UTC"}
    )
    rest = {"every": ["1"], "missed": ["3"], "language": ["pt-BR"], "ending": ["stop"], "discussion": ["with-thread"]}
    await organiser.submit_modal(await organiser.click(page, label="More"), rest)
    started = await organiser.click(page, label="Start")
    assert "português" in private(await organiser.slash(group.channel, "settings show"))
    await group.restart_bot()
    assert "Undone" in await undo(group, started)
    assert "português" not in private(await organiser.slash(group.channel, "settings show"))


async def test_a_stop_is_not_undone_where_the_server_is_full(group: StudyGroup) -> None:
    """The answer says so, and not that another schedule posts in the channel."""
    await set_up(group)
    stopped = await manage(group, "stop")
    for number in range(MOST_SCHEDULES):
        await set_up(group, channel=group.guild.create_text_channel(f"other-{number}"))
    assert "as many schedules as it may have" in await undo(group, stopped)


async def test_the_last_day_of_a_stopped_schedule_is_not_an_old_one(group: StudyGroup) -> None:
    await set_up(group)
    stopped = await manage(group, "stop")
    assert "**Last day** <t:" in await undo(group, stopped)


async def test_what_is_so_already_is_no_change(group: StudyGroup) -> None:
    await set_up(group)
    same = await manage(group, "change", time="19:00", weekdays="monday", ping="nobody")
    assert "It is so already" in private(same)
    assert "Undo" not in labels(answer(same))


async def test_a_change_in_a_pause_shows_the_dates_if_it_is_resumed(group: StudyGroup) -> None:
    await set_up(group)
    await manage(group, "pause")
    text = private(await manage(group, "skip"))
    assert "If it is resumed now" in text
    assert "Last day: <t:" in text
