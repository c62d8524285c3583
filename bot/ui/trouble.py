"""What organisers are told about a post in trouble: which one, why, and what to do."""

from collections.abc import Sequence
from typing import Any

from discord import ui

from bot.core.actions import LeavePost, PostNext, TryPost
from bot.core.catalogue import Course
from bot.core.jobs import HoldReason, JobState
from bot.core.obstacles import Obstacle
from bot.core.posts import Notice
from bot.i18n.words import Localizer
from bot.ui.cards import PRIMARY, Card, action_button, divider, panel, plain, row, shortened, small, text
from bot.ui.schedules import contents, held_for, moment

LONGEST_ERROR = 200


def notice_card(
    course: Course, notice: Notice, say: Localizer, *, server: str | None, obstacles: Sequence[Obstacle] = ()
) -> Card:
    """Tell of the post that is in trouble; *server* is named to who reads it elsewhere.

    *obstacles* is what is known now of what keeps the bot from posting.
    """
    title, lines, buttons = _trouble(notice, obstacles, say)
    what = contents(course, notice.schedule.chapters, say)
    where = None if server is None else say("In the server {server}", server=f"**{plain(server)}**")
    elsewhere = small(say("To be told in a channel instead: `/settings notices`."))
    return Card(
        panel(
            text(f"### {title}", where, f"**{what}**", small(moment(notice.post.due))),
            text(*lines),
            divider(),
            row(buttons),
            text(elsewhere) if server is not None else None,
        )
    )


def _trouble(
    notice: Notice, obstacles: Sequence[Obstacle], say: Localizer
) -> tuple[str, list[str], list[ui.Button[Any]]]:
    """Return what the trouble is called, what there is to say about it, and what can be done."""
    job, post = notice.job.id, notice.post
    if post.state is not JobState.HELD:
        refused = say("Discord refused it: {why}", why=plain(shortened(post.error or "", LONGEST_ERROR)))
        again = action_button(say("Post the next chapter now"), PostNext(job, post.id))
        return (
            f"❌ {say('A post could not be made')}",
            [refused, say("It comes at the next date instead.")],
            [again],
        )
    if post.error == HoldReason.ASKED:
        lines = [say("I was offline when it was due. Shall I post it now, or leave it for the next date?")]
        buttons = [
            action_button(say("Post it now"), TryPost(job, post.id), style=PRIMARY),
            action_button(say("Leave it for the next date"), LeavePost(job, post.id)),
        ]
        return f"❓ {say('A post was missed')}", lines, buttons
    lines = [
        held_for(post, notice.schedule, obstacles, say),
        say("It goes out by itself as soon as this is fixed."),
    ]
    return f"⚠️ {say('A post is waiting')}", lines, [action_button(say("Try now"), TryPost(job, post.id))]
