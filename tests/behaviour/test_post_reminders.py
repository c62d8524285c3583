"""Being told of posts by direct message: asking for it, the messages themselves, and ending it."""

from datetime import timedelta

import simcord

from tests.behaviour.parties import direct_messages, secret_channel
from tests.behaviour.reading import answer, labels, links, private, text_of
from tests.behaviour.schedules import lisbon_winter, manage, post_now, posts, set_up
from tests.behaviour.study_group import StudyGroup

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FIRST, SECOND = lisbon_winter(23), lisbon_winter(30)


async def want_posts(group: StudyGroup, *people: simcord.MemberActor) -> None:
    """Let *people* ask to be told of posts, on the card of /dates."""
    for person in people:
        listed = await person.slash(group.channel, "dates")
        label = "Me avise de publicações" if person is group.reader else "Tell me of new posts"
        told = await person.click(answer(listed), label=label)
        assert "🔔" in text_of(answer(told))


async def test_a_post_is_told_to_whoever_asked_for_it(group: StudyGroup) -> None:
    """In their language, once, through restarts, with the post, the video and its length; nobody else gets one."""
    await set_up(group)
    await want_posts(group, group.reader)
    await group.restart_bot()
    await group.wait_until(FIRST + MINUTE)
    await group.restart_bot()
    await group.wait(MINUTE)
    (letter,) = direct_messages(group.reader)
    (post,) = posts(group)
    assert text_of(letter).splitlines() == [
        "### 🔔 Saiu uma nova publicação",
        "1 · But what is a neural network? · 18:40",
        f"-# {group.guild.name}",
    ]
    assert labels(letter) == ["Assistir", "Ver a publicação", "Sem mais mensagens"]
    assert links(letter) == {"Assistir": group.course.chapters[0].url, "Ver a publicação": post.jump_url}
    assert direct_messages(group.member) == []
    await group.wait_until(SECOND + MINUTE)
    assert len(direct_messages(group.reader)) == 2


async def test_one_press_in_the_message_ends_it(group: StudyGroup) -> None:
    """Also on an old message, and after a restart; /dates offers it again."""
    await set_up(group)
    await want_posts(group, group.member)
    await group.wait_until(SECOND + MINUTE)
    old, _ = direct_messages(group.member)
    await group.restart_bot()
    stopped = await group.member.user.click(old, label="No more messages")
    assert "I do not write to you about new posts any more." in text_of(answer(stopped))
    assert labels(answer(await group.member.slash(group.channel, "dates"))) == ["Tell me of new posts"]
    await group.wait_until(lisbon_winter(7, month=12) + MINUTE)
    assert len(direct_messages(group.member)) == 2


async def test_the_card_after_mark_watched_offers_it(group: StudyGroup) -> None:
    """To whoever is not told yet; the answer has the way back."""
    await set_up(group)
    await group.wait_until(FIRST + MINUTE)
    (post,) = posts(group)
    marked = await group.member.click(post, label="Mark watched")
    assert labels(answer(marked))[5:] == ["Undo", "Add a note", "Tell me of new posts"]
    told = await group.member.click(answer(marked), label="Tell me of new posts")
    assert "I write to you when a post comes out." in private(told)
    again = await group.member.click(post, label="Mark watched")
    assert labels(answer(again))[5:] == ["Not watched", "Add a note"]
    asked = await group.member.slash(group.channel, "ask", question="when is the next post?")
    assert labels(answer(asked)) == ["All dates"]
    stopped = await group.member.click(answer(told), label="No more messages")
    assert "`/dates` always shows when the next one comes." in private(stopped)
    await group.wait_until(SECOND + MINUTE)
    assert direct_messages(group.member) == []


async def test_posts_in_hidden_channels_are_not_told(group: StudyGroup) -> None:
    """As long as the channel is hidden when the post comes out."""
    await set_up(group)
    await want_posts(group, group.member, group.organiser)
    await set_up(group, channel=secret_channel(group), weekdays="tuesday")
    await group.wait_until(lisbon_winter(24) + MINUTE)
    assert [len(direct_messages(person)) for person in (group.member, group.organiser)] == [1, 2]


async def test_whoever_left_is_forgotten_without_fuss(group: StudyGroup) -> None:
    """Somebody else still gets theirs; coming back brings no message that was not asked for anew."""
    await set_up(group)
    await want_posts(group, group.member, group.reader)
    user = group.member.user
    group.env.backend.remove_member(group.guild.id, group.member.id)
    await group.wait_until(FIRST + MINUTE)
    assert [len(direct_messages(person)) for person in (group.member, group.reader)] == [0, 1]
    group.guild.add_member(user)
    await group.wait_until(SECOND + MINUTE)
    assert [len(direct_messages(person)) for person in (group.member, group.reader)] == [0, 2]


async def test_whoever_deleted_their_data_gets_none(group: StudyGroup) -> None:
    """And the export has told of it before."""
    await set_up(group)
    await want_posts(group, group.member)
    asked = await group.member.slash(group.channel, "privacy")
    (file,) = answer(asked).attachments
    assert b'"wants_direct_posts": "en-US"' in await file.read()
    sure = await group.member.click(answer(asked), label="Delete my data")
    await group.member.click(answer(sure), label="Yes, delete my data")
    await group.wait_until(FIRST + MINUTE)
    assert direct_messages(group.member) == []


async def test_a_late_post_is_told_when_it_comes(group: StudyGroup) -> None:
    """After an outage, once."""
    await set_up(group)
    await want_posts(group, group.member)
    await group.restart_bot(after=2 * DAY)
    await group.wait(MINUTE)
    assert len(posts(group)) == 1
    assert len(direct_messages(group.member)) == 1


async def test_two_chapters_are_told_with_a_button_each(group: StudyGroup) -> None:
    """The closing post is not told; a post asked for is."""
    await set_up(group, chapters=2, first="8")
    await want_posts(group, group.member)
    await post_now(group)
    await group.wait(MINUTE)
    (letter,) = direct_messages(group.member)
    assert labels(letter) == ["Watch chapter 8", "Watch chapter 9", "To the post", "No more messages"]
    await group.wait_until(lisbon_winter(14, month=12))
    assert len(direct_messages(group.member)) == 1


async def test_a_paused_schedule_still_lets_members_ask(group: StudyGroup) -> None:
    await set_up(group)
    await manage(group, "pause")
    await want_posts(group, group.member)
    assert labels(answer(await group.member.slash(group.channel, "dates"))) == ["No more messages"]
