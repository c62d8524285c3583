"""The words of a language are a data file: another language is another file, and a bad one is refused."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.text.data_files import DATA, DataFileError
from bot.text.languages import read_languages

FOLDER = DATA / "languages"
ENGLISH = (FOLDER / "en.toml").read_text("utf-8")
INVENTED = """
chapters = "shalom brok"
comparing = "ver"
quoting = "vort"
joining = "kaj"
other_side = "ol"
asks_for = "kio"
linking = "sed"
courtesies = "dankon"
next_in_list = "kaj"
openings = ["kio estas", "kie"]
verb_endings = "azz"
detection_words = "lo kvak"
detection_letters = "ŭ"
[stop_words]
in_names = "lo"
empty = "kvak kvik"
vague = "trovu"
common = "granda"
[shorthand]
kvak = "kv"
[stems]
nodo = "nodoj"
[numbers]
1 = "unu"
7 = "sep"
[weekdays]
names = { lundo = 0, mardo = 1, merkredo = 2 }
every_day = ["chiu tago"]
workdays = "labortagoj"
weekend = "semajnfino"
until = "ghis"
ignored = "kaj"
article = "la"
suffix = "dago"
[times]
tonight = "chivespere"
at = "je"
am = "atm"
pm = "ptm"
oclock = []
hour_marks = "horo"
noon = "tagmezo"
midnight = "noktomezo"
half = "duono"
quarter = "kvarono"
past = "post"
to = []
before_hour = "antau"
minus = "malpli"
before = "antaux"
from = "ekde"
until = "ghis"
between = "inter"
and = "kaj"
or = "au"
of = "de"
in = "ene"
from_now = "denun"
this = "chi"
next = "venonta"
coming = []
after_next = []
last = "lasta"
article = []
couple = "kelka"
about = "chirkau"
same_time = ["sama horo"]
vague = "baldau"
gone = "hierau"
recurring = "chiu"
lasting = "dum"
day_number = "tago"
ignored = "la bonvolu"
zone_after = []
zone_before = "lau"
own_zone = []
[times.days]
1 = "morgau"
[times.loose]
any = "malfrue"

[times.parts]
evening = "vespere"
[times.units]
hour = "horoj"
[times.short_units]
[times.months]
1 = "januaro"
[times.feasts]
12-15 = "zamenhofo"
[times.numbers]
7 = "sep"
[times.ordinals]
5 = "kvina"
[times.zones]
met = ["+01:00 Europe/Berlin"]
[places]
"Europe/Lisbon" = ["Lisbono"]
[countries]
PT = ["Portugalujo"]
"""
ASKED = """
import json, sys
from datetime import UTC, datetime, time
from pathlib import Path
from bot.text import data_files
data_files.DATA = Path(sys.argv[1])
from bot.answers.query import SHORTHAND
from bot.answers.stop_words import COMMON, EMPTY, IN_NAMES, VAGUE
from bot.courses.file import parse_course
from bot.courses.lookup import ChapterLookup
from bot.schedules.order import read_order
from bot.text.tokens import term
from bot.times.typed_times import parse_weekdays, read_clock, read_time
from bot.times.zones import known_zone, search_zones
lookup = ChapterLookup(parse_course(Path(sys.argv[2]).read_text("utf-8"), "course"))
now = datetime(2026, 11, 22, 12, tzinfo=UTC)
def instant(typed):
    return str(read_time(typed, "pt-BR", "UTC", now, time(19)).at)
