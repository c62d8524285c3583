"""The posts that a schedule brings: when, what they look like, whom they ping, and how they end."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import discord

from bot.text.locales import Locale
from bot.ui.cards import escape
from tests.behaviour.reading import labels, links, pictures, private, text_of
from tests.behaviour.schedules import lisbon_winter, manage, post_times, posted, posts, set_up, shown
from tests.behaviour.study_group import BOT_PERMISSIONS, StudyGroup, founded
from tests.behaviour.test_mentions_and_messages import mention


async def test_post_comes_on_the_minute_and_not_before(group: StudyGroup) -> None:
    """A minute before the slot there is nothing; at the slot there is one chapter."""
    await set_up(group)
    await group.wait_until(lisbon_winter(23, 18, minute=59))
    assert posted(group) == []
    await group.wait_until(lisbon_winter(23))
    assert posted(group) == [1]


async def test_post_leads_with_picture_question_and_length_and_has_the_next_date(group: StudyGroup) -> None:
    """Everyone sees these, title and link, and when the next chapter comes."""
    await set_up(group)
    await group.wait_until(lisbon_winter(23, 20))
    (post,) = posts(group)
    chapter, text = group.course.chapters[0], text_of(post)
    assert text.startswith("-# Next in our course\n### How does a neural network recognise a handwritten digit?\n")
    assert "1 · But what is a neural network? · **19 min**\n-# Chapter 1 of 9 · 3Blue1Brown\n" in text
    assert pictures(post) == [chapter.picture]
    assert links(post)["Watch"] == chapter.url
    assert labels(post) == ["Watch", "Mark watched", "About this chapter"]
    assert f"<t:{int(lisbon_winter(30).timestamp())}:F>" in text
    assert "late" not in text
    assert not post.flags.ephemeral


async def test_nothing_of_a_season_that_stays_in_the_channel_counts_the_days_until_then(group: StudyGroup) -> None:
    """Start, posts, closing post and answers for all name dates, since "in 6 days" soon says "3 days ago"."""
    await set_up(group, first="8", announce=True)
    await group.wait_until(lisbon_winter(24))
    await group.member.send(group.channel, f"{mention(group)} when is the next post?")
    await group.wait_until(lisbon_winter(14, month=12).replace(hour=21))
    texts = [text_of(message) for message in group.channel.history() if not message.flags.ephemeral]
    season = "\n".join(texts)
    assert "First post planned for <t:" in season
    assert "Next chapter: <t:" in season
    assert "**Next post** <t:" in season
    assert "The end of the course" in season
    assert ":R>" not in season


async def test_post_speaks_the_servers_language(group: StudyGroup) -> None:
    """A choice holds from the next post on; without one it is the server's language at Discord."""
    await set_up(group)
    await group.organiser.slash(group.channel, "settings language", language="pt-BR")
    await group.wait_until(lisbon_winter(23, 20))
    await group.organiser.slash(group.channel, "settings language", language="discord")
    await group.wait_until(lisbon_winter(30, 20))
    first, second = posts(group)
    assert "### Como uma rede neural reconhece um dígito escrito à mão?\n" in text_of(first)
    assert labels(first) == ["Assistir", "Marcar como assistido", "Saiba mais"]
    assert "### What does it mean for a network to learn?\n" in text_of(second)


async def test_brazilian_server_gets_portuguese_without_asking(group: StudyGroup) -> None:
    """From the server's language at Discord."""
    group.env.backend.edit_guild(group.guild.id, {"preferred_locale": Locale.PORTUGUESE.value})
    await set_up(group)
    await group.wait_until(lisbon_winter(23, 20))
    assert "### Como uma rede neural reconhece um dígito escrito à mão?\n" in text_of(posts(group)[0])


