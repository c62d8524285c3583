"""Schedules in a channel that somebody cannot view are kept from them, whatever else they may do in the server."""

from dataclasses import dataclass

import pytest
import simcord

from bot.text.locales import Locale
from tests.behaviour.parties import secret_channel
from tests.behaviour.reading import answer, private, text_of
from tests.behaviour.schedules import lisbon_winter, make_forum, manage, posted, set_up
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import press, told
from tests.behaviour.test_notices import choose, direct_messages

NONE_YET = {Locale.ENGLISH: "no study schedule running", Locale.PORTUGUESE: "não tem um cronograma em andamento"}
READING = ("show", "season", "history", "skip", "unskip", "pause", "resume", "now", "stop")


@dataclass(frozen=True)
class HiddenChannel:
    """A channel with a schedule that `otto`, an organiser, and the group's reader, `livia`, cannot view."""

    otto: simcord.MemberActor
    channel: simcord.ChannelHandle

    async def slash(self, group: StudyGroup, what: str, **options: object) -> str:
        """Let otto use a command of /schedule in the open channel; return the private answer."""
        return private(await self.otto.slash(group.channel, f"schedule {what}", **options))


async def hide_channel(group: StudyGroup) -> HiddenChannel:
    """Let the organiser set up a schedule in a channel that two people cannot view."""
    outsiders = group.guild.create_role("Outsiders")
    hidden = group.guild.create_text_channel("secret")
    await group.forbid_role(hidden, outsiders, view_channel=True)
    otto = group.guild.add_member(group.env.create_user("otto"), roles=[group.guild.roles["Organisers"], outsiders])
    group.env.backend.add_member_role(group.guild.id, group.reader.id, outsiders.id)
    await group.env.settle()
    await set_up(group, channel=hidden, first="5")
    return HiddenChannel(otto, hidden)


@pytest.mark.parametrize("locale", Locale)
async def test_organisers_know_the_schedules_of_channels_they_can_view(group: StudyGroup, locale: Locale) -> None:
    """No command shows, names, suggests or changes a schedule of another channel, not even by its number."""
    there = await hide_channel(group)
    group.locales[there.otto.id] = locale
    for what in READING:
        assert NONE_YET[locale] in await there.slash(group, what), what
        assert NONE_YET[locale] in await there.slash(group, what, which="1"), what
    assert NONE_YET[locale] in await there.slash(group, "change", time="8:00")
    assert await there.otto.autocomplete(group.channel, "schedule show", "which", "") == []
    await set_up(group)
    assert there.channel.mention not in await there.slash(group, "show")
    offered = await there.otto.autocomplete(group.channel, "schedule show", "which", "")
    assert [choice["value"] for choice in offered] == ["2"]
    assert there.channel.mention not in await there.slash(group, "stop", which="1")
    await group.wait_until(lisbon_winter(24))
    assert posted(group, there.channel) == [5]


async def test_any_organiser_may_change_a_schedule_whose_channel_is_gone(group: StudyGroup) -> None:
    """A deleted channel hides nothing."""
    there = await hide_channel(group)
    group.env.backend.delete_channel(there.channel.id)
    await group.env.settle()
    assert "has been changed" in await there.slash(group, "change", channel=group.channel)


async def test_members_see_where_the_groups_of_their_channels_are(group: StudyGroup) -> None:
    """/course and /progress show a group's place to those who can view its channel, and to nobody else."""
    there = await hide_channel(group)
    await group.wait_until(lisbon_winter(24))
    for name in ("course", "progress"):
        assert "the group is here" in private(await group.member.slash(group.channel, name))
        assert "📍" not in private(await group.reader.slash(group.channel, name))
    assert posted(group, there.channel) == [5]


async def test_the_setup_page_refuses_a_channel_that_its_organiser_cannot_view(group: StudyGroup) -> None:
    """Nor does it start in one that was hidden meanwhile, or say that a schedule is there."""
    there = await hide_channel(group)
    page = answer(await there.otto.slash(group.channel, "schedule setup", weekdays="monday", timezone="Lisbon"))
    assert page.ephemeral
    form = await there.otto.click(page, label="Time and time zone")
    await there.otto.submit_modal(form, {"time": "19:00", "zone": "Europe/Lisbon"})
    chosen = await press(group, there.otto, "v1:draft-chosen:1", values=[str(there.channel.id)])
    assert "both be able to see that channel" in told(chosen)
    await there.otto.select(page, [group.channel], custom_id="v1:draft-chosen:1")
    assert "9 posts" in text_of(page)
    outsiders = group.guild.roles["Outsiders"]
    await set_up(group)
    await group.forbid_role(group.channel, outsiders, view_channel=True)
    hall = group.guild.create_text_channel("hall")
    refused = told(await press(group, there.otto, "v1:draft-start", hall))
    assert "both be able to see that channel" in refused
    assert "replaces" not in refused
    await group.wait_until(lisbon_winter(24))
    assert posted(group) == [1]


