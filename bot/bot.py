"""The Discord client: its intents, the cogs that it loads, and how it reacts to events of the gateway."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar, cast

import aiohttp
import discord
from discord import app_commands

from bot.answers.service import AnswerEngines
from bot.client.budget import Budget
from bot.client.commands import CatalogueTranslator, LecternTree, learn_command_ids, sync_commands
from bot.client.identifying import IdentifyGate, OwnIdentifyGate, SessionStarts
from bot.client.internals import SideBySideShards, finish_handlers
from bot.client.limits import Limits
from bot.client.no_retry import NoRetry
from bot.client.pacing import Bans, Pacer
from bot.client.replies import AnswerSlots, server_localizer
from bot.client.request_hooks import DiscordClock, ReconnectPause, RequestTrace
from bot.client.retrying import Retrying
from bot.client.routes import answer_use
from bot.client.visibility import openness
from bot.courses.lookup import ChapterLookup
from bot.courses.per_course import PerCourse
from bot.courses.service import CourseService
from bot.direct_presses import DirectPresses
from bot.guilds.service import GuildService
from bot.ids import GuildId
from bot.jobs.runner import JobRunner
from bot.parties.discord.events import EventFollower
from bot.parties.service import PartyService
from bot.privacy.jobs import Retention
from bot.privacy.service import PrivacyService
from bot.progress.pictures import PictureDrawer
from bot.progress.service import ProgressService
from bot.schedules.changes import ScheduleChanges
from bot.schedules.following import FollowingService
from bot.schedules.holidays import HolidayService
from bot.schedules.nudges import NudgeService
from bot.schedules.service import ScheduleService
from bot.shards import Shards, ShardSet
from bot.storage.database import Database
from bot.text.translations import Localizer
from bot.times.clock import Clock

log = logging.getLogger(__name__)
Result = TypeVar("Result")
# Lectern sends no voice, so discord.py need not warn of missing libraries for it.
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
# Without the intent for message content only mentions and direct messages have text; without that for members only
# those in voice channels are cached.
INTENTS = discord.Intents(
    guilds=True, guild_messages=True, dm_messages=True, guild_scheduled_events=True, voice_states=True
)
LEFT_TO_THE_TREE = {discord.InteractionType.application_command, discord.InteractionType.autocomplete}
LONGEST_ANSWER_S = 2  # how long to wait at the end for answers under way
GUILD_READY_TIMEOUT_S = 0.5  # how long READY waits for each next guild; a later one's held jobs are tried when it comes


@dataclass(frozen=True, slots=True)
class Services:
    """What cogs act through; *installation* comes from `installation_id` in guilds/service.py."""

    courses: CourseService
    answers: AnswerEngines
    lookups: PerCourse[ChapterLookup]
    schedules: ScheduleService
    changes: ScheduleChanges
    following: FollowingService
    nudges: NudgeService
    holidays: HolidayService
    parties: PartyService
    progress: ProgressService
    pictures: PictureDrawer
    guilds: GuildService
    privacy: PrivacyService
    installation: str
    retention: Retention


class LecternBot(SideBySideShards):
    """The bot's Discord client; it needs no privileged intent.

    It runs *shards*, or as many as Discord recommends (None), which identify in turns of *gate*; *budget* lends
    it the requests that it may make. Without these it takes itself for the only process.
    """

    def __init__(  # noqa: PLR0913 - the composition root names each
        self,
        services: Services,
        runner: JobRunner,
        database: Database,
        *,
        clock: Clock,
        discord_clock: DiscordClock,
        extensions: Sequence[str],
        shards: Shards | None = None,
        gate: IdentifyGate | None = None,
        budget: Budget | None = None,
    ) -> None:
        bans, self._reconnect_pause = Bans(runner.rest, clock), ReconnectPause()
        self.pacer = Pacer(bans, budget)
        trace = RequestTrace(NoRetry(), discord_clock, bans, self.pacer)
        trace.on_request_end.append(self._answered)
        super().__init__(
            command_prefix=(),
            help_command=None,
            tree_cls=LecternTree,
            intents=INTENTS,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags(voice=True, joined=False),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=GUILD_READY_TIMEOUT_S,
            max_messages=None,
            http_trace=trace,
            shard_ids=None if shards is None else list(shards.ids),
            shard_count=None if shards is None else shards.count,
        )
        self.services, self.clock, self.discord_clock = services, clock, discord_clock
        self.limits = Limits(clock)
        self.answer_slots = AnswerSlots()
        self.retrying = Retrying(database.is_transient)
        self._events = EventFollower(self, services.parties, self.limits.moves, self.retrying, self.pacer)
        self._runner = runner
        self._database = database
        self._extensions_to_load = extensions
        self._starts = SessionStarts(gate or OwnIdentifyGate(), self.fetch_session_start_limits)
        self._direct_presses = (
            None if shards is None or shards.are_all else DirectPresses(self, database, shards, self.retrying)
        )
        self._leaving = False
        self._connected: set[int] = set()  # shards with a connection
        self._receiving: set[int] = set()  # shards to which Discord is still sending their servers
        self._at_work: set[int] = set()  # shards whose servers are known, so that their work is done

    @property
    def commands_tree(self) -> LecternTree["LecternBot"]:
        """The tree of all commands, which knows their ids."""
        return cast("LecternTree[LecternBot]", self.tree)

    async def login(self, token: str) -> None:
        """Log in by requests that wait for their turn: other processes may be using what Discord allows a second."""
        async with self.pacer.turn():
            await super().login(token)

    def asking_for_gateway(self) -> AbstractAsyncContextManager[None]:
        """Let that request wait likewise."""
        return self.pacer.turn()

    async def setup_hook(self) -> None:
        """Load the cogs and register the commands with Discord, before the gateway is opened.

        Of several processes that with shard 0 registers them.
        """
        translator = CatalogueTranslator()
        await self.tree.set_translator(translator)
        for extension in self._extensions_to_load:
            await self.load_extension(extension)
        if self.own_shards is None or self.own_shards.have_direct_messages:
            await sync_commands(self.commands_tree, translator, self._database)
        else:
            await learn_command_ids(self.commands_tree, self._database)

    @property
    def own_shards(self) -> Shards | None:
        """The shards that this process runs; None while Discord has not said how many there are."""
        if not self.shard_count:
            return None
        ids = self.shard_ids or range(self.shard_count)
        return Shards(ids[0], ids[-1], self.shard_count)

    def limits_known(self, limits: discord.SessionStartLimits, recommended: int) -> None:
        """Note how many sessions the bot may begin, and whether there should be more shards."""
        self._starts.learn(limits)
        if self.own_shards is not None and self.own_shards.count < recommended:
            log.warning("LECTERN_SHARDS=%s, but Discord recommends %d shards", self.own_shards, recommended)

    @asynccontextmanager
    async def dialling(self, shard: int, *, resuming: bool) -> AsyncIterator[None]:
        """Wait before a connection of *shard*: after one without a session, and for other shards that identify."""
        async with AsyncExitStack() as stack:
            await self._reconnect_pause.before_dialling(shard)
            if not resuming:
                await stack.enter_async_context(self._starts.dialling(shard))
            yield

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Identify at once: `dialling` has waited for the shard's turn."""

    def receive_interaction(self, payload: Mapping[str, Any]) -> None:
        """Handle what is this process's to answer, and pass on what is another's."""
        if self._direct_presses is None or not self._direct_presses.receive(payload):
            self.handle_interaction(payload)

    def wake(self, guild: GuildId | None) -> None:
        """Look for work now, since some waits of *guild* or, if that is None, of any."""
        if guild is None or self.own_shards is None or self.own_shards.owns(guild):
            self._runner.wake()
            if self._direct_presses is not None:
                self._direct_presses.wake()

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Call the listeners of *event*: of presses and forms, not of commands, and of no other once it is closing."""
        is_heard = args[0].type not in LEFT_TO_THE_TREE if event == "interaction" else not self._leaving
        if is_heard:
            super().dispatch(event, *args, **kwargs)

    async def read_together(self, read: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        """Return what *read* finds, which awaits only what services read: all of it as of one instant, and at once."""
        return await self._database.read(lambda _: read())

    async def guild_localizer(self, guild: discord.Guild) -> Localizer:
        """Return the localizer of public texts in *guild*: in its chosen language, else the one set in Discord."""
        settings = await self.services.guilds.settings(GuildId(guild.id))
        return server_localizer(guild, settings.locale)

    async def _answered(self, _: aiohttp.ClientSession, _context: object, what: aiohttp.TraceRequestEndParams) -> None:
        if what.response.ok:
            self._runner.discord_answers()

    def problem(self) -> str | None:
        """Return what keeps the bot from answering or posting now, for the health check, or None."""
        away = (
            [] if self.own_shards is None else [shard for shard in self.own_shards.ids if shard not in self._connected]
        )
        if not self._connected:
            return "Discord is not connected"
        if away:
            return f"Discord is not connected to shard{'s' * (len(away) > 1)} {', '.join(map(str, away))}"
        return self._runner.problem()

    async def on_shard_connect(self, shard: int) -> None:
        """Note the connection, after which Discord sends every guild: `on_shard_ready` handles them all at once."""
        self._receiving.add(shard)
        self._connected.add(shard)
        self._reconnect_pause.reset(shard)

    async def on_shard_disconnect(self, shard: int) -> None:
        """Note that the connection was lost, or that Discord sent nothing for a minute."""
        self._connected.discard(shard)

    async def on_shard_resumed(self, shard: int) -> None:
        """Retry failed work at once: the connection was lost for a while, and the machine may have slept."""
        self._connected.add(shard)
        self._reconnect_pause.reset(shard)
        self.retrying.retry_now()
        self._runner.retry_now()

    async def on_shard_ready(self, shard: int) -> None:
        """Record what happened while the shard was offline, then do its work; also after each new session."""
        self._receiving.discard(shard)
        self.retrying.retry_now()
        await self.retrying.until_done("taking up work", partial(self._take_up_work, shard), about=shard)
        if shard == 0:
            await self.retrying.until_done("planning what is forgotten", self.services.retention.plan)
        await self._events.catch_up(self._only(shard))

    async def on_ready(self) -> None:
        """Take up work of shards of whose READY discord.py has not told, as another shard's second one came before."""
        self.forget_waiting_guilds()
        await asyncio.gather(*(self.on_shard_ready(shard) for shard in self._receiving))

    async def _take_up_work(self, shard: int) -> None:
        if not self.commands_tree.ids:  # another process may have registered them meanwhile
            await learn_command_ids(self.commands_tree, self._database)
        present = [GuildId(guild.id) for guild in self.guilds if guild.shard_id == shard]
        await self.services.guilds.reconcile(present, self._is_in, self._only(shard))
        self._at_work.add(shard)
        at_work = ShardSet.of(self._at_work, self.shard_count or 1)
        self._runner.start(at_work)
        if self._direct_presses is not None:
            self._direct_presses.start(at_work)
        self._runner.retry_now()
        log.info("shard %d is ready in %d servers", shard, len(present))
        if self.own_shards is not None and self._at_work.issuperset(self.own_shards.ids):
            log.info("ready as %s in %d servers", self.user, len(self.guilds))

    def _only(self, shard: int) -> ShardSet:
        return ShardSet.of({shard}, self.shard_count or 1)

    def _is_in(self, guild: GuildId) -> bool:
        return self.get_guild(guild) is not None

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Record that a guild invited or removed the bot; an outage is another event, `on_guild_unavailable`."""
        note = partial(self.services.guilds.update_membership, GuildId(guild.id), self._is_in)
        await self.retrying.until_done("noting whether a server has the bot", note, guild=GuildId(guild.id))

    on_guild_remove = on_guild_join

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Retry the guild's held jobs: it was unavailable, and is back."""
        if guild.shard_id not in self._receiving:
            await self._retry_held(GuildId(guild.id))

    async def on_guild_channel_update(self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel) -> None:
        """Retry held jobs: an overwrite may have changed; update events if now more or fewer can view the channel."""
        guild = GuildId(after.guild.id)
        await self._retry_held(guild, refreshing=openness(before) != openness(after))

    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """Retry held jobs: a permission may have changed; update events if what @everyone can view did."""
        opens = discord.Permissions(view_channel=True, connect=True).value
        opened = before.permissions.value & opens != after.permissions.value & opens
        await self._retry_held(GuildId(after.guild.id), refreshing=after.is_default() and opened)

    async def on_guild_role_delete(self, role: discord.Role) -> None:
        """Retry held jobs: overwrites of the role are gone with it."""
        await self._retry_held(GuildId(role.guild.id))

    async def on_member_update(self, _before: discord.Member, after: discord.Member) -> None:
        """Retry held jobs if the member is the bot: it may have been given a role."""
        if after.id == after.guild.me.id:
            await self._retry_held(GuildId(after.guild.id))

    async def on_raw_thread_update(self, thread: discord.RawThreadUpdateEvent | discord.RawThreadDeleteEvent) -> None:
        """Retry held jobs: a thread, cached or not, was unlocked, or makes room for another."""
        await self._retry_held(GuildId(thread.guild_id))

    on_raw_thread_delete = on_raw_thread_update

    async def on_scheduled_event_update(self, before: discord.ScheduledEvent, after: discord.ScheduledEvent) -> None:
        """Apply to its party what people did to an event; retry held jobs if its status changed: an end makes room."""
        await self._events.changed(before, after)
        if after.status is not before.status:
            await self._retry_held(GuildId(after.guild_id))

    async def on_scheduled_event_delete(self, event: discord.ScheduledEvent) -> None:
        """Announce to the host of a party that its event is gone, and retry held jobs: there is room for an event."""
        await self._events.deleted(event)
        await self._retry_held(GuildId(event.guild_id))

    async def _retry_held(self, guild: GuildId, *, refreshing: bool = False) -> None:
        """Retry held jobs of *guild*; if *refreshing*, update its parties' events as well."""
        retry = partial(self.services.guilds.retry_held, guild)
        await self.retrying.until_done("trying what is held", retry, guild=guild)
        if refreshing:
            refresh = partial(self.services.parties.refresh_events, guild)
            await self.retrying.until_done("bringing events in step", refresh, guild=guild)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer presses and forms."""
        await answer_use(interaction)

    async def close(self) -> None:
        """Finish answers and deliveries under way, each for a limited time, then disconnect."""
        self._leaving = True
        self.retrying.close()
        if self._direct_presses is not None:
            await self._direct_presses.close()
        await finish_handlers(LONGEST_ANSWER_S)
        await self._runner.close()
        await super().close()
        await finish_handlers(LONGEST_ANSWER_S)
