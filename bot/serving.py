"""Serving Discord: what may pass is tried again for ever, what a person must change ends it."""

import asyncio
import logging
from contextlib import ExitStack
from dataclasses import dataclass
from http import HTTPStatus

import aiohttp
import discord
from discord.backoff import ExponentialBackoff
from discord.gateway import ReconnectWebSocket

from bot.app import CannotStartError, NotNowError, open_bot
from bot.bot import LecternBot
from bot.client.error_codes import NO_SENSE, refusal
from bot.client.internals import UnsupportedDiscordPyError
from bot.client.pacing import BannedError
from bot.health import beating, pulse_path
from bot.settings import Settings

log = logging.getLogger(__name__)

LONGEST_PAUSE_S = 300.0
UNUSABLE_CODES = range(4010, 4015)  # wrong shard, sharding required, wrong version, wrong intents
TOKEN_REFUSED = "Discord does not accept DISCORD_TOKEN; copy it anew from the developer portal"  # noqa: S105 - a sentence
PASSING_REFUSALS = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
LASTING_REFUSALS = set(range(400, 500)) - PASSING_REFUSALS
INTENTS_REFUSED = (
    "Discord does not let this application use the intents that Lectern asks for, though none is privileged; "
    "look at the application in the developer portal"
)
KNOWN = (
    CannotStartError,
    UnsupportedDiscordPyError,
    discord.LoginFailure,
    discord.PrivilegedIntentsRequired,
    discord.ConnectionClosed,
    discord.GatewayNotFound,
    discord.HTTPException,
    aiohttp.ClientError,
    OSError,
)


async def serve(settings: Settings, token: str) -> None:
    """Serve Discord until the bot is closed, with a new bot after each start that failed.

    Raises:
        CannotStartError: A person must change something; the message says what.
    """
    service, backoff = Service(settings, token), ExponentialBackoff()
    with service.pulse:
        while (obstacle := await service.run()) is not None:
            pause = max(min(backoff.delay(), LONGEST_PAUSE_S), obstacle.seconds)
            log.warning("%s; trying again in %.1f s", obstacle.what, pause)
            await asyncio.sleep(pause)


@dataclass(frozen=True, slots=True)
class Blocker:
    """What kept a bot from starting.

    Attributes:
        seconds: How long it lasts at least.
    """

    what: str
    seconds: float = 0.0


class Service:
    """One bot after another, and what a health check is told between them.

    Attributes:
        pulse: Ends the pulse, which begins once the settings are known to be good.
    """

    def __init__(self, settings: Settings, token: str) -> None:
        self._settings, self._token = settings, token
        self._bot: LecternBot | None = None
        self._obstacle: Blocker | None = None
        self._beats = False
        self.pulse = ExitStack()

    async def run(self) -> Blocker | None:
        """Run a bot to its end; return what kept it from starting, if that may pass.

        Raises:
            CannotStartError: What kept it from starting is for a person to change.
        """
        try:
            async with open_bot(self._settings, clock=discord.utils.utcnow) as bot, bot:
                self._bot = bot
                self._beat()
                await bot.start(self._token)
        except KNOWN as error:
            if (reason := lasting(error)) is not None:
                raise CannotStartError(reason) from error
            seconds = error.seconds if isinstance(error, BannedError) else 0.0
            return self._failed(Blocker(passing(error), seconds))
        except NO_SENSE as error:
            log.exception("what answered in Discord's place makes no sense, or this is a bug")
            return self._failed(Blocker(f"cannot reach Discord: {type(error).__name__}"))
        return None

    def _failed(self, obstacle: Blocker) -> Blocker:
        self._bot, self._obstacle = None, obstacle
        self._beat()
        return obstacle

    def _beat(self) -> None:
        if not self._beats:
            path = pulse_path(self._settings.database)
            self.pulse.enter_context(beating(path, discord.utils.utcnow, self._trouble))
            self._beats = True

    def _trouble(self) -> str | None:
        if self._bot is not None:
            return self._bot.problem()
        return None if self._obstacle is None else self._obstacle.what


def lasting(error: Exception) -> str | None:
    """Say what a person must change before *error* can go away, or None where it may pass."""
    if isinstance(error, NotNowError) or _comes_from_between(error):
        return None
    reason: str | None = None
    match error:
        case CannotStartError() | UnsupportedDiscordPyError():
            reason = str(error)
        case discord.LoginFailure() | discord.ConnectionClosed(code=4004) | discord.HTTPException(status=401):
            reason = TOKEN_REFUSED
        case discord.PrivilegedIntentsRequired():
            reason = INTENTS_REFUSED
        case discord.ConnectionClosed(code=code) if code in UNUSABLE_CODES:
            reason = f"Discord ended the connection: {error}"
        case discord.HTTPException(status=status) if status in LASTING_REFUSALS:
            reason = f"Discord refuses what Lectern asks of it: {_in_a_line(error)}"
        case aiohttp.InvalidURL():
            reason = f"LECTERN_DISCORD_API or LECTERN_DISCORD_GATEWAY is no address: {error}"
    return reason


def passing(error: Exception) -> str:
    """Say what *error*, which may pass, is."""
    return str(error) if isinstance(error, NotNowError) else f"cannot reach Discord: {_in_a_line(error)}"


def _comes_from_between(error: BaseException) -> bool:
    """Tell whether *error* is an answer that is no verdict: a page, or trouble in Discord's own network."""
    answer = error.__cause__ if isinstance(error, discord.LoginFailure) else error
    if not isinstance(answer, discord.HTTPException):
        return False
    kind = str(answer.response.headers.get("Content-Type", ""))
    unnumbered = answer.code == 0 and answer.text.startswith(f"{answer.status}: ")  # as Discord's 401
    return not kind.startswith("application/json") or (refusal(answer) is None and not unnumbered)


def _in_a_line(error: BaseException) -> str:
    """Return *error* on one line; of an answer that Discord did not write, often a page, only its status."""
    if isinstance(error, discord.GatewayNotFound) and error.__cause__ is not None:
        return f"its gateway did not let the bot in ({_in_a_line(error.__cause__)})"
    if isinstance(error, ReconnectWebSocket):
        return "it closed the connection at once"
    if isinstance(error, discord.HTTPException) and not error.code:
        return f"{error.status} {error.response.reason}"
    if isinstance(error, aiohttp.ClientResponseError):
        return f"{error.status} {error.message}"
    return " ".join(str(error).split()) or type(error).__name__
