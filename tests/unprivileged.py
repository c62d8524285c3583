"""Tests as a user who is not root, since file permissions do not hold for root."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

NOBODY = 65534


@contextmanager
def folder_of_unprivileged_user() -> Iterator[Path]:
    """Make a folder that belongs to a user without privileges."""
    with TemporaryDirectory() as folder:
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        yield Path(folder)
        Path(folder).chmod(0o700)


@contextmanager
def unprivileged_user() -> Iterator[Path]:
    """Change to a user without privileges until the block ends; yield a folder of that user's."""
    root = os.geteuid() == 0
    with folder_of_unprivileged_user() as folder:
        if root:
            os.setegid(NOBODY)
            os.seteuid(NOBODY)
        try:
            yield folder
        finally:
            if root:
                os.seteuid(0)
                os.setegid(0)
