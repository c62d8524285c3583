"""The bot names not only the missing permission, but the role, overwrite or category that takes it away."""

import discord

from tests.behaviour.reading import private, text_of
from tests.behaviour.schedules import MONDAYS, lisbon_winter, manage, posted, set_up, shown, speak_portuguese
from tests.behaviour.study_group import BOT_PERMISSIONS, StudyGroup


async def test_role_that_denies_a_permission_is_named(group: StudyGroup) -> None:
    """At set-up, in the notice, and on the plan while the post is held."""
    muted = group.guild.create_role("Muted")
    group.env.backend.add_member_role(group.guild.id, group.env.backend.bot_user.id, muted.id)
    await group.restart_bot()  # SimCord does not tell the bot of its new role while it runs
    await group.forbid_role(group.channel, muted, send_messages=True)
    refusal = private(await set_up(group))
    assert "I need the permission “Send Messages”" in refusal
    assert "The role **@Muted** takes it away there" in refusal
    speak_portuguese(group)
    assert "O cargo **@Muted** a retira" in private(await set_up(group))
    group.env.backend.delete_overwrite(group.channel.id, muted.id)
    await set_up(group)
    office = group.guild.create_text_channel("office")
    await group.organiser.slash(office, "settings notices", channel=office)
    await group.forbid_role(group.channel, muted, send_messages=True)
    await group.wait_until(lisbon_winter(23, 20))
    assert posted(group) == []
    assert "O cargo **@Muted** a retira" in private(await manage(group, "show"))
    (notice,) = office.history()
    assert "The role **@Muted** takes it away there" in text_of(notice)
    await set_up(group, channel=office)
    both = private(await manage(group, "show"))
    assert "O cargo **@Muted** a retira" in both


async def test_post_comes_when_the_bots_timeout_is_over(group: StudyGroup) -> None:
    """Discord sends no event at its end, so the post is tried again by itself; the notice says why it waits."""
    await set_up(group)
    me = group.env.backend.guilds[group.guild.id].members[group.env.backend.bot_user.id]
    me.timed_out_until = lisbon_winter(24).isoformat()
    await group.restart_bot()
    await group.wait_until(lisbon_winter(23, 23))
    assert posted(group) == []
    assert f"I am timed out until {shown(lisbon_winter(24))}" in private(await manage(group, "show"))
    await group.wait_until(lisbon_winter(24, 22))
    assert posted(group) == [1]


async def test_category_that_denies_a_permission_is_named(group: StudyGroup) -> None:
    """Where the channel has the overwrites of its category, the category is named."""
    category = group.guild.create_category("School")
    channel = group.guild.create_text_channel("maths", category=category)
    for place in (category, channel):
        await group.forbid_role(place, group.guild.default_role, send_messages=True)
    text = private(await set_up(group, channel=channel))
    assert "denied there to @everyone" in text
    assert f"That comes from the category <#{category.id}>, with which the channel is synced." in text
    await group.forbid(channel, send_messages=True)
    assert "category" not in private(await set_up(group, channel=channel))


async def test_denial_to_everyone_or_to_the_bot_and_missing_grant_are_named(group: StudyGroup) -> None:
    """An overwrite of @everyone, one of the bot itself, and a permission that no role grants."""
    everyone, office = group.guild.default_role, group.guild.create_text_channel("office")

    async def refusal() -> str:
        return private(await group.organiser.slash(office, "schedule setup", channel=group.channel, **MONDAYS))

    await group.forbid_role(group.channel, everyone, send_messages=True)
    assert "It is denied there to @everyone: allow it for my role." in await refusal()
    group.env.backend.delete_overwrite(group.channel.id, everyone.id)
    await group.forbid(group.channel, view_channel=True, send_messages=True)
    hidden = await refusal()
    assert "“View Channel”" in hidden
    assert "It is denied to me alone in that channel" in hidden
    assert "Send Messages" not in hidden  # a hidden channel comes first; the rest is named once it is visible
    await group.allow_again(group.channel)
    everything = BOT_PERMISSIONS.value & ~discord.Permissions(send_messages=True).value
    await group.let_bot(discord.Permissions(everything))
    nothing = discord.Permissions(view_channel=True, use_application_commands=True)
    group.env.backend.edit_role(group.guild.id, everyone.id, {"permissions": nothing.value})
    await group.env.settle()
    assert "No role of mine grants it" in await refusal()
