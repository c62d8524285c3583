"""A study server for tests: an organiser, two members, a text channel, a forum, the bot's role."""

from dataclasses import dataclass

from discord import Permissions

from bot.client.permissions import INVITED_WITH
from tests.loopback.people import Role, User
from tests.loopback.places import FORUM, Channel, Guild
from tests.loopback.world import World

EVERYONE = Permissions(view_channel=True, send_messages=True, read_message_history=True, connect=True)


@dataclass
class Scene:
    """The people and channels of one study server."""

    guild: Guild
    channel: Channel
    forum: Channel
    bot_role: Role
    students: Role
    organiser: User
    member: User
    reader: User


def study_server(
    world: World, name: str = "Study group", locale: str = "en-US", *, shard: tuple[int, int] | None = None
) -> Scene:
    """Make the server; the organiser has Manage Server, `reader` reads Portuguese.

    *shard* says which shard of how many is told of it; None: any.
    """
    guild = world.add_guild(name, EVERYONE.value, locale, None if shard is None else world.snowflake_of(*shard))
    bot_role = world.add_role(guild, "Lectern", INVITED_WITH.value)
    students = world.add_role(guild, "Students", 0, mentionable=True)
    organisers = world.add_role(guild, "Organisers", Permissions(manage_guild=True).value)
    world.join(guild, world.bot, bot_role)
    organiser, member = world.add_user("Olga"), world.add_user("Max")
    reader = world.add_user("Lia", locale="pt-BR")
    world.join(guild, organiser, organisers)
    world.join(guild, member, students)
    world.join(guild, reader, students)
    channel, forum = world.add_channel(guild, "study"), world.add_channel(guild, "chapters", FORUM)
    return Scene(guild, channel, forum, bot_role, students, organiser, member, reader)
