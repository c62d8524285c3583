"""Brings notices to organisers: to the channel that the guild chose, else to who set the schedule up."""

import discord

from bot.client.pacing import Pacer
from bot.client.permissions import obstacles
from bot.client.posting import Letter, Poster
from bot.client.sites import known_obstacles
from bot.core.catalogue import Course
from bot.core.ids import UserId
from bot.core.jobs import Dead, Held, HoldReason, Outcome
from bot.core.locales import Locale
from bot.core.posts import Notice
from bot.i18n.words import speaking
from bot.ui.trouble import notice_card

UNKNOWN_MEMBER = 10007
UNKNOWN_USER = 10013
CANNOT_MESSAGE = 50007
NOBODY = Dead("nobody could be told")


class DiscordNotices:
    """Tells organisers."""

    def __init__(self, client: discord.Client, poster: Poster, pacer: Pacer, course: Course) -> None:
        self._client = client
        self._poster = poster
        self._pacer = pacer
        self._course = course

    async def tell(self, notice: Notice) -> Outcome:
        """Tell the organisers, where they wish, and say how it went."""

        async def work() -> Outcome:
            guild = self._client.get_guild(notice.job.guild)
            if guild is None or guild.unavailable:
                return Held(HoldReason.GUILD_GONE)
            channel = None if notice.channel is None else guild.get_channel_or_thread(notice.channel)
            if isinstance(channel, discord.TextChannel | discord.Thread) and not obstacles(channel):
                return await self._post(notice, channel)
            if notice.organiser is not None:
                return await self._write(notice, guild, notice.organiser)
            return NOBODY if notice.channel is None else Held(HoldReason.CHANNEL_GONE)

        return await self._poster.attempt(notice.job, work)

    async def _post(self, notice: Notice, channel: discord.TextChannel | discord.Thread) -> Outcome:
        """Tell everyone in *channel*."""
        return await self._poster.once(notice.job, channel, self._letter(notice, channel.guild))

    async def _write(self, notice: Notice, guild: discord.Guild, organiser: UserId) -> Outcome:
        """Tell *organiser* in person, if they organise the guild still and want to hear from bots."""
        try:
            async with self._pacer.turn():
                member = await guild.fetch_member(organiser)
            if not member.guild_permissions.manage_guild:
                return NOBODY
            async with self._pacer.turn():
                channel = await member.create_dm()
            return await self._poster.once(notice.job, channel, self._letter(notice, guild, private=True))
        except (discord.NotFound, discord.Forbidden) as error:
            if error.code in {UNKNOWN_MEMBER, UNKNOWN_USER, CANNOT_MESSAGE}:
                return NOBODY
            raise

    def _letter(self, notice: Notice, guild: discord.Guild, *, private: bool = False) -> Letter:
        say = speaking(notice.locale or Locale.spoken_to(guild.preferred_locale.value))
        server = guild.name if private else None
        obstacles = known_obstacles(guild, notice.schedule)
        return Letter(notice_card(self._course, notice, say, server=server, obstacles=obstacles))
