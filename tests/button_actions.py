"""Every action that a button can carry, from the `buttons.py` of all rooms."""

from importlib import import_module
from pathlib import Path

import bot
from bot.ui import buttons

for _file in sorted(Path(bot.__file__).parent.glob("*/buttons.py")):
    import_module(f"bot.{_file.parent.name}.buttons")
ACTIONS = tuple(buttons.ACTIONS.values())
