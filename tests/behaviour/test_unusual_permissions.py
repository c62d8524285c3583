"""Members with unusual permissions: denied by name, timed out, silenced in one channel, organisers of one channel."""

from datetime import timedelta

import discord
import pytest
import simcord
from simcord.backend.models import Overwrite
from simcord.enums import ChannelType, OverwriteType

from tests.behaviour.every_action import REDRAWN, members_may_plan
from tests.behaviour.parties import SATURDAY, cards, direct_messages, news, plan, planned, set_zone
from tests.behaviour.reading import answer, labels, private, said, text_of
from tests.behaviour.schedules import lisbon_winter, manage, posts, set_up
from tests.behaviour.study_group import BOT_PERMISSIONS, StudyGroup
from tests.behaviour.tampered_client import press, stored, told
from tests.behaviour.test_notices import choose

START = lisbon_winter(28, 20)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
VIEW, NOTHING = discord.Permissions(view_channel=True), discord.Permissions.none()
LATER = int((START + HOUR).timestamp())


async def overwrite(
    group: StudyGroup,
    channel: simcord.ChannelHandle,
    who: simcord.MemberActor,
    *,
    deny: discord.Permissions = NOTHING,
    allow: discord.Permissions = NOTHING,
) -> None:
    """Set the overwrite of *who* in *channel*."""
    mine = Overwrite(who.id, OverwriteType.MEMBER, allow=allow.value, deny=deny.value)
    group.env.backend.set_overwrite(channel.id, mine)
    await group.env.settle()


def described(group: StudyGroup) -> list[str]:
    """Return the descriptions of the server's events."""
    found = group.env.backend.get_guild(group.guild.id).scheduled_events.values()
    return [str(event.description) for event in found]


@pytest.mark.parametrize("by_role", [False, True])
async def test_a_channel_denied_to_somebody_is_not_open_to_everyone(group: StudyGroup, *, by_role: bool) -> None:
    """Its party gets no event, and a notice about it goes to no channel that everyone reads."""
    await set_zone(group)
    board = group.guild.create_text_channel("board")
    await choose(group, board)
    if by_role:
        some = group.guild.create_role("Some")
        await group.forbid_role(group.channel, some, view_channel=True)
    else:
        await overwrite(group, group.channel, group.member, deny=VIEW)
    await planned(group, note="Surprise for Max")
    await group.wait(MINUTE)
    assert described(group) == []
    await group.forbid(group.channel, send_messages=True)
    await group.wait_until(START - DAY + MINUTE)
    assert board.history() == []
    assert len(direct_messages(group.organiser)) == 1


async def test_the_note_leaves_the_event_of_a_channel_hidden_while_the_bot_was_away(group: StudyGroup) -> None:
    """At the bot's next start."""
    await set_zone(group)
    await planned(group, note="Surprise for Max")
    await group.wait(MINUTE)
    assert "Surprise" in described(group)[0]
    await group.stop_bot()
    denied = Overwrite(group.member.id, OverwriteType.MEMBER, deny=VIEW.value)
    group.env.backend.set_overwrite(group.channel.id, denied)
    await group.start_bot()
    await group.wait(MINUTE)
    assert "Surprise" not in described(group)[0]


async def test_an_archived_public_threads_party_keeps_its_event(group: StudyGroup) -> None:
    """With its note, though the thread is in no cache of the bot."""
    await set_zone(group)
    backend = group.env.backend
    thread = backend.create_thread(group.channel.id, "open", group.organiser.id)
    await group.env.settle()
    (place,) = group.channel.threads
    asked = await group.organiser.slash(place, "party plan", chapter="5", when=SATURDAY, note="Bring questions")
    await group.organiser.click(answer(asked), label="Confirm")
    await group.wait(MINUTE)
    await group.stop_bot()
    backend.edit_channel(thread.id, {}, thread_metadata={"archived": True})
    backend.get_guild(group.guild.id).thread_ids.remove(thread.id)
    await group.start_bot()
    assert "Moved: " in told(await press(group, group.organiser, f"v1:party-move:1:{LATER}:0"))
    await group.wait(MINUTE)
    assert "Bring questions" in described(group)[0]