async def test_portuguese_posts_tell_of_captions_and_english_ones_do_not(group: StudyGroup) -> None:
    """And who made them: those of chapter 9 a machine; of chapter 8 none are known."""
    await set_up(group, first="8", weekdays="monday, tuesday")
    await group.wait_until(lisbon_winter(23, 20))
    await group.organiser.slash(group.channel, "settings language", language="pt-BR")
    await group.wait_until(lisbon_winter(24, 20))
    english, portuguese = posts(group)
    assert "aptions" not in text_of(english)
    assert "-# Legendas em português, por tradução automática" in text_of(portuguese)


async def test_all_about_a_posts_chapter_is_one_press_away_and_private(group: StudyGroup) -> None:
    """In the reader's language, also after a restart: summary, topics, moments; none of it is on the post."""
    await set_up(group, first="3")
    await group.wait_until(lisbon_winter(23, 20))
    await group.restart_bot()
    (post,), chapter = posts(group), group.course.chapters[2]
    told = private(await group.reader.click(post, label="About this chapter"))
    assert "**Como uma rede aprende com os próprios erros?**" in told
    assert "-# Legendas em português, da comunidade" in told
    for part in (escape(chapter.summary_in(Locale.PORTUGUESE)), "**Temas** ", "**Assista antes** ", "**Momentos**"):
        assert part in told
        assert part not in text_of(post)
    assert escape(chapter.summary_in(Locale.ENGLISH)) not in text_of(post)


async def test_post_pings_its_role_and_nobody_else(group: StudyGroup) -> None:
    """Without a role nobody is pinged."""
    role = group.guild.create_role("Readers", mentionable=True)
    await set_up(group, role=role)
    await group.wait_until(lisbon_winter(23, 20))
    (post,) = posts(group)
    assert role.mention in text_of(post)
    assert group.pinged_by(post) == {role.id}
    await set_up(group, first="2")
    await group.wait_until(lisbon_winter(30, 20))
    assert group.pinged_by(posts(group)[1]) == set()


async def test_a_deleted_role_holds_the_post_until_another_is_chosen(group: StudyGroup) -> None:
    """Posting without the ping would go unnoticed; the held post pings the new role."""
    role = group.guild.create_role("Readers", mentionable=True)
    await set_up(group, role=role)
    group.env.backend.delete_role(group.guild.id, role.id)
    await group.env.settle()
    await group.wait_until(lisbon_winter(23, 20))
    assert posts(group) == []
    assert "The role that I should ping is gone." in private(await manage(group, "show"))
    assert "The role that I should ping is gone." in private(await manage(group, "now"))
    other = group.guild.create_role("Learners", mentionable=True)
    await manage(group, "change", role=other)
    await group.env.settle()
    (post,) = posts(group)
    assert other.mention in text_of(post)
    assert role.mention not in text_of(post)


async def test_everyone_is_pinged_when_the_organiser_wants_it_and_the_bot_may(group: StudyGroup) -> None:
    """Where the bot may not mention @everyone, the organiser is warned."""
    await group.let_organisers(mention_everyone=True)
    everyone = group.guild.default_role
    assert "⚠️ I cannot ping everyone yet" in private(await set_up(group, role=everyone))
    await group.wait_until(lisbon_winter(23, 20))
    assert group.pinged_by(posts(group)[0]) == set()
    await group.let_bot(discord.Permissions(BOT_PERMISSIONS.value, mention_everyone=True))
    assert "⚠️" not in private(await set_up(group, role=everyone, first="2"))
    await group.wait_until(lisbon_winter(30, 20))
    assert group.pinged_by(posts(group)[1]) == {"everyone"}


async def test_whole_course_is_posted_once_in_order_and_ends(group: StudyGroup) -> None:
    """Nine weeks bring nine chapters; the last post says that it is the last."""
    await set_up(group)
    for week in range(9):
        await group.wait_until(lisbon_winter(23, 20) + week * timedelta(weeks=1))
        if week == 4:
            await group.restart_bot()
    assert posted(group) == list(range(1, 10))
    assert "last chapter" in text_of(posts(group)[-1])
    assert "<t:" not in text_of(posts(group)[-1])
    await group.wait(timedelta(weeks=3))
    assert len(posts(group)) == 9
    assert "course is over" in private(await manage(group, "show"))
    assert "course is over" in private(await manage(group, "resume"))
    assert "course is over" in private(await manage(group, "pause"))


