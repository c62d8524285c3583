"""Limits on what one person can make the bot do again and again, far above ordinary use."""

from collections.abc import Callable
from datetime import timedelta

import discord
import pytest
import simcord

from bot.bot import LecternBot
from bot.client.limits import A_MINUTE, QUESTIONS, USES, Limit
from bot.text.locales import Locale
from tests.behaviour.every_action import REDRAWN, held
from tests.behaviour.parties import planned, set_zone
from tests.behaviour.reading import answer, labels, private
from tests.behaviour.schedules import manage, posted, set_up
from tests.behaviour.study_group import BOT_PERMISSIONS, StudyGroup
from tests.behaviour.tampered_client import press, told

PRESSES = 60
ASK = {"command": "ask", "question": "LSTM"}
CHAPTER = {"command": "chapter", "chapter": "5"}
SHARE = {Locale.ENGLISH: "Share", Locale.PORTUGUESE: "Compartilhar"}


def public(group: StudyGroup, channel: simcord.ChannelHandle | None = None) -> list[discord.Message]:
    """Return the bot's public messages in the channel."""
    return [each for each in (channel or group.channel).history() if each.author.bot]


async def card_to_share(
    who: simcord.MemberActor, channel: simcord.ChannelHandle, command: str, **options: str
) -> simcord.ResponseMessage:
    """Let *who* use a command whose card can be shared, and return the card."""
    return answer(await who.slash(channel, command, **options))


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize("asked", [ASK, CHAPTER], ids=["answer", "chapter"])
async def test_a_card_is_shared_once_a_minute(group: StudyGroup, asked: dict[str, str], locale: Locale) -> None:
    """Sixty presses of Share make one post; a minute later one more is possible."""
    group.locales[group.member.id] = locale
    card = await card_to_share(group.member, group.channel, **asked)
    answers = [await group.member.click(card, label=SHARE[locale]) for _ in range(PRESSES)]
    assert len(public(group)) == 1
    expected = {Locale.ENGLISH: "just been shared", Locale.PORTUGUESE: "acabou de ser compartilhado"}
    assert all(expected[locale] in private(each) for each in answers[1:])
    await group.wait(timedelta(seconds=A_MINUTE + 1))
    await group.member.click(card, label=SHARE[locale])
    assert len(public(group)) == 2


async def test_many_cards_are_not_shared_at_once(group: StudyGroup) -> None:
    """Nor can one card, turned to another chapter each time, be shared many times."""
    for number in range(1, 10):
        card = await card_to_share(group.member, group.channel, "chapter", chapter=str(number))
        last = await group.member.click(card, label="Share")
    assert len(public(group)) == 5
    assert "a lot in a minute" in private(last)


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize("asked", [ASK, CHAPTER], ids=["answer", "chapter"])
async def test_whoever_may_not_write_in_a_channel_shares_nothing_there(
    group: StudyGroup, asked: dict[str, str], locale: Locale
) -> None:
    """Nor in its threads, nor in direct messages."""
    everyone, member = group.guild.default_role, group.member
    group.locales[member.id] = locale
    card = await card_to_share(member, group.channel, **asked)
    await group.forbid_role(group.channel, everyone, send_messages=True)
    expected = {Locale.ENGLISH: "may not write in this channel", Locale.PORTUGUESE: "não pode escrever neste"}
    assert expected[locale] in private(await member.click(card, label=SHARE[locale]))
    group.env.backend.create_thread(group.channel.id, "reading", group.organiser.id)
    await group.env.settle()
    (thread,) = group.channel.threads
    await group.forbid_role(group.channel, everyone, send_messages_in_threads=True)
    inside = await card_to_share(member, thread, **asked)
    assert expected[locale] in private(await member.click(inside, label=SHARE[locale]))
    await group.forbid_role(group.channel, everyone, send_messages=True)
    await member.click(inside, label=SHARE[locale])
    assert (public(group), len(public(group, thread))) == ([], 1)
    custom_id = "v1:share-answer" if asked is ASK else "v1:share-chapter:5"
    only = {Locale.ENGLISH: "only works in a server", Locale.PORTUGUESE: "só funciona em um servidor"}
    pressed = await press(group, member.user, custom_id)
    if asked is CHAPTER:
        assert only[locale] in told(pressed)
    assert answer(pressed).ephemeral


