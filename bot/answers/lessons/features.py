"""What speaks for a lesson being the answer to a question, and for a question being about the course at all."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from math import log1p
from typing import Final, NamedTuple

from bot.answers.features import ways_of_asking
from bot.answers.lessons.coverage import Coverage, Named
from bot.answers.lessons.described import Description
from bot.answers.lessons.index import LessonIndex, Numbers
from bot.answers.parsed import Message, ParsedQuery
from bot.answers.stop_words import VAGUE
from bot.ids import ChapterId
from bot.text.tokens import Token

FITTED: Final = (
    "share",  # how much of the words' weight the best lesson says, 0 to 1
    "literal",  # the same, of words that it says as they are asked for, however prominently
    "weight",  # the share as a weight, not as a share
    "title_share",  # how much of the words' weight its title says, 0 to 1
    "title_cover",  # how much of its title's weight is said, 0 to 1
    "rarest",  # the weight of the rarest word that it says
    "named",  # how much of the weight is in names of the field that it covers, 0 to 1
    "described",  # how well what is said describes something that it covers, 0 to 1
    "detail",  # the same, of names of which it only covers what they are a detail of
    "own_name",  # the same, of parts of its title and of topics
    "other_words",  # how much of what it says is said in other words, as a share
    "unknown",  # the weight of words that no lesson says
    "unknown_share",  # the same as a share
    "elsewhere",  # the share of the weight that other lessons say, and this one does not
    "left_out",  # how many names of a field of study are said that the course leaves out
    "left_out_share",  # the share of the weight of their words
    "off_topic",  # how many things of everyday talk are said
    "off_topic_share",  # the share of the weight of their words
    "margin",  # how far the best lesson is ahead of the next
    "length",  # how many words count
    "one_word",  # 1 if only one word counts
    "asks",  # 1 if it has a question mark or a question word
    "how_to",  # 1 if it asks how to do something
    "first_person",  # how often it says "I", "my"
    "code",  # 1 if there is code in the message
    "size",  # how many lessons there are
    "richness",  # how many different words a lesson says
)
"""The features whose weights are fitted; counts and weights are given as the logarithm of one plus them."""
_COUNTED = 0.25  # weight of a word, 0 to 1, from which it counts for the length
_TITLE = 0.99  # how prominently a lesson says a word of its title
# Points of a lesson, beside the share of the words' weight that it says, 0 to 1.
_TITLE_COVER = 0.3  # times how much of its title's weight is said
_OWN_NAME = 0.3  # times the share of the words' weight that parts of its title, said whole, have
_IN_DESCRIPTION = 0.5  # 0 to 1: how much a word counts that only a description of what it covers says
_BY_NAME = 0.9  # 0 to 1: how much a word counts where a lesson says its name in other words
_NUMBERED = 0.4  # if its number is said
_DESCRIBED = 0.45  # times how well it describes something that it covers
_NAMED = 0.15  # times the share of the weight in names that it covers, times how strongly


class Word(NamedTuple):
    """A word of a question: its term, its weight, and how well each lesson says it, 0 to about 1."""

    stem: str
    weight: float
    lessons: Mapping[ChapterId, float]
    is_said: bool  # by some lesson as it is asked for, not only in other words


class Reading(NamedTuple):
    """What is read in a question: its words that count, its names, and the points of the lessons, the best first."""

    words: Sequence[Word]
    named: Sequence[Named]
    described: Mapping[ChapterId, Description]
    ranked: Sequence[tuple[ChapterId, float]]


def read(query: ParsedQuery, index: LessonIndex, coverage: Coverage) -> Reading:
    """Return what *query* says, by the lessons of *index* and *coverage*."""
    named = coverage.find(query.words)
    numbers = index.numbered(query.text)
    described = {} if _is_left_out(query.words, named, index) else coverage.describes(query.words)
    words = _words(query.words, numbers, named, described, index)
    ranked = _ranked(words, _named_shares(query, named, words, index), described, index, numbers.lessons)
    return Reading(words, named, described, ranked)


def _is_left_out(text: Sequence[Token], named: Sequence[Named], index: LessonIndex) -> bool:
    """Tell whether *text* only names what the course leaves out; such a name describes nothing else."""
    places = {place for each in named if each.is_left_out for place in each.match.places}
    rest = [token for place, token in enumerate(text) if place not in places]
    return not any(index.weight(token.word, token.term) for token in rest)


def _words(
    text: Sequence[Token],
    numbers: Numbers,
    named: Sequence[Named],
    described: Mapping[ChapterId, Description],
    index: LessonIndex,
) -> list[Word]:
    """Return the words of *text* that count, each once, without its *numbers* of lessons."""
    found: dict[str, Word] = {}
    together = _named_weights(text, named, index)
    for place, token in enumerate(text):
        weight = max(index.weight(token.word, token.term), together.get(token.term, 0.0))
        if weight and token.term not in found and not numbers.has(token.word):
            inside = [each for each in named if place in each.match.places]
            found[token.term] = Word(
                token.term, weight, _lessons(token, inside, described, index), index.says(token.term)
            )
    return list(found.values())


def _named_weights(text: Sequence[Token], named: Sequence[Named], index: LessonIndex) -> Mapping[str, float]:
    """Return, by term, the least weight of words that together are a known name: "first in first out"."""
    found: dict[str, float] = {}
    for each in named:
        weights = {text[p].term: index.weight(text[p].word, text[p].term) for p in each.match.places}
        total = sum(weights.values())
        if len(each.match.places) > 1 and not each.is_own and 0.0 < total < 1.0:
            for stem, weight in weights.items():
                found[stem] = max(found.get(stem, 0.0), weight / total)
    return found


def _lessons(
    token: Token, named: Sequence[Named], described: Mapping[ChapterId, Description], index: LessonIndex
) -> Mapping[ChapterId, float]:
    """Return how well each lesson says *token*: as it is, in other words, or by a name that it is part of."""
    found: dict[ChapterId, float] = {}
    ways = index.ways(token.term) if token.word not in VAGUE else {token.term: 1.0}
    telling = index.rarity_of({lesson for way in ways for lesson in index.shares(way)})
    for way, share in ways.items():
        counted = share if way == token.term else share * telling  # what most lessons say in some way says little
        for lesson, prominence in index.shares(way).items():
            found[lesson] = max(found.get(lesson, 0.0), counted * prominence)
    for each in named:
        for lesson, strength in each.lessons.items():
            found[lesson] = max(found.get(lesson, 0.0), strength * _BY_NAME)
    for lesson, description in described.items():
        if token.term in description.terms:
            found[lesson] = max(found.get(lesson, 0.0), description.fit * _IN_DESCRIPTION)
    return found


def _ranked(
    words: Sequence[Word],
    shares: tuple[Mapping[ChapterId, float], Mapping[ChapterId, float]],
    described: Mapping[ChapterId, Description],
    index: LessonIndex,
    numbered: Sequence[ChapterId],
) -> list[tuple[ChapterId, float]]:
    """Return the lessons that say any of *words*, or what is *described*, with their points, the best first."""
    total = sum(word.weight for word in words) or 1.0
    points = dict.fromkeys(described, 0.0) | dict.fromkeys(numbered, _NUMBERED)
    for word in words:
        for lesson, share in word.lessons.items():
            points[lesson] = points.get(lesson, 0.0) + word.weight * share / total
    for lesson in points:
        points[lesson] += _TITLE_COVER * title_cover(lesson, words, index) * min(1.0, points[lesson] * 2)
        own, known = (share.get(lesson, 0.0) for share in shares)
        fit = described[lesson].fit if lesson in described else 0.0
        points[lesson] += _OWN_NAME * own + _NAMED * known + _DESCRIBED * fit
    return sorted(points.items(), key=lambda item: (-item[1], item[0]))


def _named_shares(
    query: ParsedQuery, named: Sequence[Named], words: Sequence[Word], index: LessonIndex
) -> tuple[Mapping[ChapterId, float], Mapping[ChapterId, float]]:
    """Return the share of the *words*' weight that lessons cover by their own names, and by those of the field."""
    total = sum(word.weight for word in words) or 1.0
    own: dict[ChapterId, float] = {}
    known: dict[ChapterId, float] = {}
    for each in named:
        weight = _weight_of([each], query, index) / total
        for lesson, strength in each.lessons.items():
            found = own if each.is_own else known
            found[lesson] = min(1.0, found.get(lesson, 0.0) + strength * weight)
    return own, known


