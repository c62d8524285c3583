"""Starting a schedule with /schedule setup: what is understood, what is refused and why, and who may."""

from datetime import timedelta

import pytest
import simcord

from bot.text.locales import Locale
from tests.behaviour.reading import answer, private, text_of
from tests.behaviour.schedules import lisbon_winter, manage, posted, set_up
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.test_unclear_setups import can_start, questions


async def test_setup_shows_where_when_and_the_next_three_dates(group: StudyGroup) -> None:
    """The organiser sees at once what will happen: the first three chapters with their dates."""
    text = private(await set_up(group))
    assert "Monday at 7:00 PM (Lisbon time)" in text
    assert group.channel.mention in text
    for number, day in ((1, lisbon_winter(23)), (2, lisbon_winter(30)), (3, lisbon_winter(7, month=12))):
        assert f"<t:{int(day.timestamp())}:F> — {number} · " in text


async def test_setup_speaks_portuguese(group: StudyGroup) -> None:
    """Days in Portuguese are understood, and a Portuguese organiser is answered in Portuguese."""
    group.locales[group.organiser.id] = Locale.PORTUGUESE
    text = private(await set_up(group, weekdays="segunda e quinta-feira", time="19h30", timezone="são paulo"))
    assert "segunda-feira e quinta-feira" in text
    assert "19:30" in text
    assert "horário de São Paulo" in text


async def test_a_zone_can_be_an_offset_that_never_changes(group: StudyGroup) -> None:
    """It is suggested as it is typed, shown so, and kept over a restart."""
    offered = await group.organiser.autocomplete(group.channel, "schedule setup", "timezone", "utc-3")
    assert offered[0]["name"] == "UTC-3"
    text = private(await set_up(group, timezone=offered[0]["value"]))
    assert "Monday at 7:00 PM (UTC-3 time)" in text
    await group.restart_bot()
    await group.wait_until(lisbon_winter(23, 22))
    assert posted(group) == [1]


@pytest.mark.parametrize(
    ("weekdays", "shown"),
    [
        ("Mon, thu", "Monday and Thursday"),
        ("todos os dias", "every day"),
        ("tuesdays", "Tuesday"),
        ("SÁBADO", "Saturday"),
        ("sunday sunday", "Sunday"),
    ],
)
async def test_days_are_read_as_people_write_them(group: StudyGroup, weekdays: str, shown: str) -> None:
    """Short and long names, plurals, both languages, any order, accents or none."""
    assert f"{shown} at" in private(await set_up(group, weekdays=weekdays))


async def test_all_mistakes_are_named_at_once_and_nothing_starts(group: StudyGroup) -> None:
    """Four mistakes and two missing permissions are named on one page."""
    await group.forbid(group.channel, send_messages=True, read_message_history=True)
    nonsense = {"weekdays": "someday", "time": "25:99", "timezone": "Middle Earth", "first": "pizza"}
    text = private(await set_up(group, **nonsense))
    for expected in (
        "days",
        "no such time of day. Write",
        "time zone",
        "no such chapter",
        "“Send Messages”",
        "“Read Message History”",
    ):
        assert expected in text
    assert text.count("⚠️") == 6
    assert "no study schedule" in private(await manage(group, "show"))


@pytest.mark.parametrize(
    "options",
    [
        {"weekdays": ""},
        {"weekdays": "🧠"},
        {"weekdays": "1,2"},
        {"weekdays": "x" * 4000},
        {"time": "later"},
        {"time": "24:00"},
        {"time": "25:00"},
        {"time": "monday 8pm"},
        {"time": "8pm EST"},
        {"weekdays": "monday or tuesday"},
        {"time": "-1:00"},
        {"timezone": "../../etc/passwd"},
        {"timezone": "x" * 4000},
        {"timezone": " "},
        {"first": "0"},
        {"first": "@everyone"},
    ],
)
async def test_options_that_make_no_sense_start_nothing(group: StudyGroup, options: dict[str, str]) -> None:
    """One sentence each on the page."""
    page = answer(await set_up(group, **options))
    assert page.ephemeral
    assert len(questions(page)) == 1
    assert not can_start(page)
    assert "no study schedule" in private(await manage(group, "show"))


async def test_zone_comes_from_the_servers_settings(group: StudyGroup) -> None:
    """Without one there, the organiser is asked for a zone."""
    assert "Still to choose: the time zone." in private(await set_up(group, timezone=None))
    await group.organiser.slash(group.channel, "settings timezone", timezone="lisbon")
    assert "Lisbon time" in private(await set_up(group, timezone=None))


async def test_first_chapter_can_be_chosen(group: StudyGroup) -> None:
    """For a group that has watched the first ones elsewhere."""
    text = private(await set_up(group, first="4"))
    assert f"<t:{int(lisbon_winter(23).timestamp())}:F> — 4 · " in text
    await group.wait(timedelta(hours=2))
    assert posted(group) == [4]


