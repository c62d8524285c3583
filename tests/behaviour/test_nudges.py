"""/nudge: one private message when two chapters wait, in the hours that were chosen, with a plan, and a way out."""

from datetime import timedelta

import pytest

from bot.text.locales import Locale
from bot.text.translations import localizer
from tests.behaviour.parties import direct_messages, secret_channel, set_zone
from tests.behaviour.reading import answer, labels, private, text_of
from tests.behaviour.schedules import lisbon_winter, set_up
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import press, stored

DAY = timedelta(days=1)
SECOND = lisbon_winter(30)


async def behind(group: StudyGroup) -> None:
    """Let two chapters come out, and the day after the second pass until evening."""
    await set_up(group)
    await group.wait_until(SECOND + timedelta(minutes=1))
    await group.wait_until(SECOND + 2 * DAY)


@pytest.mark.parametrize("locale", Locale)
async def test_who_is_behind_is_nudged_once_with_a_plan(group: StudyGroup, locale: Locale) -> None:
    """In their language, through restarts, a day after the post at the earliest; nobody who did not ask."""
    say = localizer(locale)
    await set_zone(group)
    group.locales[group.member.id] = locale
    wanted = await group.member.slash(group.channel, "nudge")
    assert say("No more messages") in labels(answer(wanted))
    await set_up(group)
    await group.wait_until(SECOND + timedelta(hours=12))
    assert direct_messages(group.member) == []
    await group.restart_bot()
    await group.wait_until(SECOND + 2 * DAY)
    (letter,) = direct_messages(group.member)
    text = text_of(letter)
    assert say.count("{number} chapter is waiting for you", "{number} chapters are waiting for you", 2) in text
    assert "1 · But what is a neural network?" in text
    assert "2 · Gradient descent" in text
    assert direct_messages(group.reader) == []
    await group.wait_until(SECOND + 9 * DAY)
    assert len(direct_messages(group.member)) == 1


async def test_whoever_catches_up_and_falls_behind_again_is_nudged_again(group: StudyGroup) -> None:
    await group.member.slash(group.channel, "nudge", timezone="Europe/Lisbon")
    await behind(group)
    assert len(direct_messages(group.member)) == 1
    await group.member.slash(group.channel, "watched", chapters="1-2")
    await group.wait_until(SECOND + 9 * DAY)
    assert len(direct_messages(group.member)) == 1
    await group.wait_until(SECOND + 16 * DAY)
    assert len(direct_messages(group.member)) == 2


@pytest.mark.parametrize("locale", Locale)
async def test_one_press_stops_it(group: StudyGroup, locale: Locale) -> None:
    """From the message itself, after a restart, or by the command."""
    say = localizer(locale)
    group.locales[group.member.id] = locale
    await group.member.slash(group.channel, "nudge")
    await behind(group)
    (letter,) = direct_messages(group.member)
    await group.restart_bot()
    stopped = await group.member.user.click(letter, label=say("No more messages"))
    assert say("I do not write to you about chapters that wait any more.") in text_of(answer(stopped))
    assert not [row for row in stored(group) if row.startswith('INSERT INTO "nudge_wish"')]
    await group.member.slash(group.channel, "nudge")
    off = await group.member.slash(group.channel, "nudge", off=True)
    assert say("`/nudge` turns it on again.") in private(off)
    assert not [row for row in stored(group) if row.startswith('INSERT INTO "nudge_wish"')]


async def test_the_hours_are_kept_and_changed(group: StudyGroup) -> None:
    """What is left out stays as it was; hours that make no sense change nothing."""
    await set_zone(group)
    first = private(await group.member.slash(group.channel, "nudge", **{"from": 18, "until": 20}))
    assert "Between 6:00 PM and 8:00 PM (Lisbon time)" in first
    again = private(await group.member.slash(group.channel, "nudge", timezone="Asia/Tokyo"))
    assert "Between 6:00 PM and 8:00 PM (Tokyo time)" in again
    before = stored(group)
    assert "end before they begin" in private(await group.member.slash(group.channel, "nudge", until=18))
    assert "do not know that time zone" in private(
        await group.member.slash(group.channel, "nudge", timezone="Atlantis")
    )
    assert stored(group) == before
    late = private(await group.member.slash(group.channel, "nudge", **{"from": 22, "until": 24}))
    assert "Between 10:00 PM and 12:00 AM" in late


async def test_hidden_channels_and_leavers_are_met_without_fuss(group: StudyGroup) -> None:
    """No message about what one may not see; who has left is forgotten."""
    for person in (group.member, group.reader, group.organiser):
        await person.slash(group.channel, "nudge")
    group.env.backend.remove_member(group.guild.id, group.reader.id)
    hidden = secret_channel(group)
    await set_up(group, channel=hidden)
    await group.wait_until(SECOND + 2 * DAY)
    assert direct_messages(group.member) == []
    assert len(direct_messages(group.organiser)) == 1
    wishes = [row for row in stored(group) if row.startswith('INSERT INTO "nudge_wish"')]
    assert len(wishes) == 2


async def test_nudges_are_exported_and_deleted(group: StudyGroup) -> None:
    await group.member.slash(group.channel, "nudge", timezone="Asia/Tokyo")
    data = answer(await group.member.slash(group.channel, "privacy"))
    (file,) = data.attachments
    assert b'"wants_nudges": "en-US"' in await file.read()
    await press(group, group.member, "v1:forget-me")
    assert not [row for row in stored(group) if "Asia/Tokyo" in row]
