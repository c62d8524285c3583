"""Questions about the group, by /ask, mentions, replies and direct messages: the next post, where to start."""

from datetime import timedelta

import discord
import pytest

from tests.behaviour.parties import secret_channel, stamp
from tests.behaviour.reading import answer, buttons, labels, links, private, text_of
from tests.behaviour.schedules import confirmed, lisbon_winter, manage, posts, set_up, shown
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.test_mentions_and_messages import mention

MINUTE = timedelta(minutes=1)
FIRST, SECOND, THIRD = lisbon_winter(23), lisbon_winter(30), lisbon_winter(7, month=12)


async def ask(group: StudyGroup, question: str) -> str:
    """Return what a member is answered in private."""
    return private(await group.member.slash(group.channel, "ask", question=question))


async def say_aloud(group: StudyGroup, question: str) -> discord.Message:
    """Let a member mention the bot with *question*, and return the public answer."""
    await group.member.send(group.channel, f"{mention(group)} {question}")
    reply = group.channel.last_message
    assert reply is not None
    assert reply.author.id != group.member.id
    return reply


async def two_posts_out(group: StudyGroup) -> None:
    """Let two posts come out, of which the member marks the first watched, and restart the bot."""
    await set_up(group)
    await group.wait_until(SECOND + MINUTE)
    await group.member.click(posts(group)[0], label="Mark watched")
    await group.restart_bot()


async def test_the_next_post(group: StudyGroup) -> None:
    """In about four lines, in both languages, with all dates and an offer to be told."""
    await set_up(group)
    asked = await group.member.slash(group.channel, "ask", question="when is the next post?")
    assert private(asked).splitlines() == [
        f"🗓️ **Next post** {shown(FIRST)} ({stamp(FIRST, 'R')})",
        "-# 1 · But what is a neural network?",
    ]
    assert labels(answer(asked)) == ["All dates", "Tell me of new posts"]
    dates = await group.member.click(answer(asked), label="All dates")
    assert "### The posts to come" in text_of(answer(dates))
    portuguese = await group.reader.slash(group.channel, "ask", question="quando sai a proxima aula?")
    assert f"**Próxima publicação** {shown(FIRST)}" in private(portuguese)


async def test_no_next_post(group: StudyGroup) -> None:
    """Without a schedule, in a pause and at the end."""
    assert "No study schedule posts in a channel that you can see." in await ask(group, "when is the next session?")
    await set_up(group, first="9")
    await manage(group, "pause")
    assert "The schedule is paused; no date is set." in await ask(group, "when's the next post")
    await manage(group, "resume")
    await group.wait_until(lisbon_winter(14, month=12))
    ended = ["Every chapter has been posted.", "-# `/progress` shows what is left for you."]
    assert (await ask(group, "when's the next post")).splitlines() == ended
    asked = await group.organiser.slash(group.channel, "ask", question="when's the next post")
    assert private(asked).splitlines() == [*ended, "-# With `/schedule setup` you begin a new round."]
    portuguese = await group.reader.slash(group.channel, "ask", question="quando sai o próximo?")
    assert private(portuguese).splitlines()[1:] == ["-# `/progresso` mostra o que ainda falta para você."]
    assert text_of(await say_aloud(group, "when is the next post?")).splitlines() == ended


@pytest.mark.parametrize(
    ("question", "language", "last"),
    [
        ("is the new chapter out yet?", "en-US", "Posted last: "),
        ("já saiu o capítulo novo?", "pt-BR", "Publicado por último: "),
    ],
)
async def test_what_came_out_last_is_said_with_the_next_post(
    group: StudyGroup, question: str, language: str, last: str
) -> None:
    """In private in the reader's language, in public in the server's; after a restart, too."""
    await group.organiser.slash(group.channel, "settings language", language=language)
    await set_up(group)
    await group.wait_until(SECOND + MINUTE)
    await group.restart_bot()
    url = f"https://discord.com/channels/{group.guild.id}/{group.channel.id}/{posts(group)[1].id}"
    shown_last = f"-# {last}[2 · "
    asker = group.member if language == "en-US" else group.reader
    asked = private(await asker.slash(group.channel, "ask", question=question))
    assert shown_last in asked
    assert f"(<{url}>) · {stamp(SECOND, 'D')}" in asked
    assert shown_last in text_of(await say_aloud(group, question))


