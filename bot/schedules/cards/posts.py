"""The posts of a schedule: the word that it has started, those with chapters, and the closing post of a season.

They stay in the channel, so they name dates and never how long it is until then, which would soon read wrongly.
"""

from collections.abc import Sequence
from typing import Any

from discord import ui
from discord.utils import format_dt

from bot.courses.cards import chapter_lead, course_line, heading, plain_heading, public_buttons
from bot.courses.model import Chapter
from bot.progress.buttons import ProgressPost, WatchedPost
from bot.schedules.cards.overview import days_and_time, timestamp
from bot.schedules.model import Ending, Schedule, ScheduleState
from bot.schedules.posts import SchedulePost, SeasonSummary, StartAnnouncement
from bot.text.translations import Localizer
from bot.text.visible import shortened
from bot.times.positions import position
from bot.ui.cards import Card, action_button, divider, escaped, link, link_button, panel, row, small, text

# In a post: Discord takes 40 components in a message; a chapter's panel has up to 14.
MOST_CHAPTERS = 2
LONGEST_TITLE = 100  # characters that Discord takes
MOST_FURTHER = 10  # videos that a closing post names
START, END = "📣", "🎓"


def weekly_post_card(post: SchedulePost, say: Localizer, *, mention: str | None) -> Card:
    """Draw a post with chapters, a panel for each; *mention* above them pings the schedule's role."""
    *others, last = post.chapters
    panels = [_panel(post, chapter, say) for chapter in others]
    panels.append(_panel(post, last, say, text(*map(small, _footer(post, say)))))
    place = " · ".join(filter(None, (say("Next in our course"), course_line(post.course, say))))
    above = (text(mention), text(small(place), _late(post, say)))
    return Card(*(item for item in above if item is not None), *panels)


def _footer(post: SchedulePost, say: Localizer) -> list[str]:
    """Return the small lines that end a post with chapters."""
    count = post.watched
    watched = (
        []
        if count is None
        else [
            say.count(
                "{number} of {total} watched the last one",
                "{number} of {total} watched the last one",
                count.watched,
                total=count.members,
            )
        ]
    )
    return watched if post.schedule.state is ScheduleState.REPLACED else [*watched, _following(post, say)]


def _late(post: SchedulePost, say: Localizer) -> str | None:
    if not post.late:
        return None
    return small(say("This post is late: it was planned for {when}.", when=format_dt(post.job.due, "F")))


def post_title(chapters: Sequence[Chapter]) -> str:
    """Return the title of a thread or forum post about *chapters*."""
    return shortened(" + ".join(plain_heading(chapter) for chapter in chapters) or "Lectern", LONGEST_TITLE)


def _panel(
    post: SchedulePost, chapter: Chapter, say: Localizer, closing: ui.Item[Any] | None = None
) -> ui.Container[Any]:
    watched = WatchedPost(chapter.key, post.job.id, post.course.ref)
    buttons = public_buttons(post.course, chapter, say, watched)
    return panel(*chapter_lead(post.course, chapter, say), buttons, closing)


def _following(post: SchedulePost, say: Localizer) -> str:
    if post.following is None:
        return say("This is the last chapter of the course.")
    if post.schedule.state is ScheduleState.PAUSED:
        return say("After this, we pause for a while.")
    if len(post.chapters) > 1:
        return say("Next chapters: {when}", when=timestamp(post.following))
    return say("Next chapter: {when}", when=timestamp(post.following))


def start_title(schedule: Schedule, say: Localizer) -> str:
    """Return the title of the announcement that *schedule* has started, also as a forum post."""
    goes_on = schedule.latest_chapter is not None
    return say("Our study schedule goes on") if goes_on else say("Our study schedule begins")


def start_card(start: StartAnnouncement, say: Localizer) -> Card:
    """Announce that a schedule has started: when it posts, its first post, and what members can do; pings nobody."""
    first, schedule = start.first, start.schedule
    brings = " + ".join(heading(start.course.chapter(key)) for key in first.chapters) or closing_title(say)
    when, days = say("First post planned for {when}", when=timestamp(first.slot.at)), days_and_time(schedule, say)
    return Card(
        panel(
            text(
                f"### {START} {start_title(schedule, say)}",
                course_line(start.course, say),
                f"{days[:1].upper()}{days[1:]}",
                when,
                brings,
            ),
            text(
                small(say("Each post has a button to mark its chapter watched.")),
                small(say("A question about the course? Type `/ask`.")),
            ),
            ui.ActionRow(action_button(say("Your progress"), ProgressPost(start.job.id, start.course.ref))),
        )
    )


def closing_title(say: Localizer) -> str:
    """Return the title of the closing post, also as a forum post."""
    return say("The end of the course")


def closing_card(post: SchedulePost, say: Localizer) -> Card:
    """Draw the closing post of a season: what the group did, what to watch next; it pings nobody."""
    further = [
        f"{link(escaped(video.title) or video.video_id, video.url)} · {position(video.duration_s)}"
        for video in post.course.further[:MOST_FURTHER]
    ]
    buttons = [action_button(say("Your progress"), ProgressPost(post.job.id, post.course.ref))]
    playlist = post.course.playlist_url
    buttons += [] if playlist is None else [link_button(say("The whole playlist"), playlist)]
    return Card(
        panel(
            text(f"## {END} {closing_title(say)}", _late(post, say), *summary_lines(post.summary, say)),
            divider() if further else None,
            text(f"**{say('What to watch next')}**", *further) if further else None,
            divider(),
            row(buttons),
            text(_next_season(post, say)),
        )
    )


def summary_lines(summary: SeasonSummary, say: Localizer) -> list[str | None]:
    """Return a line for each figure of *summary*, None for one that is zero or not known."""
    posted = None
    if summary.first is not None and summary.last is not None:
        dates = {"begin": format_dt(summary.first, "D"), "end": format_dt(summary.last, "D")}
        posted = say.count(
            "{number} chapter, {begin} to {end}", "{number} chapters, {begin} to {end}", summary.chapters, **dates
        )
    some = say.count("{number} member watched along", "{number} members watched along", summary.watchers)
    all_of_it = say.count(
        "{number} member has watched the whole course",
        "{number} members have watched the whole course",
        summary.finishers,
    )
    return [posted, some if summary.watchers else None, all_of_it if summary.finishers else None]


def _next_season(post: SchedulePost, say: Localizer) -> str | None:
    if post.following is not None:
        return small(say("Next season: {when}", when=timestamp(post.following)))
    if post.schedule.ending is Ending.WAIT:
        return small(say("When the group wants to begin again, an organiser types `/schedule resume`."))
    return None
