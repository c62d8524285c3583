"""A wheel works wherever it is installed: `pip install .` and `pipx install .` need no clone beside them."""

from pathlib import Path
from zipfile import ZipFile

from bot import __version__
from tests.loopback import BotProcess, Loopback, Scene
from tests.packaging.installed import Installed

ROOT = Path(__file__).parents[2]
DRAWING = """
from datetime import date
from bot.pictures.drawing import certificate
from bot.pictures.model import CertificateFacts
from bot.text.locales import Locale
from bot.text.translations import localizer
made = certificate(CertificateFacts("Ana", "Course", "Server", date(2026, 11, 30), 9), localizer(Locale.ENGLISH))
print(made.png[1:4].decode(), made.pdf[:5].decode())
"""
IMPORTED = 60.0  # seconds that a process may take to start on a busy machine


def test_the_wheel_answers_questions_in_any_folder(installed: Installed, tmp_path: Path) -> None:
    """The course and its glossary are in it."""
    asked = installed.lectern(tmp_path, "ask", "what covers LSTMs?")
    assert (asked.returncode, asked.stderr) == (0, "")
    assert asked.stdout.startswith("7  Long Short-Term Memory")


async def test_the_wheel_runs_the_bot(
    installed: Installed, discord_server: Loopback, scene: Scene, tmp_path: Path
) -> None:
    """It makes its database, logs in and answers without the clone."""
    async with await BotProcess.start(discord_server, tmp_path, python=str(installed.python), PYTHONPATH="") as bot:
        await discord_server.ready(IMPORTED)
        member = discord_server.person(scene.member, scene.channel)
        answer = await (await member.slash("ask", question="what covers LSTMs?")).finished()
        assert "7 · Long Short-Term Memory" in answer.reply.text
        assert await bot.terminate() == 0


def test_the_wheel_draws_pictures(installed: Installed, tmp_path: Path) -> None:
    """The templates and the letters are in it."""
    drawn = installed.run(tmp_path, str(installed.python), "-c", DRAWING)
    assert (drawn.returncode, drawn.stdout, drawn.stderr) == (0, "PNG %PDF-\n", "")


def test_lectern_check_finds_nothing_wrong_with_the_wheel(installed: Installed, tmp_path: Path) -> None:
    """Each line of `lectern check` says "ok"."""
    checked = installed.lectern(tmp_path, "check")
    assert checked.returncode == 0, checked.stdout
    assert "course    ok: " in checked.stdout
    assert "database  ok: lectern.db will be made" in checked.stdout
    assert list(tmp_path.iterdir()) == []


def test_the_wheel_says_its_version(installed: Installed, wheel: Path, tmp_path: Path) -> None:
    """The version in the name of its file."""
    said = installed.lectern(tmp_path, "--version")
    assert said.stdout.split()[:2] == ["lectern", __version__]
    assert wheel.name.startswith(f"lectern-{__version__}-")


def test_the_wheel_holds_the_bot_and_nothing_else(wheel: Path) -> None:
    """All files of the three packages, the course in the bot's, and no package called data or tests."""
    with ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    sources = {
        path.relative_to(ROOT).as_posix()
        for package in ("bot", "cogs", "tryout")
        for path in (ROOT / package).rglob("*.*")
        if path.is_file() and path.suffix != ".pyc"
    }
    languages = {f"bot/data/languages/{path.name}" for path in (ROOT / "data" / "languages").iterdir()}
    course = {"bot/data/videos.json", "bot/data/glossary.json"}
    fields = {f"bot/data/fields/{path.name}" for path in (ROOT / "data" / "fields").iterdir()}
    knowledge = {f"bot/data/{name}" for name in ("thesaurus.txt", "answer_weights.json", "outside.json")}
    assert names == {*sources, *languages, *course, *fields, *knowledge}
