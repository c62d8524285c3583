"""What the use cases need of Discord: someone who carries what is due to it, once."""

from typing import Protocol

from bot.core.ids import ChannelId
from bot.core.jobs import Delivered, Job, Outcome
from bot.core.posts import ClosingPost, Discussion, Notice, WeeklyPost


class Deliverer(Protocol):
    """Carries posts to Discord."""

    async def post_weekly(self, post: WeeklyPost) -> Outcome:
        """Post the week's chapter and say how it went."""
        ...

    async def post_closing(self, post: ClosingPost) -> Outcome:
        """Post the end of the season and say how it went."""
        ...

    async def find(self, job: Job, channel: ChannelId) -> Delivered | None:
        """Return what *job* has posted in *channel* before, if anything is found."""
        ...


class DiscussionOpener(Protocol):
    """Opens threads on Discord."""

    async def open_discussion(self, discussion: Discussion) -> Outcome:
        """Open a thread on a post, unless it has one, and say how it went."""
        ...


class NoticeDeliverer(Protocol):
    """Tells organisers what they should know."""

    async def tell(self, notice: Notice) -> Outcome:
        """Tell the organisers, where they wish, and say how it went."""
        ...
