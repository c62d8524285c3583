"""The try-out in a browser, used as the README tells a newcomer to."""

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.tryout_page import TryoutPage, launched, opened_page

ROOT: Final = Path(__file__).parents[2]
CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
READER: Final = "Lívia"
LESSONS: Final = {
    "Flour and water": "what gluten is",
    "Weighing and measuring": "why bakers count in percent",
    "Yeast from a packet": "fresh, dry and instant",
    "Keeping a starter": "how to feed wild yeast and keep it alive",
    "Kneading": "until a window of dough holds",
    "First rise": "how warm, how long, and how to tell",
    "Shaping a loaf": "rounds, batards and tins",
    "Scoring": "where a loaf opens",
    "Steam": "why the first ten minutes are wet",
    "Baking": "heat, colour and the sound of a done loaf",
    "Rye": "bread that barely rises",
    "Mending": "",
}
UNLINKED: Final = "Mending"

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (Debian: apt install chromium)"),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture
def tryout(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """The try-out as a process of its own, started with `lectern tryout`."""
    command = [sys.executable, "-m", "bot", "tryout", "--no-browser"]
    environment = {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "TMPDIR": str(tmp_path), "TZ": "Europe/Lisbon"}
    with subprocess.Popen(  # noqa: S603 - our own command
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path, env=environment
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def link(tryout: subprocess.Popen[str]) -> str:
    """Return the address that the try-out prints first."""
    assert tryout.stdout is not None
    assert tryout.stderr is not None
    line = tryout.stdout.readline()
    assert "http://127.0.0.1:" in line, tryout.stderr.read()
    return line.split()[-1]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for all tests; each opens the page anew, without cookies."""
    with launched(CHROMIUM or "") as browser:
        yield browser


@pytest.fixture
def tryout_page(tryout: subprocess.Popen[str], chromium: Browser) -> Iterator[TryoutPage]:
    """The page that the try-out's link opens."""
    with opened_page(link(tryout), chromium) as tryout_page:
        yield tryout_page


@pytest.fixture
def pictures(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The folder for screenshots: docs/pictures with `--pictures`, else one that is deleted with the test."""
    return ROOT / "docs" / "pictures" if request.config.getoption("--pictures", default=False) else tmp_path


def pasted_list() -> str:
    """Return a course as somebody may paste it, one lesson of which has no link."""
    lines = [
        f"{number}. {title}"
        if title == UNLINKED
        else f"{number}. [{title}](https://youtu.be/bread{number:06}) - {told}"
        for number, (title, told) in enumerate(LESSONS.items(), start=1)
    ]
    return "\n".join(lines)


def set_up(tryout_page: TryoutPage, typed: str, weekday: str, time: str) -> None:
    """Start a schedule with the one command `/schedule setup`."""
    tryout_page.pick("schedule setup")
    for option in ("channel", "weekdays", "time"):
        tryout_page.add(option)
    tryout_page.fill("channel", "study", suggestion="study-hall")
    tryout_page.fill("weekdays", typed, suggestion=weekday)
    tryout_page.fill("time", time)
    tryout_page.send()


def test_a_newcomer_gets_an_answer_a_schedule_a_post_and_portuguese(tryout_page: TryoutPage, pictures: Path) -> None:
    """What the README promises, in one page, in each reader's language."""
    assert "/ask" in tryout_page.type_slash()
    tryout_page.pick("ask")
    tryout_page.fill("question", "what covers LSTMs?")
    tryout_page.send()
    expect(tryout_page.last).to_contain_text("7 · Long Short-Term Memory (LSTM)")
    expect(tryout_page.last).to_contain_text("Only you can see this")
    tryout_page.picture(pictures / "answer.webp")

    tryout_page.pick("schedule setup")
    for option in ("weekdays", "time"):
        tryout_page.add(option)
    tryout_page.fill("weekdays", "mon", suggestion="Monday")
    tryout_page.fill("time", "19:00")
    tryout_page.send()
    expect(tryout_page.last).to_contain_text("Still to choose: the channel")
    tryout_page.choose("Channel", "study-hall")
    expect(tryout_page.last).to_contain_text("9 posts, and a closing post on")
    tryout_page.picture(pictures / "setup.webp")
    tryout_page.press("Start")
    expect(tryout_page.last).to_contain_text("The schedule has started")

    tryout_page.pick("tryout forward")
    tryout_page.fill("unit", "weeks", suggestion="weeks")
    tryout_page.send()
    expect(tryout_page.last).to_contain_text("Next chapter:")
    tryout_page.picture(pictures / "post.webp")

    tryout_page.press("Mark watched")
    expect(tryout_page.last).to_contain_text("Chapter 1 is marked watched")

    tryout_page.look_as(READER)
    expect(tryout_page.last).to_contain_text("1 · But what is a neural network?")
    assert "/perguntar" in tryout_page.type_slash()
    tryout_page.pick("perguntar")
    tryout_page.fill("pergunta", "o que explica atenção?")
    tryout_page.send()
    expect(tryout_page.last).to_contain_text("9 · Attention in transformers")
    expect(tryout_page.last).to_contain_text("Capítulo 9 de 9")
    expect(tryout_page.last).to_contain_text("atualizam o significado")
    tryout_page.picture(pictures / "portuguese.webp")


def test_a_season_with_a_holiday_is_seen_to_its_end_and_explained_afterwards(
    tryout_page: TryoutPage, pictures: Path
) -> None:
    """Nine weeks with a holiday and a clock change; the page scrolls to each post."""
    tryout_page.pick("tryout clocks")
    tryout_page.send()
    expect(tryout_page.last).to_contain_text("Clocks in Lisbon change on")
    set_up(tryout_page, "mon", "Monday", "19:00")
    expect(tryout_page.last).to_contain_text("The schedule has started")
    tryout_page.pick("schedule skip")
    tryout_page.send()
    expect(tryout_page.last).to_contain_text("The next post is left out")
    tryout_page.pick("schedule season")
    tryout_page.send()
    expect(tryout_page.last).to_contain_text("Left out by")
    expect(tryout_page.last).to_contain_text("in Lisbon when clocks change")
    expect(tryout_page.last).to_contain_text("9 · Attention in transformers")
    expect(tryout_page.last).to_contain_text("lectern-season.ics")
    tryout_page.picture(pictures / "season.webp")

    tryout_page.pick("tryout forward")
    tryout_page.fill("unit", "weeks", suggestion="weeks")
    tryout_page.add("amount")
    tryout_page.fill("amount", "11")
    tryout_page.send()
    posts = tryout_page.page.locator("#channel-message-list article", has_text="Next in our course")
    expect(posts).to_have_count(9)
    for number, post in enumerate(posts.all(), start=1):
        expect(post).to_contain_text(f"Chapter {number} of 9")
    expect(tryout_page.last).to_be_in_viewport()
    tryout_page.pick("schedule history")
    tryout_page.send()
    expect(tryout_page.last).to_contain_text("Left out")
    tryout_page.picture(pictures / "history.webp")


def test_a_wrong_move_shows_old_and_new_and_is_undone(tryout_page: TryoutPage, pictures: Path) -> None:
    """The next post is to come on Saturday instead of Monday, and after Undo comes on Monday again."""
    tryout_page.pick("tryout clocks")  # to a Sunday, so that Monday is before Saturday
    tryout_page.send()
    expect(tryout_page.last).to_contain_text("Clocks in Lisbon change on")
    set_up(tryout_page, "mon", "Monday", "19:00")
    expect(tryout_page.last).to_contain_text("The schedule has started")
    tryout_page.pick("schedule move")
    tryout_page.fill("to", "saturday 8pm")
    tryout_page.send()
    expect(tryout_page.last).to_contain_text("The next post is moved")
    expect(tryout_page.last).to_contain_text(re.compile(r"Monday, [^→]+ → Saturday, "))
    tryout_page.picture(pictures / "change.webp")

    tryout_page.press("Undo")
    expect(tryout_page.last).to_contain_text("Undone")
    expect(tryout_page.last).to_contain_text(re.compile(r"Saturday, [^→]+ → Monday, "))
    tryout_page.pick("tryout forward")
    tryout_page.fill("unit", "days", suggestion="days")
    tryout_page.add("amount")
    tryout_page.fill("amount", "2")
    tryout_page.send()
    expect(tryout_page.last).to_contain_text("Chapter 1 of 9")


def test_a_pasted_list_becomes_a_course_that_answers(tryout_page: TryoutPage, pictures: Path) -> None:
    """What was read and what was wrong is shown first; then the course is used, and asked."""
    tryout_page.pick("courses add")
    tryout_page.send()
    tryout_page.press("Paste a list")
    tryout_page.submit_form({"What the course is called": "Baking bread", "The lessons, one a line": pasted_list()})
    expect(tryout_page.last).to_contain_text("11 lessons")
    expect(tryout_page.last).to_contain_text("Line 12 “Mending”: it has no link")
    tryout_page.picture(pictures / "course.webp")

    tryout_page.press("Add")
    expect(tryout_page.last).to_contain_text("is added")  # before that, the page would be drawn anew meanwhile
    tryout_page.pick("ask")
    tryout_page.fill("question", "how do I keep a starter alive?")
    tryout_page.send()
    expect(tryout_page.last).to_contain_text("4 · Keeping a starter")


def test_a_stranger_sees_what_to_do_and_may_simply_write(tryout_page: TryoutPage) -> None:
    """The greeting, a mention, the help with commands to click, and direct messages."""
    expect(tryout_page.page).to_have_title("Lectern · Try-out")
    expect(tryout_page.page.get_by_text("SimCord", exact=False).locator("visible=true")).to_have_count(0)
    expect(tryout_page.page.locator("#channel-message-list")).to_contain_text("/tryout forward")
    tryout_page.write("@Lectern what covers LSTMs?")
    expect(tryout_page.last).to_contain_text("7 · Long Short-Term Memory (LSTM)")

    tryout_page.pick("help")
    tryout_page.send()
    tryout_page.last.locator(".command-mention", has_text="/party list").click()
    expect(tryout_page.page.locator(".command-entry strong")).to_have_text(["/party list"])

    tryout_page.look_as(f"{READER}, direct messages")
    expect(tryout_page.page.locator("#channel-name")).to_have_text("Lectern")
    tryout_page.write("o que explica atenção?")
    expect(tryout_page.last).to_contain_text("Capítulo 9 de 9")


def test_times_follow_the_moved_clock(tryout_page: TryoutPage) -> None:
    """The invitation says how far off its party is, before and after a jump; the toolbar has the date."""
    tryout_page.pick("party plan")
    expect(tryout_page.page.locator(".command-suggestion").first).to_contain_text("1 · ")  # before anything is typed
    tryout_page.fill("chapter", "3", suggestion="Backpropagation")
    tryout_page.fill("when", "in 4 days")  # at this time of day: the page rounds to whole days
    tryout_page.send()
    tryout_page.press("Confirm")
    invitation = tryout_page.page.locator("#channel-message-list article", has_text="Hosted by")
    expect(invitation).to_contain_text("in 4 days")
    clock = tryout_page.page.locator("#tryout-clock")
    before = clock.inner_text()
    tryout_page.pick("tryout forward")
    tryout_page.fill("unit", "days", suggestion="days")
    tryout_page.add("amount")
    tryout_page.fill("amount", "2")
    tryout_page.send()
    expect(invitation).to_contain_text("in 2 days")
    expect(clock).not_to_have_text(before)


def test_the_page_can_end_the_try_out(tryout: subprocess.Popen[str], tryout_page: TryoutPage) -> None:
    """The process ends, too, with exit code 0."""
    tryout_page.end()
    assert tryout.wait(60) == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_sigterm_end_the_try_out_cleanly(
    tryout: subprocess.Popen[str], tmp_path: Path, number: signal.Signals
) -> None:
    """Without a traceback or files left behind, with exit code 0."""
    link(tryout)
    assert list(tmp_path.iterdir()) != []
    tryout.send_signal(number)
    _, complaints = tryout.communicate(timeout=60)
    assert (tryout.returncode, complaints) == (0, "")
    assert list(tmp_path.iterdir()) == []


def test_a_taken_port_is_refused_in_one_sentence(tryout: subprocess.Popen[str], tmp_path: Path) -> None:
    """It says what to do, without a traceback."""
    port = str(urlsplit(link(tryout)).port)
    second = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "bot", "tryout", "--no-browser", "--port", port],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        timeout=60,
        check=False,
    )
    assert (second.returncode, second.stderr) == (
        2,
        f"lectern: port {port} is taken; choose another with --port, or leave it out for a free one\n",
    )
