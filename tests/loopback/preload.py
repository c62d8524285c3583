"""Imports and reads all that a start of the bot does, so that `tests.loopback.forking` need not do it again."""

from importlib import import_module

from bot.app import EXTENSIONS
from tests import cached_course

for name in ("bot.backups", "bot.serving", "typer", *EXTENSIONS):
    import_module(name)
cached_course.load()
