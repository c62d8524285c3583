"""The card of an answer: the best chapter with its evidence and further ones in a line each, or that there is none."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

import discord
from discord import ui

from bot.answers import Answer, AnswerMoment, Evidence, MomentSource, Reply, Source, Treatment
from bot.answers.buttons import ShareAnswer, TeachAnswer, UnteachAnswer
from bot.answers.group_questions import SmallTalk
from bot.answers.messages import question_shown
from bot.courses.buttons import OpenChapter
from bot.courses.cards import SHORTEST_TITLE, byline, fitted, headed, heading, linked_lesson, prerequisites_line
from bot.courses.model import ALL_COURSES, LONGEST_NAME, LONGEST_TITLE, Chapter, Course
from bot.ids import ChapterId, CourseId
from bot.text.translations import Localizer
from bot.text.visible import shortened
from bot.times.positions import position
from bot.ui import cards
from bot.ui.cards import Card
from bot.ui.note_cards import GOOD, courtesy_card, how_to_ask_card, note_card
from bot.undo.cards import undo_button

QUESTION_ID = 701  # of the component that shows the question, to read it again when the answer is shared
# Characters.
EVIDENCE_LIMIT = 300
SNIPPET_LIMIT = 90
MOST_GROUPS = 4  # courses of which one card shows an answer
LONGEST_WHY = 600
KEPT_QUOTES = 512
TAUGHT_NAME, TAUGHT_LESSON = "name", "lesson"
"""Fields of the form that teaches, by their custom_ids."""
SPACE = re.compile(r"\s")


def question_on(message: discord.Message) -> str | None:
    """Return the question that *message* shows; None if it is not an answer's card."""
    for item in ui.LayoutView.from_message(message).walk_children():
        if isinstance(item, ui.TextDisplay) and item.id == QUESTION_ID:
            return cards.unescape(item.content.removeprefix("> "))
    return None


def answer_card(
    course: Course,
    reply: Reply,
    say: Localizer,
    *,
    watched: frozenset[ChapterId] = frozenset(),
    can_share: bool = False,
    can_teach: bool = False,
    by: str | None = None,
) -> Card:
    """Show *reply*, with ticks at the chapters that the reader has *watched*, and a button to share it if *can_share*.

    *by* is the name of who asked, on a card that everyone sees. A reader who *can_teach* the course is offered to,
    where nothing was found.
    """
    question = cards.escape(question_shown(reply, course))

    def drawn(limit: int) -> Card:
        items = [ui.TextDisplay(f"> {question}", id=QUESTION_ID), *_answer(course, reply, say, watched, limit)]
        buttons = _buttons(course, reply, say)
        if can_share and buttons:
            buttons.append(cards.action_button(say("Share"), ShareAnswer(course.ref)))
        if can_teach and not reply.answers:
            proposed = reply.closest.chapter if reply.closest else 0
            buttons.append(cards.action_button(say("Teach me the lesson"), TeachAnswer(course.ref, proposed)))
        shared = cards.text(cards.small(say("Asked by {name}", name=by))) if by else None
        return Card(cards.panel(*items, cards.row(buttons), shared))

    return fitted(drawn)


def grouped_card(
    replies: Sequence[tuple[Course, Reply]],
    say: Localizer,
    *,
    watched: Mapping[CourseId, frozenset[ChapterId]] | None = None,
    teachable: Collection[CourseId] = (),
    by: str | None = None,
) -> Card:
    """Show what several courses say to one question, best first: one that answers alone as `answer_card` does.

    *watched* is what the reader has watched of each course; None where they cannot share the answer. *by* is as there.
    *teachable* are the courses that the reader can teach.
    """
    ticks, can_share = watched or {}, watched is not None
    answering = sorted([each for each in replies if each[1].answers], key=lambda each: -each[1].answers[0].score)
    if len(answering) <= 1:
        course, reply = (answering or replies)[0]
        seen, can_teach = ticks.get(course.key, frozenset[ChapterId]()), course.key in teachable
        return answer_card(course, reply, say, watched=seen, can_share=can_share, can_teach=can_teach, by=by)
    question = cards.escape(question_shown(answering[0][1], answering[0][0]))

    def drawn(limit: int) -> Card:
        asked: ui.TextDisplay[Any] = ui.TextDisplay(f"> {question}", id=QUESTION_ID)
        groups = [_group(*each, say, ticks.get(each[0].key, frozenset()), limit) for each in answering[:MOST_GROUPS]]
        share = [cards.action_button(say("Share"), ShareAnswer(ALL_COURSES))] if can_share else []
        shared = cards.text(cards.small(say("Asked by {name}", name=by))) if by else None
        return Card(cards.panel(asked, *chain.from_iterable(groups), cards.row(share), shared))

    return fitted(drawn)


