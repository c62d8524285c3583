"""Asking without /ask: a mention, a direct message, a message command, and too much of it."""

from datetime import timedelta

import discord
import pytest

from bot.client.limits import A_MINUTE, QUESTIONS
from tests.behaviour.reading import answer, buttons, labels, private, text_of
from tests.behaviour.study_group import BOT_PERMISSIONS, BOT_ROLE, StudyGroup

LSTM = "7 · Long Short-Term Memory"


def mention(group: StudyGroup) -> str:
    """Return what members type to mention the bot."""
    assert group.guild.me is not None
    return group.guild.me.mention


async def test_mention_is_answered_by_a_reply_that_pings_nobody(group: StudyGroup) -> None:
    """The reply is public, and has no button that is for one reader only."""
    asked = await group.member.send(group.channel, f"{mention(group)} what covers LSTMs?")
    reply = group.channel.last_message
    assert reply is not None
    assert reply.reference is not None
    assert reply.reference.message_id == asked.id
    assert LSTM in text_of(reply)
    assert labels(reply) == ["Watch", "Open chapter 7"]
    assert group.pinged_by(reply) == set()


async def test_mention_is_answered_in_the_servers_language(group: StudyGroup) -> None:
    """A reply is public, so the asker's language does not matter."""
    await group.organiser.slash(group.channel, "settings language", language="pt-BR")
    await group.member.send(group.channel, f"what covers LSTMs, {mention(group)}?")
    reply = group.channel.last_message
    assert reply is not None
    assert "Capítulo 7 de 9" in text_of(reply)


@pytest.mark.parametrize("more", ["", " ?", ", "])
async def test_bare_mention_is_told_what_to_ask(group: StudyGroup, more: str) -> None:
    """A mention without a question is answered with how to ask one."""
    await group.member.send(group.channel, mention(group) + more)
    reply = group.channel.last_message
    assert reply is not None
    assert "Ask me what covers a topic" in text_of(reply)


@pytest.mark.parametrize(
    ("said", "language", "first"),
    [
        ("help", "en-US", "Ask me what covers a topic"),
        ("what can you do?", "en-US", "Ask me what covers a topic"),
        ("me ajuda", "pt-BR", "Pergunte"),
        ("ajuda", "pt-BR", "Pergunte"),
        ("thanks!", "en-US", "Any time! Ask me what covers a topic"),
        ("oi, tudo bem?", "pt-BR", "Olá! Pergunte"),
    ],
)
async def test_a_mention_that_asks_nothing_is_told_what_to_ask(
    group: StudyGroup, said: str, language: str, first: str
) -> None:
    """Of the course and of the group, in the server's language."""
    await group.organiser.slash(group.channel, "settings language", language=language)
    await group.member.send(group.channel, f"{mention(group)} {said}")
    reply = group.channel.last_message
    assert reply is not None
    assert first in text_of(reply).splitlines()[0]
    group_line = "I also know when the next post comes" if language == "en-US" else "Também sei quando sai"
    assert group_line in text_of(reply)
    assert ("`/help`" if language == "en-US" else "`/ajuda`") in text_of(reply)


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("help", "Ask me what covers a topic"),
        ("me ajuda", "Pergunte"),
        ("obrigada!", "Às ordens! Pergunte"),
        ("valeu", "Às ordens! Pergunte"),
        ("thanks", "Any time! Ask me what covers a topic"),
        ("oi, tudo bem?", "Olá! Pergunte"),
        ("hi", "Hello! Ask me what covers a topic"),
    ],
)
async def test_a_courtesy_in_a_direct_message_is_returned(group: StudyGroup, said: str, first: str) -> None:
    """In its own language, with what can be asked there: nothing about a group."""
    user = group.env.create_user("nina")
    await user.send_dm(said)
    reply = user.dm_channel.last_message
    assert reply is not None
    assert first in text_of(reply).splitlines()[0]
    assert "`/help`" in text_of(reply) or "`/ajuda`" in text_of(reply)
    assert len(text_of(reply).splitlines()) == 2


async def test_thanks_in_a_reply_are_left_alone(group: StudyGroup) -> None:
    """They may be meant for somebody; nobody has mentioned the bot."""
    await group.member.send(group.channel, f"{mention(group)} what covers LSTMs?")
    answered = group.channel.last_message
    assert answered is not None
    await group.member.send(group.channel, "thanks!", reply_to=answered)
    last = group.channel.last_message
    assert last is not None
    assert last.author.id == group.member.id


async def test_asking_for_help_by_the_command_says_what_to_ask(group: StudyGroup) -> None:
    asked = await group.reader.slash(group.channel, "ask", question="ajuda")
    assert "Pergunte" in private(asked).splitlines()[0]
    assert "Também sei quando sai" in private(asked)


@pytest.mark.parametrize("written", ["what covers LSTMs?", "LSTM @everyone", "<@1> LSTM"])
async def test_talk_that_does_not_mention_the_bot_is_left_alone(group: StudyGroup, written: str) -> None:
    await group.member.send(group.channel, written)
    last = group.channel.last_message
    assert last is not None
    assert last.author.id == group.member.id


