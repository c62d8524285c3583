"""Removes invisible characters from what people write: they can hide text, or reverse its direction; cuts texts."""

import re

_EMOJI = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u27bf\u2934-\u2b55"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_BLANK = "\u2800"  # the Braille pattern without dots
_HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
# Scripts whose letters a zero-width joiner or non-joiner shapes: Arabic, Indic, Burmese, Khmer, Mongolian.
_JOINED = "\u0620-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17b3\u17b6-\u17d3\u1820-\u18aa"
# Invisible characters that change how their neighbours look, and so are kept: joiners and variation selectors.
_KEPT = "|".join(
    (
        f"(?<=[{_EMOJI}])\u200d(?=[{_EMOJI}])",
        f"(?<=[{_EMOJI}]\ufe0f)\u200d(?=[{_EMOJI}])",
        f"(?<=[{_JOINED}])[\u200c\u200d](?=[{_JOINED}])",
        f"(?<=[{_EMOJI}{_HAN}0-9#*])[\ufe00-\ufe0f]",
        f"(?<=[{_HAN}])[\U000e0100-\U000e01ef]",
        "(?<=\U0001f3f4)[\U000e0020-\U000e007e]{1,8}\U000e007f",  # the tags of a region's flag, such as Scotland's
    )
)
# Unusual ends of lines, pages and records, which few programs show as such; replaced by a space.
_SEPARATORS = "\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
# Unicode's "default ignorable" characters, among them all that set a direction; other control characters;
# interlinear annotations; surrogates; letters that are blank.
_INVISIBLE = (
    "\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_FOUND = re.compile(f"(?P<kept>{_KEPT})|(?P<separator>\r(?!\n)|[{_SEPARATORS}{_BLANK}])|[{_INVISIBLE}]")
_PLAIN = re.compile("[\\x20-\\x7e\\t\\n\\xa0-\\xac\\xae-\\u024f\\u2010-\\u2027]*")  # nothing of it is `_FOUND`

LABEL_LIMIT = 80  # characters of a button's label, set by Discord


def strip_invisible(written: str) -> str:
    """Return *written* without invisible characters, except those that join or shape emoji and letters."""
    return written if _PLAIN.fullmatch(written) else _FOUND.sub(_replacement, written)


def _replacement(found: re.Match[str]) -> str:
    return found["kept"] or (" " if found["separator"] else "")


def shortened(label: str, limit: int = LABEL_LIMIT) -> str:
    """Return *label* cut to at most *limit* characters, with "…", at the end of a word if one is near."""
    if len(label) <= limit:
        return label
    cut = label[: limit - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut).rstrip() + "…"
