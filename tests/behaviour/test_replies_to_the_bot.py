"""Speaking to the bot by its role or by replies, and asking it about links."""

import discord
import pytest

from tests.behaviour.reading import Message, answer, links, text_of
from tests.behaviour.schedules import lisbon_winter, posts, set_up
from tests.behaviour.study_group import BOT_ROLE, StudyGroup


def role_mention(group: StudyGroup) -> str:
    """Return what members type to mention the bot's own role, which SimCord does not tell from others."""
    home = group.env.bot.get_guild(group.guild.id)
    assert home is not None
    role = home.get_role(group.guild.roles[BOT_ROLE].id)
    assert role is not None
    role.tags = discord.RoleTags({"bot_id": str(group.env.backend.bot_user.id)})
    return role.mention


def last(group: StudyGroup) -> Message:
    """Return the last message in the channel, which must be the bot's and ping nobody."""
    message = group.channel.last_message
    assert message is not None
    assert message.author.id == group.env.backend.bot_user.id
    assert group.pinged_by(message) == set()
    return message


async def asked(group: StudyGroup, question: str = "what covers LSTMs?") -> Message:
    """Let the member ask by a mention, and return the answer."""
    assert group.guild.me is not None
    await group.member.send(group.channel, f"{group.guild.me.mention} {question}")
    return last(group)


async def is_met(group: StudyGroup, said: str, to: Message) -> bool:
    """Reply to a message with what is *said*, and tell whether the bot answers."""
    before = len(group.channel.history())
    await group.reader.send(group.channel, said, reply_to=to)
    return len(group.channel.history()) == before + 2


@pytest.mark.parametrize(
    ("language", "how"), [("en-US", "Ask me what covers a topic"), ("pt-BR", "Pergunte onde o curso trata de um tema")]
)
async def test_a_mention_of_the_bots_role_is_told_what_to_ask(group: StudyGroup, language: str, how: str) -> None:
    """Discord does not hand over the text of a message that mentions only the role."""
    await group.organiser.slash(group.channel, "settings language", language=language)
    await group.member.send(group.channel, f"{role_mention(group)} what covers LSTMs?")
    assert how in text_of(last(group))


async def test_a_mention_of_the_bot_and_its_role_is_answered(group: StudyGroup) -> None:
    """The bot's own mention brings the text, of which neither is part."""
    await asked(group, f"{role_mention(group)} softmax?")
    assert text_of(last(group)).startswith("> softmax?")
    await asked(group, role_mention(group))
    assert "Ask me what covers a topic" in text_of(last(group))


async def test_another_role_is_not_the_bots(group: StudyGroup) -> None:
    role_mention(group)
    await group.organiser.send(group.channel, f"{group.guild.roles['Organisers'].mention} LSTM?")
    assert len(group.channel.history()) == 1


async def test_a_mentioned_role_where_the_bot_may_not_write_stays_quiet(group: StudyGroup) -> None:
    mention = role_mention(group)
    await group.forbid(group.channel, send_messages=True)
    await group.member.send(group.channel, mention)
    assert len(group.channel.history()) == 1


@pytest.mark.parametrize(
    ("language", "said", "met"),
    [
        ("en-US", "and softmax", "Chapter 5 of 9"),
        ("en-US", "what about attention?", "Chapter 9 of 9"),
        ("en-US", "the one with the queries and keys", "Chapter 9 of 9"),
        ("en-US", "YCzL96nL7j0", "Chapter 7 of 9"),
        ("en-US", "which one covers cookies", "Nothing in this course covers that."),
        ("pt-BR", "e softmax", "Capítulo 5 de 9"),
        ("pt-BR", "e a atenção?", "Capítulo 9 de 9"),
        ("pt-BR", "qual fala de biscoitos", "Nada neste curso"),
    ],
)
async def test_a_reply_to_an_answer_that_asks_is_answered(
    group: StudyGroup, language: str, said: str, met: str
) -> None:
    """As a mention is: with an honest "nothing", too."""
    await group.organiser.slash(group.channel, "settings language", language=language)
    assert await is_met(group, said, await asked(group))
    assert met in text_of(last(group))


@pytest.mark.parametrize(
    "said",
    [
        *("thanks!", "thanks, that makes sense now", "gradient descent finally clicked", "great video", "?"),
        *("valeu!", "que legal esse vídeo", "agora entendi a retropropagação", "ótima explicação"),
    ],
)
async def test_talk_in_reply_to_an_answer_is_left_alone(group: StudyGroup, said: str) -> None:
    assert not await is_met(group, said, await asked(group))


async def test_a_reply_to_the_card_that_says_how_to_ask_is_answered(group: StudyGroup) -> None:
    assert await is_met(group, "LSTM", await asked(group, ""))
    assert "7 · Long Short-Term Memory" in text_of(last(group))


async def test_a_reply_that_mentions_the_bot_is_a_mention(group: StudyGroup) -> None:
    """Whatever it says."""
    assert group.guild.me is not None
    assert await is_met(group, f"{group.guild.me.mention} what a day", await asked(group))
    assert "Nothing in this course" in text_of(last(group))


async def test_a_reply_to_a_post_is_answered_only_if_the_course_covers_what_it_asks(group: StudyGroup) -> None:
    """Under a post people talk with each other."""
    await set_up(group)
    await group.wait_until(lisbon_winter(23))
    (post,) = posts(group)
    assert not await is_met(group, "gradient descent", post)
    assert not await is_met(group, "who is coming tonight?", post)
    assert await is_met(group, "which one covers gradient descent?", post)
    assert "2 · Gradient descent" in text_of(last(group))


async def test_a_reply_without_its_text_is_left_alone(group: StudyGroup) -> None:
    """Discord keeps it back if the answer was shared from a command: the reply pings whoever shared it, not the bot."""
    private = await group.member.slash(group.channel, "ask", question="LSTM")
    shared = answer(await group.member.click(answer(private), label="Share"))
    assert not await is_met(group, "and softmax?", shared)


async def test_replies_to_people_are_left_alone(group: StudyGroup) -> None:
    written = await group.member.send(group.channel, "what covers LSTMs?")
    await group.reader.send(group.channel, "softmax?", reply_to=written)
    assert len(group.channel.history()) == 2


async def test_a_link_is_answered_with_its_chapter_at_its_second(group: StudyGroup) -> None:
    """Also if the answer is shared."""
    asking = "<https://www.youtube.com/watch?v=aircAruvnKk&t=738s> is 13k really that many?"
    private = answer(await group.member.slash(group.channel, "ask", question=asking))
    shared = answer(await group.member.click(private, label="Share"))
    for card in (private, shared):
        assert "1 · But what is a neural network?" in text_of(card)
        assert "12:18" in text_of(card)
        assert "Taught here" not in text_of(card)
        assert links(card)["Watch"] == "https://www.youtube.com/watch?v=aircAruvnKk&t=738s"


async def test_a_link_far_back_in_a_long_message_is_found(group: StudyGroup) -> None:
    """The card quotes it, shortened, before the sentence that asks."""
    said = f"{'I have been watching all day. ' * 9} Is it this part? https://m.youtube.com/watch?t=12m18s&v=aircAruvnKk"
    card = await asked(group, said)
    assert text_of(card).startswith(r"> https\://youtu.be/aircAruvnKk?t=738 Is it this part?")
    assert links(card)["Watch"].endswith("aircAruvnKk&t=738s")
