"""The try-out's page in Chromium, used as a visitor does."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from time import monotonic

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as TooLongError

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
VIEW = {"width": 780, "height": 860}
LARGEST_PICTURE_BYTES = 150_000
"""Bytes that a picture may have."""

TIMEOUT_MS = 180_000
"""Milliseconds to wait for anything: on a busy machine, a jump in time takes more than a minute."""

PRESS_AGAIN_AFTER_MS = 5_000
"""Milliseconds after which a press without effect is repeated."""


@contextmanager
def launched(chromium: str) -> Iterator[Browser]:
    """Start headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield browser
        browser.close()


@contextmanager
def opened_page(url: str, browser: Browser) -> Iterator["TryoutPage"]:
    """Open the page at *url* in a browser without cookies, and wait until it is drawn."""
    context = browser.new_context(bypass_csp=True, viewport=VIEW, device_scale_factor=2)  # type: ignore[arg-type]
    context.set_default_timeout(TIMEOUT_MS)
    expect.set_options(timeout=TIMEOUT_MS)
    page = context.new_page()
    page.goto(url)
    tryout_page = TryoutPage(page)
    tryout_page.ready()
    yield tryout_page
    context.close()


@dataclass(frozen=True, slots=True)
class TryoutPage:
    """The try-out's page, which shows one channel to one of its people."""

    page: Page

    @property
    def last(self) -> Locator:
        """The newest message."""
        return self.page.locator("#channel-message-list article").last

    def ready(self) -> None:
        """Wait until the page has drawn everything, pictures included."""
        self.page.wait_for_function("window.simcordPreview?.ready && !window.simcordPreview.activeAction")

    def look_as(self, name: str) -> None:
        """Choose *name* as the person who looks at the channel and acts in it."""
        self.page.select_option("#viewer-picker", label=name)
        self.ready()

    def type_slash(self, typed: str = "") -> list[str]:
        """Type a slash and *typed*; return the commands that are suggested."""
        field = self.page.locator("#channel-composer-input")
        field.fill("")
        field.press_sequentially(f"/{typed}")
        entries = self.page.locator(".command-entry strong")
        entries.first.wait_for()
        return entries.all_inner_texts()

    def pick(self, command: str) -> None:
        """Choose *command* from the suggestions; once more where the page was still drawing."""
        row = self.page.locator(".command-row")
        deadline = monotonic() + TIMEOUT_MS / 1000
        while not row.is_visible() and monotonic() < deadline:
            self.type_slash(command)
            self.page.locator(".command-entry", has_text=f"/{command}").first.click()
            with suppress(TooLongError):
                row.wait_for(timeout=PRESS_AGAIN_AFTER_MS)
        row.wait_for()

    def fill(self, option: str, value: str, *, suggestion: str | None = None) -> None:
        """Type *value* into an option; then choose *suggestion*, where one is named."""
        field = self.page.locator(f'.command-option-input[data-option="{option}"]')
        field.fill("")
        field.press_sequentially(value)
        if suggestion is not None:
            self.page.locator(".command-suggestion", has_text=suggestion).first.click()

    def add(self, option: str) -> None:
        """Add an optional option to the command; once more where the page drew its suggestions anew meanwhile."""
        field = self.page.locator(f'.command-option-input[data-option="{option}"]')
        suggestion = self.page.locator(".command-suggestion", has_text=option).first
        deadline = monotonic() + TIMEOUT_MS / 1000
        while not field.is_visible() and monotonic() < deadline:
            with suppress(TooLongError):
                self.page.locator(".command-ghost").click(timeout=PRESS_AGAIN_AFTER_MS)
                suggestion.click(timeout=PRESS_AGAIN_AFTER_MS)
        field.wait_for()

    def send(self) -> None:
        """Send the command and wait for the answer; again while the page was still looking suggestions up."""
        row = self.page.locator(".command-row")
        deadline = monotonic() + TIMEOUT_MS / 1000
        while row.is_visible() and monotonic() < deadline:
            self.ready()
            self.page.locator("#send-message").click()
            with suppress(TooLongError):
                row.wait_for(state="detached", timeout=PRESS_AGAIN_AFTER_MS)
        expect(row, "the page still has the command that was sent").to_have_count(0)
        self.ready()

    def write(self, typed: str) -> None:
        """Send a message, and wait for the answer."""
        shown = self.page.locator("#channel-message-list article")
        before = shown.count()
        self.page.locator("#channel-composer-input").fill(typed)
        self.page.locator("#send-message").click()
        expect(shown).to_have_count(before + 2)
        self.ready()

    def press(self, label: str) -> None:
        """Press the newest button with that *label*."""
        self.page.locator("#channel-message-list").get_by_role("button", name=label).last.click()
        self.ready()

    def submit_form(self, values: Mapping[str, str]) -> None:
        """Fill in the form that is open, by the labels of its fields, and submit it."""
        form = self.page.get_by_role("dialog")
        for label, value in values.items():
            form.get_by_label(label).fill(value)
        form.get_by_role("button", name="Submit").click()
        form.wait_for(state="detached")
        self.ready()

    def choose(self, menu: str, entry: str) -> None:
        """Choose an entry of the newest menu of that name; once more while the page says that it is busy."""
        self.last.get_by_role("combobox", name=menu).click()
        option = self.last.get_by_role("option", name=entry)
        option.click()
        self.ready()
        while self.last.get_by_text("Wait for the current action").is_visible():
            option.click()
            self.ready()

    def end(self) -> None:
        """End the try-out from the page's own menu."""
        self.page.locator(".session-menu summary").click()
        self.page.get_by_role("button", name="End the try-out").click()

    def picture(self, path: Path) -> None:
        """Save a screenshot of the conversation, of at most LARGEST_PICTURE_BYTES."""
        self.page.mouse.move(0, 0)
        self.ready()
        shot = self.page.locator("#preview-stage").screenshot(animations="disabled")
        with Image.open(BytesIO(shot)) as image:
            image.convert("RGB").save(path, "WEBP", quality=82, method=6)
        assert path.stat().st_size <= LARGEST_PICTURE_BYTES, f"{path.name} is too large for the README"
