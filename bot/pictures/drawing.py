"""Draws the pictures with Typst: values in, bytes out, the same bytes for the same values and fonts.

Each function is synchronous, takes a moment and holds no lock on Python meanwhile, so that `asyncio.to_thread` may call
any number of them at once. Between calls only the fonts and Typst's own memory of its last ten pictures are kept, about
75 MiB with one thread and 150 with six.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import Literal

import typst

from bot.pictures.model import Certificate, CertificateFacts, GroupFacts, ProgressFacts
from bot.pictures.texts import certificate_texts, group_texts, progress_texts
from bot.text.translations import Localizer

_FOLDER = Path(__file__).parent
MOST_BYTES = 100_000
"""Of a picture: one that would have more is drawn with fewer pixels."""

_SHARPNESS = (96.0, 84.0, 72.0)  # pixels for 72 points: a card of 900 points is 1,200 pixels wide, or 1,050, or 900
_MANY_CHAPTERS = 40  # with more, a card is not tried as sharp as can be, for it would have too many bytes


def progress_picture(facts: ProgressFacts, say: Localizer) -> bytes:
    """Return a PNG of a member's own and their group's weeks of a course, in the language of *say*."""
    sharpness = _SHARPNESS[1:] if len(facts.chapters) > _MANY_CHAPTERS else _SHARPNESS
    return _picture("progress", progress_texts(facts, say), sharpness)


def group_chart(facts: GroupFacts, say: Localizer) -> bytes:
    """Return a PNG of how many of a group watched each chapter, and how clear it was to them, naming nobody."""
    return _picture("group", group_texts(facts, say))


def certificate(facts: CertificateFacts, say: Localizer) -> Certificate:
    """Return a certificate of finishing a course, as a picture and as one page of A4 to print."""
    texts = certificate_texts(facts, say)
    made = datetime.combine(facts.finished_on, time(12), UTC)
    return Certificate(_picture("certificate", texts), _compiled("certificate", texts, "pdf", made=made))


def _picture(template: str, texts: Mapping[str, object], sharpness: Sequence[float] = _SHARPNESS) -> bytes:
    for ppi in sharpness:
        drawn = _compiled(template, texts, "png", ppi)
        if len(drawn) <= MOST_BYTES:
            break
    return drawn


def _compiled(
    template: str,
    texts: Mapping[str, object],
    form: Literal["png", "pdf"],
    ppi: float | None = None,
    made: datetime | None = None,
) -> bytes:
    return typst.compile(  # type: ignore[type-var] # its stub has one type for both the source and the root
        _source(template),
        format=form,
        ppi=ppi,
        root=_FOLDER,
        font_paths=_fonts(),
        sys_inputs={"facts": json.dumps(texts, ensure_ascii=False)},
        timestamp=made,
    )


@cache
def _source(template: str) -> bytes:
    """Return the whole of *template*, of which there are three."""
    return b"\n".join((_FOLDER / "templates" / f"{name}.typ").read_bytes() for name in ("shared", template))


@cache
def _fonts() -> typst.Fonts:
    """Return our own fonts, Typst's, and those of the machine, which have letters of other scripts and emoji."""
    return typst.Fonts(font_paths=[_FOLDER / "fonts"])
