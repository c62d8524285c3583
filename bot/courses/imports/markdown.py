"""Reads a list of lessons out of Markdown or plain text: a README, a syllabus, a pasted message."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from bot.courses.imports.blocks import BOLD_LEVEL, Kind, Line, Piece, Pieces, plain, read_lines
from bot.courses.imports.cleaning import LONGEST_TITLE, has_letters
from bot.courses.imports.drafts import Course, Draft
from bot.courses.imports.labels import (
    is_address,
    is_aside,
    is_generic,
    is_material,
    label_key,
    numbered,
    says_little,
    trimmed_title,
)
from bot.courses.imports.links import BadLinkError, Link, LinkFault, Target, is_on, names_scheme, read_link
from bot.courses.imports.model import ProblemKind, SourceKind
from bot.courses.imports.tables import drafted, named_columns
from bot.courses.imports.timestamps import read_duration
from bot.text.languages import Column

LONGEST_GATHERED = 20_000  # characters of a description with its moments
FEWEST_VIDEOS = 2  # from which links to other pages are no lessons
_empty_brackets = re.compile(r"[(\[<][\s,;|/&\u00b7>\])-]*[)\]>]|<\s*>")
_goes_on = re.compile(r"\s*[,.;]|\s+[a-z]")
IN_SENTENCE = 3  # rank of a link amid a sentence, which is a lesson only where there are no others
FEWEST_WORDS_KEPT = 4  # beside links to slides and the like, of a sentence that names them
COMMON_LABEL = 3  # links: what so many are called is no title
_separators = " \t-\u2013\u2014:|>\u2022\u00b7"
_leading_points = ",.;)] "
_length_behind = re.compile(
    r"(?<=\w)\s*[(\[]([^()\[\]]{0,16}(?:[0-9]:[0-9]|[0-9]\s*[a-z])[^()\[\]]{0,16})[)\]]$", re.IGNORECASE
)
_duration_ahead = re.compile(r"^[(\[]([^()\[\]]{2,20})[)\]]\s*|^(\d{1,2}(?::\d{2}){1,2})$")


@dataclass(slots=True)
class _Place:
    """A heading or a list item without a link, under which lessons may stand."""

    level: int
    text: str
    line: int
    taken: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Open:
    """A lesson that is being read, and where its description may go on."""

    draft: Draft
    kind: Kind
    depth: int
    rank: int
    aside: bool
    group: int
    texts: list[str]
    length: int = 0


def read_markdown(text: str, hosts: Collection[str] = ()) -> Course:
    """Return the course in *text*; *hosts* are confirmed to have lessons."""
    return _Reading(read_lines(text), hosts).course()


class _Links:
    """What the links of a document lead to, and which of them may be lessons."""

    def __init__(self, lines: Iterable[Line], hosts: Collection[str]) -> None:
        self._hosts = hosts
        self._known: dict[str, Link | LinkFault | None] = {}
        pieces = [piece for line in lines for piece in _all_pieces(line) if piece.href]
        videos = {link.identity for piece in pieces if (link := self.link(piece)) and self._is_video(link)}
        self.has_videos = bool(videos)
        self.only_videos = len(videos) >= FEWEST_VIDEOS
        labels = Counter(label_key(piece.text, digits=True) for piece in pieces if self.may_be_lesson(piece))
        self._common = {label for label, count in labels.items() if count >= COMMON_LABEL}

    def _is_video(self, link: Link) -> bool:
        return link.target is Target.VIDEO or (link.target is Target.PAGE and is_on(link.host, self._hosts))

    def _read(self, piece: Piece) -> Link | LinkFault | None:
        href = piece.href or ""
        if href not in self._known:
            try:
                self._known[href] = read_link(href)
            except BadLinkError as error:
                ignored = not names_scheme(href) or href.lower().startswith(("mailto:", "tel:"))
                self._known[href] = None if ignored else error.fault
        return self._known[href]

    def link(self, piece: Piece) -> Link | None:
        """Return the link of *piece*, if it is one that can be used."""
        found = self._read(piece)
        return found if isinstance(found, Link) else None

    def is_bad(self, piece: Piece) -> bool:
        """Tell whether *piece* has a link that cannot be used."""
        return isinstance(self._read(piece), LinkFault)

    def may_be_lesson(self, piece: Piece) -> bool:
        """Tell whether the link of *piece* may be a lesson's."""
        link = self.link(piece)
        if link is None:
            return not self.only_videos and self.is_bad(piece)
        if self.only_videos:
            return self._is_video(link)
        return link.target in (Target.VIDEO, Target.PAGE)

    def lesson_in(self, pieces: Iterable[Piece]) -> Piece | None:
        """Return the first link among *pieces* that may be a lesson's, rather to a video and not to its slides."""
        found = [piece for piece in pieces if piece.href and self.may_be_lesson(piece)]
        videos = [piece for piece in found if (link := self.link(piece)) and self._is_video(link)]
        lessons = [piece for piece in found if not is_material(piece.text)]
        return next(iter((*videos, *lessons, *found)), None)

    def names_lesson(self, piece: Piece) -> bool:
        """Tell whether what the link of *piece* is called can be a title."""
        label = plain((Piece(piece.text),))
        if not has_letters(label) or is_address(label) or is_generic(label):
            return False
        return label_key(piece.text, digits=True) not in self._common


