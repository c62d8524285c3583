"""Draws video thumbnails and avatars, so that the try-out needs no network."""

import textwrap
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from io import BytesIO
from itertools import pairwise, product
from pathlib import Path
from typing import Any, Final

import simcord.preview
from PIL import Image, ImageColor, ImageDraw, ImageFont
from simcord.preview._media import MediaInfo, MediaWorker, _process_media

from bot.courses.model import Chapter

Colour = tuple[int, ...]
THUMBNAILS = "https://i.ytimg.com/vi/"
Asset = tuple[str, bytes]  # a file name and its content, as SimCord's preview takes them

TYPEFACE = Path(simcord.preview.__file__).parent / "static" / "fonts" / "noto-sans-latin-v2.015.ttf"
ACCENTS: Final[Sequence[Colour]] = [
    ImageColor.getrgb(colour) for colour in ("#62b2d6", "#e6a468", "#92c288", "#c694d0", "#e0868a")
]
INK: Final[Colour] = (17, 20, 28)  # dark background
PAPER: Final[Colour] = (238, 240, 245)  # light text

SMOOTH = 3
"""Pictures are drawn so many times larger than shown, for anti-aliasing; all lengths below are in drawn pixels."""
SMOOTH_LARGE = 1.5
"""The same for those that posts lead with, which are twice as wide."""
AVATAR_SIZE = (384, 384)
CENTRE = (480.0, 174.0)
"""The centre of the chapter's number. Cards show only the middle square of a thumbnail."""
LAYERS: Final = ((102, 4), (258, 5), (702, 5), (858, 4))
"""The layers of the drawn neural network: x, and the number of neurons."""


def placeholder_thumbnails(chapters: Sequence[Chapter]) -> dict[str, Asset]:
    """Draw a thumbnail and a large picture for each chapter, in one colour a channel; by the addresses of the real."""
    channels = list(dict.fromkeys(chapter.channel for chapter in chapters))
    accents = {channel: ACCENTS[place % len(ACCENTS)] for place, channel in enumerate(channels)}
    drawn: dict[str, Asset] = {}
    for chapter in chapters:
        still = _still(chapter, accents[chapter.channel])
        if chapter.thumbnail_url is not None:
            drawn[chapter.thumbnail_url] = ("mqdefault.jpg", _file(still, "JPEG"))
        if chapter.picture is not None:
            drawn[chapter.picture] = ("picture.jpg", _file(still, "JPEG", SMOOTH_LARGE))
    return drawn


class Pictures(dict[str, Asset]):
    """The try-out's pictures by address, and one for the thumbnail of any other video: of courses that are brought."""

    def __init__(self, own: Mapping[str, Asset]) -> None:
        super().__init__(own)
        self.unknown: Asset = ("mqdefault.jpg", _unknown_still())

    def get(self, address: str, default: Any = None) -> Any:
        """Return the picture at *address*."""
        return super().get(address) or (self.unknown if address.startswith(THUMBNAILS) else default)


def member_avatar(name: str) -> bytes:
    """Draw an avatar: the initial of *name* on a colour chosen by the name."""
    accent = ACCENTS[zlib.crc32(name.encode()) % len(ACCENTS)]
    image = Image.new("RGB", AVATAR_SIZE, _mix(accent, INK, 0.4))
    fill, font = _mix(PAPER, accent, 0.15), _font(174, "SemiBold")
    ImageDraw.Draw(image).text((192, 186), name[:1].upper(), fill=fill, font=font, anchor="mm")
    return _file(image, "PNG")


def bot_avatar() -> bytes:
    """Draw the bot's avatar: an open book on a lectern."""
    accent = ACCENTS[0]
    image = Image.new("RGB", AVATAR_SIZE, _mix(accent, INK, 0.78))
    draw = ImageDraw.Draw(image)
    draw.polygon((84, 126, 186, 156, 186, 234, 84, 204), PAPER)
    draw.polygon((300, 126, 198, 156, 198, 234, 300, 204), _mix(PAPER, accent, 0.25))
    draw.polygon((72, 222, 192, 258, 312, 222, 312, 240, 192, 276, 72, 240), accent)
    draw.polygon((180, 270, 204, 270, 204, 318, 180, 318), accent)
    draw.polygon((138, 312, 246, 312, 246, 330, 138, 330), accent)
    return _file(image, "PNG")


