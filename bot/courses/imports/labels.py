"""What links and headings are called: a title, its number, or only "Video" and "Slides"."""

import re

from bot.text.languages import ANY_LANGUAGE, alternation
from bot.text.tokens import fold

_words = ANY_LANGUAGE.imports
_generic = _words.watching | ANY_LANGUAGE.chapters
_word = re.compile(r"[^\W\d_]+")
_figures = re.compile(r"\d+")
_address = re.compile(r"\s*(?:https?://|www\.)\S*\s*|\s*(?:youtu\.be|youtube\.com|vimeo\.com)/\S*\s*", re.IGNORECASE)
_LONGEST_ADDRESSED = 600  # characters
_SHORTEST_WORD = 3  # letters of one that says what there is; a title may be "A"
_counted = alternation(ANY_LANGUAGE.chapters)
_number = re.compile(
    rf"\s*(?:(?:{_counted})\s+(?:no\.?\s*|#\s*)?(?P<called>[0-9]{{1,3}}(?:\.[0-9]{{1,3}})?[a-z]?)(?![\w.,/:][0-9])"
    r"\s*(?:[:.)\]|\u2013\u2014-]+\s*|(?=$))"
    r"|[\[(#]\s*(?P<marked>[0-9]{1,3}(?:\.[0-9]{1,3})?[a-z]?)(?:[\])]\s*[:.-]?\s*|[:.\u2013\u2014-]?\s+)"
    r"|(?P<listed>[0-9]{1,3}[a-z]?)(?:[.)\]:](?=\s|[^\W\d_]|$)|\s+[\u2013\u2014|-](?=\s))\s*"
    r"|(?P<dotted>[0-9]{1,3}[a-z]?(?:\.[0-9]{1,3}){1,3})\.?(?:\s*[\u2013\u2014:-])?\s+(?=[^\W\d_]|\())",
    re.IGNORECASE,
)
_EDGES = " \t\u2013\u2014:|>\u2022\u00b7<,;_*"
_FEWEST_BARS = 2  # in what may be a row of a table
_LONGEST_PREFIX = 40  # characters in which a number is looked for


def is_generic(label: str) -> bool:
    """Tell whether *label* only says that there is something to watch: "Video", "Lecture 3"."""
    words = _word.findall(fold(label[:_LONGEST_ADDRESSED]))
    return not words or (all(word in _generic for word in words) and max(map(len, words)) >= _SHORTEST_WORD)


def is_material(label: str) -> bool:
    """Tell whether *label* only names what belongs to a lesson: "Slides", "Jupyter notebook files"."""
    words = _word.findall(fold(label[:_LONGEST_ADDRESSED]))
    return any(word in _words.material for word in words) and all(
        word in _words.material or word in _generic for word in words
    )


def is_address(label: str) -> bool:
    """Tell whether *label* is a link's own address."""
    return len(label) <= _LONGEST_ADDRESSED and _address.fullmatch(label) is not None


def is_aside(heading: str) -> bool:
    """Tell whether links under *heading* are to other things than lessons: "Resources"."""
    return _heading_words(heading) in _words.asides


def says_little(heading: str) -> bool:
    """Tell whether *heading* cannot be a course's title: "Table of contents", "Resources"."""
    return _heading_words(heading) in _words.contents | _words.asides


def _heading_words(heading: str) -> str:
    return fold(" ".join(re.findall(r"[\w-]+", heading)))


def label_key(label: str, *, digits: bool = False) -> str:
    """Return by what labels are the same: their words, and with *digits* their figures."""
    words = fold(" ".join(label[:_LONGEST_ADDRESSED].split()))
    return words if digits else _figures.sub("", words).strip()


def numbered(title: str) -> tuple[str | None, str]:
    """Return the number with which *title* begins ("24b. Loops", "Lecture 3: Loops", "5.1 Loops"), and the rest."""
    found = _number.match(fold_keeping_length(title[:_LONGEST_PREFIX]))
    if found is None:
        return None, title
    rest = title[found.end() :].strip()
    begin, end = next(found.span(group) for group, text in found.groupdict().items() if text)
    return title[begin:end], rest or title.strip()


def fold_keeping_length(text: str) -> str:
    """Return *text* in lower case, without accents where that leaves its length as it is."""
    return "".join(folded if len(folded := fold(letter)) == 1 else letter for letter in text)


def trimmed_title(text: str) -> str:
    """Return *text* without what only sets it apart from what stands beside it; of a row, its longest cell."""
    if text.count("|") >= _FEWEST_BARS:
        text = max(text.split("|"), key=lambda cell: sum(map(str.isalpha, cell)))
    text = text.strip(_EDGES).removeprefix("- ").rstrip("-").strip()
    for opening, closing in ("()", "[]"):
        if text.count(opening) > text.count(closing) and text.endswith(opening):
            text = text[:-1]
    return text.strip(_EDGES)
