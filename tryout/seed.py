"""Makes the simulated study server: its people and their languages, its channel, and the bot's permissions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import discord
import simcord
from simcord.backend.cdn import CDN_BASE

from bot.client.permissions import INVITED_WITH
from bot.text.locales import Locale
from tryout.thumbnails import Asset, bot_avatar, member_avatar

CHANNEL = "study-hall"
BOT_NAME = "Lectern"
BOT_PERMISSIONS = INVITED_WITH | discord.Permissions(manage_events=True)  # SimCord 3.2.1 asks for it to create events
AVATAR = "face"  # the avatar hash of everybody here; pictures are told apart by user id
WELCOME = """\
Welcome! **Lectern** takes us through nine videos, one a week. Try it right here:
- **Ask**: type `/ask`, or write `@Lectern what covers LSTMs?` as a message.
- **See a season**: `/schedule setup`, then `/tryout forward`. Time jumps, and the posts come by themselves.
- **Be somebody else**: “Viewing as”, at the top. Lívia reads Portuguese (`/ajuda`); everybody has direct messages, too.

`/help` has all the rest."""
PEOPLE = (
    ("Maya", Locale.ENGLISH, WELCOME),
    ("Kofi", Locale.ENGLISH, "LSTMs are what I came for. What covers them?"),
    ("Lívia", Locale.PORTUGUESE, "Eu prefiro ler em português. Será que ele responde?"),
)
"""The members, the organiser first: name, language, and the message that they have posted."""


@dataclass(frozen=True, slots=True)
class StudyServer:
    """The simulated study server."""

    guild: simcord.GuildHandle
    channel: simcord.ChannelHandle
    organiser: simcord.MemberActor
    members: tuple[simcord.MemberActor, ...]  # without the organiser
    locales: Mapping[int, Locale]
    """Each member's language, by user id."""
    avatars: Mapping[str, Asset]
    """Each avatar, by the address from which the preview loads it."""
    mentionable: Mapping[str, int]
    """The ids of the members and the bot, by name in lower case."""

    @property
    def viewers(self) -> tuple[simcord.MemberActor, ...]:
        """The members as whom the page can show the channel, the organiser first."""
        return (self.organiser, *self.members)

    def with_mentions(self, typed: str) -> str:
        """Return *typed* with a mention for each name behind an @, which Discord's own field makes of it."""
        names = "|".join(re.escape(name) for name in self.mentionable)
        return re.sub(
            rf"(?<!\w)@({names})\b", lambda name: f"<@{self.mentionable[name[1].lower()]}>", typed, flags=re.IGNORECASE
        )


def seed(env: simcord.Env) -> StudyServer:
    """Make the study server in *env*, before the bot logs in."""
    backend = env.backend
    backend.bot_user.name, backend.bot_user.avatar = BOT_NAME, AVATAR
    users = [env.create_user(name.lower(), global_name=name, avatar=AVATAR) for name, _, _ in PEOPLE]
    guild = env.create_guild("A study group", owner=users[0], preferred_locale=Locale.ENGLISH.value)
    backend.edit_role(guild.id, guild.roles[BOT_NAME].id, {"permissions": BOT_PERMISSIONS.value})
    managing = discord.Permissions(manage_guild=True)
    role = guild.create_role("Organiser", permissions=managing, color=0xE6A468, hoist=True)
    channel = guild.create_text_channel(CHANNEL, topic="Nine videos on neural networks, one a week")
    organiser = guild.add_member(users[0], roles=[role])
    members = tuple(guild.add_member(user) for user in users[1:])
    mentionable = {BOT_NAME.lower(): backend.bot_user.id}
    avatars = {backend.bot_user.id: bot_avatar()}
    for user, (name, _, opening) in zip(users, PEOPLE, strict=True):
        backend.create_message(channel.id, user.id, opening)
        avatars[user.id] = member_avatar(name)
        mentionable[name.lower()] = user.id
    return StudyServer(
        guild,
        channel,
        organiser,
        members,
        {user.id: locale for user, (_, locale, _) in zip(users, PEOPLE, strict=True)},
        {f"{CDN_BASE}/avatars/{user}/{AVATAR}.png": (f"{AVATAR}.png", picture) for user, picture in avatars.items()},
        mentionable,
    )