def _group(
    course: Course, reply: Reply, say: Localizer, watched: frozenset[ChapterId], limit: int
) -> list[ui.Item[Any] | None]:
    """Return what one of several courses says, titles cut to *limit* characters."""
    best = reply.answers[0]
    chapter = course.chapter(best.chapter)
    title = cards.escaped(course.title.in_locale(say.locale), limit)
    quoted = _quotes(chapter, best, say, limit, best.evidence[:1])
    named = f"**{heading(chapter, limit)}**{_tick(best, watched)}"
    return [
        cards.divider(),
        cards.text(cards.small(title) if title else None, named, _strength(chapter, best, say), *quoted),
        cards.text(_moment_line(chapter, best, say)),
        cards.row(_buttons(course, reply, say)),
    ]


def _answer(
    course: Course, reply: Reply, say: Localizer, watched: frozenset[ChapterId], limit: int
) -> list[ui.Item[Any] | None]:
    """Return what the card says, titles cut to *limit* characters, and quotes too where it is full."""
    near = cards.escaped(reply.near_miss.why.in_locale(say.locale), LONGEST_WHY) if reply.near_miss else None
    if not reply.answers:
        return _none(course, reply, near, say, limit)
    best, *others = reply.answers
    chapter = course.chapter(best.chapter)
    return [
        cards.text(near),
        headed(f"{heading(chapter)}{_tick(best, watched)}", byline(course, chapter, say), chapter),
        cards.text(_strength(chapter, best, say), *_quotes(chapter, best, say, limit, best.evidence)),
        cards.text(_moment_line(chapter, best, say), prerequisites_line(course, chapter, say)),
        cards.divider() if others else None,
        cards.text(*(_other(course.chapter(other.chapter), other, _tick(other, watched), limit) for other in others)),
    ]


def _none(course: Course, reply: Reply, near: str | None, say: Localizer, limit: int) -> list[ui.Item[Any] | None]:
    """Say that nothing covers the question, and what is *near* or closest to it, titles cut to *limit* characters."""
    if reply.closest is None:
        hint = cards.small(say("Ask about a topic, such as “{topic}”, or see `/course`.", topic=_example(course, say)))
        return [cards.text(f"**{say('Nothing in this course covers that.')}**", near or hint)]
    chapter, evidence = course.chapter(reply.closest.chapter), reply.closest.evidence[0]
    quoted = None if evidence.source is Source.TITLE else f"> {marked(evidence, min(limit * 2, EVIDENCE_LIMIT))}"
    closest = f"{chapter.number} · {linked_lesson(chapter, limit)}"
    return [
        cards.text(f"**{say('Not covered, as far as the texts of the lessons say.')}**"),
        cards.text(say("Closest: {chapter}", chapter=closest), quoted),
    ]


def _example(course: Course, say: Localizer) -> str:
    """Return something to ask about: the first topic of *course*, else its first title."""
    topics = (topic.name.in_locale(say.locale) for chapter in course.chapters for topic in chapter.topics)
    return cards.escaped(next(topics, course.chapters[0].heading))


def _buttons(course: Course, reply: Reply, say: Localizer) -> list[ui.Button[Any]]:
    if not reply.answers:
        near = reply.near_miss.nearest if reply.near_miss else None
        near = near or (reply.closest.chapter if reply.closest else None)
        return [_open_button(course, near, say)] if near else []
    best = reply.answers[0]
    chapter = course.chapter(best.chapter)
    url = chapter.url_at(best.moment.at_s) if best.moment else chapter.url
    return [cards.link_button(say("Watch"), url), _open_button(course, chapter.key, say)]


def _open_button(course: Course, key: ChapterId, say: Localizer) -> ui.Button[Any]:
    number = course.chapter(key).number
    return cards.action_button(say("Open chapter {number}", number=number), OpenChapter(key, course.ref))


def _tick(answer: Answer, watched: frozenset[ChapterId]) -> str:
    return f" {cards.TICK}" if answer.chapter in watched else ""


def _strength(chapter: Chapter, answer: Answer, say: Localizer) -> str | None:
    taught, used, mentioned = say("Taught here"), say("Used here"), say("Mentioned here")
    if answer.treatment is Treatment.MENTIONED and answer.moment and _is_spoken(answer.moment):
        return f"**{say('Mentioned at {time}', time=_link_to(chapter, answer.moment))}**"
    spoken = {Treatment.TAUGHT: taught, Treatment.USED: used, Treatment.MENTIONED: mentioned}
    return f"**{spoken[answer.treatment]}**" if answer.treatment else None


def _is_spoken(moment: AnswerMoment) -> bool:
    return moment.source is MomentSource.CAPTIONS


def _link_to(chapter: Chapter, moment: AnswerMoment) -> str:
    return cards.link(position(moment.at_s), chapter.url_at(moment.at_s))


def _quoted(chapter: Chapter, answer: Answer, evidence: Evidence, limit: int) -> str:
    """Return *evidence* with matched words in bold; what is said in the video in quotation marks, with its second."""
    quote = marked(evidence, EVIDENCE_LIMIT if limit > SHORTEST_TITLE else SNIPPET_LIMIT)
    if evidence.source is not Source.CAPTIONS:
        return quote
    is_mentioned = answer.treatment is Treatment.MENTIONED  # whose heading has the link
    link = f" {_link_to(chapter, answer.moment)}" if answer.moment and not is_mentioned else ""
    return f"“{quote}”{link}"


