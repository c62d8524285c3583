"""What a member is told about schedules: those whose channels they can view, and what comes of them."""

from collections.abc import Sequence

from bot.client.replies import reader_localizer
from bot.courses.model import Course
from bot.ids import CourseId, GuildId
from bot.interactions import Interaction, home_guild
from bot.schedules.cards.dates import next_post_lines
from bot.schedules.coming import ComingPosts
from bot.schedules.discord.selection import visible_schedules
from bot.schedules.model import Schedule


async def schedules_seen(interaction: Interaction, course: CourseId | None = None) -> tuple[Schedule, ...]:
    """Return the guild's schedules whose channels the user can view, of *course* or of all; () outside a guild."""
    if (guild := home_guild(interaction)) is None:
        return ()
    schedules = await interaction.client.services.schedules.of_guild(GuildId(guild.id))
    wanted = [each for each in schedules if course in {None, each.course}]
    return await visible_schedules(interaction, wanted) if wanted else ()


async def courses_of(interaction: Interaction, coming: Sequence[ComingPosts]) -> dict[CourseId, Course]:
    """Return the courses that the schedules of *coming* post, by their ids."""
    services = interaction.client.services
    return {each.schedule.course: await services.courses.get(each.schedule.course) for each in coming}


async def next_posts(interaction: Interaction, course: Course) -> list[str]:
    """Return the lines of cards about *course* on its next posts that the user may know of; [] where there are none."""
    schedules = await schedules_seen(interaction, course.key)
    coming = await interaction.client.services.following.coming(schedules) if schedules else []
    return next_post_lines({course.key: course}, coming, reader_localizer(interaction))