@pytest.mark.parametrize(
    ("question", "language", "came", "comes"),
    [
        ("when's ch {number} out?", "en-US", "came out", "comes"),
        ("quando sai o cap {number}?", "pt-BR", "saiu em", "sai em"),
    ],
)
async def test_a_chapter_has_its_date(group: StudyGroup, question: str, language: str, came: str, comes: str) -> None:
    """Behind it, or to come; what the schedule does not post has none."""
    await group.organiser.slash(group.channel, "settings language", language=language)
    await set_up(group)
    await group.wait_until(SECOND + MINUTE)
    await group.restart_bot()
    asker = group.member if language == "en-US" else group.reader
    answers = {}
    for number in (2, 5, 99):
        asked = await asker.slash(group.channel, "ask", question=question.format(number=number))
        answers[number] = private(asked).splitlines()[2:]
        assert text_of(await say_aloud(group, question.format(number=number))).splitlines()[2:] == answers[number]
    url = f"https://discord.com/channels/{group.guild.id}/{group.channel.id}/{posts(group)[1].id}"
    assert answers[2][0].endswith(f"(<{url}>) {came} {stamp(SECOND, 'D')}")
    (fifth,) = answers[5]
    assert fifth.startswith("5 · Transformers")
    assert fifth.endswith(f" {comes} {stamp(lisbon_winter(21, month=12), 'D')}")
    assert answers[99][0].startswith("-# ")


async def test_where_to_start(group: StudyGroup) -> None:
    """With the first chapter, or the next for whoever has begun; with what comes next, and at the end with praise."""
    asked = await group.member.slash(group.channel, "ask", question="where do I start?")
    assert "Start with **1 · But what is a neural network?**" in private(asked)
    assert labels(answer(asked)) == ["Watch", "Open chapter 1"]
    assert links(answer(asked))["Watch"] == group.course.chapters[0].url
    await two_posts_out(group)
    text = await ask(group, "where should I begin")
    assert "Go on with **2 · " in text
    assert "1 of 9 watched" in text
    assert f"**Next post** {shown(THIRD)}" in text
    assert "Comece com **1 · " in private(await group.reader.slash(group.channel, "ask", question="por onde começo?"))
    for number in range(2, 10):
        card = answer(await group.member.slash(group.channel, "chapter", chapter=str(number)))
        await group.member.click(card, label="Mark watched")
    assert "You have watched the whole course. Congratulations!" in await ask(group, "where do I start?")


async def test_what_somebody_missed(group: StudyGroup) -> None:
    """What is out and not marked, with links to the posts and a button each; then what is next."""
    await set_up(group)
    assert "Nothing has been posted yet, so you have missed nothing." in await ask(group, "what did I miss?")
    await group.wait_until(SECOND + MINUTE)
    await group.member.click(posts(group)[0], label="Mark watched")
    await group.restart_bot()
    asked = await group.member.slash(group.channel, "ask", question="what did I miss?")
    second = posts(group)[1]
    url = f"https://discord.com/channels/{group.guild.id}/{group.channel.id}/{second.id}"
    assert "**1 chapter to catch up on**" in private(asked)
    assert f"(<{url}>) · {stamp(SECOND, 'D')}" in private(asked)
    assert f"**Next post** {shown(THIRD)}" in private(asked)
    (label,) = labels(answer(asked))
    assert label.startswith("2 · ")
    opened = await group.member.click(answer(asked), label=label)
    assert "### 2 · " in text_of(answer(opened))
    missed = private(await group.reader.slash(group.channel, "ask", question="o que perdi?"))
    assert "**2 capítulos para pôr em dia**" in missed
    await group.member.click(second, label="Mark watched")
    assert "✅ You have missed nothing" in await ask(group, "did I miss anything?")


