"""The seeded study server: its people, their languages, its channel, and what the bot may do there."""

from collections.abc import Mapping
from dataclasses import dataclass

import discord
import simcord
from simcord.backend.cdn import CDN_BASE

from bot.text.locales import Locale
from tryout.thumbnails import Asset, bot_avatar, member_avatar

CHANNEL = "study-hall"
BOT_NAME = "Lectern"
BOT_PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
    create_events=True,
    manage_events=True,  # SimCord 3.2.1 asks for it where Discord asks for the former
    use_application_commands=True,
)
"""What a careful organiser grants when inviting the bot; Administrator is not among it."""

AVATAR = "face"  # the avatar hash of everybody here; the picture is found by person
WELCOME = (
    "Welcome! **Lectern** takes us through the nine videos. Type `/` to see what it can do:"
    " `/ask` finds the right chapter, `/schedule setup` posts one a week."
)
PEOPLE = (
    ("Maya", Locale.ENGLISH, WELCOME),
    ("Kofi", Locale.ENGLISH, "LSTMs are what I came for. What covers them?"),
    ("Lívia", Locale.PORTUGUESE, "Eu prefiro ler em português. Será que ele responde?"),
)
"""Who is in the study group, the organiser first: name, language, and what they have written already."""


@dataclass(frozen=True, slots=True)
class StudyServer:
    """The study server as the try-out uses it."""

    guild: simcord.GuildHandle
    channel: simcord.ChannelHandle
    organiser: simcord.MemberActor
    members: tuple[simcord.MemberActor, ...]
    locales: Mapping[int, Locale]
    """Everybody's language, by user id."""
    avatars: Mapping[str, Asset]
    """Everybody's picture, by the address at which the preview looks for it."""

    @property
    def viewers(self) -> tuple[simcord.MemberActor, ...]:
        """Everybody whose eyes the page can show the channel through, the organiser first."""
        return (self.organiser, *self.members)


def seed(env: simcord.Env) -> StudyServer:
    """Make the study server in a world that the bot has not entered yet."""
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
    avatars = {backend.bot_user.id: bot_avatar()}
    for user, (name, _, opening) in zip(users, PEOPLE, strict=True):
        backend.create_message(channel.id, user.id, opening)
        avatars[user.id] = member_avatar(name)
    return StudyServer(
        guild,
        channel,
        organiser,
        members,
        {user.id: locale for user, (_, locale, _) in zip(users, PEOPLE, strict=True)},
        {f"{CDN_BASE}/avatars/{user}/{AVATAR}.png": (f"{AVATAR}.png", picture) for user, picture in avatars.items()},
    )
