"""After /schedule stop, /schedule show and history still tell what was; and stopping is asked first."""

import discord
import pytest

from bot.text.locales import Locale
from bot.text.translations import localizer
from tests.behaviour.reading import answer, buttons, labels, private
from tests.behaviour.schedules import confirmed, lisbon_winter, manage, posted, posts, set_up, shown, speak_portuguese
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import press

FIRST, SECOND, THIRD = lisbon_winter(23), lisbon_winter(30), lisbon_winter(7, month=12)
STOPPED = lisbon_winter(24, 12)


async def stopped(group: StudyGroup) -> None:
    """Let the first chapter be posted and watched, and the organiser stop on the day after."""
    await set_up(group)
    await group.wait_until(FIRST)
    await group.member.click(posts(group)[0], label=labels(posts(group)[0])[1])
    await group.wait_until(STOPPED)
    await manage(group, "stop")


@pytest.mark.parametrize("locale", list(Locale))
async def test_stopping_is_asked_first(group: StudyGroup, locale: Locale) -> None:
    """With how many posts would no longer come, and what is kept; asking alone changes nothing."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    asked = await group.organiser.slash(group.channel, "schedule stop")
    text = private(asked)
    assert say.count("{number} post would no longer come.", "{number} posts would no longer come.", 9) in text
    assert say("Kept: where the group is, and what members have watched.") in text
    await group.restart_bot()
    await group.wait_until(FIRST)
    assert posted(group) == [1]
    assert say("The schedule has been stopped") in private(await confirmed(group, asked, "Stop it"))
    await group.wait_until(SECOND)
    assert posted(group) == [1]


async def test_a_held_post_is_counted_with_those_that_would_not_come(group: StudyGroup) -> None:
    await set_up(group)
    await group.forbid(group.channel, send_messages=True)
    await group.wait_until(lisbon_winter(24))
    assert "9 posts would no longer come." in private(await group.organiser.slash(group.channel, "schedule stop"))


async def test_one_that_begins_again_says_so(group: StudyGroup) -> None:
    await set_up(group, end="repeat")
    text = private(await group.organiser.slash(group.channel, "schedule stop"))
    assert "nor would another season begin" in text


@pytest.mark.parametrize("locale", list(Locale))
async def test_stopping_twice_is_told(group: StudyGroup, locale: Locale) -> None:
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    (stop,) = buttons(answer(await group.organiser.slash(group.channel, "schedule stop")))
    await press(group, group.organiser, stop["custom_id"])
    told = private(await press(group, group.organiser, stop["custom_id"]))
    assert say("That schedule has ended meanwhile.") in told


@pytest.mark.parametrize("locale", list(Locale))
async def test_show_tells_of_the_schedule_that_was_stopped(group: StudyGroup, locale: Locale) -> None:
    """When, by whom and at which chapter, what was watched, and how to go on; also after a restart."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await stopped(group)
    await group.restart_bot()
    text = private(await manage(group, "show"))
    assert say("Stopped {when} by {who}.", when=shown(STOPPED), who=f"<@{group.organiser.id}>") in text
    assert say("The group has reached: {chapter}", chapter="1 · ") in text
    assert f"<@{group.member.id}>" in text
    assert say.count("{number} member watched along", "{number} members watched along", 1) in text
    assert f"<#{group.channel.id}>" in text
    assert "2 · " in text


async def test_undo_stands_on_it_too(group: StudyGroup) -> None:
    """Whoever closed the answer finds it here, until something else is changed."""
    await stopped(group)
    told = await group.organiser.click(answer(await manage(group, "show")), label="Undo")
    assert "stopped → running" in private(told)
    await group.wait_until(SECOND)
    assert posted(group) == [1, 2]


@pytest.mark.parametrize("locale", list(Locale))
async def test_history_tells_its_posts(group: StudyGroup, locale: Locale) -> None:
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await stopped(group)
    await group.restart_bot()
    text = private(await manage(group, "history"))
    assert f"[{say('Posted')}](" in text
    assert shown(FIRST) in text


async def test_other_commands_know_of_no_schedule(group: StudyGroup) -> None:
    await stopped(group)
    for what in ("season", "pause", "skip", "now"):
        assert "no study schedule" in private(await manage(group, what))


async def test_a_schedule_set_up_as_told_goes_on_there(group: StudyGroup) -> None:
    """And then stands in place of the past, which is still found by `which`."""
    await stopped(group)
    assert "goes on where the group was" in private(await set_up(group))
    assert "Stopped" not in private(await manage(group, "show"))
    offered = await group.organiser.autocomplete(group.channel, "schedule show", "which", "stopped")
    (past,) = offered
    text = private(await manage(group, "show", which=past["value"]))
    assert "Stopped" in text
    assert "Another schedule was started in that channel after it." in text
    assert "Undo" not in text
    await group.wait_until(SECOND)
    assert posted(group) == [1, 2]