async def test_commands_refuse_a_channel_that_their_user_cannot_view(
    group: StudyGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Discord does not offer such a channel, but a tampered client may name one."""
    there = await hide_channel(group)
    monkeypatch.setattr("simcord.interactions.channel_accessible", lambda *_: True)
    await set_up(group)
    options = {"weekdays": "monday", "time": "8:00", "timezone": "Lisbon"}
    assert "both be able to see" in await there.slash(group, "setup", channel=there.channel, **options)
    options["time"] = "20:00"
    assert "has not been started" in await there.slash(group, "setup", channel=there.channel, **options)
    assert "has not been changed" in await there.slash(group, "change", channel=there.channel)
    chosen = await there.otto.slash(group.channel, "settings notices", channel=there.channel)
    assert "has not been changed" in private(chosen)


async def test_tags_are_suggested_only_from_forums_that_the_organiser_can_view(
    group: StudyGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both for a forum that is being picked and for the one that the schedule posts in."""
    there = await hide_channel(group)
    monkeypatch.setattr("simcord.interactions.channel_accessible", lambda *_: True)
    forum = group.guild.create_forum_channel("clips")
    tag = {"id": "71", "name": "Chapters", "moderated": False, "emoji_id": None, "emoji_name": None}
    group.env.backend.edit_channel(forum.id, {"available_tags": [tag]})
    await group.forbid_role(forum, group.guild.roles["Outsiders"], view_channel=True)
    for who, count in ((group.organiser, 2), (there.otto, 0)):
        offered = await who.autocomplete(group.channel, "schedule setup", "tag", "", channel=forum)
        assert len(offered) == count
    await manage(group, "change", channel=forum)
    for who, count in ((group.organiser, 2), (there.otto, 0)):
        assert len(await who.autocomplete(group.channel, "schedule change", "tag", "")) == count


async def test_the_setup_page_does_not_tell_whether_a_hidden_forum_has_a_tag(
    group: StudyGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mistake in the line opens the page, on which the channel is refused alike for any tag."""
    there = await hide_channel(group)
    monkeypatch.setattr("simcord.interactions.channel_accessible", lambda *_: True)
    forum = await make_forum(group)
    await group.forbid_role(forum, group.guild.roles["Outsiders"], view_channel=True)
    options = {"channel": forum, "weekdays": "monday", "time": "25:99", "timezone": "Lisbon"}
    pages = [await there.slash(group, "setup", tag=tag, **options) for tag in ("Chapters", "Homework")]
    assert "both be able to see" in pages[0]
    assert pages[0] == pages[1]


async def test_notices_do_not_go_to_whoever_can_no_longer_view_the_channel(group: StudyGroup) -> None:
    """Not even to whoever set the schedule up."""
    await set_up(group)
    await group.forbid_role(group.channel, group.guild.roles["Organisers"], view_channel=True)
    await group.forbid(group.channel, send_messages=True)
    await group.wait_until(lisbon_winter(24))
    assert direct_messages(group) == []


async def test_buttons_of_a_notice_work_only_for_those_who_can_view_the_channel(group: StudyGroup) -> None:
    """Others who can read the notice are answered that no post is waiting."""
    there = await hide_channel(group)
    board = secret_channel(group)
    await choose(group, board)
    group.env.inject_error(
        "POST", f"/channels/{there.channel.id}/messages", status=403, code=50013, message="Not like this"
    )
    await group.wait_until(lisbon_winter(24))
    notice = board.last_message
    assert notice is not None
    assert "not waiting any more" in private(await there.otto.click(notice, label="Try now"))
    assert posted(group, there.channel) == []
    assert "I am trying" in private(await group.organiser.click(notice, label="Try now"))
    assert posted(group, there.channel) == [5]