async def test_finished_course_can_be_started_again(group: StudyGroup) -> None:
    """The next group begins with the first chapter."""
    await set_up(group, first="9")
    await group.wait_until(lisbon_winter(23, 20))
    await set_up(group)
    await group.wait_until(lisbon_winter(30, 20))
    assert posted(group) == [9, 1]


async def test_two_days_a_week_bring_two_chapters(group: StudyGroup) -> None:
    """Each weekday has its post."""
    await set_up(group, weekdays="monday, thursday")
    await group.wait_until(lisbon_winter(30, 20))
    assert posted(group) == [1, 2, 3]


async def test_post_after_downtime_says_that_it_is_late(group: StudyGroup) -> None:
    """It comes once when the bot is back, with the time at which it was planned."""
    await set_up(group)
    await group.restart_bot(after=timedelta(days=2))
    assert posted(group) == [1]
    assert f"<t:{int(lisbon_winter(23).timestamp())}:F>" in text_of(posts(group)[0])
    assert "late" in text_of(posts(group)[0])
    await group.wait_until(lisbon_winter(30, 20))
    assert posted(group) == [1, 2]
    assert "late" not in text_of(posts(group)[1])


async def test_weeks_of_downtime_bring_no_burst(group: StudyGroup) -> None:
    """Three slots were missed, the last by more than the grace: the chapters come at the dates to come."""
    await set_up(group)
    await group.restart_bot(after=timedelta(weeks=3))
    assert posted(group) == []
    await group.wait_until(lisbon_winter(14, month=12))
    assert posted(group) == [1]
    assert "late" not in text_of(posts(group)[0])
    assert shown(lisbon_winter(21, month=12)) in text_of(posts(group)[0])
    await group.wait_until(lisbon_winter(21, month=12))
    assert posted(group) == [1, 2]


async def test_restart_at_the_slot_posts_once(group: StudyGroup) -> None:
    """Neither a restart just before nor one just after doubles or loses the post."""
    await set_up(group)
    await group.wait_until(lisbon_winter(23, 18, minute=59))
    await group.restart_bot()
    await group.wait_until(lisbon_winter(23))
    await group.restart_bot()
    await group.wait(timedelta(hours=1))
    assert posted(group) == [1]


async def test_wall_time_stays_through_both_clock_changes(tmp_path: Path) -> None:
    """Sundays at 01:30 in Lisbon: an hour that is skipped is its end, one that comes twice counts once."""
    spring = datetime(2027, 3, 20, 12, tzinfo=UTC)
    async with founded(tmp_path / "spring.db", now=spring) as group:
        await set_up(group, weekdays="sunday", time="01:30")
        await group.wait(timedelta(weeks=3))
        assert post_times(group) == [
            datetime(2027, 3, 21, 1, 30, tzinfo=UTC),
            datetime(2027, 3, 28, 1, 0, tzinfo=UTC),
            datetime(2027, 4, 4, 0, 30, tzinfo=UTC),
        ]
    autumn = datetime(2027, 10, 25, 12, tzinfo=UTC)
    async with founded(tmp_path / "autumn.db", now=autumn) as group:
        await set_up(group, weekdays="sunday", time="01:30")
        await group.wait(timedelta(weeks=2))
        assert post_times(group) == [
            datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
            datetime(2027, 11, 7, 1, 30, tzinfo=UTC),
        ]


async def test_the_wall_time_stays_when_clocks_change(tmp_path: Path) -> None:
    """19:00 in Lisbon stays 19:00; in UTC it moves by an hour."""
    async with founded(tmp_path / "spring.db", now=datetime(2027, 3, 20, 12, tzinfo=UTC)) as group:
        await set_up(group)
        await group.wait(timedelta(weeks=2))
        assert post_times(group) == [datetime(2027, 3, 22, 19, tzinfo=UTC), datetime(2027, 3, 29, 18, tzinfo=UTC)]
