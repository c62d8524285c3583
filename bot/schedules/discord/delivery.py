"""Sends the posts of a schedule to Discord, opens the thread on each, and tells those of it who want to know."""

from collections.abc import Callable

import discord

from bot.client.error_codes import MISSING_PERMISSIONS, THREAD_EXISTS, UNKNOWN_MESSAGE, refusal
from bot.client.permissions import discussion_hold_reasons
from bot.client.replies import server_localizer
from bot.client.sender import A_WEEK, MessageSender, OutgoingMessage
from bot.client.visibility import can_view
from bot.ids import ChannelId, MessageId, UserId
from bot.jobs.model import Delivered, Held, HoldReason, Job, Outcome, Skipped, SkipReason
from bot.schedules.cards.nudges import nudge_card
from bot.schedules.cards.posts import closing_card, closing_title, post_title, start_card, start_title, weekly_post_card
from bot.schedules.cards.reminders import reminder_card
from bot.schedules.nudge_rules import Nudge
from bot.schedules.posts import Discussion, PostReminder, SchedulePost, StartAnnouncement


class DiscordDeliverer:
    """Sends the posts of schedules, opens threads on them, and announces starts; implements `Deliverer`."""

    def __init__(self, sender: MessageSender) -> None:
        self._sender = sender

    async def post(self, post: SchedulePost) -> Outcome:
        """Send *post*, with its chapters or as the closing post, and return how that ended."""
        tag = post.schedule.tag

        def draw(guild: discord.Guild) -> OutgoingMessage | Held:
            say = server_localizer(guild, post.locale)
            if not post.chapters:
                return OutgoingMessage(closing_card(post, say), title=closing_title(say), tag=tag)
            role = None if post.role is None else guild.get_role(post.role)
            if role is None and post.role is not None:
                return Held(HoldReason.ROLE_GONE)
            mention, mentions = ping(role)
            card = weekly_post_card(post, say, mention=mention)
            return OutgoingMessage(card, mentions, post_title(post.chapters), tag)

        return await self._sender.post(post.job, post.schedule.channel, draw)

    async def redraw(self, job: Job, post: SchedulePost, channel: ChannelId, message: MessageId) -> Outcome:
        """Draw *post*, which is *message* in *channel*, anew, and return how that ended; an edit pings nobody."""

        def draw(guild: discord.Guild) -> OutgoingMessage:
            role = None if post.role is None else guild.get_role(post.role)
            say = server_localizer(guild, post.locale)
            return OutgoingMessage(weekly_post_card(post, say, mention=ping(role)[0]))

        return await self._sender.change(job, channel, message, draw)

    async def announce_start(self, start: StartAnnouncement) -> Outcome:
        """Say in its channel that a schedule has started, in a forum as a post of its own; return how that ended."""

        def draw(guild: discord.Guild) -> OutgoingMessage:
            say = server_localizer(guild, start.locale)
            card = start_card(start, say)
            return OutgoingMessage(card, title=start_title(start.schedule, say), tag=start.schedule.tag)

        return await self._sender.post(start.job, start.schedule.channel, draw)

    async def find(self, job: Job, channel: ChannelId) -> Delivered | None:
        """Return what an earlier attempt at *job* posted in *channel*; None if nothing is found, or Discord fails."""
        outcome = await self._sender.find(job, channel)
        return outcome if isinstance(outcome, Delivered) else None

    async def remind(self, reminder: PostReminder, user: UserId) -> Outcome | None:
        """Tell *user* of a post by direct message; as `_write`."""

        def draw(guild: discord.Guild) -> OutgoingMessage:
            return OutgoingMessage(reminder_card(reminder, server_localizer(guild, reminder.locale), guild.name))

        return await self._write(reminder.job, user, reminder.channel, draw)

    async def nudge(self, nudge: Nudge) -> Outcome | None:
        """Nudge somebody who is behind by direct message; as `_write`."""

        def draw(guild: discord.Guild) -> OutgoingMessage:
            return OutgoingMessage(nudge_card(nudge, server_localizer(guild, nudge.wish.locale), guild.name))

        return await self._write(nudge.job, nudge.wish.user, nudge.channel, draw)

    async def _write(
        self, job: Job, user: UserId, about: ChannelId, draw: Callable[[discord.Guild], OutgoingMessage]
    ) -> Outcome | None:
        """Send *user* what *draw* returns, unless they cannot view the channel *about* or accept none from the bot.

        None if they are no member of the job's guild any more.
        """
        is_member = False

        async def may_be_told(member: discord.Member) -> bool:
            nonlocal is_member
            is_member = True
            return await can_view(member, about) is True

        outcome = await self._sender.write(job, user, draw, may_be_told)
        return None if outcome == Skipped(SkipReason.NOBODY) and not is_member else outcome

    async def open_discussion(self, discussion: Discussion) -> Outcome:
        """Open a thread on a post, unless it has one, and return how that ended."""

        async def work() -> Outcome:
            channel = await self._sender.place(discussion.job.guild, discussion.channel)
            if isinstance(channel, Held):
                return channel
            if not isinstance(channel, discord.TextChannel):
                return Skipped(SkipReason.OVER)
            if missing := discussion_hold_reasons(channel):
                return Held(missing[0])
            return await self._open(discussion, channel)

        return await self._sender.attempt(discussion.job, work)

    async def _open(self, discussion: Discussion, channel: discord.TextChannel) -> Outcome:
        opened = Delivered(ChannelId(discussion.message), None)  # the thread on a message has the message's id
        title = post_title(discussion.chapters)
        try:
            async with self._sender.pacer.turn():
                post = await channel.fetch_message(discussion.message)
            if post.flags.has_thread:
                return opened
            async with self._sender.pacer.turn():
                await post.create_thread(name=title, auto_archive_duration=A_WEEK)
        except discord.HTTPException as error:
            outcomes: dict[int, Outcome] = {
                UNKNOWN_MESSAGE: Skipped(SkipReason.OVER),
                MISSING_PERMISSIONS: Held(HoldReason.CANNOT_START_THREADS),
                THREAD_EXISTS: opened,
            }
            if (outcome := outcomes.get(refusal(error) or 0)) is None:
                raise
            return outcome
        return opened


def ping(role: discord.Role | None) -> tuple[str | None, discord.AllowedMentions]:
    """Return the mention of *role*, and the allowed mentions that let nobody else be pinged; None pings nobody."""
    if role is None:
        return None, discord.AllowedMentions.none()
    if role.is_default():
        return "@everyone", discord.AllowedMentions(everyone=True, users=False, roles=False)
    return role.mention, discord.AllowedMentions(everyone=False, users=False, roles=[role])
