"""What cogs ask about an interaction: its guild, its language, and what its user may do."""

from collections.abc import Hashable, Sequence
from zoneinfo import ZoneInfo

import discord
from discord.app_commands import Choice

from bot.bot import LecternBot
from bot.client.choices import MOST_CHOICES, Choices
from bot.client.permissions import may_organise, may_write
from bot.client.replies import acknowledge, reader_localizer, show
from bot.client.visibility import asking_member
from bot.courses.choice import GuildCourses
from bot.courses.library_cards import not_own_card
from bot.courses.model import Course
from bot.ids import ChapterId, CourseId, GuildId, UserId
from bot.progress.model import MemberProgress
from bot.progress.streaks import GroupPosts
from bot.schedules.discord.selection import places_of
from bot.text.locales import Locale
from bot.text.tokens import fold
from bot.text.translations import Localizer, localizer
from bot.text.visible import strip_invisible
from bot.times.slots import zone
from bot.ui.cards import Card
from bot.ui.note_cards import (
    cannot_write_card,
    no_such_course_card,
    organisers_only_card,
    servers_only_card,
    shared_in_card,
    too_many_uses_card,
)

Interaction = discord.Interaction[LecternBot]


def home_guild(interaction: Interaction) -> discord.Guild | None:
    """Return the guild of *interaction*; None in a direct message, or where the bot is not a member."""
    return None if interaction.guild_id is None else interaction.client.get_guild(interaction.guild_id)


async def progress_here(interaction: Interaction, course: Course) -> MemberProgress | None:
    """Return what the user has watched of *course* in the interaction's guild; None without a `home_guild`."""
    if (guild := home_guild(interaction)) is None:
        return None
    return await interaction.client.services.progress.member(GuildId(guild.id), UserId(interaction.user.id), course)


async def watched_here(interaction: Interaction, course: Course) -> frozenset[ChapterId] | None:
    """Return the chapters of `progress_here`."""
    progress = await progress_here(interaction, course)
    return None if progress is None else progress.watched


async def week_zone(interaction: Interaction, guild: GuildId, posts: GroupPosts) -> ZoneInfo:
    """Return the time zone by whose weeks *guild* counts: the one that it has chosen, else that of its *posts*."""
    settings = await interaction.client.services.guilds.settings(guild)
    return zone(settings.zone_name or posts.zone_name)


async def guild_courses(interaction: Interaction) -> GuildCourses:
    """Return the courses that can be used where *interaction* was made."""
    guild = home_guild(interaction)
    return await interaction.client.services.courses.of_guild(None if guild is None else GuildId(guild.id))


async def meant_courses(
    bot: LecternBot, guild: discord.Guild | None, channel: object, typed: str | None = None
) -> tuple[Course, ...]:
    """Return the courses that somebody means who has *typed* that in *channel*; at least one.

    Where nothing is typed, or nothing that is a course: the one of the channel's schedule, else all that the guild
    has chosen.
    """
    if guild is None:
        return await _meant_courses(bot, guild, channel, typed)
    return await bot.read_together(lambda: _meant_courses(bot, guild, channel, typed))


async def _meant_courses(
    bot: LecternBot, guild: discord.Guild | None, channel: object, typed: str | None
) -> tuple[Course, ...]:
    found = await bot.services.courses.of_guild(None if guild is None else GuildId(guild.id))
    if (named := found.named(typed or "")) is not None:
        return (named,)
    if guild is not None:
        for schedule in await bot.services.schedules.of_guild(GuildId(guild.id)):
            if schedule.channel in places_of(channel) and (course := found.get(schedule.course)) is not None:
                return (course,)
    return found.chosen


async def meant_course(interaction: Interaction, typed: str | None = None) -> Course:
    """Return the first of the courses that the user of *interaction* means, as `meant_courses` says."""
    return (await meant_courses(interaction.client, home_guild(interaction), interaction.channel, typed))[0]


async def meant_with_progress(interaction: Interaction, typed: str | None) -> tuple[Course, MemberProgress | None]:
    """Return `meant_course`, and what the user has watched of it as `progress_here` says, in one reading."""

    async def found() -> tuple[Course, MemberProgress | None]:
        course = await meant_course(interaction, typed)
        return course, await progress_here(interaction, course)

    return await (found() if home_guild(interaction) is None else interaction.client.read_together(found))


