"""Brings courses to a server, as organisers do, and reads the cards about them."""

import json
from typing import Any

import discord
import simcord
from simcord import InteractionResult

from bot.bot import LecternBot
from bot.courses.choice import GuildCourses
from bot.courses.model import Course
from bot.ids import GuildId
from bot.text.locales import Locale
from bot.text.translations import localizer
from tests.behaviour.reading import answer, labels, private, text_of
from tests.behaviour.schedules import posts
from tests.behaviour.study_group import StudyGroup

BREAD = ("Flour", "Water", "Salt", "Yeast")
KNOTS = ("Bowline", "Clove hitch", "Reef knot")


def address(title: str) -> str:
    """Return the made-up address of the video called *title*."""
    return f"https://youtu.be/{title.lower().replace(' ', '')[:11]:0<11}"


def listed(*titles: str, heading: str = "Baking bread") -> bytes:
    """Return a course called *heading* as a list of links, a lesson a line."""
    lines = [f"{number}. [{title}]({address(title)})" for number, title in enumerate(titles, 1)]
    return "\n".join([f"# {heading}", "", *lines, ""]).encode()


async def upload(
    group: StudyGroup, content: bytes, name: str = "course.md", *, edits: str | None = None, **options: Any
) -> InteractionResult:
    """Let the organiser send *content* as a file for /courses add, or edit of the course that *edits* names."""
    command = "courses add" if edits is None else "courses edit"
    given = {**options, **({} if edits is None else {"course": edits})}
    return await group.organiser.slash(group.channel, command, file=(name, content), **given)


async def use(group: StudyGroup, preview: InteractionResult) -> InteractionResult:
    """Let the organiser press the button on *preview* that uses what was uploaded, in their language."""
    say = localizer(group.locales.get(group.organiser.id, Locale.ENGLISH))
    label = next(each for each in (say("Add"), say("Change it")) if each in labels(answer(preview)))
    return await group.organiser.click(answer(preview), label=label)


async def bring(group: StudyGroup, *titles: str, heading: str = "Baking bread") -> Course:
    """Let the organiser bring the course *heading*, of lessons with the *titles*, and return it."""
    await use(group, await upload(group, listed(*(titles or BREAD), heading=heading)))
    return await course_called(group, heading)


async def change(group: StudyGroup, *titles: str, heading: str = "Baking bread") -> str:
    """Let the organiser edit the course *heading* to have lessons with these *titles*; return what they are told."""
    return private(await use(group, await upload(group, listed(*titles, heading=heading), edits=heading)))


async def courses_of(group: StudyGroup) -> GuildCourses:
    """Return the courses that the group's server can use."""
    bot = group.env.bot
    assert isinstance(bot, LecternBot)
    return await bot.services.courses.of_guild(GuildId(group.guild.id))


async def course_called(group: StudyGroup, heading: str) -> Course:
    """Return the course of the group's server that is called *heading*."""
    found = (await courses_of(group)).named(heading)
    assert found is not None
    return found


async def remove(group: StudyGroup, course: str = "Baking bread") -> InteractionResult:
    """Let the organiser remove *course*, and say that they mean it."""
    asked = await group.organiser.slash(group.channel, "courses remove", course=course)
    say = localizer(group.locales.get(group.organiser.id, Locale.ENGLISH))
    return await group.organiser.click(answer(asked), label=say("Remove it"))


async def exported(group: StudyGroup, course: str = "Baking bread") -> dict[str, Any]:
    """Let the organiser export *course*; return what is in the file."""
    (file,) = answer(await group.organiser.slash(group.channel, "courses export", course=course)).attachments
    document: dict[str, Any] = json.loads(await file.read())
    return document


def another_server(group: StudyGroup) -> tuple[simcord.MemberActor, simcord.ChannelHandle]:
    """Return an organiser of another server with the bot, and a channel there."""
    other = group.env.create_guild("Other group")
    organisers = other.create_role("Organisers", permissions=discord.Permissions(manage_guild=True))
    member = other.add_member(group.organiser.user, roles=[organisers])
    return member, other.create_text_channel("hall")


def titles(group: StudyGroup) -> list[str]:
    """Return the titles of the lessons that were posted, in their order."""
    return [text_of(post).split("### ")[1].split(" · ")[1].split("\n")[0] for post in posts(group)]