async def test_a_notice_about_an_archived_private_thread_goes_to_its_organiser_only(group: StudyGroup) -> None:
    """And not to a channel for notices that everyone reads."""
    await set_zone(group)
    board = group.guild.create_text_channel("board")
    await choose(group, board)
    backend = group.env.backend
    thread = backend.create_thread(group.channel.id, "plot", group.organiser.id, type=ChannelType.PRIVATE_THREAD)
    backend.add_thread_member(thread.id, backend.bot_user.id)
    await group.env.settle()
    (place,) = group.channel.threads
    asked = await group.organiser.slash(place, "party plan", chapter="5", when=SATURDAY, reminders="start")
    await group.organiser.click(answer(asked), label="Confirm")
    await group.wait(MINUTE)
    await group.stop_bot()
    backend.edit_channel(thread.id, {}, thread_metadata={"archived": True, "locked": True})
    backend.get_guild(group.guild.id).thread_ids.remove(thread.id)
    await group.start_bot()
    await group.wait_until(START + MINUTE)
    assert board.history() == []
    assert len(direct_messages(group.organiser)) == 1


async def test_the_note_of_a_host_who_left_is_deleted(group: StudyGroup) -> None:
    """From the card, the event and the database."""
    await members_may_plan(group)
    await planned(group, group.member, note="My phone is 555-1234")
    await group.wait(MINUTE)
    user = group.member.user
    group.guild.remove_member(group.member)
    await group.env.settle()
    told(await press(group, user, "v1:party-details:1"))
    await group.wait(MINUTE)
    assert "555" not in text_of(cards(group)[-1])
    assert "555" not in described(group)[0]
    assert not any("555-1234" in line for line in stored(group))


async def test_whoever_may_not_write_in_a_channel_plans_no_party_there(group: StudyGroup) -> None:
    """Both asking and confirming are refused."""
    await members_may_plan(group)
    asked = answer(await plan(group, group.reader))
    for person in (group.member, group.reader):
        await overwrite(group, group.channel, person, deny=discord.Permissions(send_messages=True))
    assert "may not write in this channel" in private(await plan(group, group.member))
    assert "não pode escrever neste canal" in private(await group.reader.click(asked, label="Confirmar"))
    await group.wait(MINUTE)
    assert cards(group) == []


async def test_whoever_may_no_longer_plan_cannot_confirm_a_draft(group: StudyGroup) -> None:
    await members_may_plan(group)
    asked = answer(await plan(group, group.member))
    await group.organiser.slash(group.channel, "settings parties", who="organisers")
    assert "only organisers plan" in private(await group.member.click(asked, label="Confirm"))
    await group.wait(MINUTE)
    assert cards(group) == []


