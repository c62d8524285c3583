"""What holds for any course without a glossary."""

from hypothesis import given
from hypothesis import strategies as st

from bot.answers import Answer, AnswerEngine, Closest
from bot.courses.model import Chapter, Course, Heading
from bot.text.locales import Locale
from bot.text.tokens import fold

TITLES = st.lists(st.text(min_size=1, max_size=60).map(str.strip).filter(bool), min_size=1, max_size=6)
QUESTIONS = ["what covers it?", "unit 2", "search", "if", "as", "é", "# 3"]
ASKED = st.one_of(st.text(max_size=80), st.sampled_from(QUESTIONS))


def course_of(titles: list[str]) -> Course:
    """Return a course of lessons with these *titles*."""
    lessons = [
        Chapter(number=number, address=f"https://example.org/{number}", title=title)
        for number, title in enumerate(titles, start=1)
    ]
    return Course(id="made-up", title=Heading(en="Made up"), chapters=tuple(lessons))


@given(TITLES)
def test_any_title_asked_as_a_question_finds_its_lesson_first(titles: list[str]) -> None:
    """Of lessons with the same title, the first."""
    engine = AnswerEngine(course_of(titles))
    for title in titles:
        answers = engine.ask(title, Locale.ENGLISH).answers
        found = titles[int(answers[0].chapter) - 1]
        assert fold(found).strip() == fold(title).strip()


@given(TITLES, ASKED)
def test_what_is_closest_is_never_beside_an_answer(titles: list[str], question: str) -> None:
    """And every answer and nearest lesson has evidence within its text."""
    course = course_of(titles)
    reply = AnswerEngine(course).ask(question, Locale.PORTUGUESE)
    assert reply.closest is None or not reply.answers
    shown: list[Answer | Closest] = [*reply.answers, *([reply.closest] if reply.closest else [])]
    assert all(found.evidence and course.get(found.chapter) for found in shown)
    assert all(end <= len(piece.text) for found in shown for piece in found.evidence for _, end in piece.spans)
