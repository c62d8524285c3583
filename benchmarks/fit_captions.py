"""Fits the weights by which subtitles alone answer a question: `make fit-captions CAPTIONS=FOLDER`.

The folder has the subtitles that the questions of data/questions/captions.jsonl are about. They are their makers', and
not in the repository; docs/answers.md says where they are. The fit is a logistic regression of scikit-learn on
`bot.answers.spoken.deciding`, over the questions for which the summaries know no chapter.
"""

import sys
from pathlib import Path

import numpy as np

from benchmarks.fit import SETS, regress, rounded, write
from bot.answers import AnswerEngine
from bot.answers.evaluation import Question, parse_questions
from bot.answers.spoken.deciding import FITTED, features
from bot.answers.weights import WEIGHTS, Weights
from bot.courses.captions.reading import read_captions
from bot.text.data_files import DATA
from tests.unit.answers_course import real_course, real_glossary

FILES = {"captions.jsonl": 2.0} | dict.fromkeys(SETS, 1.0)  # of data/questions, and how much a question counts


def fit(engine: AnswerEngine) -> Weights:
    """Return the weights by which what *engine* hears tells best which questions are covered."""
    table, covered, emphasis = [], [], []
    for name, counts in FILES.items():
        for question in parse_questions((DATA / "questions" / name).read_text("utf-8"), name):
            row = _row(engine, question)
            if row:
                table.append(row)
                covered.append(bool(question.best))
                emphasis.append(counts)
    print(f"fitted to {len(table)} questions")
    return rounded(FITTED, *regress(np.array(table), covered, emphasis))


def _row(engine: AnswerEngine, question: Question) -> list[float]:
    """Return the features of what is heard for *question*; [] if the summaries answer it, or nothing is heard."""
    links, message, read, found = engine.listen(question.q)
    if read.score > 0 or links.times or not found.heard:
        return []
    best = max(found.heard.values(), key=lambda heard: heard.points)
    values = features(best, message, read)
    return [values[name] for name in FITTED]


def main() -> None:
    """Fit to the subtitles in the folder that is named, and write the file."""
    transcripts = read_captions(Path(sys.argv[1]), real_course()).transcripts
    write(WEIGHTS.model_copy(update={"heard": fit(AnswerEngine(real_course(), real_glossary(), transcripts))}))


if __name__ == "__main__":
    main()
