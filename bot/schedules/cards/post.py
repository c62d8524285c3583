"""The post that brings the next chapter."""

from collections.abc import Sequence
from typing import Any

from discord import ui

from bot.courses.buttons import OpenChapter
from bot.courses.cards import chapter_body, heading
from bot.courses.model import Chapter, Course
from bot.progress.buttons import WatchedPost
from bot.schedules.posts import WeeklyPost
from bot.text.translations import Localizer
from bot.ui.cards import PRIMARY, Card, action_button, divider, link_button, panel, row, shortened, small, text

# Discord takes 40 components in a message; a chapter's panel has up to 14.
MOST_CHAPTERS = 2
LONGEST_TITLE = 100


def weekly_post_card(course: Course, post: WeeklyPost, say: Localizer, *, mention: str | None) -> Card:
    """Draw *post*, a panel a chapter; *mention* pings the role that wants to know, above them."""
    due = int(post.job.due.timestamp())
    late = say("This post is late: it was planned for {when}.", when=f"<t:{due}:F>") if post.late else None
    above = text(small(say("Next in our course")), small(late) if late else None)
    *others, last = post.chapters
    panels = [_panel(course, post, chapter, say) for chapter in others]
    panels.append(_panel(course, post, last, say, text(small(_following(post, say)))))
    ping = text(mention)
    return Card(*(item for item in (ping, above) if item is not None), *panels)


def post_title(chapters: Sequence[Chapter]) -> str:
    """Return what a thread about *chapters* is called."""
    return shortened(" + ".join(heading(chapter) for chapter in chapters) or "Lectern", LONGEST_TITLE)


def _panel(
    course: Course, post: WeeklyPost, chapter: Chapter, say: Localizer, closing: ui.Item[Any] | None = None
) -> ui.Container[Any]:
    buttons = [
        link_button(say("Watch"), chapter.url),
        action_button(say("Mark watched"), WatchedPost(chapter.number, post.job.id), style=PRIMARY),
        action_button(say("Moments"), OpenChapter(chapter.number)),
    ]
    return panel(*chapter_body(course, chapter, say, full=False), divider(), row(buttons), closing)


def _following(post: WeeklyPost, say: Localizer) -> str:
    if post.following is None:
        return say("This is the last chapter of the course.")
    if post.paused:
        return say("After this, we pause for a while.")
    following = int(post.following.timestamp())
    when = f"<t:{following}:F> (<t:{following}:R>)"
    if len(post.chapters) > 1:
        return say("The next chapters come {when}.", when=when)
    return say("The next chapter comes {when}.", when=when)