async def test_a_voice_channel_that_the_planner_cannot_view_is_no_place_to_meet(
    group: StudyGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Discord does not offer it, but a tampered client may send it."""
    await members_may_plan(group)
    cinema = group.guild.create_voice_channel("Cinema")
    await overwrite(group, cinema, group.member, deny=VIEW)
    monkeypatch.setattr("simcord.interactions.channel_accessible", lambda *_: True)
    refused = private(await plan(group, group.member, where=cinema))
    assert "must both be able to see" in refused


async def test_a_timed_out_host_leads_nothing_in_direct_messages(group: StudyGroup) -> None:
    """In the server Discord itself refuses their presses."""
    await members_may_plan(group)
    await planned(group, group.member)
    until = (group.env.now() + 20 * DAY).isoformat()
    group.env.backend.edit_member(group.guild.id, group.member.id, {"timed_out_until": until})
    await group.env.settle()
    for name in ("details:1", "cancel:1:0", f"move:1:{LATER}:0"):
        refused = said(await press(group, group.member.user, f"v1:party-{name}"))
        assert "do not know that party" in refused
    await group.wait(MINUTE)
    assert news(group) == []
    assert "Going **1**" in text_of(cards(group)[-1])


async def test_manage_events_in_one_channel_makes_nobody_an_organiser(group: StudyGroup) -> None:
    await set_zone(group)
    await planned(group)
    side = group.guild.create_text_channel("side")
    await overwrite(group, side, group.member, allow=discord.Permissions(manage_events=True))
    refused = told(await press(group, group.member, "v1:party-cancel:1:0", side))
    assert "Only the host and the organisers" in refused


async def test_moves_and_changes_bring_no_ping_that_the_organiser_could_not_give(group: StudyGroup) -> None:
    """Both are refused unless the ping is taken off."""
    await group.let_bot(discord.Permissions(BOT_PERMISSIONS.value, mention_everyone=True))
    await group.let_organisers(mention_everyone=True)
    await set_up(group, role=group.guild.default_role)
    await group.let_organisers()
    soon = f"{group.env.now() + 2 * MINUTE:%Y-%m-%d %H:%M}"
    assert "has not been moved" in private(await manage(group, "move", to=soon))
    assert "has not been changed" in private(await manage(group, "change", time="18:05"))
    assert "has been changed" in private(await manage(group, "change", time="18:05", ping="nobody"))
    assert "is moved" in private(await manage(group, "move", to=soon))
    await group.wait(10 * MINUTE)
    assert [group.pinged_by(post) for post in posts(group)] == [set()]


async def test_a_member_plans_a_bounded_number_of_parties_an_hour(group: StudyGroup) -> None:
    """Parties that were called off count, too."""
    role = group.guild.create_role("All", mentionable=True)
    await members_may_plan(group)
    for number in range(1, 14):
        asked = answer(await plan(group, group.member, role=role))
        last = private(await group.member.click(asked, label="Confirm"))
        await group.wait(REDRAWN)
        await press(group, group.member, f"v1:party-cancel:{number}:0")
        await group.wait(REDRAWN)
    assert "planned many parties" in last
    assert len(cards(group)) == 12


async def test_a_move_into_the_far_future_is_refused(group: StudyGroup) -> None:
    """A refused move does not count towards the limit of moves."""
    await set_zone(group)
    await planned(group)
    for _ in range(6):
        refused = told(await press(group, group.organiser, "v1:party-move:1:253370764800:0"))
        assert "several times" not in refused
    assert "Moved: " in told(await press(group, group.organiser, f"v1:party-move:1:{LATER}:0"))


async def test_a_party_does_not_repeat_with_a_schedule_its_host_cannot_view(group: StudyGroup) -> None:
    """Nor does it take over that schedule's time zone."""
    await group.organiser.slash(group.channel, "settings parties", who="members")
    hidden = group.guild.create_text_channel("hidden")
    await overwrite(group, hidden, group.member, deny=VIEW)
    await set_up(group, channel=hidden, timezone="Asia/Tokyo")
    assert "Tokyo" not in private(await plan(group, group.member))
    await set_zone(group)
    assert "no schedule to repeat" in private(await plan(group, group.member, repeat=True))
    assert "Confirm" in labels(answer(await plan(group, group.organiser, repeat=True)))


async def test_a_problem_that_comes_back_is_told_again(group: StudyGroup) -> None:
    """If it was mended in between."""
    await set_zone(group)
    await planned(group)
    await group.forbid(group.channel, send_messages=True)
    await group.wait_until(START - DAY + MINUTE)
    await group.allow_again(group.channel)
    await group.wait(MINUTE)
    assert len(news(group)) == 1
    await group.forbid(group.channel, send_messages=True)
    await group.wait_until(START - HOUR + MINUTE)
    assert len(direct_messages(group.organiser)) == 2
