"""The bot's alarm clock in simulated time."""

from typing import Any

import simcord
from simcord._runtime import _CallbackRecord

from bot.jobs.runner import JobRunner


def wake_in_simulated_time(env: simcord.Env) -> None:
    """Let nothing but `advance_time` end the sleep of *env*'s job runner; call it before the bot starts.

    Otherwise SimCord keeps a click waiting, in real time, for what is due within its `settle_timeout`: a
    party's card, say, that is drawn once more within ten seconds.
    """
    schedule = env._schedule_timer

    def schedule_timer(record: _CallbackRecord, *arguments: Any) -> None:
        schedule(record, *arguments)
        if record.label == JobRunner.wake.__qualname__ and record.real_handle is not None:
            record.real_handle.cancel()

    env._schedule_timer = schedule_timer  # type: ignore[method-assign]
