"""Fitted weights of named features, whose sum decides, and which explain the decision.

`make fit` and `make fit-captions` write them; docs/answers.md explains them.
"""

from collections.abc import Mapping
from typing import Final

from bot.text.data_files import DATA, Record


class Weights(Record):
    """Weights of features by name, and a constant that is added to their sum: above 0, the answer is yes."""

    constant: float
    features: Mapping[str, float]

    def added(self, found: Mapping[str, float]) -> dict[str, float]:
        """Return what each feature, with its value in *found*, adds to the sum, and the constant."""
        return {name: weight * found[name] for name, weight in self.features.items()} | {"constant": self.constant}


class AnswerWeights(Record):
    """The content of data/answer_weights.json.

    Attributes:
        message: Of `bot.answers.features`: is a message about the course?
        lessons: Of `bot.answers.lessons.features`: is a message about a course without a glossary?
        heard: Of `bot.answers.spoken.deciding`: does what is said in a video answer a question?
    """

    message: Weights
    lessons: Weights
    heard: Weights


WEIGHTS_FILE: Final = DATA / "answer_weights.json"
WEIGHTS: Final = AnswerWeights.model_validate_json(WEIGHTS_FILE.read_text("utf-8"))
