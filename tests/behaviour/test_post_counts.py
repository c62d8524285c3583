"""What posts say of the chapter before and of the next date, brought up to date while people press and plans change."""

from datetime import timedelta

import pytest

from bot.text.locales import Locale
from bot.text.translations import localizer
from tests.behaviour.reading import Message, answer, text_of
from tests.behaviour.schedules import lisbon_winter, manage, posts, set_up, shown
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import press, stored

EVERY = timedelta(minutes=10)
DECEMBER_7 = lisbon_winter(7, month=12)


async def two_posts(group: StudyGroup, locale: Locale = Locale.ENGLISH) -> Message:
    """Let the schedule post twice, with one mark of the first chapter between; return the second post."""
    await group.organiser.slash(group.channel, "settings language", language=locale.value)
    await set_up(group)
    await group.wait_until(lisbon_winter(23))
    await press(group, group.member, "v1:watched:1")
    await group.wait_until(lisbon_winter(30))
    return posts(group)[1]


def counted(group: StudyGroup) -> int:
    """Return how many jobs there were that bring a count up to date."""
    return sum("'count:" in row for row in stored(group))


@pytest.mark.parametrize("locale", Locale)
async def test_a_post_says_how_many_have_watched_the_last_one(group: StudyGroup, locale: Locale) -> None:
    """In the server's language; it is edited as people press, also after a restart, and pings nobody."""
    say = localizer(locale)
    post = await two_posts(group, locale)

    def line(count: int, total: int) -> str:
        words = "{number} of {total} watched the last one"
        return say.count(words, words, count, total=total)

    assert line(1, 1) in text_of(post)
    assert "watched the last one" not in text_of(posts(group)[0])
    await press(group, group.reader, "v1:watched:1")
    await press(group, group.organiser, "v1:watched:2")
    await group.restart_bot()
    await group.wait(EVERY + timedelta(minutes=1))
    assert line(2, 3) in text_of(posts(group)[1])
    assert group.pinged_by(posts(group)[1]) == set()
    await press(group, group.organiser, "v1:unwatched:2")
    await group.wait(EVERY + timedelta(minutes=1))
    assert line(2, 2) in text_of(posts(group)[1])


async def test_however_many_press_a_post_is_edited_once_in_ten_minutes(group: StudyGroup) -> None:
    """What it says else stays as it was sent."""
    post = await two_posts(group)
    before = text_of(post).splitlines()
    earlier = counted(group)
    for person in (group.reader, group.organiser, group.member):
        for number in (1, 2, 3):
            await press(group, person, f"v1:watched:{number}")
    await group.wait(EVERY + timedelta(minutes=1))
    assert counted(group) == earlier + 1
    after = text_of(posts(group)[1]).splitlines()
    assert [line for line in after if line not in before] == ["-# 3 of 3 watched the last one"]
    assert len(after) == len(before)


async def test_only_the_latest_post_is_kept_up_to_date(group: StudyGroup) -> None:
    """The one before stays as it was; so does one that is two weeks old."""
    await two_posts(group)
    await press(group, group.reader, "v1:watched:1")
    await group.wait_until(lisbon_winter(7, month=12))
    second = text_of(posts(group)[1])
    await press(group, group.organiser, "v1:watched:1")
    await group.wait(EVERY + timedelta(minutes=1))
    assert text_of(posts(group)[1]) == second
    assert "0 of 3 watched the last one" in text_of(posts(group)[2])
    await group.organiser.slash(group.channel, "schedule pause")
    await group.wait(timedelta(weeks=3))
    third = text_of(posts(group)[2])
    await press(group, group.organiser, "v1:watched:2")
    await group.wait(EVERY + timedelta(minutes=1))
    assert text_of(posts(group)[2]) == third


async def test_a_paused_schedule_says_so_on_the_post_that_is_edited(group: StudyGroup) -> None:
    await two_posts(group)
    await group.organiser.slash(group.channel, "schedule pause")
    await press(group, group.reader, "v1:watched:1")
    await group.wait(EVERY + timedelta(minutes=1))
    assert "After this, we pause for a while." in text_of(posts(group)[1])


@pytest.mark.parametrize("locale", Locale)
async def test_the_latest_post_has_the_next_date_also_after_changes(group: StudyGroup, locale: Locale) -> None:
    """Within ten minutes, over restarts; the first post, too. One that was stopped says nothing of what comes."""
    say, soon = localizer(locale), EVERY + timedelta(minutes=1)
    await group.organiser.slash(group.channel, "settings language", language=locale.value)
    await set_up(group)
    await group.wait_until(lisbon_winter(23))

    def following() -> str:
        return text_of(posts(group)[0]).splitlines()[-1]

    second, third = (f"-# {say('Next chapter: {when}', when=shown(each))}" for each in (lisbon_winter(30), DECEMBER_7))
    assert following() == second
    await group.organiser.slash(group.channel, "schedule skip")
    await group.restart_bot()
    await group.wait(soon)
    assert following() == third
    await group.organiser.slash(group.channel, "schedule unskip")
    await group.wait(soon)
    assert following() == second
    await group.organiser.slash(group.channel, "schedule pause")
    await group.wait(soon)
    assert following() == f"-# {say('After this, we pause for a while.')}"
    await group.organiser.slash(group.channel, "schedule resume")
    await group.wait(soon)
    assert following() == second
    await manage(group, "stop")
    await group.wait(soon)
    assert following() != second
    assert "<t:" not in text_of(posts(group)[0])


async def test_a_change_that_is_undone_leaves_the_post_as_it_was(group: StudyGroup) -> None:
    post = await two_posts(group)
    before = text_of(post)
    skipped = await group.organiser.slash(group.channel, "schedule skip")
    await group.organiser.click(answer(skipped), label="Undo")
    await group.wait(EVERY + timedelta(minutes=1))
    assert text_of(posts(group)[1]) == before


async def test_a_post_that_cannot_be_edited_stays(group: StudyGroup) -> None:
    """Nobody is told: nothing is lost."""
    post = await two_posts(group)
    before = text_of(post)
    await group.forbid(group.channel, view_channel=True)
    await press(group, group.reader, "v1:watched:1")
    await group.wait(EVERY + timedelta(minutes=1))
    assert text_of(posts(group)[1]) == before
