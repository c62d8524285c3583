"""Buttons under a notice that a post is held, or was refused for good."""

from dataclasses import dataclass
from typing import ClassVar

from bot.ui.buttons import Action


@dataclass(frozen=True, slots=True)
class RetryPost(Action):
    """Try the held *post* again, from the notice that *job* made; also how that notice is found again."""

    name: ClassVar[str] = "try-post"
    job: int
    post: int


@dataclass(frozen=True, slots=True)
class SkipPost(Action):
    """Leave the missed *post* for the next date, from the notice that *job* made."""

    name: ClassVar[str] = "leave-post"
    job: int
    post: int


@dataclass(frozen=True, slots=True)
class PostNext(Action):
    """Post the next chapter in place of the *post* that was refused, from the notice that *job* made."""

    name: ClassVar[str] = "post-next"
    job: int
    post: int
