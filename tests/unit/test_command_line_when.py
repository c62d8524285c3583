"""The command `lectern when`: one phrase, or a file of phrases with known meanings."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.unit.command_line import lectern, refused_in_a_sentence

pytestmark = pytest.mark.usefixtures("no_settings")

NOW = "2026-11-23T18:00:00+00:00"
LISBON = ("--zone", "Europe/Lisbon", "--now", NOW)
ROWS = (
    {"said": "sat 8pm", "locale": "en-GB", "zone": "Europe/Lisbon", "now": NOW, "want": ["2026-11-28T20:00:30+00:00"]},
    {
        "said": "today",
        "locale": "en-GB",
        "zone": "Europe/Lisbon",
        "now": NOW,
        "want": ["2026-11-23T21:00:00+00:00"],
        "ask": False,
        "kind": "day-only",
        "note": "only the day counts",
    },
    {"said": "soon", "locale": "en-GB", "zone": "Europe/Lisbon", "now": NOW, "want": []},
    {"said": "5/12 8pm", "locale": "en-GB", "zone": "Europe/Lisbon", "now": NOW, "want": [], "ask": True},
    {"said": "sat 8pm", "locale": "en-GB", "zone": "Europe/Lisbon", "now": NOW, "want": []},
    {"said": "soon", "locale": "en-GB", "zone": "Europe/Lisbon", "now": NOW, "want": [NOW]},
)  # the last two have wrong solutions


def test_a_phrase_is_said_as_the_reader_writes_it() -> None:
    """With the zone, and what is unclear."""
    clear = lectern("when", "saturday night at 9", *LISBON)
    assert (clear.exit_code, clear.stdout) == (0, "Saturday, November 28, 2026, 9:00 PM (Europe/Lisbon)\n")
    asked = lectern("when", "12 dez às 8", *LISBON, "--locale", "pt-BR").stdout.splitlines()
    assert asked[0] == "sábado, 12 de dezembro de 2026, 20:00 (Europe/Lisbon)"
    assert "antes ou depois do meio-dia" in asked[1]
    refused = lectern("when", "soon", *LISBON)
    assert (refused.exit_code, len(refused.stdout.splitlines())) == (0, 1)


def test_a_phrase_as_json_has_the_promised_shape() -> None:
    """The instant has the zone's offset by then."""
    clear = json.loads(lectern("when", "2027-06-05 20:00", *LISBON, "--json").stdout)
    assert clear == {"said": "2027-06-05 20:00", "instant": "2027-06-05T20:00:00+01:00", "ask": False, "why": ""}
    asked = json.loads(lectern("when", "dec 12 at 8", *LISBON, "--json").stdout)
    assert (asked["instant"], asked["ask"]) == ("2026-12-12T20:00:00+00:00", True)
    assert "am or pm" in asked["why"]
    refused = json.loads(lectern("when", "fim de semana", *LISBON, "--locale", "pt-BR", "--json").stdout)
    assert (refused["instant"], refused["ask"]) == (None, False)
    assert "exato" in refused["why"]


@pytest.mark.parametrize(
    ("zone", "name", "hour"),
    [("nyc", "America/New_York", "01:00"), ("UTC+1", "Etc/GMT-1", "19:00"), ("GMT-3", "Etc/GMT+3", "23:00")],
)
def test_the_zone_is_named_as_people_name_it(zone: str, name: str, hour: str) -> None:
    shown = json.loads(lectern("when", "sat 8pm", "--zone", zone, "--now", NOW, "--json").stdout)
    assert datetime.fromisoformat(shown["instant"]).astimezone(UTC).strftime("%H:%M") == hour
    assert f"({name})" in lectern("when", "sat 8pm", "--zone", zone, "--now", NOW).stdout


def test_the_help_says_what_a_file_holds_and_what_is_printed() -> None:
    told = " ".join(lectern("when", "--help").stdout.replace("│", " ").split())
    for words in (
        "said, locale, zone, now, want",
        "silently_wrong and refused_wrongly",
        "exit code is 0",
        "for PHRASE",
    ):
        assert words in told


def test_the_clock_counts_without_now() -> None:
    shown = json.loads(lectern("when", "in 2 hours", "--zone", "UTC", "--json").stdout)
    assert shown["instant"].endswith("+00:00")


@pytest.fixture
def phrases(tmp_path: Path) -> Path:
    """A file of six phrases, two of them with a wrong solution."""
    path = tmp_path / "phrases.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in ROWS) + "\n\n", "utf-8")
    return path


def test_evaluation_counts_what_is_right_and_what_is_wrong_in_silence(phrases: Path) -> None:
    """To the minute; a refusal or a question is right where nothing is wanted."""
    result = lectern("when", "--evaluate", str(phrases), "--json")
    assert result.exit_code == 0
    shown = json.loads(result.stdout)
    assert list(shown) == ["n", "right", "silently_wrong", "refused_wrongly", "wrong"]
    assert [shown[name] for name in list(shown)[:4]] == [6, 4, 1, 1]
    assert [row["said"] for row in shown["wrong"]] == ["sat 8pm", "soon"]
    assert shown["wrong"][0]["got"] == "2026-11-28T20:00:00+00:00"


def test_evaluation_is_readable_without_json(phrases: Path) -> None:
    lines = lectern("when", "--evaluate", str(phrases)).stdout.splitlines()
    assert lines[:4] == ["n                6", "right            4", "silently_wrong   1", "refused_wrongly  1"]
    assert lines[-1].startswith("wrong: 'soon' got None (too_vague)")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "name either a phrase"),
        (("sat", "--evaluate", "x.jsonl"), "name either a phrase"),
        (("sat 8pm",), "--zone is needed"),
        (("sat 8pm", "--zone", "Mars/Base"), "'Mars/Base'"),
        (("sat 8pm", "--zone", "../etc"), "'../etc'"),
        (("sat 8pm", "--zone", "IST"), "Asia/Kolkata or Europe/Dublin or Asia/Jerusalem, not 'IST'"),
        (("sat 8pm", "--zone", "UTC", "--now", "soon"), "'soon'"),
        (("sat 8pm", "--zone", "UTC", "--now", "2026-11-23T18:00"), "2026-11-23T18:00"),
        (("--evaluate", "missing.jsonl"), "missing.jsonl"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(arguments: tuple[str, ...], told: str) -> None:
    assert told in refused_in_a_sentence(lectern("when", *arguments))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"not json", "line 1"),
        (b"[]", "line 1"),
        (b"\xff\xfe", "utf-8"),
        (json.dumps({**ROWS[0], "zone": "Mars/Base"}).encode(), 'line 1: zone: found "Mars/Base"; expected'),
        (json.dumps({**ROWS[0], "now": "2026-11-23T18:00"}).encode(), "line 1: now"),
        ((json.dumps(ROWS[0]) + '\n{"said": "x"}').encode(), "line 2: locale"),
    ],
)
def test_a_bad_file_is_refused_with_its_place(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(content)
    assert told in refused_in_a_sentence(lectern("when", "--evaluate", str(path)))
