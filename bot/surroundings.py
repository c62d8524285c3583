"""Where settings come from, and whether there are any."""

import os
from pathlib import Path

ENV_FILE = Path(".env")
PREFIX = "LECTERN_"
TOKEN = "DISCORD_TOKEN"  # noqa: S105 - a variable's name


def is_anything_set() -> bool:
    """Tell whether the environment has a setting, or there is a file .env: else every setting has its default."""
    names = map(str.upper, os.environ)  # noqa: TID251 - only the names: what reads settings takes long to load
    return os.path.lexists(ENV_FILE) or any(name.startswith(PREFIX) or name == TOKEN for name in names)
