"""The start of a schedule is announced in its channel, once, unless organisers do not want that."""

from datetime import timedelta

import discord
import pytest
import simcord

from bot.text.locales import Locale
from bot.text.translations import localizer
from bot.undo.model import UNDO_WINDOW
from tests.behaviour.reading import answer, labels, private, text_of
from tests.behaviour.schedules import confirmed, lisbon_winter, manage, post_now, posted, posts, set_up, shown
from tests.behaviour.study_group import StudyGroup

FIRST, SECOND = lisbon_winter(23), lisbon_winter(30)
A_MOMENT, SOON = timedelta(seconds=5), timedelta(seconds=12)


def announcements(group: StudyGroup, channel: simcord.ChannelHandle | None = None) -> list[discord.Message]:
    """Return the announcements of starts in *channel*, oldest first."""
    return [each for each in (channel or group.channel).history() if "📣" in text_of(each)]


@pytest.mark.parametrize("locale", list(Locale))
async def test_a_start_is_announced_in_the_servers_language(group: StudyGroup, locale: Locale) -> None:
    """With days and time, first post and chapter, and what members can do; it pings nobody, and is no post."""
    language = {Locale.ENGLISH: "en-US", Locale.PORTUGUESE: "pt-BR"}[locale]
    await group.organiser.slash(group.channel, "settings language", language=language)
    role = group.guild.create_role("Readers", mentionable=True)
    started = private(await set_up(group, role=role, announce=True))
    assert f"The channel is told <t:{int((group.env.now() + UNDO_WINDOW).timestamp())}:R>" in started
    assert announcements(group) == []
    await group.wait(UNDO_WINDOW)
    (announced,) = announcements(group)
    say, text = localizer(locale), text_of(announced)
    assert say("Our study schedule begins") in text
    assert say("First post planned for {when}", when=shown(FIRST)) in text
    assert "1 · " in text
    assert ("Monday at 7:00 PM" if locale is Locale.ENGLISH else "Segunda-feira às 19:00") in text
    assert say("A question about the course? Type `/ask`.") in text
    assert say("Your progress") in labels(announced)
    assert group.pinged_by(announced) == set()
    assert posts(group) == []
    assert say("Posted") not in private(await manage(group, "history"))
    await group.restart_bot()
    await group.wait_until(SECOND)
    assert len(announcements(group)) == 1
    assert posted(group) == [1, 2]


async def test_its_button_shows_progress(group: StudyGroup) -> None:
    await set_up(group, announce=True)
    await group.wait(UNDO_WINDOW)
    (announced,) = announcements(group)
    await group.restart_bot()
    assert "0/9" in private(await group.member.click(announced, label="Your progress"))


async def test_a_restart_within_the_moment_announces_once(group: StudyGroup) -> None:
    await set_up(group, announce=True)
    await group.restart_bot(after=A_MOMENT)
    await group.wait(UNDO_WINDOW)
    await group.restart_bot()
    assert len(announcements(group)) == 1


async def test_who_says_no_gets_none(group: StudyGroup) -> None:
    await set_up(group, announce=False)
    await group.wait_until(SECOND)
    assert announcements(group) == []


