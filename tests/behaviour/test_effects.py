"""What the answer to a change says of its effect: only what is different, in words that are true."""

from datetime import timedelta

import pytest

from bot.text.locales import Locale
from bot.text.translations import localizer
from tests.behaviour.reading import answer, labels, private, said
from tests.behaviour.schedules import MONDAYS, confirm, confirmed, lisbon_winter, manage, posted, set_up, shown
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import stored

FIRST, SECOND = lisbon_winter(23), lisbon_winter(30)


def day(text: str, name: str) -> str:
    """Return the line of *text* that begins with *name* in bold."""
    return next(line for line in text.splitlines() if line.startswith(f"**{name}**"))


async def test_another_time_of_day_leaves_no_post_out_and_ends_on_the_same_day(group: StudyGroup) -> None:
    """Posts that were left out before are so at the new time, too."""
    await set_up(group)
    await manage(group, "skip", **{"from": "2026-11-30", "until": "2026-12-13"})
    text = private(await manage(group, "change", time="20:30"))
    assert "left out" not in text
    assert "come again" not in text
    assert "→" not in day(text, "Last day")
    assert f"**Next post** {shown(FIRST)} → {shown(FIRST + timedelta(hours=1, minutes=30))}" in text


async def test_other_weekdays_tell_how_many_posts_are_left_out_by_then(group: StudyGroup) -> None:
    await set_up(group)
    await manage(group, "skip", **{"from": "2026-11-30", "until": "2026-12-13"})
    text = private(await manage(group, "change", weekdays="mon, thu"))
    assert "**Posts left out** 2 → 4" in text


@pytest.mark.parametrize("locale", list(Locale))
async def test_the_date_stands_once_where_only_the_chapter_is_another(group: StudyGroup, locale: Locale) -> None:
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    text = private(await manage(group, "jump", chapter="4"))
    line = day(text, say("Next post"))
    assert line.startswith(f"**{say('Next post')}** {shown(FIRST)}: 1 · ")
    assert line.count(shown(FIRST)) == 1
    assert " → 4 · " in line


@pytest.mark.parametrize("locale", list(Locale))
async def test_undoing_a_jump_adds_the_chapters_again(group: StudyGroup, locale: Locale) -> None:
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    jumped = await manage(group, "jump", chapter="4")
    undone = private(await group.organiser.click(answer(jumped), label=say("Undo")))
    assert f"**{say.count('Chapter added', 'Chapters added', 3)}** 1, 2, 3" in undone


@pytest.mark.parametrize("locale", list(Locale))
async def test_the_start_tells_the_last_day(group: StudyGroup, locale: Locale) -> None:
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    last = int((FIRST + timedelta(weeks=9)).timestamp())  # of the closing post
    assert f"**{say('Last day')}** <t:{last}:D>" in said(await set_up(group))


async def test_stopping_counts_the_posts_that_set_up_has_counted(group: StudyGroup) -> None:
    """The closing post, which brings no chapter, is none of them."""
    await set_up(group)
    page = await group.organiser.slash(group.channel, "schedule setup", channel=group.channel, first="8", **MONDAYS)
    assert "2 posts, and a closing post on" in private(page)
    await confirmed(group, page, "Replace it")
    asked = await group.organiser.slash(group.channel, "schedule stop")
    assert "2 posts would no longer come." in private(asked)
    await group.wait_until(SECOND)
    assert posted(group) == [8, 9]
    asked = await group.organiser.slash(group.channel, "schedule stop")
    assert "The closing post would no longer come." in private(asked)


@pytest.mark.parametrize("locale", list(Locale))
async def test_repeating_the_next_chapter_changes_nothing(group: StudyGroup, locale: Locale) -> None:
    group.locales[group.organiser.id] = locale
    await set_up(group)
    before = stored(group)
    told = await manage(group, "repeat", chapter="1")
    assert localizer(locale)("The next post brings that chapter already") in private(told)
    assert labels(answer(told)) == []
    assert stored(group) == before


@pytest.mark.parametrize("locale", list(Locale))
async def test_repeating_a_chapter_that_is_still_to_come_is_asked_about(group: StudyGroup, locale: Locale) -> None:
    """It would come twice; the button works after a restart, and can be taken back."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    before = stored(group)
    asked = await group.organiser.slash(group.channel, "schedule repeat", chapter="3")
    later = shown(lisbon_winter(14, month=12))
    assert say("It has not been posted yet: it also comes {when}.", when=later) in private(asked)
    assert f"**{say('Chapter added')}** 3 · Backpropagation, intuitively" in private(asked)
    assert stored(group) == before
    await group.restart_bot()
    done = await confirm(group, asked)
    assert say("The next post brings that chapter once more") in said(done)
    assert say("Undone") in said(await group.organiser.click(answer(done), label=say("Undo")))
    await group.wait_until(FIRST)
    assert posted(group) == [1]


async def test_repeating_what_was_posted_asks_nothing(group: StudyGroup) -> None:
    await set_up(group)
    await group.wait_until(FIRST)
    asked = await group.organiser.slash(group.channel, "schedule repeat", chapter="1")
    assert "once more" in private(asked)
    await group.wait_until(SECOND)
    assert posted(group) == [1, 1]


@pytest.mark.parametrize("locale", list(Locale))
async def test_what_a_waiting_post_brings_after_a_jump_is_told(group: StudyGroup, locale: Locale) -> None:
    """And that it goes out at once only where the bot may post."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    await group.forbid(group.channel, send_messages=True)
    await group.wait_until(FIRST + timedelta(hours=1))
    text = private(await manage(group, "jump", chapter="3"))
    line = day(text, say("Waiting post"))
    assert ("1 · " in line, " → 3 · " in line) == (True, True)
    paused = await manage(group, "pause")
    undone = private(await group.organiser.click(answer(paused), label=say("Undo")))
    assert say("Goes out at once") not in undone