@pytest.mark.parametrize("locale", list(Locale))
async def test_a_start_taken_back_after_it_is_as_if_it_had_never_been(group: StudyGroup, locale: Locale) -> None:
    """The end can be undone again, and a set-up goes on where that schedule was, not where the other would begin."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await stopped(group)
    before = private(await manage(group, "show"))
    again = await set_up(group, weekdays="friday", first="5")
    await group.organiser.click(answer(again), label=say("Undo"))
    shown_now = await manage(group, "show")
    assert private(shown_now) == before
    assert labels(answer(shown_now)) == [say("Undo")]
    again = await set_up(group)
    assert say("The schedule has started: it goes on where the group was") in private(again)
    await group.organiser.click(answer(again), label=say("Undo"))
    undone = await group.organiser.click(answer(await manage(group, "show")), label=say("Undo"))
    assert f"{say('stopped')} → {say('running')}" in private(undone)
    await group.wait_until(SECOND)
    assert posted(group) == [1, 2]


async def test_only_show_and_history_offer_the_past(group: StudyGroup) -> None:
    await stopped(group)
    speak_portuguese(group)
    for what in ("show", "history"):
        (choice,) = await group.organiser.autocomplete(group.channel, f"schedule {what}", "which", "")
        assert choice["name"].endswith("· encerrado")
    for what in ("stop", "skip", "season"):
        assert await group.organiser.autocomplete(group.channel, f"schedule {what}", "which", "") == []
    (choice,) = await group.organiser.autocomplete(group.channel, "schedule history", "which", "")
    history = private(await manage(group, "history", which=choice["value"]))
    assert f"[{localizer(Locale.PORTUGUESE)('Posted')}](" in history


async def test_in_its_own_channel_it_is_told_beside_another_that_runs(group: StudyGroup) -> None:
    other = group.guild.create_text_channel("other")
    await set_up(group, channel=other, weekdays="tuesday")
    await stopped(group)
    assert "Stopped" in private(await manage(group, "show"))
    assert "Tuesday" in private(await group.organiser.slash(other, "schedule show"))


async def test_words_that_fit_several_that_run_ask_though_a_past_one_fits_too(group: StudyGroup) -> None:
    await stopped(group)
    for name in ("other", "third"):
        await set_up(group, channel=group.guild.create_text_channel(name))
    assert "Which schedule" in private(await manage(group, "show", which="monday"))
    assert "Stopped" in private(await manage(group, "show", which="study"))
    assert "Which schedule" in private(await manage(group, "history", which="404"))


async def test_a_hidden_channels_past_stays_hidden(group: StudyGroup) -> None:
    """Nor does a member who is no organiser learn of it."""
    await stopped(group)
    hall = group.guild.create_text_channel("hall")
    await group.forbid_role(group.channel, group.guild.roles["Organisers"], view_channel=True)
    for what in ("show", "history"):
        assert "no study schedule" in private(await group.organiser.slash(hall, f"schedule {what}"))
        assert "no study schedule" in private(await group.organiser.slash(hall, f"schedule {what}", which="1"))
        assert await group.organiser.autocomplete(hall, f"schedule {what}", "which", "") == []


@pytest.mark.parametrize("locale", list(Locale))
async def test_one_line_setup_over_a_running_schedule_asks(group: StudyGroup, locale: Locale) -> None:
    """The page says what would be replaced, old and new; nothing is changed before that, and it can be undone."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    await group.wait_until(FIRST)
    options = {"weekdays": "friday", "time": "8am", "timezone": "Lisbon", "first": "7"}
    asked = await group.organiser.slash(group.channel, "schedule setup", channel=group.channel, **options)
    text = private(asked)
    replaces = say("This replaces the schedule that the channel has now. Nothing has been changed yet.")
    assert replaces in text.partition(say("Coming up"))[0]
    (button,) = [each for each in buttons(answer(asked)) if "start-draft" in each["custom_id"]]
    assert (button["label"], button["style"]) == (say("Replace it"), discord.ButtonStyle.danger.value)
    assert f"**{say('Days and time')}**" in text
    assert f"**{say('Next post')}** {shown(SECOND)} (2 · " in text
    assert f"→ {shown(lisbon_winter(27, 8))} (7 · " in text
    await group.restart_bot()
    await group.wait_until(lisbon_winter(26))
    started = await confirmed(group, asked, "Replace it")
    told = private(started)
    assert f"**{say('Days and time')}**" in told
    assert replaces not in told
    await group.organiser.click(answer(started), label=say("Undo"))
    await group.wait_until(THIRD)
    assert posted(group) == [1, 2, 3]


async def test_one_line_setup_where_the_last_one_is_over_starts_at_once(group: StudyGroup) -> None:
    """Nothing that runs is replaced."""
    await set_up(group, first="9")
    await group.wait_until(THIRD)
    asked = await group.organiser.slash(
        group.channel, "schedule setup", channel=group.channel, weekdays="friday", time="8am", timezone="Lisbon"
    )
    assert "has started" in private(asked)


@pytest.mark.parametrize("locale", list(Locale))
async def test_show_lists_holidays_and_days_left_out(group: StudyGroup, locale: Locale) -> None:
    """Those within the season, a line each, five at most."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    days = {"from": "2026-12-24", "until": "2027-01-02"}
    await group.organiser.slash(group.channel, "settings holidays", **days)
    await group.organiser.slash(group.channel, "settings holidays", **{"from": "2027-08-01"})
    await manage(group, "skip", **{"from": "2026-11-30"})
    text = private(await manage(group, "show"))
    assert text.count("🏖️") == 2
    assert f"🏖️ {say('Holiday')}: " in text
    assert f"🏖️ {say('Left out')}: " in text
    assert text.index(say("Left out")) < text.index(say("Holiday"))
    for day in ("2026-12-07", "2026-12-14", "2026-12-21", "2027-01-04", "2027-01-11", "2027-01-18"):
        await manage(group, "skip", **{"from": day})
    text = private(await manage(group, "show"))
    assert text.count("🏖️") == 5
    more = "… and {number} more: `/schedule season`"
    assert say.count(more, more, 3) in text
