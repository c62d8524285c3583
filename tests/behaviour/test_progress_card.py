"""/progress: chapters by number, time watched, the group, and the streak of weeks."""

from datetime import timedelta

import pytest

from bot.text.locales import Locale
from bot.text.translations import localizer
from tests.behaviour.parties import set_zone
from tests.behaviour.reading import answer, private, text_of
from tests.behaviour.schedules import lisbon_winter, set_up
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import press

WEEK = timedelta(weeks=1)


async def progress(group: StudyGroup) -> str:
    """Return what the member reads on /progress."""
    return private(await group.member.slash(group.channel, "progress"))


@pytest.mark.parametrize("locale", Locale)
async def test_chapters_are_shown_by_number(group: StudyGroup, locale: Locale) -> None:
    """Chapter 3 alone looks like chapter 3; the lengths of those watched are added up."""
    say = localizer(locale)
    group.locales[group.member.id] = locale
    assert "\u25b6\ufe0f 1   \u25ab\ufe0f 2\u20139" in await progress(group)
    await press(group, group.member, "v1:watched:3")
    shown = await progress(group)
    assert "✅ 3   ▶️ 1   ▫️ 2, 4\u20139" in shown
    of_whole = say(
        "{time} of {whole} watched",
        time=say("{minutes} min", minutes=13),
        whole=say("{hours} h {minutes} min", hours=3, minutes=9),
    )
    assert of_whole in shown
    await group.member.slash(group.channel, "watched", chapters="all")
    shown = await progress(group)
    assert "✅ 1\u20139\n" in shown
    assert say("You have watched the whole course. Congratulations!") in shown


async def test_the_group_is_shown_as_a_part_of_all_who_watch_along(group: StudyGroup) -> None:
    await press(group, group.member, "v1:watched:1")
    await press(group, group.reader, "v1:watched:1")
    await press(group, group.reader, "v1:watched:2")
    shown = await progress(group)
    assert "2 of 2 — 1 · " in shown
    assert "1 of 2 — 2 · " in shown
    assert "0 of 2 — 3 · " in shown


async def test_a_streak_grows_week_by_week_and_breaks(group: StudyGroup) -> None:
    """Without a schedule, every week counts."""
    await set_zone(group)
    for number in range(3):
        await press(group, group.member, f"v1:watched:{number + 1}")
        await group.wait(WEEK)
    assert "🔥 3 weeks in a row" in await progress(group)
    await group.wait(2 * WEEK)
    await press(group, group.member, "v1:watched:7")
    assert "🔥 1 week in a row (best: 3)" in await progress(group)


@pytest.mark.parametrize("locale", Locale)
async def test_a_pause_of_the_schedule_does_not_break_a_streak(group: StudyGroup, locale: Locale) -> None:
    """Nor after a restart; weeks in which the group had no post are nobody's fault."""
    say = localizer(locale)
    group.locales[group.member.id] = locale
    await set_up(group)
    await group.wait_until(lisbon_winter(23))
    await press(group, group.member, "v1:watched:1")
    await group.organiser.slash(group.channel, "schedule pause")
    await group.wait(4 * WEEK)
    await group.restart_bot()
    await press(group, group.member, "v1:watched:2")
    expected = say.count("{number} week in a row", "{number} weeks in a row", 2)
    assert f"🔥 {expected}" in await progress(group)


@pytest.mark.parametrize("locale", Locale)
async def test_a_picture_is_sent_with_its_text_alternative(group: StudyGroup, locale: Locale) -> None:
    """It shows one's own weeks and the group's; the file is light, and a screen reader has it all in words."""
    group.locales[group.member.id] = locale
    await set_up(group)
    await group.wait_until(lisbon_winter(23))
    await press(group, group.member, "v1:watched:1")
    await press(group, group.reader, "v1:watched:1")
    shown = answer(await group.member.slash(group.channel, "progress"))
    (picture,) = shown.attachments
    content = await picture.read()
    assert content.startswith(b"\x89PNG")
    assert len(content) < 100_000
    assert "2" in (picture.description or "")
    assert len(picture.description or "") <= 1024


@pytest.mark.parametrize("locale", Locale)
async def test_progress_is_shared_only_by_whom_it_is_about(group: StudyGroup, locale: Locale) -> None:
    """In the server's language, with the picture, after a restart; what the server has watched is not repeated."""
    say = localizer(locale)
    group.locales[group.member.id] = locale
    await press(group, group.member, "v1:watched:3")
    card = answer(await group.member.slash(group.channel, "progress"))
    await group.restart_bot()
    result = await group.member.click(card, label=say("Share"))
    shared = result.response
    assert shared is not None
    assert not shared.ephemeral
    text = text_of(shared)
    assert f"Shared by <@{group.member.id}> · `/progress` shows you your own." in text
    assert "✅ 3   ▶️ 1   ▫️ 2, 4\u20139" in text
    assert "This server" not in text
    (picture,) = shared.attachments
    assert "3" in (picture.description or "")
    assert len(result.followups) == (locale is not Locale.ENGLISH)
