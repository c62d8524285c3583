"""A simulated study server with members who act through SimCord, and a bot that can be restarted."""

import math
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import discord
import simcord
from simcord._runtime import _CallbackRecord
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from bot.app import open_bot
from bot.bot import LecternBot
from bot.courses.model import Course
from bot.jobs.runner import JobRunner
from bot.parties.discord.covers import no_cover
from bot.settings import Settings
from bot.text.locales import Locale
from bot.times.clock import Clock
from tests import cached_course, empty_database
from tests.behaviour.limits import broken_limits
from tests.behaviour.reading import Message
from tryout.languages import localize_interactions
from tryout.simulated import SimulatedEnv

MONDAY_EVENING = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
BOT_PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    read_message_history=True,
    create_events=True,
    manage_events=True,  # SimCord 3.2.1 wants it where Discord wants create_events
)
BOT_ROLE = "TestBot"
TIMEOUT_S = 60  # on a busy machine
STRIDE = timedelta(weeks=1)
FRACTION = timedelta(milliseconds=375)
"""How far each second has gone where the clock stands, since a real clock never shows a whole one."""
WOKEN_LATE = 0.25  # seconds


def between_seconds(instant: datetime) -> datetime:
    """Return when the clock of a study group stands in the second that begins at *instant*."""
    return instant.replace(microsecond=0) + FRACTION


class FractionalEnv(SimulatedEnv):
    """An environment whose job runner is woken a part of a second late, as by a real timer."""

    def _schedule_timer(self, record: _CallbackRecord, *arguments: Any) -> None:
        if record.label == JobRunner.wake.__qualname__ and record.when is not None:
            record.when = math.ceil(record.when - WOKEN_LATE) + WOKEN_LATE
        super()._schedule_timer(record, *arguments)


@dataclass
class StudyGroup:
    """A guild with an organiser, a member and a member who reads Portuguese.

    Attributes:
        organiser: Has Manage Server; reads English.
        member: Has no special permission; reads English.
        reader: Has no special permission; reads Portuguese.
        locales: Everybody's language by user id; a test may change it.
        courses: The folder of courses that the bot is started with.
    """

    env: simcord.Env
    course: Course = field(repr=False)  # asyncio.Runner logs the repr of its task's result
    database: Path
    guild: simcord.GuildHandle
    channel: simcord.ChannelHandle
    organiser: simcord.MemberActor
    member: simcord.MemberActor
    reader: simcord.MemberActor
    locales: dict[int, Locale]
    _opened: AsyncExitStack = field(repr=False)
    courses: Path | None = None

    async def wait(self, time: timedelta) -> None:
        """Let *time* pass while the bot runs."""
        while time > STRIDE:
            await self.env.advance_time(STRIDE.total_seconds())
            time -= STRIDE
        await self.env.advance_time(time.total_seconds())

    async def wait_until(self, instant: datetime) -> None:
        """Let time pass up to the second that begins at *instant*."""
        await self.wait(self.time_until(instant))

    def time_until(self, instant: datetime) -> timedelta:
        """Return the time up to the second that begins at *instant*."""
        return between_seconds(instant) - self.env.now()

    async def stop_bot(self) -> None:
        """End the bot: it disconnects from Discord and closes its database."""
        await self.env.shutdown()
        await self._opened.aclose()

    async def start_bot(self) -> None:
        """Start another bot over the same database."""
        self._opened = AsyncExitStack()
        self.env.bot = await self._opened.enter_async_context(opened(self.database, self.env.now, self.courses))
        await self.env.start()

    async def restart_bot(self, *, after: timedelta = timedelta()) -> None:
        """Stop the bot, let the time *after* pass without it, and start it again."""
        await self.stop_bot()
        self.env.backend.advance_clock(after.total_seconds())
        await self.start_bot()

    async def delete(self, message: discord.Message) -> None:
        """Delete *message*, at the simulated time, since discord.py asks how old it is."""
        with self.env.time_context():
            await message.delete()

    def pinged_by(self, message: Message) -> set[int | str]:
        """Return whom *message* pings: ids of members and roles, and "everyone"."""
        channel = message.channel.id if isinstance(message, discord.Message) else message.channel_id
        kept = self.env.backend.get_message(channel, message.id)
        everyone = {"everyone"} if kept.mention_everyone else set[int | str]()
        return everyone.union(kept.ping_user_ids, kept.ping_role_ids)

    async def let_bot(self, permissions: discord.Permissions) -> None:
        """Give the bot's role *permissions* and no others."""
        role = self.guild.roles[BOT_ROLE]
        self.env.backend.edit_role(self.guild.id, role.id, {"permissions": permissions.value})
        await self.env.settle()

    async def let_organisers(self, **more: bool) -> None:
        """Give the organisers' role Manage Server and *more* permissions."""
        role, permissions = self.guild.roles["Organisers"], discord.Permissions(manage_guild=True, **more)
        self.env.backend.edit_role(self.guild.id, role.id, {"permissions": permissions.value})
        await self.env.settle()

    async def forbid(self, channel: simcord.ChannelHandle, **permissions: bool) -> None:
        """Deny the bot *permissions* in *channel*, by an overwrite, whatever its roles allow."""
        me = Overwrite(self.env.backend.bot_user.id, OverwriteType.MEMBER)
        me.deny = discord.Permissions(**permissions).value
        self.env.backend.set_overwrite(channel.id, me)
        await self.env.settle()

    async def forbid_role(self, channel: simcord.ChannelHandle, role: simcord.RoleHandle, **permissions: bool) -> None:
        """Deny *role* *permissions* in *channel*."""
        denied = discord.Permissions(**permissions).value
        self.env.backend.set_overwrite(channel.id, Overwrite(role.id, OverwriteType.ROLE, deny=denied))
        await self.env.settle()

    async def allow_again(self, channel: simcord.ChannelHandle) -> None:
        """Take away what `forbid` has denied in *channel*."""
        self.env.backend.delete_overwrite(channel.id, self.env.backend.bot_user.id)
        await self.env.settle()

    def unseen_errors(self) -> tuple[BaseException, ...]:
        """Return the exceptions since the last `expect_error`."""
        return self.env.errors_since(self._noted)

    def oversized(self) -> list[str]:
        """Return which of Discord's limits the bot's messages break."""
        written = [message for channel in self.env.backend.messages.values() for message in channel.values()]
        mine = [message for message in written if message.author_id == self.env.backend.bot_user.id]
        return [problem for message in mine for problem in broken_limits(message.components)]

    _noted: int = 0

    def expect_error(self) -> BaseException:
        """Return the one exception since the last call, which the test then does not fail for."""
        (error,) = self.unseen_errors()
        self._noted = self.env.error_cursor
        return error