def _still(chapter: Chapter, accent: Colour) -> Image.Image:
    image = Image.new("RGB", (960, 540), _mix(accent, INK, 0.88))
    draw = ImageDraw.Draw(image)
    _draw_network(draw, accent)
    middle, height = CENTRE
    draw.text((middle, height - 3), str(chapter.number), fill=PAPER, font=_font(132, "Bold"), anchor="mm")
    for place, line in enumerate(reversed(_title_lines(chapter.title))):
        draw.text((middle, 438 - 60 * place), line, fill=PAPER, font=_font(48, "SemiBold"), anchor="ms")
    draw.text(
        (middle, 498), chapter.channel or "", fill=_mix(accent, PAPER, 0.2), font=_font(33, "Medium"), anchor="ms"
    )
    return image


def _unknown_still() -> bytes:
    """Draw the sign to play a video, on a quiet background."""
    accent = ACCENTS[0]
    image = Image.new("RGB", (960, 540), _mix(accent, INK, 0.88))
    draw, (middle, _) = ImageDraw.Draw(image), CENTRE
    draw.circle((middle, 270), 111, fill=_mix(accent, INK, 0.55))
    draw.polygon((middle - 36, 213, middle - 36, 327, middle + 66, 270), PAPER)
    return _file(image, "JPEG")


def _title_lines(title: str) -> list[str]:
    """Break *title* into at most two lines of 20 characters, dropping last clauses if it is longer."""
    clauses = title.partition("|")[0].strip().split(", ")
    while len(lines := textwrap.wrap(", ".join(clauses), 20)) > 2 and len(clauses) > 1:  # noqa: PLR2004 - as said
        clauses.pop()
    return lines[:2]


def _draw_network(draw: ImageDraw.ImageDraw, accent: Colour) -> None:
    """Draw a neural network with a large neuron at `CENTRE`, behind the number."""
    layers = [[(float(x), CENTRE[1] + 57 * (row - (size - 1) / 2)) for row in range(size)] for x, size in LAYERS]
    layers.insert(2, [CENTRE])
    for left, right in pairwise(layers):
        for ends in product(left, right):
            draw.line(ends, fill=_mix(accent, INK, 0.72), width=2)
    for neuron in (neuron for layer in layers for neuron in layer):
        draw.circle(neuron, 12, fill=_mix(accent, INK, 0.45))
    draw.circle(CENTRE, 111, fill=accent)
    draw.circle(CENTRE, 103.5, fill=_mix(accent, INK, 0.72))


def _file(image: Image.Image, kind: str, smooth: float = SMOOTH) -> bytes:
    """Return *image* scaled down to the size shown, *smooth* times smaller, as a file of the format *kind*."""
    buffer = BytesIO()
    size = (round(image.width / smooth), round(image.height / smooth))
    image.resize(size, Image.Resampling.LANCZOS).save(buffer, kind, quality=90, optimize=True)
    return buffer.getvalue()


def _mix(colour: Colour, other: Colour, share: float) -> Colour:
    """Blend *share* (0 to 1) of *other* into *colour*."""
    return tuple(round(a + (b - a) * share) for a, b in zip(colour, other, strict=True))


@cache
def _font(size: int, weight: str) -> ImageFont.FreeTypeFont:
    """Return the font of the preview page at *size* pixels and *weight*."""
    font = ImageFont.truetype(TYPEFACE, size)
    font.set_variation_by_name(weight)
    return font


class ThumbnailWorker(MediaWorker):
    """Validates the try-out's own pictures in this process, where SimCord starts a process for each.

    SimCord validates one at a time, anew for each viewer, and refuses more than eight that wait: of nine thumbnails
    some would be late or missing.
    """

    def __init__(self, own: Iterable[bytes]) -> None:
        super().__init__()
        # Set, since the page warns of pictures that were decoded without a memory limit; these need none.
        self._own = {picture: replace(_process_media(picture, 0.0), memory_limited=True) for picture in own}

    async def validate(self, key: str, blob: bytes, *, media_time: float | None = None) -> MediaInfo:
        """Return SimCord's description of the picture *blob*; SimCord validates those that are not the try-out's."""
        return self._own.get(blob) or await super().validate(key, blob, media_time=media_time)
