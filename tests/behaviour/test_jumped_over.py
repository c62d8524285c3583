"""What was jumped over was never reached: no card says that it was, and a jump to the end is asked about first."""

import pytest

from bot.text.locales import Locale
from bot.text.translations import localizer
from tests.behaviour.reading import answer, labels, private, said, text_of
from tests.behaviour.schedules import confirm, lisbon_winter, manage, posted, set_up
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import stored

FIRST, SECOND = lisbon_winter(23), lisbon_winter(30)


@pytest.mark.parametrize("locale", list(Locale))
async def test_a_jump_to_the_last_post_is_asked_about(group: StudyGroup, locale: Locale) -> None:
    """It says what it leaves out, and the new end; the button works after a restart, and can be taken back."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    before = stored(group)
    asked = await manage(group, "jump", chapter="9")
    assert say("The next post would be the last of the season.") in private(asked)
    assert f"**{say.count('Chapter left out', 'Chapters left out', 8)}** 1, 2, 3, 4, 5, 6, 7, 8" in private(asked)
    assert stored(group) == before
    await group.restart_bot()
    done = await confirm(group, asked)
    assert say("The schedule goes on with that chapter") in said(done)
    undone = said(await group.organiser.click(answer(done), label=say("Undo")))
    assert say("Undone") in undone
    await group.wait_until(SECOND)
    assert posted(group) == [1, 2]


@pytest.mark.parametrize("locale", list(Locale))
async def test_a_jump_past_more_than_four_chapters_is_asked_about(group: StudyGroup, locale: Locale) -> None:
    """With all that it does; the button works after a restart, and can be taken back."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    before = stored(group)
    asked = await manage(group, "jump", chapter="6")
    assert say("Jump ahead?") in private(asked)
    words = (
        "{number} chapter that was never posted would be left out.",
        "{number} chapters that were never posted would be left out.",
    )
    assert say.count(*words, 5) in private(asked)
    assert f"**{say.count('Chapter left out', 'Chapters left out', 8)}** 1, 2, 3, 4, 5" in private(asked)
    assert stored(group) == before
    await group.restart_bot()
    done = await confirm(group, asked)
    assert say("The schedule goes on with that chapter") in said(done)
    assert say("Undone") in said(await group.organiser.click(answer(done), label=say("Undo")))
    await group.wait_until(SECOND)
    assert posted(group) == [1, 2]


async def test_a_jump_past_chapters_that_were_posted_is_made_at_once(group: StudyGroup) -> None:
    """Back to the first, and ahead again: only two of six were never posted."""
    await set_up(group)
    await group.wait_until(FIRST + 3 * (SECOND - FIRST))
    await manage(group, "jump", chapter="1")
    assert "goes on with that chapter" in private(await manage(group, "jump", chapter="7"))


@pytest.mark.parametrize("chapter", ["2", "5"])
async def test_any_other_jump_is_made_at_once(group: StudyGroup, chapter: str) -> None:
    """That it leaves chapters out is what the word promises."""
    await set_up(group)
    text = private(await manage(group, "jump", chapter=chapter))
    assert "goes on with that chapter" in text
    assert "left out** 1" in text


@pytest.mark.parametrize("locale", list(Locale))
async def test_a_jump_to_the_chapter_that_is_next_changes_nothing(group: StudyGroup, locale: Locale) -> None:
    group.locales[group.organiser.id] = locale
    await set_up(group)
    before = stored(group)
    told = await manage(group, "jump", chapter="1")
    assert localizer(locale)("The next post brings that chapter already") in private(told)
    assert labels(answer(told)) == []
    assert stored(group) == before


async def test_no_card_says_that_what_was_jumped_over_was_reached(group: StudyGroup) -> None:
    """Nor once the schedule is set up anew in its channel."""
    await set_up(group)
    await group.wait_until(FIRST)
    await manage(group, "jump", chapter="5")
    reached = "The group has reached: 1 · "
    assert reached in private(await manage(group, "show"))
    for command in ("progress", "course"):
        text = private(await group.member.slash(group.channel, command))
        (here,) = [line for line in text.splitlines() if "📍" in line and "group is here" not in line]
        assert "But what is a neural network?" in here
    history = private(await manage(group, "history"))
    assert "1 · " in history
    assert "4 · " not in history
    await set_up(group, time="20:00")
    text = private(await manage(group, "show"))
    assert reached in text
    assert "5 · " in text.split("Coming up")[1].splitlines()[1]


async def test_a_schedule_that_jumped_before_its_first_post_has_reached_nothing(group: StudyGroup) -> None:
    await set_up(group)
    await manage(group, "jump", chapter="4")
    assert "Nothing has been posted yet." in private(await manage(group, "show"))
    assert "📍" not in private(await group.member.slash(group.channel, "course"))


async def test_the_closing_post_counts_what_was_posted(group: StudyGroup) -> None:
    """Two chapters of nine: the first, and the last."""
    await set_up(group)
    await group.wait_until(FIRST)
    await confirm(group, await manage(group, "jump", chapter="9"))
    await group.wait_until(lisbon_winter(7, month=12))
    closing = text_of(group.channel.history()[-1])
    assert "2 " in closing
    assert "9 chapters" not in closing