def title_cover(lesson: ChapterId, words: Sequence[Word], index: LessonIndex) -> float:
    """Return how much of the weight of the title of *lesson* the *words* have, 0 to 1."""
    title = index.titles[lesson]
    total = sum(title.values())
    stems = {word.stem for word in words}
    return sum(weight for stem, weight in title.items() if stem in stems) / total if total else 0.0


def features(message: Message, query: ParsedQuery, found: Reading, index: LessonIndex) -> Mapping[str, float]:
    """Return each of `FITTED` for the best lesson of *found*, which *query*, a reading of *message*, says."""
    best = found.ranked[0][0] if found.ranked else ChapterId(0)
    total = sum(word.weight for word in found.words) or 1.0
    asking = ways_of_asking(message, query)
    counted = sum(word.weight >= _COUNTED for word in found.words)
    return {
        **_of_lesson(best, found, index, total),
        **_of_names(query, found, best, total, index),
        "margin": _margin(found),
        "length": log1p(counted),
        "one_word": float(counted <= 1),
        "asks": float(query.asks),
        "how_to": asking["how_to"],
        "first_person": asking["first_person"],
        "code": float(message.has_code),
        "size": log1p(index.size),
        "richness": log1p(index.richness),
    }


def _margin(found: Reading) -> float:
    points = [score for _, score in found.ranked[:2]]
    return points[0] - (points[1] if len(points) > 1 else 0.0) if points else 0.0


