"""Interactions that cannot be answered at once are acknowledged in time, and answered later."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from bot.client.replies import ANSWER_SLOTS
from tests.loopback import BotDatabase, Conversation, Loopback, Message, Person, Scene, minutes_ago
from tests.loopback.condition import TIMEOUT_S
from tests.wire.running_bot import running_bot

pytestmark = pytest.mark.usefixtures("valid_requests", "no_errors")
ACKNOWLEDGE, RELEASE = (f"bot.client.replies.{name}" for name in ("ACKNOWLEDGE_AFTER_S", "RELEASE_SLOT_AFTER_S"))
CALLBACK = "/interactions/*/callback"
BUSY = "SELECT count(*) FROM job WHERE state = 'leased' OR state = 'waiting' AND due <= unixepoch()"
MESSAGE, THINKING, UNSEEN, CHANGED, CHOICES, FORM = 4, 5, 6, 7, 8, 9


@dataclass(frozen=True)
class Group:
    """Two people, a schedule's post, and the card of a party with one guest."""

    organiser: Person
    member: Person
    post: Message
    card: Message

    async def draft(self) -> Conversation:
        """Let the organiser draft another party."""
        return await (await self.organiser.slash("party plan", chapter="6", when="in 3 days")).finished()


@asynccontextmanager
async def running_group(server: Loopback, scene: Scene, bot_database: BotDatabase) -> AsyncIterator[Group]:
    """Run a bot with these messages, and yield when no job waits any more."""
    await bot_database.plan(scene.channel, due=minutes_ago(2))
    organiser, member = (server.person(who, scene.channel) for who in (scene.organiser, scene.member))
    async with running_bot(server, bot_database):
        await server.posts(scene.channel)
        await (await organiser.slash("settings timezone", timezone="Europe/Lisbon")).finished()
        planned = await (await organiser.slash("party plan", chapter="5", when="in 3 days")).finished()
        await (await organiser.click(planned.reply, "Confirm")).finished()
        post, card = await server.posts(scene.channel, 2)
        await bot_database.until(lambda: bot_database.value(BUSY) == 0, "a bot with nothing to do")
        yield Group(organiser, member, post, card)


def kind(talk: Conversation) -> int:
    """Return the type of the first answer to an interaction."""
    assert talk.callback is not None
    return int(talk.callback["type"])