@pytest.mark.parametrize("locale", list(Locale))
async def test_the_page_asks_whether_to_announce(group: StudyGroup, locale: Locale) -> None:
    """Yes at first; the button says what is chosen, and turns it over."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    page = answer(await set_up(group, time=None, announce=None))
    form = await group.organiser.click(page, label=say("Time and time zone"))
    await group.organiser.submit_modal(form, {"time": "19:00", "zone": "Europe/Lisbon"})
    await group.organiser.click(page, label=say("Announce the start: yes"))
    await group.restart_bot()
    await group.organiser.click(page, label=say("Announce the start: no"))
    await group.organiser.click(page, label=say("Announce the start: yes"))
    await group.organiser.click(page, label=say("Start"))
    await group.wait_until(SECOND)
    assert announcements(group) == []
    assert posted(group) == [1, 2]


async def test_an_undone_start_leaves_no_trace(group: StudyGroup) -> None:
    """Neither an announcement, nor a past to tell."""
    started = await set_up(group, announce=True)
    await group.restart_bot(after=A_MOMENT)
    await group.organiser.click(answer(started), label="Undo")
    await group.wait_until(SECOND)
    assert announcements(group) == []
    assert "no study schedule" in private(await manage(group, "show"))
    assert "no study schedule" in private(await manage(group, "history"))


@pytest.mark.parametrize("locale", list(Locale))
async def test_a_start_undone_after_it_was_announced_says_that_the_message_stays(
    group: StudyGroup, locale: Locale
) -> None:
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    started = await set_up(group, announce=True)
    await group.wait(UNDO_WINDOW)
    undone = private(await group.organiser.click(answer(started), label=say("Undo")))
    assert say("Undone") in undone
    assert (
        say("The announcement of the start stays in {channel}: delete it there.", channel=group.channel.mention)
        in undone
    )


@pytest.mark.parametrize("what", ["stop", "pause", "now"])
async def test_what_has_happened_by_then_makes_it_needless(group: StudyGroup, what: str) -> None:
    await set_up(group, announce=True)
    await (post_now(group) if what == "now" else manage(group, what))
    await group.wait(UNDO_WINDOW)
    assert announcements(group) == []


@pytest.mark.parametrize("what", ["pause", "stop", "now"])
@pytest.mark.parametrize("later", [SOON, timedelta(days=8)])
async def test_once_it_runs_again_by_undo_it_is_announced_after_all(
    group: StudyGroup, what: str, later: timedelta
) -> None:
    """Once, and before the first post; also days after its first date. A post asked for is undone before it comes."""
    await set_up(group, announce=True)
    await group.wait(A_MOMENT)
    changed = await manage(group, what)
    await group.wait(SOON if what == "now" else later)
    assert announcements(group) == []
    await group.restart_bot()
    assert "Undone" in private(await group.organiser.click(answer(changed), label="Undo"))
    assert announcements(group) == []
    await group.wait(UNDO_WINDOW)
    assert (len(announcements(group)), posted(group)) == (1, [])
    await group.wait(timedelta(days=7))
    assert (len(announcements(group)), posted(group)) == (1, [1])


@pytest.mark.parametrize("locale", list(Locale))
async def test_a_schedule_that_is_resumed_is_announced_after_all(group: StudyGroup, locale: Locale) -> None:
    """In the server's language; a pause made again within the moment keeps it from everybody once more."""
    language = {Locale.ENGLISH: "en-US", Locale.PORTUGUESE: "pt-BR"}[locale]
    await group.organiser.slash(group.channel, "settings language", language=language)
    await set_up(group, announce=True)
    for _ in range(2):
        await manage(group, "pause")
        await group.wait(UNDO_WINDOW)
        assert announcements(group) == []
        await manage(group, "resume")
    await group.wait(UNDO_WINDOW)
    (announced,) = announcements(group)
    assert localizer(locale)("First post planned for {when}", when=shown(FIRST)) in text_of(announced)


async def test_who_wanted_no_announcement_gets_none_on_resuming(group: StudyGroup) -> None:
    """Nor is one made a second time."""
    second = group.guild.create_text_channel("second")
    await set_up(group, announce=False)
    await set_up(group, channel=second, announce=True)
    await group.wait(UNDO_WINDOW)
    for channel in (group.channel, second):
        await group.organiser.slash(channel, "schedule pause")
        assert "goes on" in private(await group.organiser.slash(channel, "schedule resume"))
    await group.wait(timedelta(minutes=1))
    assert (len(announcements(group)), len(announcements(group, second))) == (0, 1)


async def test_a_first_post_within_the_moment_speaks_for_itself(group: StudyGroup) -> None:
    await group.wait_until(FIRST - A_MOMENT)
    assert "The channel is told" not in private(await set_up(group, announce=True))
    await group.wait(timedelta(minutes=1))
    assert (len(announcements(group)), posted(group)) == (0, [1])


async def test_one_set_up_over_another_is_announced_alone(group: StudyGroup) -> None:
    """As going on where the group is."""
    await set_up(group, announce=True)
    await group.wait_until(FIRST)
    asked = await group.organiser.slash(
        group.channel, "schedule setup", channel=group.channel, weekdays="friday", time="8am", timezone="Lisbon"
    )
    await confirmed(group, asked, "Replace it")
    await group.wait(UNDO_WINDOW)
    first, second = announcements(group)
    assert "begins" in text_of(first)
    assert "goes on" in text_of(second)
    assert "2 · " in text_of(second)


