"""When each word of a cue is said, and the captions of machines, which repeat their lines."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from bot.courses.captions.cues import MARK, MARK_BEGIN, Cue

FEWEST_REPEATED, REPEATED_SHARE = 3, 0.2  # so many cues, and such a share of all, begin with a line just shown
MS_PER_CHARACTER = 90  # of a word whose beginning alone is known, at a slow pace


class Word(NamedTuple):
    """A word, and from and to which millisecond it is said."""

    text: str
    at_ms: int
    end_ms: int


def has_word_times(cues: Sequence[Cue]) -> bool:
    """Tell whether *cues* say when their words are said, as those of machines do."""
    return any(MARK_BEGIN in line for cue in cues for line in cue.lines)


def repeats_lines(cues: Sequence[Cue]) -> bool:
    """Tell whether the lines of *cues* roll: a cue begins with what the one before has just shown."""
    shown = [cue.plain for cue in cues if cue.lines]
    repeated = sum(before[-1] == after[0] for before, after in pairwise(shown))
    return repeated >= FEWEST_REPEATED and repeated >= REPEATED_SHARE * len(shown)


def without_repetitions(cues: Sequence[Cue]) -> list[Cue]:
    """Return *cues* without the lines with which each begins because the one before ended with them."""
    new: list[Cue] = []
    shown: tuple[str, ...] = ()
    for cue in cues:
        if not cue.lines:
            continue
        plain = cue.plain
        most = min(len(shown), len(plain))
        known = next((size for size in range(most, 0, -1) if shown[-size:] == plain[:size]), 0)
        if known < len(plain):
            new.append(cue._replace(lines=cue.lines[known:]))
        shown = plain
    return new


def words_of(cues: Sequence[Cue]) -> list[Word]:
    """Return what is said in *cues* word by word; of cues that overlap, each lasts until the next begins."""
    words: list[Word] = []
    for cue, following in zip(cues, [*cues[1:], None], strict=True):
        end = max(cue.at_ms, cue.end_ms)
        if following is not None and cue.at_ms < following.at_ms < end:
            end = following.at_ms
        text = " ".join(cue.lines)
        words += _timed(text, cue.at_ms, end) if MARK_BEGIN in text else _spread(text, cue.at_ms, end)
    return words


def _timed(text: str, at_ms: int, end_ms: int) -> Iterator[Word]:
    """Yield the words of *text*, in which marks tell when the next word is said."""
    first, *rest = MARK.split(text)
    times = list(accumulate((min(int(time), end_ms) for time in rest[::2]), max, initial=at_ms))
    for part, at, until in zip([first, *rest[1::2]], times, [*times[1:], end_ms], strict=True):
        spoken = part.strip()
        yield from _spread(spoken, at, max(at, min(until, at + MS_PER_CHARACTER * len(spoken))))


def _spread(text: str, at_ms: int, end_ms: int) -> list[Word]:
    """Return the words of *text*, which single spaces part: each lasts as its characters say, until the next begins."""
    words, pace = text.split(), (end_ms - at_ms) / (len(text) + 1)
    bounds = [at_ms + int(place * pace) for place in accumulate((len(word) + 1 for word in words), initial=0)]
    return list(map(Word, words, bounds, bounds[1:]))
