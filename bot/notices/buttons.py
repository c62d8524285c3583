"""Buttons under a notice that a post is held, or was refused for good."""

from dataclasses import dataclass

from bot.ui.buttons import Action


@dataclass(frozen=True, slots=True)
class NoticeAction:
    """A button under a notice: it names the *job* that posted the notice, and the *post* (a job) that it is about."""

    job: int
    post: int


class RetryPost(NoticeAction, Action, name="try-post"):
    """Try the held *post* again."""


class SkipPost(NoticeAction, Action, name="leave-post"):
    """Skip the missed *post*, leaving its chapters for the next date."""


class PostNext(NoticeAction, Action, name="post-next"):
    """Post the next chapters now, in place of the *post* that Discord refused."""
