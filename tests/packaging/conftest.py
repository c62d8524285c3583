"""The project as a wheel, installed where nothing of the clone can be imported."""

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from tests.packaging.installed import Installed
from tests.wire.conftest import discord_server, scene

__all__ = ["discord_server", "scene"]

ROOT = Path(__file__).parents[2]
PIP = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")


def pip(*arguments: str | Path) -> None:
    """Run pip without any package index."""
    done = subprocess.run([*PIP, *arguments, "--no-index", "--no-deps"], capture_output=True, check=False)  # noqa: S603 - ours
    assert done.returncode == 0, done.stderr.decode()


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this clone."""
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-build-isolation", "--wheel-dir", folder, ROOT)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel in a virtual environment that has this one's libraries, but not the clone."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=True)
    paths = {"base": str(folder), "platbase": str(folder)}
    site = Path(sysconfig.get_path("purelib", "venv", paths))
    # A folder named in a .pth file is searched, but its own .pth files, the clone's among them, are not read.
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    pip("--python", folder / "bin" / "python", "install", wheel)
    return Installed(folder)