async def test_other_bots_are_not_answered(group: StudyGroup) -> None:
    """Or two bots could answer each other without end."""
    other = group.guild.add_member(group.env.create_user("other", bot=True))
    await other.send(group.channel, f"{mention(group)} LSTM")
    assert len(group.channel.history()) == 1


async def test_mention_where_the_bot_may_not_write_stays_quiet(group: StudyGroup) -> None:
    """Without Send Messages there is no reply, and no error is logged."""
    role = group.guild.roles[BOT_ROLE]
    closed = group.guild.create_text_channel(
        "closed", overwrites={role: discord.PermissionOverwrite(send_messages=False)}
    )
    await group.member.send(closed, f"{mention(group)} LSTM")
    assert [message.author.id for message in closed.history()] == [group.member.id]


@pytest.mark.parametrize(
    ("question", "answered"), [("what covers LSTMs?", "Chapter 7 of 9"), ("o que fala de LSTM?", "Capítulo 7 de 9")]
)
async def test_direct_message_is_answered_in_its_own_language(group: StudyGroup, question: str, answered: str) -> None:
    """Discord sends no locale with a message, so the question's function words decide."""
    user = group.env.create_user("nina")
    await user.send_dm(question)
    reply = user.dm_channel.last_message
    assert reply is not None
    assert answered in text_of(reply)
    assert "Share" not in labels(reply)


async def test_ask_works_in_a_direct_message_and_shows_no_share(group: StudyGroup) -> None:
    user = group.env.create_user("nina")
    result = await user.slash("ask", question="gradient descent")
    assert "2 · Gradient descent" in text_of(answer(result))
    assert "Share" not in labels(answer(result))


async def test_message_command_answers_about_what_somebody_wrote(group: StudyGroup) -> None:
    """Only the person who used it sees the chapter, and may share it."""
    written = await group.reader.send(group.channel, "does anyone know how backprop works?")
    result = await group.member.context_menu(group.channel, "Find the chapter", written)
    assert "3 · Backpropagation, intuitively" in private(result)
    assert "Share" in labels(answer(result))


async def test_message_command_on_a_message_without_words_says_what_to_ask(group: StudyGroup) -> None:
    """A message of punctuation alone has no question."""
    await group.member.slash(group.channel, "chapter", chapter="1")
    picture = await group.member.send(group.channel, " . ")
    result = await group.reader.context_menu(group.channel, "Find the chapter", picture)
    assert "Nada neste curso" in private(result) or "Pergunte" in private(result)


async def test_long_message_is_answered_and_shared_as_the_same_question(group: StudyGroup) -> None:
    """The part of a long message that the card quotes is the question, both times."""
    written = await group.reader.send(group.channel, "what is attention? " + "thanks " * 60)
    result = await group.member.context_menu(group.channel, "Find the chapter", written)
    assert "9 · Attention in transformers" in private(result)
    shared = await group.member.click(answer(result), label="Share")
    assert "9 · Attention in transformers" in text_of(answer(shared))
    assert text_of(answer(result)).splitlines()[0] == text_of(answer(shared)).splitlines()[0]


async def test_question_at_the_end_of_a_long_message_is_found(group: StudyGroup) -> None:
    """The card quotes the sentence that asks, without the politeness around it."""
    polite = "Hi everyone, I hope that you all had a lovely weekend. " * 5
    written = await group.reader.send(group.channel, polite + "Which video covers LSTMs? Thank you!")
    result = await group.member.context_menu(group.channel, "Find the chapter", written)
    assert LSTM in private(result)
    assert text_of(answer(result)).splitlines()[0] == "> Which video covers LSTMs?"


async def test_too_many_questions_are_put_off_privately(group: StudyGroup) -> None:
    """The limit is each person's own, and is over a minute later."""
    for _ in range(QUESTIONS):
        await group.reader.slash(group.channel, "ask", question="LSTM")
    refused = await group.reader.slash(group.channel, "ask", question="LSTM")
    assert "muitas perguntas" in private(refused)
    assert buttons(answer(refused)) == []
    other = await group.member.slash(group.channel, "ask", question="LSTM")
    assert LSTM in private(other)
    await group.wait(timedelta(seconds=A_MINUTE + 1))
    again = await group.reader.slash(group.channel, "ask", question="LSTM")
    assert LSTM in private(again)


async def test_too_many_mentions_get_an_hourglass(group: StudyGroup) -> None:
    """A mention has no private answer, so a reaction tells that the limit is reached."""
    allowed = discord.Permissions(BOT_PERMISSIONS.value)
    allowed.update(add_reactions=True)
    await group.let_bot(allowed)
    for _ in range(QUESTIONS + 1):
        last = await group.member.send(group.channel, f"{mention(group)} LSTM")
        await group.wait(timedelta(seconds=1))
    kept = next(m for m in group.channel.history() if m.id == last.id)
    assert [str(reaction.emoji) for reaction in kept.reactions] == ["⏳"]


async def test_sharing_counts_as_asking(group: StudyGroup) -> None:
    """After many shares the next question is put off, privately."""
    for _ in range(QUESTIONS // 2):
        asked = await group.member.slash(group.channel, "ask", question="LSTM")
        shared = await group.member.click(answer(asked), label="Share")
        assert not answer(shared).ephemeral
    refused = await group.member.slash(group.channel, "ask", question="LSTM")
    assert "a lot of questions" in private(refused)
