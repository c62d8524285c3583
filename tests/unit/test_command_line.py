"""The command line: what its commands print, and what they refuse in one sentence."""

import asyncio
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import bot.loading
from bot.storage.database import open_database
from bot.text.data_files import DATA
from tests.unit.command_line import TOKEN, lectern, refused, refused_in_a_sentence
from tests.unprivileged import unprivileged_user

pytestmark = pytest.mark.usefixtures("no_settings")

ROWS = (
    {"q": "what covers LSTMs?", "lang": "en", "kind": "acronym", "best": [7]},
    {"q": "o que é retropropagação?", "lang": "pt", "kind": "direct", "best": [3], "also": [4]},
    {"q": "how do I bake bread?", "lang": "en", "kind": "none", "best": []},
    {"q": "what covers LSTMs?", "lang": "en", "kind": "wrong", "best": [1]},
)


ROOT = Path(__file__).parents[2]


def test_ask_prints_the_chapters_with_their_evidence() -> None:
    """Number, title and address of the best, and the sentence that matched."""
    result = lectern("ask", "what covers LSTMs?")
    assert result.exit_code == 0
    first, second = result.stdout.splitlines()[:2]
    assert first.startswith("7  ")
    assert first.endswith("https://www.youtube.com/watch?v=YCzL96nL7j0")
    assert second.startswith("     ")


def test_ask_says_when_nothing_covers_it() -> None:
    """In the chosen language; for a near miss also the reason."""
    assert lectern("ask", "how do I bake bread?").stdout == "Nothing in this course covers that.\n"
    lines = lectern("ask", "GRU", "--locale", "pt-BR").stdout.splitlines()
    assert len(lines) == 2
    assert "LSTM" in lines[1]


def test_ask_as_json_has_the_promised_shape() -> None:
    """Other programs rely on its names and types."""
    shown = json.loads(lectern("ask", "cell state", "--json").stdout)
    assert list(shown) == ["question", "locale", "answers", "closest", "scope"]
    assert (shown["question"], shown["locale"]) == ("cell state", "en-US")
    for answer in shown["answers"]:
        assert list(answer) == ["chapter", "video_id", "title", "url", "why", "moment"]
        assert all(isinstance(why, str) for why in answer["why"])
    best = shown["answers"][0]
    assert (best["chapter"], best["video_id"]) == (7, "YCzL96nL7j0")
    assert best["why"]
    assert list(best["moment"]) == ["at_s", "label", "quote", "source", "url"]
    assert best["moment"]["url"].endswith(f"&t={best['moment']['at_s']}s")


def test_ask_as_json_of_nothing_is_an_empty_list_and_keeps_letters_readable() -> None:
    """No answer is no error, and accents are not escaped."""
    result = lectern("ask", "pão de queijo", "--json", "--locale", "pt-BR")
    assert "pão" in result.stdout
    shown = json.loads(result.stdout)
    assert (shown["question"], shown["locale"], shown["answers"]) == ("pão de queijo", "pt-BR", [])
    assert shown["scope"]["score"] < 0
    assert shown["scope"]["features"]["off_topic"] < 0


def test_ask_as_json_says_which_part_of_a_message_decides() -> None:
    """And what each feature adds to its score."""
    scope = json.loads(lectern("ask", "I have an exam tomorrow. What does softmax do?", "--json").stdout)["scope"]
    assert scope["asked"] == "What does softmax do?"
    assert scope["score"] == pytest.approx(sum(scope["features"].values()), abs=0.1)
    assert scope["features"]["specific"] > 0


def test_ask_speaks_the_chosen_language() -> None:
    """Evidence and moments, too."""
    shown = json.loads(lectern("ask", "estado da célula", "--json", "--locale", "pt-BR").stdout)
    assert shown["answers"][0]["chapter"] == 7
    assert "memória" in " ".join(shown["answers"][0]["why"])


def test_ask_refuses_a_language_that_it_does_not_speak() -> None:
    """The sentence names that language and those that there are."""
    sentence = refused_in_a_sentence(lectern("ask", "LSTM", "--locale", "de"))
    assert "'de'" in sentence
    assert "en-US or pt-BR" in sentence


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """A file of four questions, the last with a wrong solution."""
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in ROWS) + "\n\n", "utf-8")
    return path


