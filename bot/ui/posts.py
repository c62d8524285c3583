"""The post that brings the next chapter."""

from bot.core.actions import OpenChapter, WatchedPost
from bot.core.catalogue import Course
from bot.core.posts import WeeklyPost
from bot.i18n.words import Localizer
from bot.ui.cards import PRIMARY, Card, action_button, divider, link_button, panel, row, small, text
from bot.ui.chapters import chapter_body


def weekly_post_card(course: Course, post: WeeklyPost, say: Localizer, *, mention: str | None) -> Card:
    """Draw *post*; *mention* pings the role that wants to know, above the card."""
    chapter = post.chapter
    due = int(post.job.due.timestamp())
    late = say("This post is late: it was planned for {when}.", when=f"<t:{due}:F>") if post.late else None
    buttons = [
        link_button(say("Watch"), chapter.url),
        action_button(say("Mark watched"), WatchedPost(chapter.number, post.job.id), style=PRIMARY),
        action_button(say("Moments"), OpenChapter(chapter.number)),
    ]
    body = panel(
        text(small(say("Next in our course")), small(late) if late else None),
        *chapter_body(course, chapter, say, full=False),
        divider(),
        row(buttons),
        text(small(_following(post, say))),
    )
    ping = text(mention)
    return Card(ping, body) if ping else Card(body)


def _following(post: WeeklyPost, say: Localizer) -> str:
    if post.following is None:
        return say("This is the last chapter of the course.")
    following = int(post.following.timestamp())
    return say("The next chapter comes {when}.", when=f"<t:{following}:F> (<t:{following}:R>)")
