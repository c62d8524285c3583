"""Changing a schedule in mid-season with /schedule change, and ending it with /schedule stop."""

from datetime import UTC, datetime, timedelta

import discord
import pytest

from tests.behaviour.reading import private, text_of
from tests.behaviour.schedules import lisbon_winter, manage, post_times, posted, posts, set_up, shown, speak_portuguese
from tests.behaviour.study_group import StudyGroup

FIRST, SECOND, THIRD = lisbon_winter(23), lisbon_winter(30), lisbon_winter(7, month=12)


async def test_new_days_and_a_new_time_hold_from_the_next_post(group: StudyGroup) -> None:
    """The post that is planned moves too; options that were not given stay as they are."""
    await set_up(group)
    text = private(await manage(group, "change", weekdays="wednesday", time="07:30"))
    assert "Wednesday at 7:30 AM (Lisbon time)" in text
    await group.restart_bot()
    await group.wait_until(lisbon_winter(24))
    assert posted(group) == []
    await group.wait_until(lisbon_winter(2, 7, month=12, minute=30))
    assert post_times(group) == [lisbon_winter(25, 7, minute=30), lisbon_winter(2, 7, month=12, minute=30)]


async def test_change_speaks_portuguese(group: StudyGroup) -> None:
    """Days and times in Portuguese are understood, and the answer is Portuguese."""
    speak_portuguese(group)
    await set_up(group)
    text = private(await manage(group, "change", weekdays="quinta", time="20h15", timezone="são paulo"))
    assert "O cronograma foi alterado" in text
    assert "quinta-feira" in text
    assert "20:15 (horário de São Paulo)" in text


async def test_another_zone_moves_the_instant(group: StudyGroup) -> None:
    """19:00 in São Paulo is 22:00 in Lisbon's winter."""
    await set_up(group)
    await manage(group, "change", timezone="sao paulo")
    await group.wait_until(lisbon_winter(24))
    assert post_times(group) == [lisbon_winter(23, 22)]


async def test_a_schedule_can_change_to_every_other_week(group: StudyGroup) -> None:
    """Weeks are counted from the next post."""
    await set_up(group)
    assert "every 2 weeks" in private(await manage(group, "change", every=2))
    await group.wait_until(lisbon_winter(22, month=12))
    assert post_times(group) == [FIRST, THIRD, lisbon_winter(21, month=12)]


async def test_weeks_stay_as_they_were_counted_when_the_time_changes(group: StudyGroup) -> None:
    """Another hour does not change which of every two weeks has a post."""
    await set_up(group, every=2)
    await group.wait_until(lisbon_winter(1, month=12))
    await manage(group, "change", time="20:00")
    await group.wait_until(lisbon_winter(8, month=12))
    assert post_times(group) == [FIRST, lisbon_winter(7, 20, month=12)]


async def test_later_time_on_a_day_that_had_its_post_brings_no_second(group: StudyGroup) -> None:
    """The next post is a week away, and the card says so."""
    await set_up(group)
    await group.wait_until(lisbon_winter(23, 19, minute=30))
    text = private(await manage(group, "change", time="21:00"))
    assert shown(lisbon_winter(23, 21)) not in text
    assert f"{shown(lisbon_winter(30, 21))} — 2 · " in text
    assert shown(lisbon_winter(23, 21)) not in private(await manage(group, "season"))
    await group.wait_until(lisbon_winter(30, 21))
    assert post_times(group) == [FIRST, lisbon_winter(30, 21)]


async def test_a_new_channel_and_role_hold_from_the_next_post(group: StudyGroup) -> None:
    """Posts go to the new channel only, and ping the new role."""
    other = group.guild.create_text_channel("elsewhere")
    role = group.guild.create_role("Readers", mentionable=True)
    await set_up(group)
    await group.wait_until(lisbon_winter(24))
    text = private(await manage(group, "change", channel=other, role=role))
    assert other.mention in text
    assert role.mention in text
    await group.restart_bot()
    await group.wait_until(SECOND)
    assert posted(group) == [1]
    assert posted(group, other) == [2]
    assert group.pinged_by(posts(group, other)[0]) == {role.id}


async def test_posts_can_ping_nobody_any_more(group: StudyGroup) -> None:
    """A role and "nobody" together are refused; "nobody" alone is kept over a restart."""
    role = group.guild.create_role("Readers", mentionable=True)
    await set_up(group, role=role)
    assert "not both" in private(await manage(group, "change", role=role, ping="nobody"))
    assert role.mention in private(await manage(group, "show"))
    assert f"{role.mention} → nobody" in private(await manage(group, "change", ping="nobody"))
    await group.restart_bot()
    await group.wait_until(lisbon_winter(24))
    assert group.pinged_by(posts(group)[0]) == set()


async def test_held_post_goes_out_in_the_new_channel(group: StudyGroup) -> None:
    """Though it is weeks late: what was held is never dropped for being late."""
    other = group.guild.create_text_channel("elsewhere")
    await set_up(group)
    group.env.backend.delete_channel(group.channel.id)
    await group.env.settle()
    await group.wait_until(lisbon_winter(28))
    changed = await group.organiser.slash(other, "schedule change", channel=other)
    assert "has been changed" in private(changed)
    assert posted(group, other) == [1]
    assert "late" in text_of(posts(group, other)[0])
    await group.wait_until(SECOND)
    assert posted(group, other) == [1, 2]


