"""What the rules of code share: the kinds, what counts as a sign of code, and names that only look like code."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from bot.text.languages import ANY_LANGUAGE

CODE = "…"  # what stands for a piece of code that was found


def names(text: str) -> frozenset[str]:
    """Return the names that stand in *text* with spaces between them."""
    return frozenset(text.split())


_stop_words = ANY_LANGUAGE.stop_words
PLAIN_WORDS = frozenset(
    _stop_words.in_names | _stop_words.empty | _stop_words.vague | _stop_words.common | ANY_LANGUAGE.detection_words
)
# Names in mixed case that are written so in prose, in lower case.
BRANDS = names(
    """
    chatgpt pytorch latex openai statquest youtube tensorflow javascript typescript fasttext deepmind github gitlab
    stackoverflow huggingface linkedin leetcode freecodecamp whatsapp wandb openstreetmap langchain llamaindex
    backprop backpropagation softmax dropout autoencoder batchnorm layernorm minibatch flashattention wavenet
    spacy alibi selfattention crossattention deeplearning machinelearning neuralnetwork threeblueonebrown 3blue1brown
    """
)
# Functions of mathematics, which are followed by a parenthesis in prose as well.
_MATHS = names(
    "softmax sigmoid relu tanh exp log ln sqrt max min sum mean argmax argmin sin cos tan norm det abs var cov"
)
_GREEK = names("alpha beta gamma delta epsilon eps zeta eta theta kappa lambda mu nu rho sigma tau phi chi psi omega")
# After a variable of one letter, these make a name of code, while others are an index: "x_train", but "h_prev".
_CODE_INDEX = names("train test val valid pred true batch data")
# What stands before the dot of a name of a library, and objects by their usual names.
LIBRARIES = names(
    """
    nn np pd plt tf F torch keras sklearn numpy pandas scipy jax jnp flax cv2 os sys tensorflow matplotlib transformers
    torchvision torchaudio optim layers sns self functional wandb datasets nltk spacy gym xgboost seaborn
    """
)
_CLASS_ENDING = (
    r"(?:Loss|Layer|Loader|Classifier|Regressor|Attention|Dataset|Optimizer|Scheduler|Module|Model|Callback|Generator"
    r"|Tokenizer|Config|Trainer|Cell|Embedding|Pooling|Scaler|Error|Exception|Warning)"
)
_class_name = re.compile(
    rf"(?:[A-Z][a-z]+){{3,8}}\d?|[A-Z]+[a-z]*{_CLASS_ENDING}|[A-Z][A-Za-z]*[123][dD]|[A-Z]{{2,}}[a-z]+(?:[A-Z][a-z]+)+"
)
_camel = re.compile(r"[a-z]{2,}\d?(?:[A-Z][a-z]+\d*)+")
_TYPE = r"(?:u?int|float|bfloat|complex)(?:8|16|32|64|128)"
_type_name = re.compile(
    rf"{_TYPE}|dtypes?|kwargs|ndarray|cuda:\d|(?:conv|pool|maxpool|avgpool|batchnorm|dropout)[123]d"
)
# Signs that only code has: a string, a keyword argument, a dotted name, a comparison, a place of code.
_sign = re.compile(
    rf"""{CODE}|(?<!\w)['"][^'"\n]{{0,80}}['"]|(?<!\w)[A-Za-z]\w*\.[A-Za-z_]\w|[=!<>]=|\w\w\[|\w\[[\d:'"-]|\w\(\)|\*\*|//"""
)
_keyword = re.compile(r"(?<!\w)([A-Za-z]\w+)=[^=]")
_snake = re.compile(r"[A-Za-z]\w*_\w*[A-Za-z0-9]")
_SPECIAL = names("init name main call len getitem setitem iter next repr str file doc version class dict")
_LONGEST_NAME = 80  # characters
_LONG_PART = 4  # letters: shorter ones may be an index, "alpha_bar"


class Kind(StrEnum):
    """What a piece of code is."""

    BLOCK = "block"
    INLINE = "inline code"
    LINE = "code line"
    IDENTIFIER = "identifier"
    ERROR = "error message"
    TRACEBACK = "traceback"
    NUMBERS = "numbers"
    SHELL = "shell command"
    PATH = "path"
    VERSION = "version"


class Found(NamedTuple):
    """A piece of code in a text, by the places of its first character and of the one after its last."""

    start: int
    end: int
    kind: Kind


def every(pattern: re.Pattern[str], text: str, kind: Kind) -> Iterator[Found]:
    """Yield each match of *pattern* in *text* as code of this *kind*."""
    for match in pattern.finditer(text):
        yield Found(match.start(), match.end(), kind)


def is_snake(name: str) -> bool:
    """Whether *name* has words joined by underscores, and is no variable with an index such as "d_k" or "h_prev"."""
    inner = name.strip("_")
    if not _snake.fullmatch(inner) or not name.isascii():
        return name.startswith("__") and name.endswith("__") and inner in _SPECIAL
    first, *others = [part for part in inner.split("_") if part]
    longest = max(map(len, others))
    if len(first) == 1:
        return bool(_CODE_INDEX.intersection(others)) or len(others) > 1
    if first.lower() in _GREEK:
        return longest >= _LONG_PART
    return longest > 1


def is_identifier(name: str) -> bool:
    """Whether *name* is written as only code writes names: "hidden_size", "batchSize", "float32"."""
    if len(name) > _LONGEST_NAME or name.lower() in BRANDS:
        return False
    return is_snake(name) or any(shape.fullmatch(name) for shape in (_camel, _class_name, _type_name))


def has_sign(text: str) -> bool:
    """Whether anything in *text* is only written in code."""
    if _sign.search(text) or not all(map(is_maths_name, _keyword.findall(text))):
        return True
    return any(map(is_identifier, re.findall(r"\w+", text)))


def is_maths_name(name: str) -> bool:
    """Whether *name* is a variable of one letter, a Greek letter's name or a function of mathematics."""
    return len(name) == 1 or name.lower() in _GREEK or name.lower() in _MATHS or not name.isascii()
