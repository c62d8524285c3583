"""Keeps the bot running: temporary failures to start are retried for ever, permanent ones end the program."""

import asyncio
import gc
import logging

import aiohttp
import discord
from discord.backoff import ExponentialBackoff
from discord.gateway import ReconnectWebSocket

from bot.app import open_bot
from bot.bot import LecternBot
from bot.client.error_codes import FAILURES, STATUSES_WITHOUT_VERDICT, UNREADABLE_ANSWER, refusal
from bot.client.internals import UnsupportedDiscordPyError
from bot.client.pacing import BannedError
from bot.health import HeartbeatWriter
from bot.settings import Settings
from bot.shards import Shards
from bot.unusable import CannotStartError, TemporaryStartError

log = logging.getLogger(__name__)

LONGEST_PAUSE_S = 300.0
PERMANENT_CLOSE_CODES = range(4010, 4015)  # wrong shard, sharding required, wrong version, wrong intents
MORE_SHARDS = 4011  # the close code with which Discord asks for them
TOKEN_REFUSED = "Discord does not accept DISCORD_TOKEN; copy it anew from the developer portal"  # noqa: S105 - a sentence
PERMANENT_STATUSES = set(range(400, 500)) - STATUSES_WITHOUT_VERDICT
INTENTS_REFUSED = (
    "Discord does not let this application use the intents that Lectern asks for, though none is privileged; "
    "look at the application in the developer portal"
)
START_FAILURES = (
    *FAILURES,
    CannotStartError,
    UnsupportedDiscordPyError,
    discord.LoginFailure,
    discord.PrivilegedIntentsRequired,
    discord.ConnectionClosed,
    discord.GatewayNotFound,
)


class Service:
    """Runs a bot, a new one after each temporary failure, and writes the heartbeat all the time."""

    def __init__(self, settings: Settings, token: str) -> None:
        self._settings, self._token = settings, token
        self._bot: LecternBot | None = None
        self._start_problem: str | None = None
        self._heartbeat: HeartbeatWriter | None = None

    async def serve(self) -> None:
        """Serve until the bot is closed; CannotStartError for a failure that a person must mend."""
        backoff = ExponentialBackoff[bool]()
        try:
            while (seconds := await self._run()) is not None:
                pause = max(min(backoff.delay(), LONGEST_PAUSE_S), seconds)
                log.warning("%s; trying again in %.1f s", self._start_problem, pause)
                await asyncio.sleep(pause)
        finally:
            if self._heartbeat is not None:
                self._heartbeat.stop()

    async def _run(self) -> float | None:
        """Run a bot until it is closed; after a temporary failure return the least seconds to wait, else None."""
        gc.disable()  # until all is loaded, which stays
        try:
            async with open_bot(self._settings, clock=discord.utils.utcnow) as bot, bot:
                bot.services.answers.warm_up(bot.services.courses.files[:1])
                _spare_the_collector()
                bot.add_listener(_spare_servers, "on_ready")
                self._bot = bot
                self._begin_heartbeat()
                await bot.start(self._token)
        except START_FAILURES as error:
            if (reason := _permanent_reason(error, self._settings.shards)) is not None:
                raise CannotStartError(reason) from error
            self._start_problem = (
                str(error) if isinstance(error, TemporaryStartError) else f"cannot reach Discord: {_brief(error)}"
            )
            seconds = error.seconds if isinstance(error, BannedError) else 0.0
        except UNREADABLE_ANSWER as error:
            log.exception("what answered in Discord's place makes no sense, or this is a bug")
            self._start_problem, seconds = f"cannot reach Discord: {type(error).__name__}", 0.0
        else:
            return None
        finally:
            gc.enable()
        self._bot = None
        self._begin_heartbeat()
        return seconds

    def _begin_heartbeat(self) -> None:
        """Start the heartbeat, once: not before the first bot was opened, or failed for a temporary reason."""
        if self._heartbeat is None:
            self._heartbeat = HeartbeatWriter(self._settings.heartbeat_file, discord.utils.utcnow, self._problem)
            self._heartbeat.write()

    def _problem(self) -> str | None:
        return self._start_problem if self._bot is None else self._bot.problem()


def _spare_the_collector() -> None:
    """Let Python's collector pass over what is loaded by now: to look at it all again takes it a tenth of a second."""
    gc.unfreeze()  # what an earlier attempt left
    gc.collect()
    gc.freeze()
    gc.enable()


async def _spare_servers() -> None:
    """Let it pass over the servers that Discord has told of, too, each time that it has told of all."""
    _spare_the_collector()


def _permanent_reason(error: Exception, shards: Shards | None) -> str | None:
    """Return what a person must change before *error* can go away, or None where it may pass by itself.

    *shards* are those of LECTERN_SHARDS.
    """
    if isinstance(error, TemporaryStartError) or _is_inconclusive(error):
        return None
    reason: str | None = None
    match error:
        case CannotStartError() | UnsupportedDiscordPyError():
            reason = str(error)
        case discord.LoginFailure() | discord.ConnectionClosed(code=4004) | discord.HTTPException(status=401):
            reason = TOKEN_REFUSED
        case discord.PrivilegedIntentsRequired():
            reason = INTENTS_REFUSED
        case discord.ConnectionClosed(code=code) if shards is not None and code == MORE_SHARDS:
            reason = f"LECTERN_SHARDS={shards} has too few shards for Discord; give every process a larger count"
        case discord.ConnectionClosed(code=code) if code == MORE_SHARDS:
            reason = None  # the next start has as many as Discord recommends by then
        case discord.ConnectionClosed(code=code) if code in PERMANENT_CLOSE_CODES:
            reason = f"Discord ended the connection: {error}"
        case discord.HTTPException(status=status) if status in PERMANENT_STATUSES:
            reason = f"Discord refuses what Lectern asks of it: {_brief(error)}"
        case aiohttp.InvalidURL():
            reason = f"LECTERN_DISCORD_API or LECTERN_DISCORD_GATEWAY is no address: {error}"
    return reason


def _is_inconclusive(error: BaseException) -> bool:
    """Tell whether *error* is an answer that decides nothing: a proxy's page, or trouble in Discord's network."""
    answer = error.__cause__ if isinstance(error, discord.LoginFailure) else error
    if not isinstance(answer, discord.HTTPException):
        return False
    kind = str(answer.response.headers.get("Content-Type", ""))
    unnumbered = answer.code == 0 and answer.text.startswith(f"{answer.status}: ")  # Discord's 401 has no code
    return not kind.startswith("application/json") or (refusal(answer) is None and not unnumbered)


def _brief(error: BaseException) -> str:
    """Return *error* on one line; for an answer without an error code of Discord's, only its HTTP status."""
    if isinstance(error, discord.GatewayNotFound) and error.__cause__ is not None:
        return f"its gateway did not let the bot in ({_brief(error.__cause__)})"
    if isinstance(error, ReconnectWebSocket):
        return "it closed the connection at once"
    if isinstance(error, discord.ConnectionClosed) and error.code == MORE_SHARDS:
        return "it asks for more shards"
    if isinstance(error, discord.HTTPException) and not error.code:
        return f"{error.status} {error.response.reason}"
    if isinstance(error, aiohttp.ClientResponseError):
        return f"{error.status} {error.message}"
    return " ".join(str(error).split()) or type(error).__name__
