"""Pictures drawn on the spot, so that the try-out shows cards and faces without fetching anything."""

import zlib
from collections.abc import Iterable
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Final

import simcord.preview
from PIL import Image, ImageDraw, ImageFont

from bot.courses.model import Chapter

Colour = tuple[int, int, int]
Point = tuple[float, float]
Asset = tuple[str, bytes]
"""A file name and its content, as SimCord's preview takes them."""

TYPEFACE = Path(simcord.preview.__file__).parent / "static" / "fonts" / "noto-sans-latin-v2.015.ttf"
ACCENTS: Final[tuple[Colour, ...]] = (
    (98, 178, 214),
    (230, 164, 104),
    (146, 194, 136),
    (198, 148, 208),
    (224, 134, 138),
)
INK: Final[Colour] = (17, 20, 28)
PAPER: Final[Colour] = (238, 240, 245)

SMOOTH = 3
"""Everything is drawn this many times larger and scaled down, for soft edges."""

STILL = (320, 180)
FACE = (128, 128)
HEART = (160.0, 58.0)
"""Where the chapter's number stands. A card shows only the middle square, so what matters is there."""
TITLE_WIDTH, TITLE_LINES, TITLE_FOOT, LEADING = 170, 2, 146, 20
FOOT = 166
LAYERS: Final = ((34, 4), (86, 5), (234, 5), (286, 4))
"""Where the layers of the drawn network stand, and how many neurons each has."""


def stand_ins(chapters: Iterable[Chapter]) -> dict[str, Asset]:
    """Draw a still for every chapter, one accent per channel, by the address of the real one."""
    chapters = tuple(chapters)
    channels = list(dict.fromkeys(chapter.channel for chapter in chapters))
    return {
        chapter.thumbnail_url: (
            "mqdefault.jpg",
            _still(chapter, ACCENTS[channels.index(chapter.channel) % len(ACCENTS)]),
        )
        for chapter in chapters
    }


def portrait(name: str) -> bytes:
    """Draw the face of someone called *name*: an initial on a colour of their own."""
    accent = ACCENTS[zlib.crc32(name.encode()) % len(ACCENTS)]
    sheet = _Sheet(FACE, _mix(accent, INK, 0.4))
    sheet.text((64, 62), name[:1].upper(), 58, 600, _mix(PAPER, accent, 0.15), anchor="mm")
    return sheet.finished("PNG")


def emblem() -> bytes:
    """Draw the bot's face: an open book on a lectern."""
    accent = ACCENTS[0]
    sheet = _Sheet(FACE, _mix(accent, INK, 0.78))
    sheet.shape(((28, 42), (62, 52), (62, 78), (28, 68)), PAPER)
    sheet.shape(((100, 42), (66, 52), (66, 78), (100, 68)), _mix(PAPER, accent, 0.25))
    sheet.shape(((24, 74), (64, 86), (104, 74), (104, 80), (64, 92), (24, 80)), accent)
    sheet.shape(((60, 90), (68, 90), (68, 106), (60, 106)), accent)
    sheet.shape(((46, 104), (82, 104), (82, 110), (46, 110)), accent)
    return sheet.finished("PNG")


def _still(chapter: Chapter, accent: Colour) -> bytes:
    sheet = _Sheet(STILL, _mix(accent, INK, 0.88))
    _draw_network(sheet, accent)
    sheet.text((HEART[0], HEART[1] - 1), str(chapter.number), 44, 700, PAPER, anchor="mm")
    lines = _title_lines(sheet, chapter.title)
    for place, line in enumerate(reversed(lines)):
        sheet.text((HEART[0], TITLE_FOOT - LEADING * place), line, 16, 600, PAPER, anchor="ms")
    sheet.text((HEART[0], FOOT), chapter.channel, 11, 500, _mix(accent, PAPER, 0.2), anchor="ms")
    return sheet.finished("JPEG")


def _title_lines(sheet: "_Sheet", title: str) -> list[str]:
    """Break a title into two lines at most, leaving off its last clauses if need be."""
    clauses = title.partition("|")[0].strip().split(", ")
    while True:
        lines = sheet.wrapped(", ".join(clauses), 16, 600, TITLE_WIDTH)
        if len(lines) <= TITLE_LINES or len(clauses) == 1:
            return lines[:TITLE_LINES]
        clauses.pop()


def _draw_network(sheet: "_Sheet", accent: Colour) -> None:
    """Draw a network whose brightest neuron is the chapter."""
    layers = [[(float(x), HEART[1] + 19 * (row - (size - 1) / 2)) for row in range(size)] for x, size in LAYERS]
    layers.insert(len(layers) // 2, [HEART])
    for left, right in pairwise(layers):
        for start in left:
            for end in right:
                sheet.line(start, end, _mix(accent, INK, 0.72), 0.7)
    for neuron in (neuron for layer in layers for neuron in layer):
        sheet.dot(neuron, 4, _mix(accent, INK, 0.45))
    sheet.dot(HEART, 37, accent)
    sheet.dot(HEART, 34.5, _mix(accent, INK, 0.72))


class _Sheet:
    """A sheet of paper in whole-picture coordinates, drawn large and scaled down at the end."""

    def __init__(self, size: tuple[int, int], ground: Colour) -> None:
        self._size = size
        self._image = Image.new("RGB", (size[0] * SMOOTH, size[1] * SMOOTH), ground)
        self._draw = ImageDraw.Draw(self._image)

    def text(self, at: Point, words: str, size: int, weight: int, fill: Colour, *, anchor: str) -> None:
        """OutgoingMessage *words* with their *anchor* at a point."""
        self._draw.text(_large(at), words, fill=fill, font=_lettering(size, weight), anchor=anchor)

    def wrapped(self, words: str, size: int, weight: int, width: int) -> list[str]:
        """Break *words* into lines no wider than *width*."""
        lines: list[str] = []
        for word in words.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and _lettering(size, weight).getlength(longer) <= width * SMOOTH:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def line(self, start: Point, end: Point, fill: Colour, width: float) -> None:
        """Draw a straight line."""
        self._draw.line((_large(start), _large(end)), fill=fill, width=round(width * SMOOTH))

    def dot(self, centre: Point, radius: float, fill: Colour) -> None:
        """Draw a filled circle."""
        self._draw.circle(_large(centre), radius * SMOOTH, fill=fill)

    def shape(self, corners: Iterable[Point], fill: Colour) -> None:
        """Draw a filled polygon."""
        self._draw.polygon([_large(corner) for corner in corners], fill=fill)

    def finished(self, kind: str) -> bytes:
        """Return the picture as a file of this *kind*."""
        buffer = BytesIO()
        self._image.resize(self._size, Image.Resampling.LANCZOS).save(buffer, kind, quality=90, optimize=True)
        return buffer.getvalue()


def _large(point: Point) -> Point:
    return (point[0] * SMOOTH, point[1] * SMOOTH)


def _mix(colour: Colour, other: Colour, share: float) -> Colour:
    """Blend *share* of the other colour into this one."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(colour, other, strict=True))
    return (red, green, blue)


@cache
def _lettering(size: int, weight: int) -> ImageFont.FreeTypeFont:
    """Open the typeface that the preview itself uses, in one size and weight."""
    font = ImageFont.truetype(TYPEFACE, size * SMOOTH)
    axes = font.get_variation_axes()
    font.set_variation_by_axes([weight if axis["name"] == b"Weight" else axis["default"] or 0 for axis in axes])
    return font
