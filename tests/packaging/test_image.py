"""The Dockerfile's own commands, run in a folder without a container engine."""

import os
import re
import shutil
import ssl
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.conventions.test_dockerfile import BUILD
from tests.packaging.installed import Installed

ROOT = Path(__file__).parents[2]
UNCHECKED_HASH = 1  # the flags of a .pyc file that Python takes without looking at its source


def lines(number: int) -> str:
    """Return the commands of the first stage's RUN *number*, counted from 0, without its mounts."""
    run = [rest for word, rest in BUILD if word == "RUN"][number]
    return run.removeprefix("--mount=type=secret,id=ca ")


def environment() -> dict[str, str]:
    """Return the variables that the first stage sets."""
    pairs = dict(rest.split("=", 1) for word, rest in BUILD if word == "ENV")
    return {"PATH": os.defpath, "HOME": "/nonexistent", **pairs}


def run(script: str, folder: Path) -> None:
    """Run *script* with *folder* as the root of its absolute paths."""
    shell = ["sh", "-eu", "-c", re.sub(r"(?<=[\s=])(?=/\w)|^(?=/\w)", str(folder), script)]
    done = subprocess.run(shell, env=environment(), capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """What the first stage makes of the sources, with this environment's libraries and tools."""
    folder = tmp_path_factory.mktemp("image")
    (folder / "tools").symlink_to(sys.prefix)
    place = folder / "opt" / "lectern"
    venv.create(place, symlinks=True)
    (next(place.glob("lib/python*/site-packages")) / "borrowed.pth").write_text(
        str(next(Path(sys.prefix).glob("lib/python*/site-packages"))), "utf-8"
    )
    for word, rest in BUILD:
        if word == "COPY" and rest.endswith(("/src/", *(f"/src/{name}" for name in ("bot", "cogs", "data")))):
            *sources, target = rest.split()
            for source in sources:
                copy(ROOT / source, folder / target.lstrip("/") / ("" if (ROOT / source).is_dir() else source))
    run(lines(1), folder)
    return Installed(place)


def copy(source: Path, target: Path) -> None:
    """Copy a file or a folder, as COPY does."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copyfile(source, target)


def test_the_image_answers_questions(image: Installed, tmp_path: Path) -> None:
    """From whichever folder a container starts in."""
    asked = image.lectern(tmp_path, "ask", "what covers LSTMs?")
    assert (asked.returncode, asked.stderr) == (0, "")
    assert asked.stdout.startswith("7  Long Short-Term Memory")


def test_compiled_files_are_used_whatever_their_timestamps(image: Installed) -> None:
    """COPY changes timestamps, and the bot's user may not write compiled files."""
    (package,) = image.folder.glob("lib/python*/site-packages/bot")
    sources = list(package.rglob("*.py"))
    compiled = {path: path.read_bytes() for path in package.rglob("*.pyc")}
    assert len(compiled) == len(sources) > 100
    flags = {int.from_bytes(content[4:8], "little") for content in compiled.values()}
    assert flags == {UNCHECKED_HASH}


def test_no_file_of_the_image_is_writable_by_everybody(image: Installed) -> None:
    """Not even the lock file that uv leaves."""
    open_to_all = [p for p in image.folder.rglob("*") if not p.is_symlink() and p.stat().st_mode & 0o002]
    assert open_to_all == []


@pytest.mark.parametrize("companys", [True, False])
def test_a_companys_certificate_is_trusted_besides_the_usual_ones(tmp_path: Path, *, companys: bool) -> None:
    """Behind a proxy that inspects traffic, pip and uv need its certificate during the build."""
    usual, extra = certificates()
    (tmp_path / "etc" / "ssl" / "certs").mkdir(parents=True)
    (tmp_path / "etc" / "ssl" / "certs" / "ca-certificates.crt").write_text(usual, "utf-8")
    (tmp_path / "tmp").mkdir()
    if companys:
        (tmp_path / "run" / "secrets").mkdir(parents=True)
        (tmp_path / "run" / "secrets" / "ca").write_text(extra, "utf-8")
    before_tools, _, after = lines(0).partition("&& python -m venv /tools")
    assert "pip install" in after
    run(f'{before_tools} && cp "$PIP_CERT" /pip.pem && cp "$SSL_CERT_FILE" /uv.pem', tmp_path)
    bundle = tmp_path / "uv.pem"
    assert bundle.read_bytes() == (tmp_path / "pip.pem").read_bytes()
    trusted = ssl.create_default_context(cafile=str(bundle)).get_ca_certs(binary_form=True)
    assert len(trusted) == (2 if companys else 1)


def certificates() -> tuple[str, str]:
    """Return two certificates of authorities from this machine's own list."""
    found = ssl.create_default_context(cafile=str(authorities())).get_ca_certs(binary_form=True)
    return ssl.DER_cert_to_PEM_cert(found[0]), ssl.DER_cert_to_PEM_cert(found[1])


def authorities() -> Path:
    """Return pip's own list of authorities."""
    (bundle,) = Path(sys.prefix).glob("lib/python*/site-packages/pip/_vendor/certifi/cacert.pem")
    return bundle