def test_evaluate_prints_shares_kinds_and_what_was_wrong(questions: Path) -> None:
    """Two of three covered questions are right, and the one that is not covered."""
    result = lectern("evaluate", str(questions))
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[:4] == ["n     4", "top1  0.667", "none  1.000", "all   0.750"]
    assert "      wrong       0.000" in lines
    assert lines[-1].startswith("wrong: 'what covers LSTMs?' got [7")
    assert lines[-1].endswith("best [1]")


def test_evaluate_as_json_has_the_promised_shape(questions: Path) -> None:
    """Names, numbers and the wrong ones."""
    shown = json.loads(lectern("evaluate", str(questions), "--json").stdout)
    assert list(shown) == ["n", "top1", "none", "all", "wrong"]
    assert (shown["n"], shown["none"], shown["all"]) == (4, 1.0, 0.75)
    (wrong,) = shown["wrong"]
    assert list(wrong) == ["q", "got", "best"]
    assert wrong["got"][0] == 7


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"not json\n", "line 1"),
        (b'{"q": "x", "lang": "en", "kind": "direct", "best": [1]}\n{"q": 3}\n', "line 2"),
        (b'{"q": "x", "lang": "de", "kind": "direct", "best": [1]}', "lang"),
        (b"[]", "line 1"),
        (b"\xff\xfe", "utf-8"),
    ],
)
def test_evaluate_refuses_a_bad_file_with_its_place(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(content)
    assert expected in refused_in_a_sentence(lectern("evaluate", str(path)))


def test_evaluate_refuses_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    """Without a traceback."""
    assert "missing.jsonl" in refused_in_a_sentence(lectern("evaluate", "missing.jsonl"))
    assert str(tmp_path) in refused_in_a_sentence(lectern("evaluate", str(tmp_path)))


def test_check_of_a_fresh_folder_is_good(monkeypatch: pytest.MonkeyPatch) -> None:
    """With one line a part; the check makes no file."""
    result = lectern("check")
    assert result.exit_code == 0
    assert [line.split()[:2] for line in result.stdout.splitlines()] == [
        ["settings", "ok:"],
        ["course", "ok:"],
        ["database", "ok:"],
    ]
    assert not Path("lectern.db").exists()
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    assert "a token is set" in lectern("check").stdout
    monkeypatch.setenv("LECTERN_SHARDS", "0-3/16")
    assert "a token is set; this process runs the shards 0-3/16" in lectern("check").stdout
    assert TOKEN not in lectern("check").output


async def opened(path: Path) -> None:
    """Open and close the database, as a start and an end of the bot do."""
    async with open_database(path):
        pass


def test_check_looks_at_the_database_that_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of an earlier schema is good and stays as it is; one of a later version, or another file, is wrong."""
    path = tmp_path / "kept.db"
    monkeypatch.setenv("LECTERN_DATABASE", str(path))
    asyncio.run(opened(path))
    assert lectern("check").stdout.splitlines()[-1] == f"database  ok: {path}"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 1")
    older = lectern("check")
    assert older.exit_code == 0
    assert "will be brought up to date at the next start" in older.stdout
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 9999")
    later = lectern("check")
    assert later.exit_code == 1
    assert "database  wrong: " in later.stdout
    path.write_text("This is no database, however long it is made. " * 50, "utf-8")
    assert "database  wrong: " in lectern("check").stdout


def test_check_finds_faults_of_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock, which may pass, and faults that somebody must mend; `tests/storage` has all of them."""
    path = tmp_path / "kept.db"
    monkeypatch.setenv("LECTERN_DATABASE", str(path))
    path.touch()
    empty = lectern("check")
    assert (empty.exit_code, path.stat().st_size) == (1, 0)
    assert empty.stdout.splitlines()[-1].endswith(
        "(LECTERN_DATABASE): it is empty; put a backup in its place, or delete it to begin anew"
    )
    path.unlink()
    asyncio.run(opened(path))
    monkeypatch.setattr("bot.storage.sqlite.checks.OPENING_WAIT_S", 0.01)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        locked = lectern("check")
    assert locked.exit_code == 1
    assert locked.stdout.splitlines()[-1].endswith("database is locked; `run` tries again until that has passed")


def test_check_finds_a_folder_that_cannot_be_written_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a database in it, and without."""
    with unprivileged_user() as folder:
        monkeypatch.chdir(folder)
        monkeypatch.setenv("LECTERN_DATABASE", str(folder / "lectern.db"))
        folder.chmod(0o555)
        result = lectern("check")
    assert result.exit_code == 1
    assert f"database  wrong: cannot use the database {folder}/lectern.db" in result.stdout
    assert f"this user cannot write in the folder {folder}" in result.stdout


def test_check_names_a_misspelt_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """As an error where the token is missing because of it, else as a remark."""
    monkeypatch.setenv("LECTERN_DISCORD_TOKEN", TOKEN)
    missing = lectern("check")
    assert missing.exit_code == 1
    assert missing.stdout.startswith(
        "settings  wrong: no token: set DISCORD_TOKEN to serve; "
        "LECTERN_DISCORD_TOKEN is no setting (did you mean DISCORD_TOKEN?)\n"
    )
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    served = lectern("check")
    assert served.exit_code == 0
    assert served.stdout.startswith("settings  ok: a token is set; LECTERN_DISCORD_TOKEN is no setting\n")
    assert TOKEN not in missing.output + served.output


@pytest.mark.parametrize("command", ["check", "run"])
def test_env_file_that_cannot_be_read_is_said_in_a_sentence(command: str) -> None:
    """As for any setting that cannot be used."""
    Path(".env").write_bytes(b"DISCORD_TOKEN=caf\xe9\n")
    result = lectern(command)
    assert result.exit_code == (1 if command == "check" else 2)
    assert ".env must be saved as UTF-8, which its line 1 is not" in result.output
    assert isinstance(result.exception, SystemExit)


def test_check_finds_a_folder_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the first start would fail in it."""
    monkeypatch.setenv("LECTERN_DATABASE", "no/such/folder/lectern.db")
    result = lectern("check")
    assert result.exit_code == 1
    assert "database  wrong: " in result.stdout
    assert "no/such/folder" in result.stdout


def test_check_lists_all_problems(monkeypatch: pytest.MonkeyPatch) -> None:
    """All problems are listed at once."""
    monkeypatch.setenv("LECTERN_LOG_LEVEL", "loud")
    monkeypatch.setattr(bot.loading, "DATA", Path("nowhere"))
    result = lectern("check")
    assert result.exit_code == 1
    assert [line.split()[1] for line in result.stdout.splitlines()] == ["wrong:", "wrong:", "wrong:"]
    assert "LECTERN_LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR" in result.stdout


@pytest.mark.parametrize("missing", ["videos.json", "glossary.json"])
@pytest.mark.parametrize("command", [("ask", "LSTM"), ("evaluate", "questions.jsonl")])
def test_bad_course_data_is_said_without_a_traceback(
    tmp_path: Path, questions: Path, monkeypatch: pytest.MonkeyPatch, missing: str, command: tuple[str, ...]
) -> None:
    """The file is named, with what is wrong in it."""
    data = tmp_path / "data"
    data.mkdir()
    for name in ("videos.json", "glossary.json"):
        (data / name).write_text((DATA / name).read_text("utf-8"), "utf-8")
    monkeypatch.setattr(bot.loading, "DATA", data)
    assert questions.exists()
    (data / missing).write_text("{}", "utf-8")
    assert missing in refused(lectern(*command))
    (data / missing).unlink()
    assert missing in refused(lectern(*command))


def test_installation_without_the_tryout_asks_for_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server has no SimCord: `run` and `tryout` say what to set, `check` what to expect."""
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    for command in ("run", "tryout"):
        result = lectern(command)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "set DISCORD_TOKEN" in result.stderr
    check = lectern("check")
    assert check.exit_code == 1
    assert "set DISCORD_TOKEN to serve" in check.stdout


def test_subtitles_in_a_folder_are_quoted(tmp_path: Path) -> None:
    (tmp_path / "7.en.srt").write_text("1\n00:00:05,000 --> 00:00:09,000\nUkuleles make everybody smile.\n", "utf-8")
    shown = json.loads(
        lectern("ask", "where he says ukuleles make everybody smile", "--captions", str(tmp_path), "--json").stdout
    )
    moment = shown["answers"][0]["moment"]
    assert (moment["at_s"], moment["label"], moment["source"]) == (5, None, "captions")
    assert moment["quote"] == "Ukuleles make everybody smile."
    rows = tmp_path / "rows.jsonl"
    rows.write_text(
        '{"q": "where does he say ukuleles", "lang": "en", "kind": "detail", "best": [7], "at_s": [2, 9]}', "utf-8"
    )
    assert json.loads(lectern("evaluate", str(rows), "--captions", str(tmp_path), "--json").stdout)["moments"] == 1.0
    assert "moments 1.000" in lectern("evaluate", str(rows), "--captions", str(tmp_path)).stdout


def test_answers_are_the_same_in_every_process() -> None:
    """Whatever order Python's sets have in it."""
    questions = ROOT / "data" / "questions" / "captions_held_back.jsonl"
    asked = ["-m", "bot", "evaluate", str(questions), "--captions", str(ROOT / "tryout" / "captions")]
    shown = {
        subprocess.run(  # noqa: S603 - our own command
            [sys.executable, *asked, "--json"], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(shown) == 1


def test_what_is_only_mentioned_is_printed_as_that(tmp_path: Path) -> None:
    """In quotation marks, with its second and a link to it."""
    (tmp_path / "7.en.srt").write_text("1\n00:01:05,000 --> 00:01:09,000\nUkuleles make everybody smile.\n", "utf-8")
    shown = lectern("ask", "where does he say ukuleles", "--captions", str(tmp_path)).stdout
    assert "     “Ukuleles make everybody smile.”\n     mentioned at 1:05  https://" in shown
    assert shown.rstrip().endswith("&t=65s")
    assert "\n     at " in lectern("ask", "temperature in softmax").stdout


def test_check_looks_at_the_folder_of_subtitles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That is missing, sound, or has a file that cannot be used."""
    folder = tmp_path / "subtitles"
    monkeypatch.setenv("LECTERN_CAPTIONS", str(folder))
    missing = lectern("check")
    assert missing.exit_code == 1
    assert "subtitles wrong: " in missing.stdout
    folder.mkdir()
    (folder / "7.en.srt").write_text("1\n00:00:05,000 --> 00:00:09,000\nUkuleles make everybody smile.\n", "utf-8")
    sound = lectern("check")
    assert sound.exit_code == 0
    assert sound.stdout.splitlines()[-1] == f"subtitles ok: {folder} has those of 1 of 9 chapters"
    (folder / "8.en.srt").write_text("", "utf-8")
    assert "1 of 2 files" in lectern("check").stdout


def test_check_says_wrong_settings_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And no line for subtitles that are not known for them."""
    monkeypatch.setenv("LECTERN_CAPTIONS", str(tmp_path))
    monkeypatch.setenv("LECTERN_LOG_LEVEL", "shouting")
    result = lectern("check")
    assert result.exit_code == 1
    assert "settings  wrong: " in result.stdout
    assert "subtitles" not in result.stdout.replace("LECTERN_CAPTIONS", "")


def test_evaluate_refuses_a_file_without_questions_and_seconds_in_the_wrong_order(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text("\n", "utf-8")
    assert "has no questions" in refused_in_a_sentence(lectern("evaluate", str(rows)))
    rows.write_text('{"q": "softmax", "lang": "en", "kind": "detail", "best": [5], "at_s": [9, 2]}', "utf-8")
    assert "at_s" in refused_in_a_sentence(lectern("evaluate", str(rows)))


def test_a_folder_of_subtitles_that_is_none_is_refused(tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    assert refused(lectern("ask", "softmax", "--captions", str(missing))).endswith(f"which {missing} is not")


def test_evaluate_says_what_the_closest_lesson_would_change(tmp_path: Path) -> None:
    """On a course without a glossary."""
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"q": "way out of a labyrinth", "lang": "en", "kind": "paraphrase", "best": [7]}', "utf-8")
    course = str(ROOT / "tests" / "unit" / "lesson_courses" / "computing.json")
    said = lectern("evaluate", str(rows), "--course", course)
    assert "if the closest counts as an answer: top1 1.000, none 1.000" in said.stdout
    shown = json.loads(lectern("evaluate", str(rows), "--course", course, "--json").stdout)
    assert (shown["top1_with_closest"], shown["none_without_closest"]) == (1.0, 1.0)
    asked = json.loads(lectern("ask", "way out of a labyrinth", "--course", course, "--json").stdout)
    assert (asked["answers"], asked["closest"]["chapter"]) == ([], 7)
    assert "Closest: 7  Unit 7" in lectern("ask", "way out of a labyrinth", "--course", course).stdout
