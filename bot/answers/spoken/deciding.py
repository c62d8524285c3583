"""Decides whether what is said in a video answers a question for which the summaries know no chapter."""

from collections.abc import Mapping
from math import log1p
from typing import Final

from bot.answers.features import ways_of_asking
from bot.answers.parsed import Message
from bot.answers.ranking import Candidate, Candidates
from bot.answers.scope import Judged
from bot.answers.spoken.passages import AllHeard, Heard
from bot.answers.weights import WEIGHTS, Weights
from bot.courses.glossary import Treatment

FITTED: Final = (
    "scope",  # the score of the question by the summaries, at most 0
    "points",  # those of the passage
    "points_share",  # the same times the share of what is asked for
    "share",  # of what is asked for, what the passage says nearly literally, 0 to 1
    "unsaid_share",  # how much of it is said nowhere, 0 to 1
    "unsaid",  # how many of its words are said nowhere
    "wanted",  # how many words and names are asked for
    "points_where",  # the points, if it is asked where something is said
    "own",  # how many words are said as they are asked for
    "left_out",  # 1 if a concept is named that the course leaves out
    "words",  # how many words there are in what is looked for
    "asks",  # 1 if it has a question mark or a question word
    "first_person",  # how often it says "I", "my"
)
"""The features whose weights are fitted; counts are given as the logarithm of one plus them."""
_POINTS = 5.0  # of bot.answers.ranking, for each point of a chapter's best passage
_POINTS_IF_NAMED = 0.3  # instead, where the question only names concepts
_WITHOUT_SUBTITLES = 0.4  # points of a passage that the best chapter gets in place of one if it has no subtitles
_ALL = 0.99  # the share of what is asked for that is all of it
_FEWEST_OWN = 2  # words that are said as they are asked for, below which they may be chance
_QUOTED = 1.1  # points of what is quoted so nearly that nothing else matters
_LOWEST_SCOPE = -10.0
_MOST_POINTS = 2.0
_MOST_OWN = 5


def features(heard: Heard, message: Message, read: Judged) -> Mapping[str, float]:
    """Return each of `FITTED` for what is *heard* when *message*, of which *read* is answered, is asked."""
    said, wanted = heard.literal, heard.wanted
    points = min(heard.points, _MOST_POINTS)
    weight = sum([unit.weight for unit in wanted.units])
    return {
        "scope": min(max(read.score, _LOWEST_SCOPE), 0.0),
        "points": points,
        "points_share": points * said.share,
        "share": said.share,
        "unsaid_share": sum([unit.weight for unit in heard.unsaid]) / weight,
        "unsaid": log1p(sum(unit.weight >= 1.0 for unit in heard.unsaid)),
        "wanted": log1p(len(wanted.units)),
        "points_where": points * wanted.asks_where,
        "own": float(min(said.own, _MOST_OWN)),
        "left_out": float(bool(read.subject.out_of_course)),
        "words": log1p(len(wanted.terms)),
        "asks": float(read.query.asks),
        "first_person": ways_of_asking(message, read.query)["first_person"],
    }


def is_answer(heard: Heard, message: Message, read: Judged, weights: Weights = WEIGHTS.heard) -> bool:
    """Tell whether what is *heard* alone answers *message*, of which *read* is answered."""
    return _is_said(heard) or sum(weights.added(features(heard, message, read)).values()) > 0.0


def _is_said(heard: Heard) -> bool:
    """Tell whether all that is asked for is said in these words, or nearly so: "where is the towel?", "13,000"."""
    said, wanted = heard.literal, heard.wanted
    has_number = any(way[0].isdecimal() for unit in wanted.units for way in unit.ways)
    if said.share >= _ALL and (wanted.asks_where or has_number):
        return any(unit.weight >= 1.0 for unit in wanted.units)
    return said.own >= _FEWEST_OWN and (said.share >= _ALL or heard.points >= _QUOTED)


def with_heard(candidates: Candidates, heard: AllHeard, message: Message, read: Judged) -> Candidates:
    """Return *candidates* with points for what is *heard* in them, and chapters that only subtitles speak for."""
    if not heard:
        return candidates
    if not candidates and not is_answer(max(heard.values(), key=lambda found: found.points), message, read):
        return {}
    most = max((candidate.score for candidate in candidates.values()), default=0.0)
    worth = _POINTS_IF_NAMED if read.subject.is_fully_named else _POINTS
    for number, candidate in candidates.items():
        own = heard[number].points if number in heard else _WITHOUT_SUBTITLES * candidate.score / (most or 1.0)
        candidate.score += worth * own
    new = (n for n, found in heard.items() if n not in candidates and is_answer(found, message, read))
    return candidates | {n: Candidate(worth * heard[n].points, Treatment.MENTIONED) for n in new}