async def test_dates_after_the_new_end_are_no_posts_that_come_again(group: StudyGroup) -> None:
    await set_up(group, first="8")
    await manage(group, "skip", **{"from": "2026-11-30", "until": "2026-12-20"})
    text = private(await manage(group, "unskip", **{"from": "2026-11-30", "until": "2026-12-20"}))
    assert day(text, "2 posts come again").endswith(f"<t:{int(lisbon_winter(7, month=12).timestamp())}:D>")


async def test_a_day_that_has_had_its_post_is_promised_no_other(group: StudyGroup) -> None:
    """Neither in a pause nor while a post that was asked for is on its way."""
    await set_up(group, weekdays="daily")
    await group.wait_until(FIRST + timedelta(hours=1))
    paused = await manage(group, "pause")
    later, tomorrow = shown(FIRST + timedelta(hours=2)), shown(FIRST + timedelta(days=1, hours=2))
    text = private(await manage(group, "change", time="21:00"))
    assert (later in text, tomorrow in text) == (False, True)
    assert "→" not in day(private(await manage(group, "resume")), "Last day")
    assert later not in private(paused)
    await manage(group, "change", time="19:00")
    await manage(group, "now")
    assert later not in private(await manage(group, "change", time="21:00"))


@pytest.mark.parametrize("end", ["repeat", "stop"])
async def test_a_chapter_that_was_posted_is_repeated_without_a_question(group: StudyGroup, end: str) -> None:
    """Also one that is to come again after a jump back, or in the next round."""
    await set_up(group, first="8", end=end)
    await group.wait_until(SECOND + timedelta(weeks=1, hours=1))
    assert posted(group) == [8, 9]
    await manage(group, "jump", chapter="8")
    asked = await group.organiser.slash(group.channel, "schedule repeat", chapter="9")
    assert "once more" in private(asked)


async def test_an_earlier_day_of_the_same_week_is_not_passed_over(group: StudyGroup) -> None:
    """Of a schedule for every two weeks; the weeks stay the same."""
    await set_up(group, weekdays="saturday", every=2)
    wednesday = lisbon_winter(25)
    text = private(await manage(group, "change", weekdays="wednesday"))
    assert f"→ {shown(wednesday)}" in day(text, "Next post")
    assert shown(wednesday + timedelta(weeks=2)) in text


@pytest.mark.parametrize(("timezone", "told"), [("Europe/Lisbon", True), ("America/Sao_Paulo", False)])
async def test_a_clock_change_is_told_only_where_one_comes(group: StudyGroup, timezone: str, told: bool) -> None:  # noqa: FBT001 - a parameter
    await set_up(group, timezone=timezone, every=3)
    assert ("when clocks change" in private(await manage(group, "show"))) is told


@pytest.mark.parametrize("locale", list(Locale))
async def test_nothing_is_promised_after_a_closing_post_that_waits_to_be_resumed(
    group: StudyGroup, locale: Locale
) -> None:
    """Neither while it is about to go out, nor while it is held."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group, order="1, 2", end="wait")
    await group.wait_until(SECOND + timedelta(minutes=1))
    asked = await group.organiser.slash(group.channel, "schedule now")
    assert say("Then it waits until somebody resumes it.") in private(asked)
    text = said(await confirm(group, asked))
    assert say("Nothing follows the closing post.") in text
    assert f"**{say('Last day')}**" not in text
    await group.wait(timedelta(minutes=1))
    assert say("The schedule is running already") not in private(await manage(group, "resume"))


async def test_what_keeps_a_start_from_being_announced_is_said_once(group: StudyGroup) -> None:
    await set_up(group, announce=True)
    await group.forbid(group.channel, send_messages=True)
    await group.wait(timedelta(seconds=30))
    assert private(await manage(group, "show")).count("⚠️") == 1


async def test_a_list_of_schedules_tells_that_nothing_follows_a_closing_post(group: StudyGroup) -> None:
    other = group.guild.create_text_channel("other")
    await set_up(group, order="1", end="wait")
    await set_up(group, channel=other)
    await group.wait_until(FIRST + timedelta(minutes=1))
    await group.forbid(group.channel, send_messages=True)
    await group.wait_until(SECOND + timedelta(minutes=1))
    assert "Nothing follows the closing post." in private(await manage(group, "show"))
