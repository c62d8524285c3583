"""The bot pings only whom the person who asks for it could ping themselves in the channel that is posted in."""

from datetime import timedelta

import discord
import pytest

from bot.text.locales import Locale
from tests.behaviour.parties import cards, plan, set_zone
from tests.behaviour.reading import Message, answer, buttons, private, text_of
from tests.behaviour.schedules import lisbon_winter, manage, post_now, posts, set_up, speak_portuguese
from tests.behaviour.study_group import BOT_PERMISSIONS, StudyGroup

REFUSED = {Locale.ENGLISH: "could ping yourself in that channel", Locale.PORTUGUESE: "o que você poderia mencionar"}


async def let_bot_ping(group: StudyGroup) -> None:
    """Give the bot Mention Everyone, so that a missing ping is its own decision."""
    await group.let_bot(discord.Permissions(BOT_PERMISSIONS.value, mention_everyone=True))


def can_start(page: Message) -> bool:
    """Tell whether the set-up page's Start button is enabled."""
    (start,) = [each for each in buttons(page) if each["custom_id"].startswith("v1:start-draft:")]
    return not start["disabled"]


@pytest.mark.parametrize("locale", Locale)
async def test_manage_server_alone_does_not_allow_role_pings(group: StudyGroup, locale: Locale) -> None:
    """Neither @everyone nor a role that is not mentionable, at set-up or by a change."""
    await let_bot_ping(group)
    everyone, closed = group.guild.default_role, group.guild.create_role("Students")
    if locale is Locale.PORTUGUESE:
        speak_portuguese(group)
    for role in (everyone, closed):
        assert REFUSED[locale] in private(await set_up(group, role=role))
    await set_up(group)
    for role in (everyone, closed):
        assert REFUSED[locale] in private(await manage(group, "change", role=role))
    await group.wait_until(lisbon_winter(24))
    assert [group.pinged_by(post) for post in posts(group)] == [set()]


async def test_the_setup_page_does_not_start_with_a_forbidden_ping(group: StudyGroup) -> None:
    """The page says so and disables Start, also when the permission was lost meanwhile."""
    await let_bot_ping(group)
    await group.let_organisers(mention_everyone=True)
    everyone = group.guild.default_role
    page = answer(await set_up(group, time=None))
    form = await group.organiser.click(page, label="Time and time zone")
    await group.organiser.submit_modal(form, {"time": "19:00", "zone": "Europe/Lisbon"})
    await group.organiser.select(page, [everyone], custom_id="v1:draft-chosen:3")
    assert can_start(page)
    await group.let_organisers()
    await group.organiser.click(page, label="Start")
    assert REFUSED[Locale.ENGLISH] in text_of(page)
    assert not can_start(page)
    await group.organiser.select(page, [], custom_id="v1:draft-chosen:3")
    assert can_start(page)
    await group.organiser.select(page, [everyone], custom_id="v1:draft-chosen:3")
    assert not can_start(page)
    await group.wait_until(lisbon_winter(24))
    assert posts(group) == []


async def test_the_permission_to_ping_counts_in_the_channel_that_is_posted_in(group: StudyGroup) -> None:
    """Mention Everyone where the command is typed is not enough, at set-up or by a change."""
    await let_bot_ping(group)
    await group.let_organisers(mention_everyone=True)
    everyone, board = group.guild.default_role, group.guild.create_text_channel("announcements")
    await group.forbid_role(board, group.guild.roles["Organisers"], mention_everyone=True)
    assert REFUSED[Locale.ENGLISH] in private(await set_up(group, channel=board, role=everyone))
    assert "has started" in private(await set_up(group, role=everyone))
    assert REFUSED[Locale.ENGLISH] in private(await manage(group, "change", channel=board))
    assert "has been changed" in private(await manage(group, "change", channel=board, ping="nobody"))
    assert REFUSED[Locale.ENGLISH] in private(await manage(group, "change", role=everyone))
    await group.wait_until(lisbon_winter(24))
    assert [group.pinged_by(post) for post in posts(group, board)] == [set()]


async def test_a_post_asked_for_by_somebody_who_may_not_ping_comes_without_a_ping(group: StudyGroup) -> None:
    """The regular posts keep their ping."""
    await let_bot_ping(group)
    await group.let_organisers(mention_everyone=True)
    await set_up(group, role=group.guild.default_role)
    await post_now(group)
    await group.let_organisers()
    assert "without its ping" in private(await post_now(group))
    speak_portuguese(group)
    assert "sem mencionar" in private(await post_now(group))
    await group.wait_until(lisbon_winter(24))
    assert [group.pinged_by(post) for post in posts(group)] == [{"everyone"}, set(), set(), {"everyone"}]


async def test_a_draft_is_not_confirmed_once_its_host_may_not_ping_its_role(group: StudyGroup) -> None:
    """The permission was lost between draft and confirmation; nothing is posted."""
    await let_bot_ping(group)
    await group.let_organisers(mention_everyone=True)
    await set_zone(group)
    asked = answer(await plan(group, role=group.guild.default_role))
    await group.let_organisers()
    assert "may not mention that role" in private(await group.organiser.click(asked, label="Confirm"))
    await group.wait(timedelta(minutes=1))
    assert cards(group) == []
