"""The post that closes a season: how far the group came, and what to watch next."""

from bot.courses.model import Course
from bot.progress.buttons import ProgressPost
from bot.schedules.model import Ending
from bot.schedules.posts import ClosingPost
from bot.schedules.season_summary import SeasonSummary
from bot.text.translations import Localizer
from bot.times.formats import position
from bot.ui.cards import Card, action_button, divider, link, link_button, panel, plain, row, small, text

END = "🎓"


def closing_title(say: Localizer) -> str:
    """Return what the closing post is called, also as a thread."""
    return say("The end of the course")


def closing_card(course: Course, post: ClosingPost, say: Localizer) -> Card:
    """Draw the end of the season; it notifies nobody."""
    due = int(post.job.due.timestamp())
    late = say("This post is late: it was planned for {when}.", when=f"<t:{due}:F>") if post.late else None
    further = [f"{link(plain(video.title), video.url)} · {position(video.duration_s)}" for video in course.further]
    buttons = [
        action_button(say("Your progress"), ProgressPost(post.job.id)),
        link_button(say("The whole playlist"), course.playlist_url),
    ]
    return Card(
        panel(
            text(f"## {END} {closing_title(say)}", small(late) if late else None, *_story(post.story, say)),
            divider() if further else None,
            text(f"**{say('What to watch next')}**", *further) if further else None,
            divider(),
            row(buttons),
            text(_outlook(post, say)),
        )
    )


def _story(story: SeasonSummary, say: Localizer) -> list[str]:
    """Return how far the group came, without what there is nothing to say about."""
    lines = []
    if story.first is not None and story.last is not None:
        begin, end = (f"<t:{int(at.timestamp())}:D>" for at in (story.first, story.last))
        lines.append(
            say.count(
                "{number} chapter, {begin} to {end}",
                "{number} chapters, {begin} to {end}",
                story.chapters,
                begin=begin,
                end=end,
            )
        )
    if story.watchers:
        lines.append(say.count("{number} member watched along", "{number} members watched along", story.watchers))
    if story.finishers:
        lines.append(
            say.count(
                "{number} member has watched the whole course",
                "{number} members have watched the whole course",
                story.finishers,
            )
        )
    return lines


def _outlook(post: ClosingPost, say: Localizer) -> str | None:
    if post.again is not None:
        when = int(post.again.timestamp())
        return small(say("We begin again {when}.", when=f"<t:{when}:F> (<t:{when}:R>)"))
    if post.ending is Ending.WAIT:
        return small(say("When the group wants to begin again, an organiser types `/schedule resume`."))
    return None


def ending_words(ending: Ending, say: Localizer) -> str | None:
    """Return what comes after the closing post, where anything does."""
    match ending:
        case Ending.STOP:
            return None
        case Ending.REPEAT:
            return say("at the end from the beginning again")
        case Ending.WAIT:
            return say("at the end it waits to be resumed")