def _all_pieces(line: Line) -> Iterable[Piece]:
    return (*line.pieces, *(piece for cell in line.cells for pieces in cell for piece in pieces))


class _Reading:
    """Goes through the lines of a document and gathers its lessons."""

    def __init__(self, lines: Sequence[Line], hosts: Collection[str]) -> None:
        self._lines = lines
        self._links = _Links(lines, hosts)
        self._course = Course(SourceKind.LIST)
        self._found: list[_Open] = []
        self._open: _Open | None = None
        self._headings: list[_Place] = []
        self._items: list[_Place] = []
        self._above: list[tuple[int, str]] = []  # texts since the last heading or lesson
        self._linkless: list[tuple[int, int, str, ProblemKind]] = []
        self._columns: dict[Column, list[int]] = {}
        self._leading: set[int] = set()  # lines of items below which lessons stand
        self._taken: set[int] = set()  # lines that became titles of lessons

    def course(self) -> Course:
        steps: dict[Kind, Callable[[Line], None]] = {
            Kind.HEADING: self._heading, Kind.ITEM: self._item, Kind.TEXT: self._text, Kind.HEAD: self._table,
            Kind.ROW: self._row,
        }  # fmt: skip
        for line in self._lines:
            steps[line.kind](line)
        self._close()
        kept = self._chosen()
        self._note_linkless(kept)
        self._course.drafts = [found.draft for found in kept]
        self._course.title = self._title(kept)
        self._course.link = self._playlist(kept)
        return self._course

    # What each kind of line does.

    def _heading(self, line: Line) -> None:
        self._close()
        self._items, self._above = [], []
        text = plain(line.pieces)
        self._headings = [place for place in self._headings if place.level < line.level]
        piece = self._links.lesson_in(line.pieces)
        if piece is not None:
            self._taken.add(line.number)
            self._start(line, line.pieces, piece)
        self._headings.append(_Place(line.level, text, line.number))

    def _item(self, line: Line) -> None:
        self._items = [place for place in self._items if place.level < line.depth]
        current = self._open
        inside = current is not None and current.depth < line.depth
        if current is not None and not inside:
            self._close()
        piece = self._links.lesson_in(line.pieces)
        if piece is not None and not (inside and current is not None and current.kind is Kind.ITEM):
            self._start(line, line.pieces, piece)
        elif inside and current is not None:
            self._note_other(line)
            self._describe(current, f"• {self._prose(line.pieces)}", line)
        else:
            self._linkless_item(line)

    def _linkless_item(self, line: Line) -> None:
        text = plain(line.pieces)
        self._items.append(_Place(line.depth, text, line.number))
        self._note_other(line)
        self._note_missing(line.group, line.number, text, line.pieces)

    def _text(self, line: Line) -> None:
        current = self._open
        piece = self._links.lesson_in(line.pieces)
        inside = current is not None and current.kind is Kind.ITEM and line.depth >= current.depth
        if current is not None and current.kind is Kind.ITEM and not inside:
            self._close()
            current = self._open
        is_new = line.is_lazy or numbered(plain(line.pieces))[0] is not None
        if piece is not None and (not inside or is_new):
            self._start(line, line.pieces, piece)
            return
        text = self._prose(line.pieces)
        if current is not None:
            self._note_other(line)
            self._describe(current, text, line)
        if has_letters(text):
            self._above.append((line.number, text))

    def _table(self, line: Line) -> None:
        self._close()
        self._columns = named_columns([" ".join(map(plain, cell)) for cell in line.cells])

    def _row(self, line: Line) -> None:
        self._close()
        lines = [pieces for cell in line.cells for pieces in cell]
        found = [(pieces, piece) for pieces in lines if (piece := self._links.lesson_in(pieces)) is not None]
        if not found:
            text = " · ".join(filter(None, map(plain, lines)))
            self._note_missing(line.group, line.number, text, _all_pieces(line))
            return
        titles: set[str] = set()
        for pieces, piece in found:
            draft = self._row_draft(line, pieces, piece, alone=len(found) == 1)
            if draft.title not in titles:
                self._found.append(self._opened(line, draft))
            titles.add(draft.title)

    def _row_draft(self, line: Line, pieces: Pieces, piece: Piece, *, alone: bool) -> Draft:
        cells = [" ".join(map(plain, cell)) for cell in line.cells]
        draft = drafted(cells, self._columns, line.number)
        draft.link = piece.href or ""
        own = plain((Piece(piece.text),))
        before = trimmed_title(plain(pieces[: pieces.index(piece)]))
        if not alone:
            draft.number = numbered(f"{before} {own}")[0] or numbered(before)[0] or draft.number
        if self._links.names_lesson(piece) and not (alone and draft.title):
            draft.title = own
        elif not draft.title:
            draft.title = self._first_text(cells) or (own if has_letters(own) and not is_address(own) else "")
        number, draft.title = numbered(draft.title)
        draft.number = number or (draft.number if draft.number and len(draft.number) <= len("lesson 10") else None)
        return draft

    def _first_text(self, cells: Sequence[str]) -> str:
        texts = (trimmed_title(cell) for cell in cells)
        return next((text for text in texts if has_letters(text) and not is_generic(text) and not is_address(text)), "")

    # Lessons.

    def _start(self, line: Line, pieces: Pieces, piece: Piece) -> None:
        """Begin a lesson with the link *piece* of *line*."""
        place = pieces.index(piece)
        before, behind = plain(pieces[:place]), self._prose(pieces[place + 1 :])
        own = plain((Piece(piece.text),))
        rest = [other.text for other in pieces[place + 1 :]]
        texts: list[str] = []
        title: str | None
        if self._links.names_lesson(piece):
            title = own
        elif has_letters(before) and not is_generic(before):
            title = before
        else:
            title, texts, behind = self._title_elsewhere(line, own, behind)
            if title is None:
                return
        self._close()
        self._leading |= {other.line for other in self._items}
        marker = numbered(before)[0] if title != before else None
        number, name = numbered(trimmed_title(title))
        draft = Draft(line.number, name, piece.href or "", number or marker or line.marker)
        behind = self._with_duration(draft, behind)
        self._take_length(draft)
        self._open = self._opened(line, draft)
        self._open.texts = [*texts, behind.strip(_separators).lstrip(_leading_points) if has_letters(behind) else ""]
        if line.kind is Kind.TEXT and line.depth == 0 and self._is_prose(title, own, before, "".join(rest)):
            self._open.rank = IN_SENTENCE
        self._found.append(self._open)
        self._above = []

    def _title_elsewhere(self, line: Line, own: str, behind: str) -> tuple[str | None, list[str], str]:
        """Return a title for a link that has none, from around *line*; the texts about it; what stands behind it."""
        places = [*self._headings, *self._items]
        nearest = places[-1] if places else None
        if nearest is None and line.kind is not Kind.ITEM and has_letters(behind) and not is_generic(behind):
            return trimmed_title(behind), [], ""
        if self._above and self._is_titled_above(line, nearest):
            return self._withdrawn(self._above[-1]), [], behind
        if nearest is not None:
            return (*self._title_from(nearest, trimmed_title(own)), behind)
        return behind or ("" if is_address(own) else own), [], ""

    def _is_titled_above(self, line: Line, nearest: _Place | None) -> bool:
        """Tell whether the text above *line* is its title, rather than the heading or item *nearest*."""
        text = self._above[-1][1]
        if len(text) > LONGEST_TITLE or nearest is None:
            return nearest is None and len(text) <= LONGEST_TITLE
        return line.kind is Kind.TEXT and (not line.starts or (nearest.level == 1 and text[-1] not in ".:"))

    def _title_from(self, nearest: _Place, label: str) -> tuple[str | None, list[str]]:
        """Return a title from *nearest* for a link called *label*, and the texts about it; none if it has one."""
        key = label_key(label, digits=True)
        tells_apart = any(map(str.isdigit, label)) and not is_address(label)
        if tells_apart and nearest.level == 1 and nearest in self._headings:
            return label, []
        if nearest.taken and (not tells_apart or key in nearest.taken):
            return None, []
        is_first = not nearest.taken
        nearest.taken.add(key)
        self._taken.add(nearest.line)
        if not is_first:
            return f"{nearest.text} \u2013 {label}", []
        return nearest.text, [text for number, text in self._above if number > nearest.line]

    def _withdrawn(self, above: tuple[int, str]) -> str:
        """Return the text *above* a lesson as its title, which was taken for the end of the lesson before."""
        number, title = above
        self._taken.add(number)
        if self._open is not None and self._open.texts and self._open.texts[-1].strip() == title:
            self._open.texts.pop()
        return title

    def _opened(self, line: Line, draft: Draft) -> _Open:
        rank = 0 if line.marker or line.kind is Kind.ROW else 1 if line.kind is not Kind.TEXT else 2
        aside = any(is_aside(place.text) for place in self._headings)
        return _Open(draft, line.kind, line.depth, rank, aside, line.group, [])

    def _is_prose(self, title: str, own: str, before: str, behind: str) -> bool:
        """Tell whether a link stands amid a sentence: behind *before*, and followed by *behind*."""
        is_led = has_letters(before) and numbered(before)[0] is None and before.rstrip()[-1] not in _separators
        if title == own:
            return is_led or _goes_on.match(behind) is not None
        return title == before and is_led and has_letters(behind) and not before.rstrip().endswith(("(", "["))

    def _with_duration(self, draft: Draft, behind: str) -> str:
        """Return *behind* without the length with which it may begin, and give that to *draft*."""
        text = behind.strip(_separators)
        found = _duration_ahead.match(text)
        written = (found[1] or found[2]) if found else None
        if found is None or read_duration(written) is None or (written or "").isdigit():
            return behind
        draft.duration = written
        return text[found.end() :]

    def _take_length(self, draft: Draft) -> None:
        """Take the length with which the title of *draft* may end, as in "Ovens (12:34)", as the lesson's."""
        found = _length_behind.search(draft.title)
        if found is not None and draft.duration is None and read_duration(found[1]) is not None:
            draft.duration, draft.title = found[1], draft.title[: found.start()]

    def _describe(self, current: _Open, text: str, line: Line) -> None:
        if has_letters(text) and current.length <= LONGEST_GATHERED:
            current.length += len(text)
            current.texts.append(f"\n{text}" if line.kind is Kind.TEXT and line.starts else text)

    def _prose(self, pieces: Iterable[Piece]) -> str:
        """Return *pieces* as text without addresses, and without links to slides and the like that only stand aside."""
        written = [piece for piece in pieces if not piece.href or not is_address(piece.text)]
        kept = [piece for piece in written if not piece.href or not (is_material(piece.text) or is_generic(piece.text))]
        words = [word for piece in kept for word in piece.text.split() if has_letters(word)]
        text = plain(written if len(words) >= FEWEST_WORDS_KEPT else kept)
        text = _empty_brackets.sub("", text)
        return text if any(map(str.isalnum, text)) else ""

    def _close(self) -> None:
        if self._open is not None:
            texts = [text for text in self._open.texts if text]
            while texts and texts[-1].endswith(":"):  # of what followed nothing is kept
                texts.pop()
            self._open.draft.description = "\n".join(texts)
        self._open = None

    def _note_other(self, line: Line) -> None:
        """Note a link of *line* that is no lesson's and could do harm."""
        for piece in line.pieces:
            if piece.href and self._links.is_bad(piece) and not piece.href.lower().startswith("http"):
                self._course.problems.add(ProblemKind.UNSAFE_LINK, line.number, piece.href, plain((Piece(piece.text),)))

    def _note_missing(self, group: int, number: int, text: str, pieces: Iterable[Piece]) -> None:
        """Remember that an item or row has no link that can be a lesson's, for `_note_linkless`."""
        linked = [piece for piece in pieces if piece.href]
        unsafe = any(self._links.is_bad(piece) for piece in linked)
        kind = ProblemKind.UNSAFE_LINK if unsafe else ProblemKind.OTHER_LINKS if linked else ProblemKind.NO_LINK
        if has_letters(text):
            self._linkless.append((group, number, text, kind))

    # The document as a whole.

    def _chosen(self) -> list[_Open]:
        """Return the lessons without links amid sentences and under such headings as "Resources", each video once."""
        aside = [found for found in self._found if found.rank >= IN_SENTENCE or found.aside]
        others = [found for found in self._found if found.rank < IN_SENTENCE and not found.aside]
        if len(others) >= FEWEST_VIDEOS:
            known = {self._identity(found) for found in others}
            for found in aside:
                if self._identity(found) not in known:
                    self._course.problems.add(ProblemKind.OTHER_LINKS, found.draft.line, found.draft.title)
            self._found = others
        elif not self._links.has_videos:
            self._found = [found for found in self._found if found.rank < IN_SENTENCE]
        best: dict[str, int] = {}
        for found in self._found:
            name = self._identity(found)
            best[name] = min(found.rank, best.get(name, found.rank))
        return [found for found in self._found if found.rank == best[self._identity(found)]]

    def _identity(self, found: _Open) -> str:
        link = self._links.link(Piece("", found.draft.link))
        return link.identity if link else found.draft.link

    def _note_linkless(self, kept: Sequence[_Open]) -> None:
        """Note items and rows without a link in lists and tables of which most have one."""
        lessons = Counter(found.group for found in kept if found.group)
        missing = [found for found in self._linkless if found[1] not in self._leading]
        linkless = Counter(group for group, *_ in missing)
        for group, number, text, kind in missing:
            if lessons[group] >= FEWEST_VIDEOS and linkless[group] <= 2 * lessons[group]:
                self._course.problems.add(kind, number, text, numbered(text)[1])

    def _title(self, kept: Sequence[_Open]) -> str:
        """Return the heading that stands above all, else the first line if it has no link and is no lesson's."""
        headings = [line for line in self._lines if line.kind is Kind.HEADING and line.level < BOLD_LEVEL]
        headings = [line for line in headings if line.number not in self._taken and not says_little(plain(line.pieces))]
        highest = min((line.level for line in headings), default=0)
        tops = [line for line in headings if line.level == highest]
        lessons = [found.draft.line for found in kept]
        if len(tops) == 1 or (highest == 1 and _is_above(lessons, tops)):
            return numbered(trimmed_title(plain(tops[0].pieces)))[1]
        return self._opening(min(lessons, default=0))

    def _opening(self, first: int) -> str:
        """Return the document's first line if it can be the title of a course whose lessons begin at line *first*."""
        line = next(iter(self._lines), None)
        if line is None or line.kind is not Kind.TEXT or line.number >= first or line.number in self._taken:
            return ""
        text = plain(line.pieces).rstrip(":")
        return "" if len(text) > LONGEST_TITLE or any(piece.href for piece in line.pieces) else text

    def _playlist(self, kept: Sequence[_Open]) -> str:
        """Return the first link to a playlist, else the list in which most of the lessons' links show their videos."""
        links = (self._links.link(piece) for line in self._lines for piece in _all_pieces(line) if piece.href)
        if whole := next((link.url for link in links if link and link.target is Target.PLAYLIST), ""):
            return whole
        lessons = (self._links.link(Piece("", found.draft.link)) for found in kept)
        lists = Counter(link.playlist for link in lessons if link and link.playlist)
        return next((url for url, count in lists.most_common(1) if 2 * count > len(kept) >= FEWEST_VIDEOS), "")


def _is_above(lessons: Sequence[int], tops: Sequence[Line]) -> bool:
    """Tell whether the first of the headings *tops* is for all *lessons*, and not only for a section: "Week 1"."""
    first, second = tops[0], tops[1]
    own = sum(first.number < line < second.number for line in lessons)
    others = sum(line > second.number for line in lessons)
    is_section = own and others and (own < others or any(map(str.isdigit, plain(first.pieces))))
    return min(lessons, default=0) > first.number and not is_section