async def test_role_that_cannot_be_pinged_is_warned_about_on_change(group: StudyGroup) -> None:
    """The change is made all the same."""
    await group.let_organisers(mention_everyone=True)
    closed = group.guild.create_role("Students")
    await set_up(group)
    assert "⚠️" in private(await manage(group, "change", role=closed))


async def test_channel_where_the_bot_cannot_post_is_refused(group: StudyGroup) -> None:
    """The missing permission is named, and the posts stay in their channel."""
    closed = group.guild.create_text_channel("closed")
    await set_up(group)
    await group.forbid(closed, send_messages=True)
    text = private(await manage(group, "change", channel=closed, time="20:00"))
    assert "has not been changed" in text
    assert f"“Send Messages” in {closed.mention}" in text
    await group.wait_until(FIRST)
    assert posted(group) == [1]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "at least one thing"),
        ({"weekdays": "someday"}, "the days"),
        ({"weekdays": " "}, "the days"),
        ({"time": "25:99"}, "the time"),
        ({"time": "x" * 4000}, "the time"),
        ({"timezone": "Middle Earth"}, "time zone"),
        ({"timezone": "../../etc/passwd", "every": 2}, "time zone"),
    ],
)
async def test_change_that_makes_no_sense_changes_nothing(
    group: StudyGroup, options: dict[str, str], said: str
) -> None:
    """The answer names the option that was not understood; the next post comes as planned."""
    await set_up(group)
    text = private(await manage(group, "change", **options))
    assert said in text
    assert text.count("•") == 1
    assert "Nothing was changed." in text
    await group.wait_until(SECOND)
    assert posted(group) == [1, 2]


async def test_change_suggests_days_and_zones(group: StudyGroup) -> None:
    """Each suggestion is understood when it is sent."""
    await set_up(group)
    for option, typed in (("weekdays", "thu"), ("timezone", "paulo")):
        choices = await group.organiser.autocomplete(group.channel, "schedule change", option, typed)
        text = private(await manage(group, "change", **{option: choices[0]["value"]}))
        assert "has been changed" in text
    assert "Thursday at 7:00 PM (Sao Paulo time)" in private(await manage(group, "show"))


async def test_stop_is_for_good(group: StudyGroup) -> None:
    """Nothing is posted afterwards, also after a restart; what members watched is kept."""
    await set_up(group)
    await group.wait_until(FIRST)
    await group.member.click(posts(group)[0], label="Mark watched")
    text = private(await manage(group, "stop"))
    assert "has been stopped" in text
    assert "Coming up" not in text
    await group.restart_bot()
    await group.wait_until(lisbon_winter(21, month=12))
    assert posted(group) == [1]
    assert "Stopped" in private(await manage(group, "show"))
    assert "1/9" in private(await group.member.slash(group.channel, "progress"))


async def test_stop_speaks_portuguese(group: StudyGroup) -> None:
    """The last answer too is in the reader's language."""
    speak_portuguese(group)
    await set_up(group)
    assert "O cronograma foi encerrado" in private(await manage(group, "stop"))


async def test_setup_after_stop_starts_anew(group: StudyGroup) -> None:
    """The server has one schedule again, even on the same slot."""
    await set_up(group)
    await manage(group, "stop")
    assert "has started" in private(await set_up(group))
    await group.wait_until(SECOND)
    assert posted(group) == [1, 2]


@pytest.mark.parametrize("former", ["pause", "finish", "hold"])
async def test_a_schedule_can_be_stopped_in_any_state(group: StudyGroup, former: str) -> None:
    """Paused, finished or with a held post, which is then not sent."""
    await set_up(group, first="9" if former == "finish" else "1")
    if former == "pause":
        await manage(group, "pause")
    if former == "hold":
        await group.forbid(group.channel, send_messages=True)
    await group.wait_until(lisbon_winter(24))
    before = posted(group)
    assert "has been stopped" in private(await manage(group, "stop"))
    await group.allow_again(group.channel)
    await group.wait_until(SECOND)
    assert posted(group) == before


async def test_two_organisers_keep_each_others_changes(group: StudyGroup) -> None:
    """One changes the hour, one the day, one the channel, and one skips a week: all four hold."""
    other = group.guild.create_text_channel("elsewhere")
    permissions = discord.Permissions(manage_guild=True)
    second = group.guild.add_member(
        group.env.create_user("omar"), roles=[group.guild.create_role("Helpers", permissions=permissions)]
    )
    await set_up(group)
    await manage(group, "change", time="20:00")
    await second.slash(group.channel, "schedule change", weekdays="thursday")
    await manage(group, "skip")
    await second.slash(group.channel, "schedule jump", chapter="3")
    await manage(group, "change", channel=other)
    text = private(await second.slash(group.channel, "schedule show"))
    assert f"In {other.mention}: Thursday at 8:00 PM" in text
    assert f"{shown(lisbon_winter(3, 20, month=12))} — 3 · " in text
    await group.wait_until(datetime(2026, 12, 3, 20, tzinfo=UTC) + timedelta(minutes=1))
    assert posted(group) == []
    assert posted(group, other) == [3]
