"""The bot with short pauses between its tries: `python -m tests.loopback.short_pauses run`.

PAUSE_S in the environment is their length in seconds; a locked database is waited for a tenth of a second.
"""

import os

import pytest

import bot.__main__

if __name__ == "__main__":
    pause = float(os.environ["PAUSE_S"])  # noqa: TID251 - no setting of the bot's
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("discord.backoff.ExponentialBackoff.delay", lambda _: pause)
        for name in ("connection.LONGEST_WAIT_S", "connection.OPENING_WAIT_S", "checks.OPENING_WAIT_S"):
            patch.setattr(f"bot.storage.sqlite.{name}", 0.1)
        bot.__main__.main()
