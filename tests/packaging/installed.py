"""A virtual environment with Lectern in it, and commands run there."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Installed:
    """Lectern in the virtual environment at *folder*."""

    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    def lectern(self, where: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command `lectern` in the folder *where*, with no settings."""
        return self.run(where, str(self.folder / "bin" / "lectern"), *arguments)

    def run(self, where: Path, *command: str) -> subprocess.CompletedProcess[str]:
        """Run *command* in the folder *where*, with no settings."""
        environment = {"PATH": os.defpath, "HOME": str(where)}
        return subprocess.run(  # noqa: S603 - our own command
            command, cwd=where, env=environment, capture_output=True, text=True, check=False, timeout=120
        )