async def test_what_came_out_before_a_stop_or_in_a_schedule_before_was_missed_too(group: StudyGroup) -> None:
    """Of schedules that were stopped, or replaced by one that goes on; a chapter posted by both counts once."""
    await two_posts_out(group)
    await manage(group, "stop")
    await group.restart_bot()
    text = await ask(group, "what did I miss?")
    assert "**1 chapter to catch up on**" in text
    assert str(posts(group)[1].id) in text
    missed = await group.reader.slash(group.channel, "ask", question="o que eu perdi?")
    assert "**2 capítulos para pôr em dia**" in private(missed)
    await set_up(group)
    assert "**1 chapter to catch up on**" in await ask(group, "what did I miss?")
    await group.restart_bot()
    await group.wait_until(THIRD + MINUTE)
    assert "**2 chapters to catch up on**" in await ask(group, "what did I miss?")
    await set_up(group, weekdays="tuesday", first="3")
    await group.wait_until(lisbon_winter(8, month=12) + MINUTE)
    text = await ask(group, "what did I miss?")
    assert "**2 chapters to catch up on**" in text
    assert str(posts(group)[-1].id) in text
    reply = await say_aloud(group, "what did I miss?")
    mine = await group.member.click(reply, label="What did I miss?")
    assert "**2 chapters to catch up on**" in private(mine)


async def test_what_came_out_in_a_hidden_or_deleted_channel_is_not_told(group: StudyGroup) -> None:
    """Of ended schedules only those in channels that are there and that the reader can view."""
    hidden, other = secret_channel(group), group.guild.create_text_channel("evenings")
    await set_up(group, channel=hidden)
    await set_up(group, channel=other)
    await group.wait_until(FIRST + MINUTE)
    for channel in (hidden, other):
        await confirmed(group, await group.organiser.slash(channel, "schedule stop"), "Stop it")
    assert "**1 chapter to catch up on**" in await ask(group, "what did I miss?")
    group.env.backend.delete_channel(other.id)
    await group.env.settle()
    assert "Nothing has been posted yet" in await ask(group, "what did I miss?")


async def test_chapters_and_not_posts_are_counted(group: StudyGroup) -> None:
    """Where a post has two of them."""
    await set_up(group, chapters=2)
    await group.wait_until(SECOND + MINUTE)
    assert "**4 chapters to catch up on**" in await ask(group, "what did I miss?")


async def test_somebody_who_missed_much_is_told_the_first_few(group: StudyGroup) -> None:
    await set_up(group, weekdays="mon tue wed thu fri sat sun")
    await group.wait_until(lisbon_winter(29) + MINUTE)
    asked = await group.member.slash(group.channel, "ask", question="what did I miss?")
    assert "**7 chapters to catch up on**" in private(asked)
    assert "and 2 more" in private(asked)
    assert [label[0] for label in labels(answer(asked))] == ["1", "2", "3", "4", "5"]


async def test_a_post_that_was_made_anew_counts_once(group: StudyGroup) -> None:
    """As it came last; one whose message is not known is not linked to."""
    await set_up(group)
    await group.wait_until(FIRST + MINUTE)
    await manage(group, "repeat", chapter="1")
    await group.wait_until(SECOND + MINUTE)
    text = await ask(group, "what did I miss?")
    assert "**1 chapter to catch up on**" in text
    assert str(posts(group)[-1].id) in text


async def test_how_long_the_course_is(group: StudyGroup) -> None:
    """With what is left for the reader, and when the last chapter comes."""
    assert await ask(group, "how long is the course?") == "**9 chapters · 3 h 9 min**"
    await two_posts_out(group)
    lines = (await ask(group, "how many videos are there?")).splitlines()
    assert lines[0] == "**9 chapters · 3 h 9 min**"
    assert "1 of 9 watched · 2 h 51 min of video to come" in lines[1]
    assert lines[2] == f"The last chapter comes {stamp(lisbon_winter(18, month=1).replace(year=2027), 'D')}"
    assert "**9 capítulos" in private(await group.reader.slash(group.channel, "ask", question="quanto dura o curso?"))


async def test_whoever_has_watched_all_has_nothing_left(group: StudyGroup) -> None:
    for number in range(1, 10):
        card = answer(await group.member.slash(group.channel, "chapter", chapter=str(number)))
        await group.member.click(card, label="Mark watched")
    assert (await ask(group, "how long is the course?")).splitlines()[1] == "-# 9 of 9 watched"


