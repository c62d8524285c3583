"""The direct message that a post is out, and what is said to whoever wants such messages, or no more of them."""

from typing import Any

from discord import ui

from bot.courses.cards import course_line, heading, with_length
from bot.courses.model import Chapter
from bot.schedules.buttons import StopPosts, TellPosts
from bot.schedules.posts import PostReminder, message_url
from bot.text.translations import Localizer
from bot.ui.cards import Card, action_button, escape, link_button, panel, row, small, text
from bot.ui.note_cards import done_card

BELL, NO_BELL = "🔔", "🔕"


def reminder_card(reminder: PostReminder, say: Localizer, server: str) -> Card:
    """Say that a post is out in the guild called *server*, with what it brings, how long that is, and a way out."""
    job, chapters = reminder.job, reminder.chapters
    watch = [link_button(_watch(chapter, len(chapters), say), chapter.url) for chapter in chapters]
    post = link_button(say("To the post"), message_url(job.guild, reminder.channel, reminder.message))
    stop = action_button(say("No more messages"), StopPosts(job.id, job.guild), emoji=NO_BELL)
    return Card(
        panel(
            text(
                f"### {BELL} {say('A new post is out')}",
                course_line(reminder.course, say),
                *(with_length(heading(chapter), chapter) for chapter in chapters),
                small(escape(server)),
            ),
            row([*watch, post, stop]),
        )
    )


def _watch(chapter: Chapter, chapters: int, say: Localizer) -> str:
    return say("Watch") if chapters == 1 else say("Watch chapter {number}", number=chapter.number)


def tell_button(say: Localizer) -> ui.Button[Any]:
    """Return the button with which somebody asks to be told of posts, for cards about something else."""
    return action_button(say("Tell me of new posts"), TellPosts(on=True), emoji=BELL)


def told_card(say: Localizer) -> Card:
    """Confirm that the reader is told of posts by direct message from now on, with a button that ends that."""
    return Card(
        panel(
            text(
                f"{BELL} {say('I write to you when a post comes out.')}",
                small(say("Only about channels that you can see, and if you accept direct messages from this server.")),
            ),
            row([action_button(say("No more messages"), TellPosts(on=False), emoji=NO_BELL)]),
        )
    )


def not_told_card(say: Localizer) -> Card:
    """Confirm that the reader is not told of posts by direct message any more."""
    return done_card(
        say("I do not write to you about new posts any more."),
        hint=say("`/dates` always shows when the next one comes."),
    )
