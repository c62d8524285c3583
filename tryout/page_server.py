"""SimCord's page under Lectern's name and with what a visitor needs of it: the only change of what SimCord serves."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Final

import simcord
from aiohttp import web
from simcord.preview._server import PreviewServer

from tryout.thumbnails import bot_avatar

OWN_FILES: Final = Path(__file__).parent / "page"
ICON: Final = "/lectern.png"
CHANGES: Final[Mapping[str, str]] = {
    "<title>SimCord Preview</title>": f'<title>Lectern · Try-out</title>\n    <link rel="icon" href="{ICON}">',
    '<link rel="stylesheet" href="/preview.css">': '<link rel="stylesheet" href="/preview.css">\n'
    '    <link rel="stylesheet" href="/tryout.css">',
    'aria-label="SimCord preview"': 'aria-label="Try-out"',
    '<span class="brand-mark" aria-hidden="true">S</span>': f'<img class="brand-mark" src="{ICON}" alt="">',
    "<strong>SimCord</strong><small>Preview</small>": "<strong>Lectern</strong><small>Try-out</small>",
    '<button id="close" type="button">End preview session</button>': '<button id="close" type="button">'
    "End the try-out</button>\n            <small>Discord is simulated by SimCord.</small>",
    '<span id="action-status"': '<time id="tryout-clock" title="The try-out\'s own time; /tryout forward moves it">'
    '</time>\n        <span id="action-status"',
    '<script type="module" src="/app.js"></script>': '<script type="module" src="/app.js"></script>\n'
    '    <script type="module" src="/tryout.js"></script>',
}
"""What of SimCord's page is replaced by what."""


class UnsupportedSimCordError(RuntimeError):
    """This release of SimCord has no *part* in its page that the try-out changes."""

    def __init__(self, part: str) -> None:
        super().__init__(f"SimCord {simcord.__version__} has no {part!r} in its page; install the version Lectern pins")


def own_page(page: str) -> str:
    """Return SimCord's *page* as a visitor of the try-out gets it; raise UnsupportedSimCordError."""
    for part, own in CHANGES.items():
        if page.count(part) != 1:
            raise UnsupportedSimCordError(part)
        page = page.replace(part, own)
    return page


class TryoutServer(PreviewServer):
    """SimCord's server of the page, which serves some files of the try-out's own."""

    _STATIC_FILES: ClassVar[dict[str, str]] = {
        **PreviewServer._STATIC_FILES,  # noqa: SLF001 - of its base class
        **{path: path for path in ("/tryout.css", "/tryout.js", ICON)},
    }

    async def _static(self, request: web.Request) -> Any:
        if request.path == "/":
            page: web.Response = await super()._static(request)
            page.text = own_page(page.text or "")
            return page
        if request.path == ICON:
            return web.Response(body=bot_avatar(), content_type="image/png", headers=self._SECURITY_HEADERS)
        if (own := OWN_FILES / request.path.removeprefix("/")).is_file():
            kind = "text/css" if own.suffix == ".css" else "application/javascript"
            return web.Response(text=own.read_text("utf-8"), content_type=kind, headers=self._SECURITY_HEADERS)
        return await super()._static(request)