async def test_many_mentions_get_one_reaction(group: StudyGroup, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty mentions get the answers of a minute and one hourglass; where the bot may not react, none."""
    me = group.env.backend.bot_user.id
    turns: list[str] = []
    count_turns(monkeypatch, group, turns.append)
    allowed = discord.Permissions(BOT_PERMISSIONS.value, add_reactions=True)
    await group.let_bot(allowed)
    written = [await group.member.send(group.channel, f"<@{me}> LSTM") for _ in range(PRESSES)]
    await group.wait(timedelta(seconds=5))
    kept = {each.id: each for each in group.channel.history()}
    assert [bool(kept[each.id].reactions) for each in written].count(True) == 1
    assert len(public(group)) == QUESTIONS
    assert turns == []
    await group.let_bot(BOT_PERMISSIONS)
    await group.wait(timedelta(seconds=A_MINUTE + 1))
    for _ in range(QUESTIONS + 2):
        last = await group.member.send(group.channel, f"<@{me}> LSTM")
    await group.wait(timedelta(seconds=5))
    assert next(each for each in group.channel.history() if each.id == last.id).reactions == []


def count_turns(monkeypatch: pytest.MonkeyPatch, group: StudyGroup, note: Callable[[str], None]) -> None:
    """Call *note* for each request that waits for a turn at the pacer."""
    bot = group.env.bot
    assert isinstance(bot, LecternBot)
    pacer = bot.pacer
    turn = pacer.turn

    def noted() -> object:
        note("turn")
        return turn()

    monkeypatch.setattr(pacer, "turn", noted)


@pytest.mark.parametrize("locale", Locale)
async def test_too_many_presses_commands_or_forms_are_refused_for_a_while(group: StudyGroup, locale: Locale) -> None:
    """The limit is each person's own."""
    group.locales[group.member.id] = locale
    card = answer(await group.member.slash(group.channel, "chapter", chapter="5"))
    for _ in range(USES - 1):
        await group.member.click(card, label=labels(card)[1])
    expected = {Locale.ENGLISH: "a lot in a minute", Locale.PORTUGUESE: "muita coisa em um minuto"}
    assert expected[locale] in private(await group.member.click(card, label=labels(card)[1]))
    assert expected[locale] in private(await group.member.slash(group.channel, "course"))
    assert "a lot in a minute" not in private(await group.organiser.slash(group.channel, "course"))
    await group.wait(timedelta(seconds=A_MINUTE + 1))
    assert expected[locale] not in private(await group.member.slash(group.channel, "course"))


async def test_too_many_suggestions_stop(group: StudyGroup) -> None:
    """Beyond the limit an autocompletion gets no choices."""
    bot = group.env.bot
    assert isinstance(bot, LecternBot)
    bot.limits.suggestions = Limit(3, bot.clock)
    offered = [await group.member.autocomplete(group.channel, "ask", "question", "l") for _ in range(5)]
    assert [bool(each) for each in offered] == [True, True, True, False, False]


async def test_a_held_post_is_tried_a_bounded_number_of_times_a_minute(group: StudyGroup) -> None:
    """Each try is a request, and Discord counts those that it refuses."""
    await held(group)
    path = f"/channels/{group.channel.id}/messages"
    group.env.inject_error("POST", path, status=403, code=50013, message="Not like this", times=None)
    said = [told(await press(group, group.organiser, "v1:try-post:0:{post}")) for _ in range(7)]
    assert ["I am trying" in each for each in said] == [*[True] * 5, False, False]
    assert "a lot in a minute" in said[-1]
    group.env.backend.faults.clear()


async def test_a_schedule_has_five_posts_out_of_turn_a_minute_at_most(group: StudyGroup) -> None:
    """The sixth /schedule now within a minute is refused with that reason, though those before were undone."""
    await set_up(group)
    for _ in range(5):
        await group.organiser.click(answer(await manage(group, "now")), label="Undo")
    said = [private(await manage(group, "now")) for _ in range(2)]
    assert all("just had several posts" in each for each in said)
    await group.wait(timedelta(minutes=2))
    assert posted(group) == []


async def test_a_party_is_moved_a_bounded_number_of_times_an_hour(group: StudyGroup) -> None:
    """Each move notifies the guests; an hour later it may be moved again."""
    await set_zone(group)
    await planned(group)
    hours = range(1795896000 + 3600, 1795896000 + 8 * 3600, 3600)
    answers = []
    for hour in hours:
        answers.append(told(await press(group, group.organiser, f"v1:party-move:1:{hour}:0")))
        await group.wait(REDRAWN)
    assert all("Moved: " in each for each in answers[:5])
    assert all("several times in the last hour" in each for each in answers[5:])
    group.locales[group.organiser.id] = Locale.PORTUGUESE
    refused = told(await press(group, group.organiser, f"v1:party-move:1:{hours[-1]}:0"))
    assert "várias vezes" in refused
    await group.wait(timedelta(hours=1, minutes=1))
    assert "Remarcada: " in told(await press(group, group.organiser, f"v1:party-move:1:{hours[-1]}:0"))
