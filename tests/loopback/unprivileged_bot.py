"""The bot without root's privileges, so that file permissions hold: `python -m tests.loopback.unprivileged_bot run`."""

import concurrent.futures.thread  # noqa: F401 - while Python's own files can still be read
import os

import bot.__main__
import bot.running
from tests.unprivileged import NOBODY

if __name__ == "__main__":
    if os.geteuid() == 0:
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    bot.__main__.main()
