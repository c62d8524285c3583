"""What organisers are told about a post in trouble: which one, why, and what to do."""

from collections.abc import Sequence

from bot.core.actions import PostNext, TryPost
from bot.core.catalogue import Course
from bot.core.jobs import JobState
from bot.core.obstacles import Obstacle
from bot.core.posts import Notice
from bot.i18n.words import Localizer
from bot.ui.cards import Card, action_button, panel, plain, row, small, text
from bot.ui.schedules import contents, held_for, moment


def notice_card(
    course: Course, notice: Notice, say: Localizer, *, server: str | None, obstacles: Sequence[Obstacle] = ()
) -> Card:
    """Tell of the post that is in trouble; *server* is named to who reads it elsewhere.

    *obstacles* is what is known now of what keeps the bot from posting.
    """
    post, schedule = notice.post, notice.schedule
    why = small(say("To be told in a channel instead: `/settings notices`."))
    what = f"**{contents(course, schedule.chapters, say)}**\n{small(moment(post.due))}"
    if post.state is JobState.HELD:
        title = f"### ⚠️ {say('A post is waiting')}"
        reason = held_for(post, schedule, obstacles, say)
        outlook = say("It goes out by itself as soon as this is fixed.")
        button = action_button(say("Try now"), TryPost(notice.job.id, post.id))
    else:
        title = f"### ❌ {say('A post could not be made')}"
        reason = say("Discord refused it: {why}", why=plain(post.error or ""))
        outlook = say("It comes at the next date instead.")
        button = action_button(say("Post the next chapter now"), PostNext(notice.job.id, post.id))
    where = None if server is None else say("In the server {server}", server=f"**{plain(server)}**")
    return Card(
        panel(
            text(title, where, what),
            text(reason, outlook),
            row([button]),
            text(why) if server is not None else None,
        )
    )
