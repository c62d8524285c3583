"""All that a start of the bot imports and reads, for `tests.loopback.forking`."""

from importlib import import_module

from bot.app import EXTENSIONS
from tests import cached_course

for name in ("bot.backups", "bot.serving", "typer", *EXTENSIONS):
    import_module(name)
cached_course.load()