async def test_a_mention_is_answered_in_public(group: StudyGroup) -> None:
    """In the server's language; a reply to the bot, too."""
    await group.organiser.slash(group.channel, "settings language", language="pt-BR")
    await set_up(group)
    reply = await say_aloud(group, "when is the next post?")
    assert f"**Próxima publicação** {shown(FIRST)}" in text_of(reply)
    await group.wait_until(FIRST + MINUTE)
    await group.member.send(group.channel, "quando é a próxima aula?", reply_to=posts(group)[0])
    last = group.channel.last_message
    assert last is not None
    assert f"**Próxima publicação** {shown(SECOND)}" in text_of(last)
    assert group.pinged_by(last) == set()


async def test_what_somebody_missed_is_not_said_in_public(group: StudyGroup) -> None:
    """There is a button, and each sees their own; nobody else's marks are told by the other answers either."""
    await two_posts_out(group)
    reply = await say_aloud(group, "what did I miss?")
    assert "to catch up on" not in text_of(reply)
    assert f"**Next post** {shown(THIRD)}" in text_of(reply)
    mine = await group.member.click(reply, label="What did I miss?")
    assert "**1 chapter to catch up on**" in private(mine)
    theirs = await group.reader.click(reply, label="What did I miss?")
    assert "**2 capítulos para pôr em dia**" in private(theirs)
    assert "Start with **1 · " in text_of(await say_aloud(group, "where do I start?"))
    assert "watched" not in text_of(await say_aloud(group, "how long is the course?"))


async def test_hidden_schedules_are_not_told_in_public(group: StudyGroup) -> None:
    """Whoever can view the channel learns of them in private, or there."""
    hidden = secret_channel(group)
    await set_up(group, channel=hidden)
    await group.organiser.send(group.channel, f"{mention(group)} when is the next post?")
    reply = group.channel.last_message
    assert reply is not None
    assert "No study schedule posts" in text_of(reply)
    assert "No study schedule posts" in await ask(group, "when is the next post?")
    told = await group.organiser.slash(group.channel, "ask", question="when is the next post?")
    assert f"**Next post** {shown(FIRST)}" in private(told)
    await group.organiser.send(hidden, f"{mention(group)} when is the next post?")
    there = hidden.last_message
    assert there is not None
    assert f"**Next post** {shown(FIRST)}" in text_of(there)


@pytest.mark.parametrize(
    ("question", "answered"),
    [("when is the next post?", "That depends on your server"), ("o que perdi?", "Isso depende do seu servidor")],
)
async def test_direct_messages_are_told_to_ask_in_a_server(group: StudyGroup, question: str, answered: str) -> None:
    await group.reader.user.send_dm(question)
    reply = group.reader.user.dm_channel.last_message
    assert reply is not None
    assert answered in text_of(reply)


async def test_asking_in_private_outside_a_server(group: StudyGroup) -> None:
    asked = await group.member.user.slash("ask", question="where do I start?")
    assert "That depends on your server" in text_of(answer(asked))


async def test_a_channels_own_schedule_is_meant_there(group: StudyGroup) -> None:
    """Elsewhere all of them are told, each with its channel; the first has a button."""
    other = group.guild.create_text_channel("evenings")
    await set_up(group)
    await set_up(group, channel=other, weekdays="sunday", time="20:00")
    assert shown(lisbon_winter(29, 20)) not in await ask(group, "when is the next post?")
    hall = group.guild.create_text_channel("hall")
    asked = await group.member.slash(hall, "ask", question="when is the next post?")
    assert f"<#{other.id}>" in private(asked)
    assert shown(FIRST) in private(asked)
    assert [button["custom_id"] for button in buttons(answer(asked))] == ["v1:dates:1:0", "v1:tell-posts:1"]


@pytest.mark.parametrize("question", ["where do I start gradient descent?", "what did I miss in backprop?"])
async def test_questions_about_the_course_stay_such(group: StudyGroup, question: str) -> None:
    """They are answered, or honestly not answered, with the question above."""
    await set_up(group)
    text = await ask(group, question)
    assert text.startswith(f"> {question}\n")
    assert "Next post" not in text
