"""Carries due posts to Discord: for whom they are drawn, and whom they notify."""

import discord

from bot.client.posting import Letter, Poster
from bot.core.catalogue import Course
from bot.core.ids import ChannelId
from bot.core.jobs import Delivered, Held, HoldReason, Job, Outcome
from bot.core.locales import Locale
from bot.core.posts import ClosingPost, WeeklyPost
from bot.i18n.words import speaking
from bot.ui.posts import post_title, weekly_post_card
from bot.ui.season_end import closing_card, closing_title


class DiscordDeliverer:
    """Posts what is due."""

    def __init__(self, poster: Poster, course: Course) -> None:
        self._poster = poster
        self._course = course

    async def post_weekly(self, post: WeeklyPost) -> Outcome:
        """Post the week's chapter and say how it went."""

        def draw(guild: discord.Guild) -> Letter | Held:
            locale = post.locale or Locale.spoken_to(guild.preferred_locale.value)
            role = None if post.role is None else guild.get_role(post.role)
            if role is None and post.role is not None:
                return Held(HoldReason.ROLE_GONE)
            mention, mentions = ping(role)
            card = weekly_post_card(self._course, post, speaking(locale), mention=mention)
            return Letter(card, mentions, post_title(post.chapters), post.tag)

        return await self._poster.post(post.job, post.channel, draw)

    async def post_closing(self, post: ClosingPost) -> Outcome:
        """Post the end of the season and say how it went; it notifies nobody."""

        def draw(guild: discord.Guild) -> Letter:
            say = speaking(post.locale or Locale.spoken_to(guild.preferred_locale.value))
            return Letter(closing_card(self._course, post, say), title=closing_title(say), tag=post.tag)

        return await self._poster.post(post.job, post.channel, draw)

    async def find(self, job: Job, channel: ChannelId) -> Delivered | None:
        """Return what *job* has posted in *channel* before; nothing where Discord does not say."""
        outcome = await self._poster.find(job, channel)
        return outcome if isinstance(outcome, Delivered) else None


def ping(role: discord.Role | None) -> tuple[str | None, discord.AllowedMentions]:
    """Return what to write to notify *role*, and the leave to notify it and nobody else."""
    if role is None:
        return None, discord.AllowedMentions.none()
    if role.is_default():
        return "@everyone", discord.AllowedMentions(everyone=True, users=False, roles=False)
    return role.mention, discord.AllowedMentions(everyone=False, users=False, roles=[role])
