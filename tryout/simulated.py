"""SimCord's environment, in which the bot's alarm clock rings in simulated time."""

from typing import Any

import simcord
from simcord._runtime import _CallbackRecord

from bot.jobs.runner import JobRunner


class SimulatedEnv(simcord.Env):
    """An environment in which nothing but `advance_time` ends the sleep of the bot's job runner.

    SimCord itself keeps a click waiting, in real time, for what is due within its `settle_timeout`: a
    party's card, say, that is drawn once more within ten seconds.
    """

    def _schedule_timer(self, record: _CallbackRecord, *arguments: Any) -> None:
        super()._schedule_timer(record, *arguments)
        if record.label == JobRunner.wake.__qualname__ and record.real_handle is not None:
            record.real_handle.cancel()
