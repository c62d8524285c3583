"""The seeded study server: its people, their languages, its channel, and what the bot may do there."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import discord
import simcord
from simcord.backend.cdn import CDN_BASE

from bot.text.locales import Locale
from tryout.pictures import Asset, emblem, portrait

SERVER = "A study group"
CHANNEL = "study-hall"
TOPIC = "Nine videos on neural networks, one a week"

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

FACE = "face"
"""The avatar hash of everybody here; the picture is found by person."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the study group."""

    name: str
    locale: Locale
    opening: str
    """What they have written before the visitor comes."""


ORGANISER = Person(
    "Maya",
    Locale.ENGLISH,
    "Welcome! **Lectern** takes us through the nine videos. Type `/` to see what it can do:"
    " `/ask` finds the right chapter, `/schedule setup` posts one a week.",
)
MEMBERS = (
    Person("Kofi", Locale.ENGLISH, "LSTMs are what I came for. What covers them?"),
    Person("Lívia", Locale.PORTUGUESE, "Eu prefiro ler em português. Será que ele responde?"),
)


@dataclass(frozen=True, slots=True)
class World:
    """The study server as the try-out uses it."""

    guild: simcord.GuildHandle
    channel: simcord.ChannelHandle
    organiser: simcord.MemberActor
    members: tuple[simcord.MemberActor, ...]
    locales: Mapping[int, Locale]
    """Everybody's language, by user id."""
    faces: Mapping[str, Asset]
    """Everybody's picture, by the address at which the preview looks for it."""

    @property
    def viewers(self) -> tuple[simcord.MemberActor, ...]:
        """Everybody whose eyes the page can show the channel through, the organiser first."""
        return (self.organiser, *self.members)


def seed(env: simcord.Env) -> World:
    """Found the study server in a world that the bot has not entered yet."""
    backend = env.backend
    backend.bot_user.name = BOT_NAME
    backend.bot_user.avatar = FACE
    people = {person: _user(env, person) for person in (ORGANISER, *MEMBERS)}
    guild = env.create_guild(SERVER, owner=people[ORGANISER], preferred_locale=Locale.ENGLISH.value)
    backend.edit_role(guild.id, guild.roles[BOT_NAME].id, {"permissions": BOT_PERMISSIONS.value})
    organisers = guild.create_role(
        "Organiser", permissions=discord.Permissions(manage_guild=True), color=0xE6A468, hoist=True
    )
    channel = guild.create_text_channel(CHANNEL, topic=TOPIC)
    organiser = guild.add_member(people[ORGANISER], roles=[organisers])
    members = tuple(guild.add_member(people[person]) for person in MEMBERS)
    for person, user in people.items():
        backend.create_message(channel.id, user.id, person.opening)
    return World(
        guild,
        channel,
        organiser,
        members,
        MappingProxyType({user.id: person.locale for person, user in people.items()}),
        MappingProxyType(_faces(backend.bot_user.id, {u.id: p.name for p, u in people.items()})),
    )


def _user(env: simcord.Env, person: Person) -> simcord.UserHandle:
    return env.create_user(person.name.lower(), global_name=person.name, avatar=FACE)


def _faces(bot: int, names: Mapping[int, str]) -> dict[str, Asset]:
    pictures = {bot: emblem(), **{user: portrait(name) for user, name in names.items()}}
    return {f"{CDN_BASE}/avatars/{user}/{FACE}.png": (f"{FACE}.png", picture) for user, picture in pictures.items()}
