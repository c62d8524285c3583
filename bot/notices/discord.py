"""Sends notices to the channel that the guild chose, else to whoever set the schedule up or hosts the party."""

import discord

from bot.client.permissions import hold_reasons
from bot.client.replies import server_localizer
from bot.client.sender import MessageSender, OutgoingMessage
from bot.client.visibility import can_view, everyone_can_view, is_open_to_all
from bot.ids import ChannelId, UserId
from bot.jobs.model import Dead, Held, HoldReason, Outcome, Skipped
from bot.notices.cards import notice_card, party_notice_card
from bot.notices.model import Notice
from bot.parties.model import Party
from bot.schedules.discord.channel_status import known_blockers

NOBODY = Dead("nobody could be told")


class DiscordNotices:
    """Sends notices to organisers, or to the host of a party."""

    def __init__(self, client: discord.Client, sender: MessageSender) -> None:
        self._client = client
        self._sender = sender

    async def send(self, notice: Notice) -> Outcome:
        """Send *notice* to the chosen channel or, if the bot cannot post there or that would reveal it, privately."""
        guild = self._client.get_guild(notice.job.guild)
        if guild is None or guild.unavailable:
            return Held(HoldReason.GUILD_GONE)
        channel = None if notice.channel is None else guild.get_channel_or_thread(notice.channel)
        is_open = isinstance(channel, discord.TextChannel | discord.Thread) and not hold_reasons(channel)
        if channel is not None and is_open and not await _would_reveal(channel, notice):
            return await self._sender.post(
                notice.job, ChannelId(channel.id), lambda guild: self._message(notice, guild), notice.organiser
            )
        if notice.organiser is not None:
            return await self._write(notice, notice.organiser)
        return NOBODY if notice.channel is None else Held(HoldReason.CHANNEL_GONE)

    async def _write(self, notice: Notice, recipient: UserId) -> Outcome:
        """Send *notice* by direct message, if *recipient* still organises, views the channel and accepts messages."""

        async def may_be_told(member: discord.Member) -> bool:
            organises = isinstance(notice.about, Party) or member.guild_permissions.manage_guild
            return organises and await can_view(member, notice.about.channel) is not False

        outcome = await self._sender.write(
            notice.job, recipient, lambda guild: self._message(notice, guild, private=True), may_be_told=may_be_told
        )
        # Dead rather than Skipped: `on_result` queues a skipped notice anew while the post is held.
        return NOBODY if isinstance(outcome, Skipped) else outcome

    def _message(self, notice: Notice, guild: discord.Guild, *, private: bool = False) -> OutgoingMessage:
        say = server_localizer(guild, notice.locale)
        server = guild.name if private else None
        if isinstance(notice.about, Party):
            return OutgoingMessage(party_notice_card(notice, notice.about, say, server))
        blockers = known_blockers(guild, notice.about)
        return OutgoingMessage(notice_card(notice, notice.about, blockers, say, server))


async def _would_reveal(channel: discord.abc.GuildChannel | discord.Thread, notice: Notice) -> bool:
    """Tell whether everyone can view *channel*, but not the channel that *notice* is about, or it is gone."""
    return is_open_to_all(channel) and not await everyone_can_view(channel.guild, notice.about.channel)
