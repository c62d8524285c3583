"""SimCord's environment, in which only simulated time wakes the bot's job runner."""

from typing import Any

import simcord
from simcord._runtime import _CallbackRecord

from bot.jobs.runner import JobRunner


class SimulatedEnv(simcord.Env):
    """An environment in which only `advance_time` ends the sleep of the bot's job runner.

    SimCord itself lets a click wait, in real time, for whatever is due within its `settle_timeout`, such as the
    redrawing of a party's card.
    """

    def _schedule_timer(self, record: _CallbackRecord, *arguments: Any) -> None:
        super()._schedule_timer(record, *arguments)
        if record.label == JobRunner.wake.__qualname__ and record.real_handle is not None:
            record.real_handle.cancel()
