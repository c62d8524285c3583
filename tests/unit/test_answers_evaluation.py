"""The file of questions with known answers, and how right answers are counted."""

import json

import pytest

from bot.answers.evaluation import Evaluation, Question, QuestionsError, evaluate, parse_questions
from tests.unit.answers_course import real_engine
from tests.unit.spoken_course import engine_with_subtitles

ROW = '{"q": "softmax", "lang": "en", "kind": "direct", "best": [5], "also": [9]}'


def test_rows_are_read_one_a_line() -> None:
    """Empty lines are skipped; `also` may be left out."""
    rows = parse_questions(ROW + '\n\n{"q": "x", "lang": "pt", "kind": "none", "best": []}\n', "rows")
    assert [(row.q, row.best, row.also) for row in rows] == [("softmax", (5,), (9,)), ("x", (), ())]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("nonsense", "rows.jsonl, line 2: the line: "),
        ('{"q": "x", "kind": "none", "best": []}', "rows.jsonl, line 2: lang: "),
        ('{"q": "x", "lang": "de", "kind": "none", "best": []}', 'line 2: lang: found "de"; expected: '),
        ('{"q": "x", "lang": "en", "kind": "none", "best": ["a"]}', 'line 2: best.0: found "a"; expected: '),
    ],
)
def test_a_bad_row_is_refused_with_its_place(line: str, complaint: str) -> None:
    """The message names file, line, field, what was found and what was expected."""
    with pytest.raises(QuestionsError) as caught:
        parse_questions(f"{ROW}\n{line}", "rows.jsonl")
    assert complaint in str(caught.value)


def test_right_and_wrong_are_counted_as_defined() -> None:
    """A row is right if its first answer is one of `best`, or if it wants none and gets none."""
    rows = [
        Question(q="softmax", lang="en", kind="direct", best=(5,)),
        Question(q="softmax", lang="en", kind="direct", best=(1,)),
        Question(q="pizza", lang="en", kind="none", best=()),
        Question(q="softmax", lang="pt", kind="none", best=()),
        Question(q="pizza", lang="pt", kind="typo", best=(2,)),
    ]
    result = evaluate(real_engine(), rows)
    assert (result.n, result.top1, result.none, result.all) == (5, 1 / 3, 1 / 2, 2 / 5)
    assert result.by_kind == {"direct": 0.5, "none": 0.5, "typo": 0.0}
    assert [row["q"] for row in result.wrong] == ["softmax", "softmax", "pizza"]
    assert result.wrong[0]["best"] == [1]
    assert result.wrong[0]["got"][0] == 5


def test_of_no_questions_all_are_right() -> None:
    """Without a division by zero."""
    assert evaluate(real_engine(), []) == Evaluation(0, 1.0, 1.0, 1.0, (), {})


def test_moments_are_counted_where_a_question_has_seconds() -> None:
    """In the best chapter, or in another one that says it, too."""
    row = {"q": "the marble in the bowl", "lang": "en", "kind": "detail", "best": [2]}
    rows = [
        {**row, "at_s": [295, 305]},
        {**row, "at_s": [500, 510]},
        {**row, "at_s": [500, 510], "also_at_s": [[2, 299, 301]]},
        {**row, "q": "zeugma", "at_s": [1, 2]},
        {**row, "q": "zeugma", "best": []},
    ]
    questions = parse_questions("\n".join(map(json.dumps, rows)), "rows")
    assert evaluate(engine_with_subtitles(), questions).moments == 0.5
    assert evaluate(engine_with_subtitles(), questions[-1:]).moments is None
