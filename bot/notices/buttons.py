"""Buttons under a notice that a post is held, or was refused for good."""

from dataclasses import dataclass

from bot.ui.buttons import Action


@dataclass(frozen=True, slots=True)
class NoticeAction:
    """What every button under a notice names: the *job* that made the notice, and the *post* in trouble."""

    job: int
    post: int


class RetryPost(NoticeAction, Action, name="try-post"):
    """Try the held *post* again, from the notice that *job* made; also how that notice is found again."""


class SkipPost(NoticeAction, Action, name="leave-post"):
    """Leave the missed *post* for the next date, from the notice that *job* made."""


class PostNext(NoticeAction, Action, name="post-next"):
    """Post the next chapter in place of the *post* that was refused, from the notice that *job* made."""