def _of_lesson(best: ChapterId, found: Reading, index: LessonIndex, total: float) -> Mapping[str, float]:
    """Return the features that tell how much of the words the lesson *best* says, of their *total* weight."""
    said = [(word, word.lessons[best]) for word in found.words if best in word.lessons]
    weight = sum(word.weight * min(1.0, share) for word, share in said)
    in_title = sum(word.weight for word in found.words if index.shares(word.stem).get(best, 0.0) >= _TITLE)
    other = sum(word.weight for word, _ in said if best not in index.shares(word.stem))
    unknown = sum(word.weight for word in found.words if not word.lessons)
    elsewhere = sum(word.weight for word in found.words if word.lessons and best not in word.lessons)
    return {
        "share": weight / total,
        "literal": sum(word.weight for word in found.words if best in index.shares(word.stem)) / total,
        "weight": log1p(weight),
        "title_share": in_title / total,
        "title_cover": title_cover(best, found.words, index) if best else 0.0,
        "rarest": max((word.weight * min(1.0, share) for word, share in said), default=0.0),
        "other_words": other / total,
        "unknown": log1p(unknown),
        "unknown_share": unknown / total,
        "elsewhere": elsewhere / total,
    }


def _of_names(
    query: ParsedQuery, found: Reading, best: ChapterId, total: float, index: LessonIndex
) -> Mapping[str, float]:
    """Return the features that tell which names are said: of the lesson *best*, and of what the course leaves out."""
    covering = [each for each in found.named if best in each.lessons]
    told = [(each, each.lessons[best] * _weight_of([each], query, index) / total) for each in covering]
    left_out = [each for each in found.named if each.is_left_out]
    off_topic = [each for each in found.named if not each.lessons and each.match.entry.everyday]
    return {
        "named": sum(weight for each, weight in told if not each.is_own and not each.is_detail),
        "detail": sum(weight for each, weight in told if each.is_detail),
        "described": found.described[best].fit if best in found.described else 0.0,
        "own_name": _weight_of([each for each in covering if each.is_own], query, index) / total,
        "left_out": log1p(len(left_out)),
        "left_out_share": _weight_of(left_out, query, index) / total,
        "off_topic": log1p(len(off_topic)),
        "off_topic_share": _weight_of(off_topic, query, index) / total,
    }


def _weight_of(named: Sequence[Named], query: ParsedQuery, index: LessonIndex) -> float:
    """Return the weight of the words that the names *named* have."""
    places: AbstractSet[int] = {place for each in named for place in each.match.places}
    said = {query.words[place].term: query.words[place].word for place in places}
    return sum(index.weight(word, stem) for stem, word in said.items())
