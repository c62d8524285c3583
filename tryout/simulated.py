"""SimCord's environment, in which only simulated time wakes the bot's job runner."""

from contextlib import suppress
from typing import Any

import discord
import simcord
from simcord._runtime import _CallbackRecord

from bot.jobs.runner import JobRunner

_PATIENCE = 11  # how many more times a press is waited for that takes longer than SimCord's `settle_timeout` of 5 s


class SimulatedEnv(simcord.Env):
    """An environment in which only `advance_time` ends the sleep of the bot's job runner.

    SimCord itself lets a click wait, in real time, for whatever is due within its `settle_timeout`, such as the
    redrawing of a party's card. What takes longer than that, as on a busy machine, is waited for, too: SimCord would
    give up, and its page then takes no further press.
    """

    def __init__(self, bot: discord.Client, **options: Any) -> None:
        super().__init__(bot, shard_count=1 if isinstance(bot, discord.AutoShardedClient) else None, **options)

    async def _settle_internal(self, *arguments: Any, **options: Any) -> None:
        for _ in range(_PATIENCE):
            with suppress(TimeoutError):
                return await super()._settle_internal(*arguments, **options)
        return await super()._settle_internal(*arguments, **options)

    def _schedule_timer(self, record: _CallbackRecord, *arguments: Any) -> None:
        super()._schedule_timer(record, *arguments)
        if record.label == JobRunner.wake.__qualname__ and record.real_handle is not None:
            record.real_handle.cancel()