async def asked_courses(
    interaction: Interaction, typed: str | None
) -> tuple[tuple[Course, ...], dict[CourseId, frozenset[ChapterId]], set[CourseId]]:
    """Return `meant_courses`, what the user has watched of each, and which they can teach, in one reading."""
    bot, home = interaction.client, home_guild(interaction)

    async def found() -> tuple[tuple[Course, ...], dict[CourseId, frozenset[ChapterId]], set[CourseId]]:
        courses = await meant_courses(bot, home, interaction.channel, typed)
        marks = {each.key: await watched_here(interaction, each) or frozenset() for each in courses}
        own = await bot.services.courses.own(GuildId(home.id)) if home and may_organise(interaction) else ()
        return courses, marks, {each.key for each in own}

    return await (found() if home is None else bot.read_together(found))


async def suggest_course(interaction: Interaction, typed: str) -> Choices:
    """Return the courses of the guild whose titles have what is *typed*, as choices whose values are their ids."""
    say, wanted = reader_localizer(interaction), fold(typed)
    titles = [(each.title.in_locale(say.locale), each.id) for each in (await guild_courses(interaction)).available]
    fitting = [(strip_invisible(title) or key, key) for title, key in titles if wanted in fold(title)]
    return [Choice(name=title, value=key) for title, key in fitting[:MOST_CHOICES]]


async def suggest_own_course(interaction: Interaction, typed: str) -> Choices:
    """Return those of `suggest_course` that the guild brought itself."""
    guild = home_guild(interaction)
    own = [] if guild is None else await interaction.client.services.courses.own(GuildId(guild.id))
    keys = {course.id for course in own}
    return [choice for choice in await suggest_course(interaction, typed) if choice.value in keys]


async def own_course(interaction: Interaction, guild: GuildId, typed: str) -> Course | None:
    """Return the course that *guild* brought and *typed* means; if there is none, answer so, and return None."""
    own = tuple(await interaction.client.services.courses.own(guild))
    if (named := GuildCourses(own, own).named(typed)) is None:
        await show(interaction, not_own_card(reader_localizer(interaction)))
    return named


async def pressed_course(interaction: Interaction, ref: int) -> Course | None:
    """Return the course that a pressed button calls *ref*; if there is none any more, answer so, and return None."""
    guild = None if interaction.guild_id is None else GuildId(interaction.guild_id)
    course = await interaction.client.services.courses.by_ref(ref, guild)
    if course is None or course.is_gone:
        await show(interaction, no_such_course_card(reader_localizer(interaction)))
        return None
    return course


async def public_localizer(interaction: Interaction) -> Localizer:
    """Return the localizer of public answers: in the guild's language, else the locale that Discord sends."""
    guild = home_guild(interaction)
    if guild is not None:
        return await interaction.client.guild_localizer(guild)
    return localizer(Locale.from_tag((interaction.guild_locale or interaction.locale).value))


async def organised_guild(interaction: Interaction) -> GuildId | None:
    """Return the interaction's guild if its user is an organiser there; else answer why not, and return None."""
    if interaction.guild_id is None:
        await show(interaction, servers_only_card(reader_localizer(interaction)))
        return None
    if not may_organise(interaction):
        await show(interaction, organisers_only_card(reader_localizer(interaction)))
        return None
    return GuildId(interaction.guild_id)


async def require_organiser(interaction: Interaction, guild: GuildId) -> discord.Member | None:
    """Return the user as a member of *guild* if they may organise it; if not, answer so, and return None."""
    member, home = None, interaction.client.get_guild(guild)
    if interaction.guild_id is None:  # then the member is fetched, which takes time
        await acknowledge(interaction, thinking=True)
    if home is not None and interaction.guild_id in {None, guild}:
        member = await asking_member(interaction, home)
    if member is None or not (may_organise(interaction) or member.guild_permissions.manage_guild):
        await show(interaction, organisers_only_card(reader_localizer(interaction)))
        return None
    return member


async def may_share(interaction: Interaction, what: Hashable) -> bool:
    """Tell whether the user may post *what* the pressed card shows for everyone, and count it; if not, answer why."""
    say, limits = reader_localizer(interaction), interaction.client.limits
    if home_guild(interaction) is None:
        refusal = servers_only_card(say)
    elif not may_write(interaction.permissions, interaction.channel):
        refusal = cannot_write_card(say)
    elif wait := limits.shared.use((interaction.message and interaction.message.id, what)):
        refusal = too_many_uses_card(say, wait, say("This card has just been shared."))
    elif wait := limits.shares.use(interaction.user.id):
        refusal = too_many_uses_card(say, wait)
    else:
        return True
    await show(interaction, refusal)
    return False


async def share(interaction: Interaction, card: Card, language: Locale, files: Sequence[discord.File] = ()) -> None:
    """Post *card*, which is in *language*, for everyone; tell the user so privately if that is not their own."""
    await show(interaction, card, private=False, files=files)
    say = reader_localizer(interaction)
    if say.locale is not language:
        await show(interaction, shared_in_card(say, language))