def _moment_line(chapter: Chapter, answer: Answer, say: Localizer) -> str | None:
    moment = answer.moment
    if moment is None or any(found.source is Source.CAPTIONS for found in answer.evidence):
        return None  # the quote has its second
    label = cards.escaped(moment.label.in_locale(say.locale)) if moment.label else ""
    return f"**{say('Starts at')}** {_link_to(chapter, moment)} {label}".rstrip()


def _is_title(chapter: Chapter, evidence: Evidence) -> bool:
    """Tell whether *evidence* is only the title of *chapter*, which stands above it."""
    return evidence.source is Source.TITLE and evidence.text == chapter.title


def _quotes(chapter: Chapter, answer: Answer, say: Localizer, limit: int, evidence: Sequence[Evidence]) -> list[str]:
    """Return what *evidence* says besides the title; where that is nothing, how the summary of *chapter* begins."""
    told = [f"> {_quoted(chapter, answer, found, limit)}" for found in evidence if not _is_title(chapter, found)]
    if told:
        return told
    begun = cards.opening(chapter.summary_in(say.locale), SNIPPET_LIMIT * 2)
    return [f"> {begun}"] if begun else []


def _other(chapter: Chapter, answer: Answer, tick: str, limit: int) -> str:
    found = answer.evidence[0]
    snippet = marked(found, SNIPPET_LIMIT)
    snippet = f"“{snippet}”" if found.source is Source.CAPTIONS else snippet
    quoted = "" if _is_title(chapter, found) else f" — {snippet}"
    return f"**{chapter.number}** {linked_lesson(chapter, limit)}{tick}{quoted}"


@lru_cache(KEPT_QUOTES)
def marked(evidence: Evidence, limit: int = EVIDENCE_LIMIT) -> str:
    """Return the text of *evidence*, matched words in bold, cut to *limit* characters around the first of them."""
    start, end = _window(evidence, limit)
    said, parts = SPACE.sub(" ", evidence.text), list[str]()
    at = start
    for first, last in [(max(a, start), min(b, end)) for a, b in evidence.spans if a < end and b > start]:
        parts += [cards.escape(said[at:first]), f"**{cards.escape(said[first:last])}**"]
        at = last
    parts.append(cards.escape(said[at:end]))
    return f"{'…' if start else ''}{''.join(parts)}{'…' if end < len(evidence.text) else ''}"


def _window(evidence: Evidence, limit: int) -> tuple[int, int]:
    """Return start and end of the part of the text to show: at most *limit* characters, of whole words."""
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


def teach_form(course: Course, question: str, proposed: ChapterId | None, say: Localizer) -> ui.Modal:
    """Return the form that asks what to call what *question* asks for, and which lesson of *course* covers it."""
    action = TeachAnswer(course.ref, proposed or 0)
    form = ui.Modal(title=say("Teach me the lesson"), custom_id=action.custom_id, timeout=None)
    number = course.chapter(proposed).number if proposed else ""
    name: ui.TextInput[Any] = ui.TextInput(
        custom_id=TAUGHT_NAME, default=shortened(question, LONGEST_NAME), max_length=LONGEST_NAME
    )
    lesson: ui.TextInput[Any] = ui.TextInput(custom_id=TAUGHT_LESSON, default=str(number), max_length=LONGEST_TITLE)
    form.add_item(ui.Label(text=say("What is asked for, in a few words"), component=name))
    form.add_item(ui.Label(text=say("The lesson that covers it: number or title"), component=lesson))
    return form


def taught_card(course: Course, name: str, chapter: Chapter, number: int, say: Localizer) -> Card:
    """Confirm that *name* is answered with *chapter* from now on; the button takes back the one with that *number*."""
    named = f"**{cards.escaped(name)}**"
    done = say("{name} is answered with {chapter} from now on.", name=named, chapter=heading(chapter))
    undo = undo_button(UnteachAnswer(course.ref, number), say)
    return Card(cards.panel(cards.text(f"{GOOD} {done}"), cards.row([undo])))


def not_taught_card(say: Localizer) -> Card:
    """Say that a course cannot be taught, or has been taught as much as it may."""
    return note_card(say("That course cannot be taught that."), say("Nothing was changed."))


def small_talk_card(said: SmallTalk, say: Localizer, *, in_group: bool) -> Card:
    """Answer what was *said* to the bot without a question with what to ask; *in_group*: in a server."""
    match said:
        case SmallTalk.HELP:
            return how_to_ask_card(say, in_group=in_group)
        case SmallTalk.THANKS:
            return courtesy_card(say("Any time!"), say, in_group=in_group)
        case _:
            return courtesy_card(say("Hello!"), say, in_group=in_group)
