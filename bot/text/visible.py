"""What people write, without the characters that nobody sees: they hide text, and turn it round."""

import re

_EMOJI = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u27bf\u2934-\u2b55"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_BLANK = "\u2800"  # an empty pattern of Braille
_HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
# Scripts in which a joiner between two letters changes how they are written: Arabic and Persian, India's.
_JOINED = "\u0620-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17b3\u17b6-\u17d3\u1820-\u18aa"
_BELONGING = "|".join(
    (
        f"(?<=[{_EMOJI}])\u200d(?=[{_EMOJI}])",
        f"(?<=[{_EMOJI}]\ufe0f)\u200d(?=[{_EMOJI}])",
        f"(?<=[{_JOINED}])[\u200c\u200d](?=[{_JOINED}])",
        f"(?<=[{_EMOJI}{_HAN}0-9#*])[\ufe00-\ufe0f]",
        f"(?<=[{_HAN}])[\U000e0100-\U000e01ef]",
        "(?<=\U0001f3f4)[\U000e0020-\U000e007e]{1,8}\U000e007f",  # a flag: Scotland's
    )
)
# The ends of lines and pages that few programs show as such.
_PARTING = "\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
# Unicode's "default ignorable" characters, which include all that set a direction, other controls,
# interlinear notes, halves of characters, and letters that are blank.
_UNSEEN = (
    "\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_HIDDEN = re.compile(f"(?P<belonging>{_BELONGING})|(?P<parting>\r(?!\n)|[{_PARTING}{_BLANK}])|[{_UNSEEN}]")


def strip_invisible(written: str) -> str:
    """Return *written* without what nobody sees, but what emoji and letters are joined and shaped with."""
    return _HIDDEN.sub(_kept, written)


def _kept(found: re.Match[str]) -> str:
    return found["belonging"] or (" " if found["parting"] else "")