@pytest.mark.parametrize("locale", list(Locale))
async def test_where_the_channel_is_gone_it_waits_for_another(group: StudyGroup, locale: Locale) -> None:
    """Organisers see that it waits, and why; the change can be undone before it is told."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    gone = group.guild.create_text_channel("gone")
    await set_up(group, channel=gone, announce=True)
    group.env.backend.delete_channel(gone.id)
    await group.env.settle()
    await group.wait(UNDO_WINDOW)
    gone_now = say("The channel is gone, or hidden from me. Choose another with `/schedule change`.")
    shown_now = private(await manage(group, "show"))
    assert f"⚠️ {gone_now}\n{say('The start is announced as soon as this is fixed.')}" in shown_now
    changed = await manage(group, "change", channel=group.channel)
    line = f"**{say('Announcement of the start')}** {say('waiting')} → {say('in a moment')}"
    assert line in private(changed)
    await group.organiser.click(answer(changed), label=say("Undo"))
    await group.wait(2 * UNDO_WINDOW)
    assert announcements(group) == []
    assert gone_now in private(await manage(group, "show"))
    await group.restart_bot()
    await manage(group, "change", channel=group.channel)
    assert announcements(group) == []
    await group.wait(UNDO_WINDOW)
    assert say("The start is announced as soon as this is fixed.") not in private(await manage(group, "show"))
    await group.wait_until(SECOND)
    assert (len(announcements(group)), posted(group)) == (1, [1, 2])


@pytest.mark.parametrize("what", ["pause", "stop"])
async def test_one_that_does_not_run_promises_no_announcement(group: StudyGroup, what: str) -> None:
    await set_up(group, announce=True)
    await group.forbid(group.channel, send_messages=True)
    await group.wait(UNDO_WINDOW)
    promise = "The start is announced as soon as this is fixed."
    assert promise in private(await manage(group, "show"))
    assert promise not in private(await manage(group, what))
    assert promise not in private(await manage(group, "show"))


async def test_where_a_permission_is_missing_it_waits(group: StudyGroup) -> None:
    """Until that is given, before the first post."""
    await set_up(group, announce=True)
    await group.forbid(group.channel, send_messages=True)
    await group.wait(timedelta(minutes=30))
    await group.allow_again(group.channel)
    await group.wait(A_MOMENT)
    assert len(announcements(group)) == 1


async def test_given_only_after_the_first_date_only_the_post_comes(group: StudyGroup) -> None:
    await set_up(group, announce=True)
    await group.forbid(group.channel, send_messages=True)
    await group.wait_until(lisbon_winter(24))
    await group.allow_again(group.channel)
    await group.wait(A_MOMENT)
    assert (len(announcements(group)), posted(group)) == (0, [1])


async def test_in_a_forum_it_is_a_post_of_its_own(group: StudyGroup) -> None:
    """With the tag of the posts, and found by the same button."""
    forum = group.guild.create_forum_channel("chapters")
    tag = {"id": 71, "name": "Chapters", "moderated": False, "emoji_id": None, "emoji_name": None}
    group.env.backend.edit_channel(forum.id, {"available_tags": [tag]})
    await group.env.settle()
    await set_up(group, channel=forum, announce=True, tag="71")
    await group.wait(UNDO_WINDOW)
    (thread,) = forum.threads
    assert thread.name == "Our study schedule begins"
    assert group.env.backend.channels[thread.id].applied_tags == [71]
    assert len(announcements(group, thread)) == 1
    await group.wait_until(FIRST)
    assert len(forum.threads) == 2


async def test_a_start_that_was_announced_in_another_channel_is_told_on_undo(group: StudyGroup) -> None:
    other = group.guild.create_text_channel("other")
    await set_up(group, announce=True)
    changed = await manage(group, "change", channel=other)
    await group.wait(UNDO_WINDOW + timedelta(seconds=1))
    undone = private(await group.organiser.click(answer(changed), label="Undo"))
    assert f"The announcement of the start stays in <#{other.id}>: delete it there." in undone
    paused = await manage(group, "pause")
    assert "announcement" not in private(await group.organiser.click(answer(paused), label="Undo"))


@pytest.mark.parametrize("locale", list(Locale))
async def test_seconds_before_the_first_post_another_channel_promises_no_announcement(
    group: StudyGroup, locale: Locale
) -> None:
    """The post says as much."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    gone = group.guild.create_text_channel("gone")
    await set_up(group, channel=gone, announce=True)
    group.env.backend.delete_channel(gone.id)
    await group.env.settle()
    await group.wait_until(FIRST - A_MOMENT)
    changed = private(await manage(group, "change", channel=group.channel))
    assert say("Channel") in changed
    assert say("Announcement of the start") not in changed
    await group.wait(timedelta(minutes=1))
    assert (len(announcements(group)), posted(group)) == (0, [1])
