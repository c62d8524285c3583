"""Markdown, or plain text, as a flat sequence of lines: headings, list items, rows of tables and other text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from html import unescape
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.courses.imports.links import BARE_LINK, trimmed

LONGEST_PART = 5_000  # characters of a paragraph or cell that are read at once, and of a line that are read
MOST_NESTED = 20  # blocks within blocks
LONGEST_TAG = 2_000  # characters of an HTML tag that are looked at
BOLD_LEVEL = 7  # of a paragraph that is wholly bold, as a heading
_href = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.IGNORECASE)
_alt = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_tag = re.compile(r"(<[^<>]*>)")
_tag_name = re.compile(r"<\s*(/?\s*[a-z][a-z0-9]*)", re.IGNORECASE)
_bold = re.compile(r"(\*\*|__)(?!\s)(?:(?!\1).)+\1[:.]?", re.DOTALL)
_shortcode = re.compile(r"(?<!\S):[a-z][a-z0-9_+-]{1,40}:(?!\S)")
_emphasis = re.compile(r"(?<!\s)\*{1,3}|\*{1,3}(?!\s)|~~|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)|(?<!\w)_(?!\w)")
_heading_tag = re.compile(r"/?h[1-6]")
_BREAKING_TAGS = frozenset({"br", "p", "/p", "div", "/div", "li", "/li", "tr", "/tr", "summary", "/summary"})


class Piece(NamedTuple):
    """A part of a line: plain text, or with *href* what a link is called."""

    text: str
    href: str | None = None


Pieces = tuple[Piece, ...]


class Kind(Enum):
    """What a line is."""

    HEADING = "heading"
    ITEM = "item"
    TEXT = "text"
    HEAD = "head"
    ROW = "row"


@dataclass(slots=True)
class Line:
    """A line of a document.

    Attributes:
        number: Where it stands, from 1.
        depth: How many lists it stands in.
        level: Of a heading: 1 to 6, or 7 for a bold paragraph.
        marker: Of an item: its number in an ordered list.
        group: Which list or table it belongs to.
        starts: Whether a paragraph begins with it.
        is_lazy: Whether it goes on with an item without being indented, which may be an accident.
        cells: Of a row: the lines of each of its cells.
    """

    kind: Kind
    number: int
    pieces: Pieces = ()
    depth: int = 0
    level: int = 0
    marker: str | None = None
    group: int = 0
    starts: bool = True
    is_lazy: bool = False
    cells: list[list[Pieces]] = field(default_factory=list)


def plain(pieces: Sequence[Piece]) -> str:
    """Return *pieces* as text without marks of emphasis and without names of emoji, such as :movie_camera:."""
    return " ".join(_emphasis.sub("", _shortcode.sub("", "".join(piece.text for piece in pieces))).split())


def _any_link(url: str) -> bool:  # noqa: ARG001
    """Accept every link: a bad one is to be noted, not overlooked."""
    return True


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": True, "maxNesting": MOST_NESTED}).enable("table")
    reader.disable(["inline", "code", "emphasis"])
    reader.validateLink = _any_link  # type: ignore[method-assign]
    return reader


class _Found(NamedTuple):
    """A line of a block, and its level if HTML makes a heading of it."""

    number: int
    pieces: Pieces
    level: int = 0


class _Inline:
    """Gathers the lines of a block from its text, links and tags."""

    def __init__(self, number: int) -> None:
        self.lines: list[tuple[int, list[Piece]]] = [(number, [])]
        self._number = number
        self._href: str | None = None
        self._label: list[str] = []
        self._levels: dict[int, int] = {}

    def text(self, text: str) -> None:
        if self._href is not None:
            self._label.append(text)
            return
        place = 0
        for found in BARE_LINK.finditer(text):
            address = trimmed(found[0])
            self._add(Piece(text[place : found.start()]))
            self._add(Piece(address, address))
            place = found.start() + len(address)
        self._add(Piece(text[place:]))

    def line_break(self, *, in_source: bool = True) -> None:
        self._number += in_source
        if self._href is None:
            self.lines.append((self._number, []))
        else:
            self._label.append(" ")

    def open(self, href: str) -> None:
        self.close()
        self._href = href

    def close(self) -> None:
        if self._href is not None:
            self._add(Piece("".join(self._label), self._href))
        self._href, self._label = None, []

    def tag(self, tag: str) -> None:
        name = _tag_name.match(tag)
        match name and name[1].lower().replace(" ", ""):
            case "a":
                href = _href.search(tag[:LONGEST_TAG])
                if href is not None:
                    self.open("".join(unescape(next(filter(None, href.groups()), "")).split()))
            case "/a":
                self.close()
            case "img":
                alt = _alt.search(tag[:LONGEST_TAG])
                if alt is not None and self._href is not None:
                    self._label.append(unescape(next(filter(None, alt.groups()), "")))
            case heading if heading and _heading_tag.fullmatch(heading):
                self.line_break(in_source=False)
                if not heading.startswith("/"):
                    self._levels[len(self.lines) - 1] = int(heading[-1])
            case breaking if breaking in _BREAKING_TAGS:
                self.line_break(in_source=False)
        self._number += tag.count("\n")

    def _add(self, piece: Piece) -> None:
        if piece.text or piece.href:
            self.lines[-1][1].append(piece)

    def finished(self) -> list["_Found"]:
        self.close()
        return [
            _Found(number, tuple(pieces), self._levels.get(place, 0))
            for place, (number, pieces) in enumerate(self.lines)
            if plain(pieces) or _has_link(pieces)
        ]


def _has_link(pieces: Sequence[Piece]) -> bool:
    return any(piece.href for piece in pieces)


def read_lines(text: str) -> list[Line]:
    """Return the lines of *text* that are not blank, code or comments, in order."""
    return _Flattening().lines_of(text)


class _Flattening:
    """Reads one document."""

    def __init__(self) -> None:
        self._markdown = _reader()
        self._references: dict[str, object] = {}
        self._source: list[str] = []
        self._lists: list[int] = []
        self._groups = 0
        self._left = 0  # the list that ended just now: one of other markers goes on with it
        self._item: tuple[int, str] | None = None
        self._row: Line | None = None
        self._level = 0
        self._in_head = False

    def lines_of(self, text: str) -> list[Line]:
        self._source = text.split("\n")
        tokens = self._markdown.parse(text, self._references)
        return [line for token in tokens for line in self._lines(token)]

    def _lines(self, token: Token) -> Iterator[Line]:
        number = token.map[0] + 1 if token.map else 0
        match token.type:
            case "inline" if self._row is not None:
                self._row.cells.append([found.pieces for found in self._inline(token.content, self._row.number)])
            case "inline":
                yield from self._block(token.content, number)
            case "html_block":
                yield from self._html(token.content, number)
            case "tr_close" if self._row is not None:
                yield self._row
                self._row = None
            case _:
                self._enter_or_leave(token, number)

    def _enter_or_leave(self, token: Token, number: int) -> None:
        left = 0
        match token.type:
            case "bullet_list_open" | "ordered_list_open" if self._left:
                self._lists.append(self._left)
            case "bullet_list_open" | "ordered_list_open" | "table_open":
                self._groups += 1
                self._lists.append(self._groups)
            case "bullet_list_close" | "ordered_list_close" | "table_close":
                ended = self._lists.pop()
                left = 0 if token.type == "table_close" else ended
                self._item = None
            case "list_item_open":
                self._item = (number, token.info)
            case "heading_open" | "heading_close":
                self._level = int(token.tag[1:]) if token.nesting == 1 else 0
            case "thead_open" | "thead_close":
                self._in_head = token.nesting == 1
            case "tr_open":
                kind = Kind.HEAD if self._in_head else Kind.ROW
                self._row = Line(kind, number, depth=len(self._lists), group=self._lists[-1])
        self._left = left

    def _block(self, content: str, number: int) -> Iterator[Line]:
        found = self._inline(content, number)
        if self._level:  # a heading
            pieces = tuple(piece for line in found for piece in (*line.pieces, Piece(" ")))
            if pieces:
                yield Line(Kind.HEADING, number, pieces, level=self._level)
            self._item = None
            return
        if not self._lists and _bold.fullmatch(content.strip()) and len(found) == 1:
            yield Line(Kind.HEADING, number, found[0].pieces, level=BOLD_LEVEL)
            return
        yield from self._placed(found)

    def _placed(self, found: Sequence[_Found]) -> Iterator[Line]:
        """Yield *found* as lines of the list that is open, the first as the item if its paragraph begins it."""
        for place, (at, pieces, level) in enumerate(found):
            if level:
                yield Line(Kind.HEADING, at, pieces, level=level)
                continue
            line = Line(Kind.TEXT, at, pieces, depth=len(self._lists), starts=place == 0)
            line.group = self._lists[-1] if self._lists else 0
            if self._item is not None:
                line.kind, line.marker = Kind.ITEM, self._item[1] or None
                self._item = None
            elif place and self._lists:
                line.is_lazy = at <= len(self._source) and not self._source[at - 1][:1].isspace()
            yield line

    def _html(self, content: str, number: int) -> Iterator[Line]:
        inline = _Inline(number)
        for part in _tag.split(without_comments(content)):
            if part.startswith("<") and part.endswith(">"):
                inline.tag(part)
                continue
            for place, text in enumerate(part.split("\n")):
                if place:
                    inline.line_break()
                inline.text(unescape(text))
        yield from self._placed(inline.finished())

    def _inline(self, content: str, number: int) -> list[_Found]:
        inline = _Inline(number)
        for place, part in enumerate(in_parts(content)):
            if place:
                inline.close()
                inline.line_break()
            tokens: list[Token] = []
            self._markdown.inline.parse(part, self._markdown, self._references, tokens)
            for token in tokens:
                _take(inline, token)
        return inline.finished()


def _take(inline: _Inline, token: Token) -> None:
    match token.type:
        case "softbreak" | "hardbreak":
            inline.line_break()
        case "link_open":
            inline.open(str(token.attrs.get("href", "")))
        case "link_close":
            inline.close()
        case "html_inline":
            inline.tag("" if token.content.startswith("<!--") else token.content)
        case _:
            inline.text(token.content)


def in_parts(content: str) -> list[str]:
    """Return *content* cut between lines into parts of at most 5,000 characters; of a longer line, its beginning."""
    parts: list[list[str]] = [[]]
    length = 0
    for line in content.split("\n"):
        length += len(line) + 1
        if length > LONGEST_PART and parts[-1]:
            parts.append([])
            length = len(line) + 1
        parts[-1].append(line[:LONGEST_PART])
    return ["\n".join(part) for part in parts]


def without_comments(html: str) -> str:
    """Return *html* without comments, whose lines are kept empty; one that is not closed goes to the end."""
    parts, place = [], 0
    while (begin := html.find("<!--", place)) >= 0:
        parts.append(html[place:begin])
        end = html.find("-->", begin)
        place = len(html) if end < 0 else end + len("-->")
        parts.append("\n" * html.count("\n", begin, place))
    return "".join((*parts, html[place:]))