async def test_role_that_cannot_be_pinged_is_warned_about(group: StudyGroup) -> None:
    """The schedule starts; a mentionable role brings no warning."""
    await group.let_organisers(mention_everyone=True)
    closed = group.guild.create_role("Students")
    opened = group.guild.create_role("Readers", mentionable=True)
    warned = private(await set_up(group, role=closed))
    assert "⚠️" in warned
    assert closed.mention in warned
    assert "⚠️" not in private(await set_up(group, role=opened))
    group.env.backend.edit_role(group.guild.id, opened.id, {"mentionable": False})
    await group.env.settle()
    assert "⚠️" in private(await manage(group, "show"))


async def test_members_do_not_see_the_command(group: StudyGroup) -> None:
    """Discord shows /schedule and /settings only to those with Manage Server."""
    offered = group.member.available_commands(group.channel)
    assert not [name for name in offered if name.startswith(("schedule", "settings"))]
    assert "ask" in offered
    assert "schedule setup" in group.organiser.available_commands(group.channel)


@pytest.mark.parametrize("what", ["setup", "show", "pause", "resume"])
async def test_members_who_can_see_the_command_are_refused(group: StudyGroup, what: str) -> None:
    """A server can show the command to everyone; the bot checks Manage Server itself."""
    for name in ("schedule", "settings"):
        command = group.env.backend.find_command(name, group.guild.id)
        assert command is not None
        group.guild.set_command_permissions(int(command["id"]), {group.guild.default_role: True})
    options = {"channel": group.channel, "weekdays": "monday", "time": "19:00", "timezone": "UTC"}
    refused = await group.member.slash(group.channel, f"schedule {what}", **(options if what == "setup" else {}))
    assert "Manage Server" in private(refused)
    for setting, value in (("timezone", "UTC"), ("language", "pt-BR")):
        refused = await group.reader.slash(group.channel, f"settings {setting}", **{setting: value})
        assert "Gerenciar servidor" in private(refused)
    assert "no study schedule" in private(await manage(group, "show"))


async def test_direct_messages_offer_only_what_works_there(group: StudyGroup) -> None:
    """Commands that belong to a server are not registered for direct messages."""
    assert sorted(group.organiser.user.available_commands()) == ["ask", "chapter", "course", "help", "privacy"]


async def test_setup_again_replaces_the_schedule(group: StudyGroup) -> None:
    """Only the new time has a post."""
    await set_up(group)
    await set_up(group, time="20:00")
    await group.wait_until(lisbon_winter(23, 19, minute=30))
    assert posted(group) == []
    await group.wait_until(lisbon_winter(30, 21))
    assert posted(group) == [1, 2]
    assert "8:00 PM" in private(await manage(group, "show"))


async def test_schedule_in_a_thread_posts_there(group: StudyGroup) -> None:
    thread = await thread_in(group)
    private(await set_up(group, channel=thread))
    await group.wait(timedelta(hours=2))
    assert posted(group, thread) == [1]


async def thread_in(group: StudyGroup) -> simcord.ChannelHandle:
    """Open a thread in the study channel."""
    group.env.backend.create_thread(group.channel.id, "chapters", group.organiser.id)
    await group.env.settle()
    return group.channel.threads[0]


async def test_days_zones_and_first_chapter_are_suggested(group: StudyGroup) -> None:
    """Within Discord's limits, and each suggestion is understood when it is sent."""
    for option, typed in (("weekdays", "mon"), ("weekdays", "Monday, "), ("timezone", "lisb"), ("first", "lstm")):
        choices = await group.organiser.autocomplete(group.channel, "schedule setup", option, typed)
        assert 1 <= len(choices) <= 25
        assert all(1 <= len(choice["name"]) <= 100 for choice in choices)
        private(await set_up(group, **{option: choices[0]["value"]}))
        assert "no study schedule" not in private(await manage(group, "show"))


async def test_a_schedule_can_be_in_an_archived_thread(group: StudyGroup) -> None:
    """Discord does not name it when the bot connects, so the bot fetches it."""
    thread = await hidden_thread(group)
    assert "The schedule has started" in private(await set_up(group, channel=thread))
    await group.wait(timedelta(hours=2))
    assert posted(group, thread) == [1]


async def test_channel_that_the_bot_cannot_see_is_named_as_the_obstacle(group: StudyGroup) -> None:
    """With the other mistakes on the page; alone it is refused."""
    thread = await hidden_thread(group)
    group.env.inject_error("GET", f"/channels/{thread.id}", status=403, code=50001, times=None)
    page = answer(await set_up(group, channel=thread, weekdays="someday"))
    assert "both be able to see that channel" in text_of(page)
    assert len(questions(page)) == 2
    refused = private(await set_up(group, channel=thread))
    assert f"“View Channel” in {thread.mention}" in refused
    assert refused.count("•") == 1
    assert "Nothing was changed." in refused


async def hidden_thread(group: StudyGroup) -> simcord.ChannelHandle:
    """Open a thread, archive it and restart the bot, which is then not told of it."""
    thread = await thread_in(group)
    group.env.backend.edit_channel(thread.id, {}, thread_metadata={"archived": True})
    await group.stop_bot()
    group.env.backend.get_guild(group.guild.id).thread_ids.remove(thread.id)
    await group.start_bot()
    return thread