@asynccontextmanager
async def opened(database: Path, clock: Clock, courses: Path | None = None) -> AsyncIterator[LecternBot]:
    """Open the bot over the file *database*, with the folder *courses*; its clock shows SimCord's time."""
    settings = Settings(database=database, courses=courses, _env_file=None)
    async with open_bot(settings, clock=clock, cover=no_cover) as bot:
        yield bot


@asynccontextmanager
async def founded(
    database: Path, *, now: datetime = MONDAY_EVENING, courses: Path | None = None
) -> AsyncIterator[StudyGroup]:
    """Make a study server in the second that begins at *now*, with a bot over *database* that is logged in to it.

    The bot has the courses in the folder *courses*, too.
    """
    empty_database.copy_to(database)
    stack = AsyncExitStack()
    bot = await stack.enter_async_context(opened(database, lambda: env.now(), courses))  # noqa: PLW0108 - env is made from the bot
    env = FractionalEnv(bot, settle_timeout=TIMEOUT_S)
    env.backend.advance_clock((between_seconds(now) - env.now()).total_seconds())
    guild = env.create_guild("Study group")
    organisers = guild.create_role("Organisers", permissions=discord.Permissions(manage_guild=True))
    reader = guild.add_member(env.create_user("livia"))
    group = StudyGroup(
        env=env,
        course=cached_course.course(),
        database=database,
        guild=guild,
        channel=guild.create_text_channel("study"),
        organiser=guild.add_member(env.create_user("olivia"), roles=[organisers]),
        member=guild.add_member(env.create_user("max")),
        reader=reader,
        locales={reader.id: Locale.PORTUGUESE},
        _opened=stack,
        courses=courses,
    )
    env.backend.edit_role(guild.id, guild.roles[BOT_ROLE].id, {"permissions": BOT_PERMISSIONS.value})
    with localize_interactions(env, group.locales):
        try:
            await env.start()
            yield group
        finally:
            await group.stop_bot()
    assert group.unseen_errors() == ()
    assert group.oversized() == []
