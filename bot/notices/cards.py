"""Cards of notices that a post is held, or was refused for good: which one, why, and what to do."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from discord import ui

from bot.courses.cards import heading
from bot.courses.model import Course
from bot.ids import UndoId
from bot.jobs.blockers import Blocker, blocker_text
from bot.jobs.model import HoldReason, JobState
from bot.notices.buttons import PostNext, RetryPost, SkipPost
from bot.notices.model import Notice
from bot.parties.buttons import PartyAnnouncementDetails
from bot.parties.model import Party
from bot.schedules.cards.effects import effect_lines
from bot.schedules.cards.overview import contents, hold_text, timestamp, undo_row
from bot.schedules.model import Schedule, ScheduleOverview
from bot.text.translations import Localizer
from bot.text.visible import shortened
from bot.ui.cards import PRIMARY, Card, action_button, divider, escape, panel, row, small, text
from bot.ui.note_cards import GOOD

LONGEST_ERROR = 200  # characters


def notice_card(
    notice: Notice, schedule: Schedule, blockers: Sequence[Blocker], say: Localizer, server: str | None
) -> Card:
    """Draw a notice about a post of *schedule*, and what blocks it now; *server*: the guild's name, in a DM."""
    title, lines, buttons = _problem(notice, schedule, blockers, say)
    hint = None if server is None else small(say("To be told in a channel instead: `/settings notices`."))
    name = contents(notice.course, schedule.next_chapters, say)
    return Card(
        panel(_head(title, name, notice.post.due, say, server), text(*lines), divider(), row(buttons), text(hint))
    )


def party_notice_card(notice: Notice, party: Party, say: Localizer, server: str | None) -> Card:
    """Draw a notice that a message about *party* is held or was refused; *server*: the guild's name, in a DM."""
    post, name = notice.post, heading(notice.course.chapter(party.chapter))
    if post.state is not JobState.HELD:
        title = f"❌ {say('A message about a watch party could not be posted')}"
        lines = [say("Discord refused it: {why}", why=escape(shortened(post.error or "", LONGEST_ERROR)))]
    elif post.error == HoldReason.CHANNEL_GONE:
        title = f"⚠️ {say('A watch party has lost its channel')}"
        lines = [
            say("The channel is gone, or hidden from me."),
            say("Call the party off, and plan another where I can post."),
        ]
    else:
        title = f"⚠️ {say('A watch party cannot be announced')}"
        lines = [
            blocker_text(HoldReason(post.error or ""), party.channel, say),
            say("It goes on by itself as soon as this is fixed."),
        ]
    details = action_button(say("Details"), PartyAnnouncementDetails(party.id, notice.job.id))
    return Card(panel(_head(title, name, party.starts_at, say, server), text(*lines), divider(), row([details])))


def left_out_card(
    course: Course, before: ScheduleOverview, after: ScheduleOverview, undo: UndoId, say: Localizer
) -> Card:
    """Confirm that a held post is left out, with what that changes, and a button that takes it back."""
    done = say("It is left out; its chapter comes at the next date.")
    return Card(panel(text(f"{GOOD} {done}", *effect_lines(course, before, after, say)), undo_row(undo, say)))


def _head(title: str, name: str, when: datetime, say: Localizer, server: str | None) -> ui.TextDisplay[Any] | None:
    where = None if server is None else say("In the server {server}", server=f"**{escape(server)}**")
    return text(f"### {title}", where, f"**{name}**", small(timestamp(when)))


def _problem(
    notice: Notice, schedule: Schedule, blockers: Sequence[Blocker], say: Localizer
) -> tuple[str, list[str], list[ui.Button[Any]]]:
    """Return the title of the problem, lines about it, and buttons for what can be done."""
    job, post = notice.job.id, notice.post
    if post.state is not JobState.HELD:
        refused = say("Discord refused it: {why}", why=escape(shortened(post.error or "", LONGEST_ERROR)))
        again = action_button(say("Post the next chapter now"), PostNext(job, post.id))
        return (f"❌ {say('A post could not be made')}", [refused, say("It comes at the next date instead.")], [again])
    if post.error == HoldReason.ASKED:
        lines = [say("I was offline when it was due. Shall I post it now, or leave it for the next date?")]
        buttons = [
            action_button(say("Post it now"), RetryPost(job, post.id), style=PRIMARY),
            action_button(say("Leave it for the next date"), SkipPost(job, post.id)),
        ]
        return f"❓ {say('A post was missed')}", lines, buttons
    lines = [hold_text(post, schedule, blockers, say), say("It goes out by itself as soon as this is fixed.")]
    return f"⚠️ {say('A post is waiting')}", lines, [action_button(say("Try now"), RetryPost(job, post.id))]