print(json.dumps({
    "stop words": [word in words for word, words in
        (("lo", IN_NAMES), ("kvik", EMPTY), ("trovu", VAGUE), ("granda", COMMON), ("the", IN_NAMES), ("aula", EMPTY))],
    "shorthand": [SHORTHAND["kv"], SHORTHAND["mto"]],
    "stems": [term("nodoj"), term("vieses")],
    "chapters": [lookup.resolve(typed) for typed in ("brok 7", "brok sep", "unu shalom", "aula 7")],
    "order": read_order("brok 1 kaj 2, 7", lookup).chapters,
    "weekdays": [sorted(parse_weekdays(typed)) for typed in
        ("lundo ghis merkredo", "la lundo-dago kaj mardo", "chiu tago", "semajnfino", "segunda to sexta")],
    "hours": [str(read_clock(typed, "pt-BR").at) for typed in ("tagmezo", "je 7 vespere", "19 horo", "meio-dia")],
    "instants": [instant(typed) for typed in
        ("morgau je 20", "morgau je sep vespere", "la kvina", "ene 3 horoj", "zamenhofo",
        "20:00 met", "sexta que vem")],
    "zones": [known_zone("Lisbono"), search_zones("portugalujo")[0], known_zone("Lisboa")],
}))
"""
UNDERSTOOD = {
    "stop words": [True] * 6,
    "shorthand": ["kvak", "muito"],
    "stems": ["nodo", "vies"],
    "chapters": [7, 7, 1, 7],
    "order": [1, 2, 7],
    "weekdays": [[0, 1, 2], [0, 1], list(range(7)), [5, 6], [0, 1, 2, 3, 4]],
    "hours": ["12:00:00", "19:00:00", "19:00:00", "12:00:00"],
    "instants": [
        "2026-11-23 20:00:00+00:00",
        "2026-11-23 19:00:00+00:00",
        "2026-12-05 19:00:00+00:00",
        "2026-11-22 15:00:00+00:00",
        "2026-12-15 19:00:00+00:00",
        "2026-11-22 19:00:00+00:00",
        "2026-11-27 19:00:00+00:00",
    ],
    "zones": ["Europe/Lisbon", "Europe/Lisbon", "Europe/Lisbon"],
}

STARTED = """
import sys
from pathlib import Path
from bot.text import data_files
data_files.DATA = Path(sys.argv.pop(1))
from bot.__main__ import main
main()
"""


def folder_with(tmp_path: Path, name: str, text: str) -> Path:
    """Return a copy of the folder of languages, beside the other data, in which the file *name* has *text*."""
    for other in ("answer_weights.json", "outside.json"):
        shutil.copy(DATA / other, tmp_path)
    folder = tmp_path / "languages"
    shutil.copytree(FOLDER, folder)
    (folder / name).write_text(text, "utf-8")
    return folder


def test_a_third_language_is_a_further_file(tmp_path: Path) -> None:
    """A bot that finds it at its start understands its words beside the others'."""
    folder_with(tmp_path, "xx.toml", INVENTED)
    asked = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-c", ASKED, tmp_path, DATA / "videos.json"], capture_output=True, text=True, check=False
    )
    assert asked.stderr == ""
    assert json.loads(asked.stdout) == UNDERSTOOD


def test_a_bad_file_ends_the_command_in_a_sentence(tmp_path: Path) -> None:
    folder_with(tmp_path, "xx.toml", INVENTED.replace('comparing = "ver"', ""))
    ended = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-c", STARTED, tmp_path, "check"], capture_output=True, text=True, check=False
    )
    told = "lectern: data/languages/xx.toml: comparing: found nothing; expected this field, which is required\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", told)


def test_a_language_is_known_by_its_file_name(tmp_path: Path) -> None:
    """English, "en", is in en.toml."""
    languages = read_languages(folder_with(tmp_path, "xx.toml", INVENTED))
    assert list(languages) == ["en", "pt", "xx"]
    assert languages["xx"].numbers == {1: {"unu"}, 7: {"sep"}}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('quoting = "word"', "", "quoting: found nothing; expected this field, which is required"),
        ('quoting = "word"', "quoting = 3", "quoting: found 3; expected words in double quotes, or a list of them"),
        ('quoting = "word"', 'quoting = "Wörd"', 'found "Wörd"; expected text in lower case without accents'),
        ('quoting = "word"', 'quote = "word"', 'quote: found "word"; expected no field of this name'),
        ('quoting = "word"', "quoting = word", "expected valid TOML (Invalid value (at line"),
        ("tues = 1", "tues = 7", "weekdays.names.tues: found 7; expected a number of at most 6"),
        ("[times.days]", "[times.days]\n3 = 'x'", "times.days.3"),
        ("[times.loose]", "[times.loose]\nbrunch = 'x'", "times.loose.brunch"),
        ("[times.parts]", "[times.parts]\nbrunch = 'x'", "times.parts.brunch"),
        ('midnight = "midnight"', "", "times.midnight: found nothing; expected this field, which is required"),
        ('utc = ["+00:00"]', 'utc = ["soon"]', "times.zones.utc[0]: found"),
        ('utc = ["+00:00"]', 'utc = ["+00:00 Mars/Base"]', 'found "+00:00 Mars/Base"; expected an offset, a place'),
        (
            '"Europe/Lisbon" = [',
            '"Europe/Lisbn" = [',
            'found "Europe/Lisbn"; expected a zone of the time zone database',
        ),
        ('12-25 = ["christmas"', '13-25 = ["christmas"', "expected a month and a day such as 12-24"),
        ("tues = 1", 'tues = "second"', 'weekdays.names.tues: found "second"; expected a whole number'),
    ],
)
def test_a_bad_file_is_refused_with_the_place_and_what_was_expected(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    """As the course file is."""
    assert ENGLISH.count(old) == 1
    folder = folder_with(tmp_path, "en.toml", ENGLISH.replace(old, new))
    with pytest.raises(DataFileError) as refused:
        read_languages(folder)
    assert str(refused.value).startswith("data/languages/en.toml: ")
    assert told in str(refused.value)


def test_a_folder_without_languages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="data/languages: found no file"):
        read_languages(tmp_path)