@pytest.mark.parametrize(
    ("what", "first"), [("going", UNSEEN), ("mark", UNSEEN), ("command", THINKING), ("form", UNSEEN)]
)
async def test_a_press_that_waits_for_a_lock_is_acknowledged_then_answered(
    discord_server: Loopback,
    scene: Scene,
    bot_database: BotDatabase,
    what: str,
    first: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """When the lock is released, the answer comes."""
    monkeypatch.setattr(ACKNOWLEDGE, 0.1)
    async with running_group(discord_server, scene, bot_database) as group:
        opened = await group.organiser.click((await group.draft()).reply, "Choose another time")
        await opened.finished()
        async with bot_database.locked():
            match what:
                case "going":
                    talk = await group.member.click(group.card, "Going")
                case "mark":
                    talk = await group.member.click(group.post, "Mark watched")
                case "command":
                    talk = await group.organiser.slash("settings timezone", timezone="Europe/Paris")
                case _:
                    talk = await group.organiser.submit(opened, when="in 4 days")
            await talk.answered()
            assert kind(talk) == first
            assert not talk.settled
        await talk.finished()
        if what == "going":
            await talk.shows("Going **2**")
        assert what != "mark" or (talk.followups[0].ephemeral and "1 of 9" in talk.followups[0].text)
        assert what != "command" or (talk.reply.ephemeral and "Paris" in talk.reply.text)


@pytest.mark.usefixtures("no_acknowledgements")
async def test_many_presses_during_a_lock_are_acknowledged_at_once(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only so many wait to be answered directly; beyond them a press is acknowledged, or shown a form.

    A question, which needs no lock, waits for none of them.
    """
    monkeypatch.setattr(RELEASE, TIMEOUT_S)
    async with running_group(discord_server, scene, bot_database) as group:
        draft = (await group.draft()).reply
        async with bot_database.locked():
            first = [await group.member.click(group.post, "Mark watched") for _ in range(ANSWER_SLOTS)]
            press = await group.member.click(group.card, "Going")
            command = await group.member.slash("ask", question="what covers LSTMs?")
            form = await group.organiser.click(draft, "Choose another time")
            typing = await group.member.autocomplete("chapter", "chapter", "7")
            for talk, how in ((press, UNSEEN), (command, MESSAGE), (form, FORM), (typing, CHOICES)):
                assert kind(await talk.answered()) == how
            assert [talk.callback for talk in first] == [None] * ANSWER_SLOTS
        for talk in (*first, command):
            await talk.finished()
        await press.shows("Going **2**")


async def test_answers_that_take_long_give_their_slots_to_others(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question, which needs no lock, is answered while many presses wait for one."""
    monkeypatch.setattr(RELEASE, 0.1)
    async with running_group(discord_server, scene, bot_database) as group, bot_database.locked():
        for _ in range(2 * ANSWER_SLOTS):
            await group.member.click(group.post, "Mark watched")
        question = await group.member.slash("ask", question="what covers LSTMs?")
        assert "LSTM" in (await question.finished()).reply.text


async def test_an_answer_is_tried_after_a_failed_acknowledgement(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ACKNOWLEDGE, 0.1)
    async with running_group(discord_server, scene, bot_database) as group:
        async with bot_database.locked():
            discord_server.faults.fail("POST", CALLBACK, 503)
            tried = len(discord_server.journal.find("POST", CALLBACK))
            talk = await group.member.click(group.post, "Mark watched")
            await discord_server.until(
                lambda: len(discord_server.journal.find("POST", CALLBACK)) > tried, "an acknowledgement"
            )
        assert "1 of 9" in (await talk.finished()).reply.text


@pytest.mark.parametrize("what", ["going", "mark", "command"])
async def test_an_answer_comes_after_an_acknowledgement_whose_reply_was_lost(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Discord has the acknowledgement though the bot does not know, so the answer must follow it."""
    monkeypatch.setattr(ACKNOWLEDGE, 0.1)
    async with running_group(discord_server, scene, bot_database) as group:
        async with bot_database.locked():
            discord_server.faults.lose("POST", CALLBACK, after=True)
            match what:
                case "going":
                    talk = await group.member.click(group.card, "Going")
                case "mark":
                    talk = await group.member.click(group.post, "Mark watched")
                case _:
                    talk = await group.organiser.slash("settings timezone", timezone="Europe/Paris")
            await talk.answered()
        await talk.finished()
        assert what != "command" or "Paris" in talk.reply.text


@pytest.mark.usefixtures("no_acknowledgements")
async def test_the_runner_draws_a_card_that_an_answer_failed_to_draw(
    discord_server: Loopback,
    scene: Scene,
    bot_database: BotDatabase,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A job redraws it with the guest's answer."""
    monkeypatch.setattr("bot.parties.tasks.REDRAW_EVERY", 1)
    async with running_group(discord_server, scene, bot_database) as group:
        discord_server.faults.lose("POST", CALLBACK, after=False)
        await (await group.member.click(group.card, "Going")).shows("Going **2**")
    assert "an interaction failed" in caplog.text
    caplog.clear()


@pytest.mark.usefixtures("no_acknowledgements")
async def test_a_card_is_drawn_again_when_an_older_drawing_arrives_last(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer to a press drew an older state of the card; a job draws the newest."""
    monkeypatch.setattr("bot.parties.tasks.REDRAW_EVERY", 1)
    async with running_group(discord_server, scene, bot_database) as group:
        hold = discord_server.faults.hold("POST", CALLBACK, after=False)
        first = await group.organiser.click(group.card, "Maybe")
        await discord_server.until(lambda: hold.reached, "the first answer")
        await (await group.member.click(group.card, "Going")).answered()
        await discord_server.until(lambda: "Maybe **1**" in group.card.text, "the runner's drawing")
        await bot_database.until(lambda: bot_database.value(BUSY) == 0, "a bot with nothing to do")
        hold.release()
        assert kind(await first.answered()) == CHANGED
        await discord_server.until(lambda: "Going **1**" in group.card.text, "the drawing after it")


@pytest.mark.usefixtures("no_acknowledgements")
async def test_a_card_is_drawn_again_when_the_runners_older_drawing_arrives_last(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A press is answered while a job draws the card as it was before; it is drawn once more."""
    monkeypatch.setattr("bot.parties.tasks.REDRAW_EVERY", 1)
    async with running_group(discord_server, scene, bot_database) as group:
        opened = await (await group.organiser.click(group.card, "Move")).finished()
        sure = await (await group.organiser.submit(opened, when="in 4 days")).shown()
        hold = discord_server.faults.hold("PATCH", "/channels/*/messages/*", after=False)
        await (await group.organiser.click(sure.reply, "Move")).finished()
        await discord_server.until(lambda: hold.reached, "the runner's drawing")
        await (await group.member.click(group.card, "Going")).shows("Going **2**")
        hold.release()
        await discord_server.until(lambda: "Going **1**" in group.card.text, "the older drawing")
        await discord_server.until(lambda: "Going **2**" in group.card.text, "the drawing after it")
