"""What speaks for and against a part of a message being a question about the course, as named numbers.

Their weights, in data/answer_weights.json, are fitted by `make fit`; docs/answers.md explains them.
"""

import re
from collections.abc import Iterable, Mapping
from math import log1p
from typing import Final

from bot.answers.names import Match
from bot.answers.parsed import Message, ParsedQuery
from bot.answers.subject import Subject
from bot.answers.text_index import CourseIndex
from bot.text.languages import ANY_LANGUAGE, alternation

FITTED: Final = (
    "specific",  # 1 if a name is certainly meant as a concept of the course
    "fully_named",  # 1 if names of the course's concepts are all that is said
    "known_share",  # how much of the words' weight one text of the course has, 0 to 1
    "known_weight",  # the same as a weight, not as a share
    "unknown",  # the weight of words that no text of the course has
    "unknown_share",  # the same as a share, 0 to 1
    "fit",  # how well the glossary's best sentence fits the words, 0 to 2
    "length",  # how many words count
    "asks",  # 1 if it has a question mark or a question word
    "left_out",  # 1 if a concept of the field is named that the course leaves out
    "left_out_compared",  # 1 if such a concept is compared with one of the course
    "left_out_beside",  # how many such concepts the rest of the sentence names, or other sentences that ask
    "off_topic",  # 1 if something outside the field is named
    "off_topic_beside",  # 1 if so beside a name of the course
    "foreign",  # how many of the names in data/outside.json are said
    "off_topic_near",  # how many things outside the field the rest of the sentence names, or others that ask
    "asked_elsewhere",  # if it does not ask: the weight of the words in clauses that do
    "how_to",  # 1 if it asks how to do something: "how do I"
    "why",  # 1 if it asks for a reason
    "first_person",  # how often it says "I", "my"
    "code",  # 1 if there is code or an error message in the message
    "code_asks",  # 1 if so, and it asks
)
"""The features whose weights are fitted; counts and weights are given as the logarithm of one plus them."""
_COUNTED = 0.3  # weight of a word, 0 to 1, from which it counts for the length
_DOUBTS = ("off_topic", "code", "how_to", "asked_elsewhere")  # with any of these features, a name is not enough


def features(message: Message, query: ParsedQuery, subject: Subject, index: CourseIndex) -> Mapping[str, float]:
    """Return each of `FITTED` of *query*, a reading of *message*, which names *subject*, and "certain".

    That is 1 if a name is enough, because nothing else that the message says casts doubt on it.
    """
    specific, has_code, asks = subject.is_specific, message.has_code, query.asks
    left_out, off_topic = bool(subject.out_of_course), bool(subject.off_topic)
    beside = message.beside(query)
    found = {
        "specific": float(specific),
        "fully_named": float(subject.is_fully_named),
        **_words(query, subject, index),
        "length": log1p(sum(weight >= _COUNTED for weight in query.weights.values())),
        "asks": float(asks),
        "left_out": float(left_out),
        "left_out_compared": float(left_out and specific and query.contrasts),
        "left_out_beside": log1p(sum(match.entry.out_of_course for match in beside)),
        "off_topic": float(off_topic),
        "off_topic_beside": float(off_topic and specific),
        "foreign": log1p(sum(match.entry.general for match in subject.off_topic)),
        "off_topic_near": log1p(sum(match.entry.off_topic for match in beside)),
        "asked_elsewhere": 0.0 if asks else log1p(message.asked_outside(query)),
        **ways_of_asking(message, query),
        "code": float(has_code),
        "code_asks": float(has_code and asks),
    }
    is_doubtful = any(found[name] for name in _DOUBTS) or _names_left_out_first(query, subject, beside)
    return found | {"certain": float(_is_named(message, query, subject) and not is_doubtful)}


def _is_named(message: Message, query: ParsedQuery, subject: Subject) -> bool:
    """Tell whether *query* names a concept or a chapter of the course, and either certainly or nothing else."""
    is_message, is_sentence = (len(query.words) == whole for whole in (len(message.words), len(query.sentence)))
    return (
        subject.is_specific
        or subject.only_compares
        or (is_sentence and subject.is_fully_named)
        or (is_message and bool(subject.in_course) and query.says_only(subject.named_terms))
        or (bool(query.chapters) and (is_message or query.asks))
    )


def _words(query: ParsedQuery, subject: Subject, index: CourseIndex) -> Mapping[str, float]:
    """Return the features that tell how many of the words the course knows."""
    weights, named, ignored = query.weights, subject.named_terms, subject.ignored_terms
    total = sum(weights.values()) or 1.0
    rest = {stem: weight for stem, weight in weights.items() if stem not in named | ignored}
    known = sum([weights.get(stem, 0.0) for stem in named]) + index.best_overlap(rest)
    unknown = sum([weight for stem, weight in rest.items() if not index.knows(stem)])
    return {
        "known_share": min(1.0, known / total),
        "known_weight": log1p(known),
        "unknown": log1p(unknown),
        "unknown_share": unknown / total,
        "fit": index.best_fit([token for token in query.content() if token.term not in ignored]),
    }


def _names_left_out_first(query: ParsedQuery, subject: Subject, beside: Iterable[Match]) -> bool:
    """Tell whether a concept that the course leaves out is named before its own, and not compared with it.

    "Dropout in hidden layers" asks about dropout.
    """
    if query.contrasts:
        return False
    left_out = [query.first + match.places[0] for match in subject.out_of_course]
    left_out += [match.places[0] for match in beside if match.entry.out_of_course]
    own = [query.first + match.places[0] for match in subject.in_course]
    if query.comparing and any(place - 1 in own or place + 1 in own for place in left_out):
        return False  # "GRU and LSTM"
    return bool(left_out and own) and min(left_out) < min(own)


def ways_of_asking(message: Message, query: ParsedQuery) -> Mapping[str, float]:
    """Return the features that tell what *query* asks for: reasons, or how its author does something."""
    said = query.said
    return {
        "how_to": float(bool(_how_to.search(message.said))),
        "why": float(bool(_why.search(said))),
        "first_person": log1p(len(_first_person.findall(said))),
    }


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Return an expression that matches any of *words* between blanks."""
    return re.compile(rf"(?<= )(?:{alternation(words)})(?= )")


_how_to, _why, _first_person = map(_any_of, (ANY_LANGUAGE.how_to, ANY_LANGUAGE.reasons, ANY_LANGUAGE.first_person))
