"""What covers a question: the best chapter with its evidence, others in a line, or an honest no."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from bot.answers import Answer, Evidence, Reply, Treatment
from bot.answers.buttons import ShareAnswer
from bot.courses.buttons import OpenChapter
from bot.courses.cards import byline, headed, heading, prerequisites_line
from bot.courses.model import Chapter, Course
from bot.ids import ChapterNumber
from bot.text.translations import Localizer
from bot.times.formats import position
from bot.ui.cards import (
    TICK,
    Card,
    action_button,
    as_written,
    divider,
    link,
    link_button,
    panel,
    plain,
    row,
    shortened,
    small,
    text,
)

QUESTION_ID = 701
QUESTION_LIMIT = 200
EVIDENCE_SHOWN = 3
SNIPPET_LIMIT = 90


def asked(question: str) -> ui.TextDisplay[Any]:
    """Return the question as its own text, found again by its id when the answer is shared."""
    return ui.TextDisplay(f"> {plain(shortened(' '.join(question.split()), QUESTION_LIMIT))}", id=QUESTION_ID)


def question_on(message: discord.Message) -> str | None:
    """Return the question that an answer's card shows, or nothing when the message is no such card."""
    for item in ui.LayoutView.from_message(message).walk_children():
        if isinstance(item, ui.TextDisplay) and item.id == QUESTION_ID:
            return as_written(item.content.removeprefix("> "))
    return None


def answer_card(
    course: Course,
    reply: Reply,
    say: Localizer,
    *,
    watched: frozenset[ChapterNumber] = frozenset(),
    can_share: bool = False,
    by: str | None = None,
) -> Card:
    """Show *reply*; *by* names who asked when everyone sees it."""
    items = _covered(course, reply, say, watched) if reply.answers else _not_covered(course, reply, say)
    buttons = _buttons(course, reply, say)
    if can_share and (reply.answers or reply.near_miss):
        buttons.append(action_button(say("Share"), ShareAnswer()))
    shared = text(small(say("Asked by {name}", name=by))) if by else None
    return Card(panel(asked(reply.question), *items, row(buttons), shared))


def _covered(
    course: Course, reply: Reply, say: Localizer, watched: frozenset[ChapterNumber]
) -> list[ui.Item[Any] | None]:
    best, *others = reply.answers
    chapter = course.chapter(best.chapter)
    tick = f" {TICK}" if best.chapter in watched else ""
    near = reply.near_miss
    return [
        text(near.why.spoken(say.locale)) if near else None,
        headed(f"{heading(chapter)}{tick}", byline(course, chapter, say), chapter),
        text(_strength(best, say), *(f"> {marked(e)}" for e in best.evidence[:EVIDENCE_SHOWN])),
        text(_moment_line(chapter, best, say), prerequisites_line(course, chapter, say)),
        divider() if others else None,
        text(*(_other(course.chapter(o.chapter), o, o.chapter in watched) for o in others)),
    ]


def _not_covered(course: Course, reply: Reply, say: Localizer) -> list[ui.Item[Any] | None]:
    near = reply.near_miss
    if near is None:
        hint = small(say("Ask about a topic, such as “{topic}”, or see `/course`.", topic=_example(course, say)))
        return [text(f"**{say('Nothing in this course covers that.')}**", hint)]
    return [text(f"**{say('Nothing in this course covers that.')}**", near.why.spoken(say.locale))]


def _example(course: Course, say: Localizer) -> str:
    return course.chapters[0].topics[0].name.spoken(say.locale)


def _buttons(course: Course, reply: Reply, say: Localizer) -> list[ui.Button[Any]]:
    if reply.answers:
        best = reply.answers[0]
        chapter = course.chapter(best.chapter)
        url = chapter.url if best.moment is None else chapter.url_at(best.moment.at_s)
        return [
            link_button(say("Watch"), url),
            action_button(say("Open chapter {number}", number=chapter.number), OpenChapter(chapter.number)),
        ]
    if reply.near_miss is not None:
        number = reply.near_miss.nearest
        return [action_button(say("Open chapter {number}", number=number), OpenChapter(number))]
    return []


def _strength(answer: Answer, say: Localizer) -> str:
    match answer.treatment:
        case Treatment.TAUGHT:
            return f"**{say('Taught here')}**"
        case Treatment.USED:
            return f"**{say('Used here')}**"
        case Treatment.MENTIONED:
            return f"**{say('Mentioned here')}**"


def _moment_line(chapter: Chapter, answer: Answer, say: Localizer) -> str | None:
    if answer.moment is None:
        return None
    at = link(position(answer.moment.at_s), chapter.url_at(answer.moment.at_s))
    return f"**{say('Starts at')}** {at} {answer.moment.label.spoken(say.locale)}"


def _other(chapter: Chapter, answer: Answer, watched: bool) -> str:  # noqa: FBT001 - private, one mark
    snippet = f" — {marked(answer.evidence[0], SNIPPET_LIMIT)}" if answer.evidence else ""
    return f"**{chapter.number}** {link(chapter.heading, chapter.url)}{f' {TICK}' if watched else ''}{snippet}"


def marked(evidence: Evidence, limit: int = 300) -> str:
    """Return the evidence with its matched words in bold, cut around the first of them."""
    start, end = _window(evidence, limit)
    parts: list[str] = []
    at = start
    for first, last in _within(evidence.spans, start, end):
        parts += [evidence.text[at:first], f"**{evidence.text[first:last]}**"]
        at = last
    parts.append(evidence.text[at:end])
    return f"{'…' if start else ''}{''.join(parts)}{'…' if end < len(evidence.text) else ''}"


def _window(evidence: Evidence, limit: int) -> tuple[int, int]:
    """Return the part of the text to show: at most *limit* characters, from a word's start."""
    if len(evidence.text) <= limit:
        return 0, len(evidence.text)
    first = evidence.spans[0][0] if evidence.spans else 0
    start = max(0, min(first - limit // 3, len(evidence.text) - limit))
    if start:
        space = evidence.text.find(" ", start, first + 1)
        start = space + 1 if space >= 0 else first
    end = min(len(evidence.text), start + limit)
    space = evidence.text.rfind(" ", first, end)
    return start, end if end == len(evidence.text) or space < 0 else space


def _within(spans: Sequence[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    return [(max(a, start), min(b, end)) for a, b in spans if a < end and b > start]
