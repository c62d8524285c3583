"""Finds code among the words of a sentence: names, calls, settings, commands, files, versions and shapes."""

import re
from collections.abc import Iterator

from bot.text.code_shapes import (
    CODE,
    LIBRARIES,
    PLAIN_WORDS,
    Found,
    Kind,
    every,
    has_sign,
    is_identifier,
    is_maths_name,
    names,
)
from bot.text.languages import ANY_LANGUAGE, alternation
from bot.text.tokens import fold

# What stands after the dot in code, and hardly after a full stop without its space.
_MEMBERS = names(
    """
    fit predict backward forward shape dtype cuda cpu reshape eval append item view squeeze unsqueeze grad parameters
    numpy detach compile fit_transform state_dict zero_grad step
    """
)
_BUILT_IN = names("print len range int str list dict type open input zip enumerate isinstance super tuple")
_NAME = r"[A-Za-z_]\w*"
_before_parenthesis = re.compile(rf"(?<![\w.])\.?{_NAME}(?:\.{_NAME})*(?=\()")
_dotted = re.compile(rf"(?<![\w.@/-]){_NAME}(?:\.{_NAME})+(?![\w-]|\.\w)")
_member = re.compile(rf"(?<![\w.)\]])\.(?P<name>{_NAME})(?![\w.])")
_name = re.compile(r"(?<![\w'\u2019@#-])[A-Za-z_]\w*(?::\d)?(?![\w'\u2019])")
_VALUE = rf"""-?\d(?:[\w.-]*\w)?|True|False|None|"[^"\n]*"|'[^'\n]*'|\([^()\n]*\)|\[[^\[\]\n]*\]|{CODE}+"""
_setting = re.compile(rf"(?<![\w.^])(?P<name>[A-Za-z]\w+)=(?P<value>{_VALUE})(?![\w=])")
_defined = re.compile(r"(?<!\w)(?:def|class) [A-Za-z_]\w*\([^()\n]*\)(?: ?-> ?[\w.\[\], ]{1,60})?:(?: return\b)?")
_assigned = re.compile(rf"(?<![\w.^])[A-Za-z_]\w*(?:\[[^\[\]\n]*\])? ?[-+*/]?= ?{CODE}+")
_subscript = re.compile(r"""(?<![\w.])[A-Za-z_]\w*\[(?:['"][^\]'"\n]*['"]|-\d+|0|[\d, -]{0,20}:[^\[\]\n]{0,60})\]""")
_EXTENSION = (
    r"(?:py|ipynb|csv|tsv|json|jsonl|txt|pt|pth|ckpt|h5|onnx|npy|npz|pkl|ya?ml|toml|sh|cpp|js|ts|html|jpe?g|png|zip|tar"
    r"|gz|log|cfg|ini|parquet|pdf|mp4|safetensors|gguf)"
)
_path = re.compile(
    rf"(?<![\w./~:@-])(?:(?:~|\.\.?)?/)?(?:[\w-]+/)*(?P<name>[\w-]+)(?:\.[\w-]+)*\.{_EXTENSION}(?![\w(]|\.\w)"
    r"|(?<![\w./~:@-])(?:~|\.\.?)?/[\w.-]+(?:/[\w.-]+)+/?"
    r"|(?<!\w)[A-Z]:\\[\w\\.-]*[\w\\]"
)
_brands_like_files = names(
    """
    node.js next.js nuxt.js vue.js d3.js three.js react.js express.js tensorflow.js brain.js ml5.js p5.js chart.js
    llama.cpp whisper.cpp stable-diffusion.cpp gemma.cpp
    """
)
_version = re.compile(
    r"(?<![\w.-])[a-z][\w-]*(?:\[\w+\])?(?:==|>=|<=|~=)\d[\w.*]*|(?<![\w.])(?:v\d+(?:\.\d+)+|\d+(?:\.\d{1,3}){2,3})(?![\w.]*\w)"
)
_SIZE = r"-?\d+(?:\.\d+)?"
_tuple = re.compile(
    rf"(?<!\w)(?:\({_SIZE}(?:, ?(?:{_SIZE}|None))+,?\)|\[{_SIZE}(?:, ?{_SIZE})+\])|\((?:None|\?)(?:, ?\d+)+\)"
)
_product = re.compile(r"(?<![\w.])\d{1,6}(?: ?[x\u00d7] ?\d{1,6})+(?![\w])")
_chapter_before = re.compile(rf"(?<![^\W_])(?:{alternation(ANY_LANGUAGE.chapters)})\s*$", re.IGNORECASE)
_command = re.compile(
    r"(?<![\w.-])(?:sudo )?"
    r"(?:(?:pip3?|conda|npm|brew|apt|apt-get|python3? -m pip|uv pip|uv|poetry|mamba) (?:install|add)"
    r"|git (?:clone|pull|push|checkout|commit)|docker (?:run|build|pull)|python3? (?=-|[\w./-]+\.py\b)"
    r"|jupyter (?=notebook\b|lab\b)|nvidia-smi\b|conda (?:activate|create))"
)
_argument = re.compile(r" ?(?<= )(?P<word>[^\s,;!?()]+)")
_flag = re.compile(r"(?<![\w-])--[a-z][\w-]+(?:=\S+| \d[\d.e-]*)?")
_SHORTEST_WORD = 4  # letters: a shorter name with a number is an abbreviation that only code has: "lr=0.01"
_LONGEST_CALL = 500  # characters


def calls(text: str) -> Iterator[Found]:
    """Yield each name with its parentheses, if it is written as in code: "model.fit(x)", but not "softmax(z)"."""
    closing, end = _closing(text), 0
    for match in _before_parenthesis.finditer(text):
        close = closing.get(match.end(), -1)
        if match.start() < end or not match.end() < close < match.end() + _LONGEST_CALL:
            continue
        if _is_call(match.group(), text[match.end() + 1 : close]):
            end = close + 1
            yield Found(match.start(), end, Kind.IDENTIFIER)


def dotted_names(text: str) -> Iterator[Found]:
    """Yield each name with dots inside: "nn.Linear", but neither "e.g." nor "ok.Then"."""
    for match in _dotted.finditer(text):
        if match.group().lower() not in _brands_like_files and _is_dotted(match.group().split(".")):
            yield Found(match.start(), match.end(), Kind.IDENTIFIER)
    for match in _member.finditer(text):
        if match["name"] in _MEMBERS or is_identifier(match["name"]):
            yield Found(match.start(), match.end(), Kind.IDENTIFIER)


def identifiers(text: str) -> Iterator[Found]:
    """Yield each single name that is written as only code writes it, and places in lists: "x_train", "rows[0]"."""
    yield from every(_subscript, text, Kind.IDENTIFIER)
    for match in _name.finditer(text):
        if is_identifier(match.group()):
            yield Found(match.start(), match.end(), Kind.IDENTIFIER)


def settings(text: str) -> Iterator[Found]:
    """Yield each keyword argument: "lr=0.01", but neither "k=3", which is mathematics, nor "batch size=32"."""
    for match in _setting.finditer(text):
        name, is_number = match["name"], match["value"].lstrip("-")[:1].isdigit()
        if not is_maths_name(name) and not (is_number and name.isalpha() and len(name) >= _SHORTEST_WORD):
            yield Found(match.start(), match.end(), Kind.IDENTIFIER)


def statements(text: str) -> Iterator[Found]:
    """Yield each definition, and each assignment of what was found to be code."""
    yield from every(_defined, text, Kind.LINE)
    yield from every(_assigned, text, Kind.LINE)


def commands(text: str) -> Iterator[Found]:
    """Yield each command of a shell with its arguments, up to the first plain word, and each long option."""
    end = 0
    for match in _command.finditer(text):
        if match.start() < end:
            continue
        end = _end_of_arguments(text, match.end())
        if end > match.end() or match.group() == "nvidia-smi":
            yield Found(match.start(), end, Kind.SHELL)
    yield from (found for found in every(_flag, text, Kind.SHELL) if found.start >= end)


def paths(text: str) -> Iterator[Found]:
    """Yield each path and name of a file, but not "node.js"."""
    for match in _path.finditer(text):
        if match.group().lower() not in _brands_like_files:
            yield Found(match.start(), match.end(), Kind.PATH)


def versions(text: str) -> Iterator[Found]:
    """Yield each version: "v1.2", "2.1.0", "torch==2.1"."""
    yield from every(_version, text, Kind.VERSION)


def numbers(text: str) -> Iterator[Found]:
    """Yield lists of numbers and sizes, "(32, 1, 28, 28)" or "32x512", but neither squares nor chapters' numbers."""
    for match in _tuple.finditer(text):
        if not _chapter_before.search(text[max(0, match.start() - 20) : match.start()]):
            yield Found(match.start(), match.end(), Kind.NUMBERS)
    for match in _product.finditer(text):
        if len(set(re.findall(r"\d+", match.group()))) > 1 and re.search(r"\d\d", match.group()):
            yield Found(match.start(), match.end(), Kind.NUMBERS)


def _closing(text: str) -> dict[int, int]:
    """Return for the place of each parenthesis that opens the place of the one that closes it."""
    opened, closing = list[int](), dict[int, int]()
    for match in re.finditer(r"[()]", text):
        if match.group() == "(":
            opened.append(match.start())
        elif opened:
            closing[opened.pop()] = match.start()
    return closing


def _is_call(name: str, inside: str) -> bool:
    last = name.rpartition(".")[2]
    if "." in name or is_identifier(name) or last in _BUILT_IN:
        return True
    if not inside.strip():
        return len(name) > 1
    if has_sign(inside):
        return not is_maths_name(name) or "=" in inside or "'" in inside or '"' in inside or CODE in inside
    return len(name) > 1 and name[0].isupper() and bool(re.fullmatch(r"\d+(?:, ?\d+)+", inside))


def _is_dotted(parts: list[str]) -> bool:
    first, *others = parts
    last = others[-1]
    if fold(others[0]) in PLAIN_WORDS and others[0] not in _MEMBERS:
        return False
    if first in LIBRARIES or last in _MEMBERS or any(map(is_identifier, parts)):
        return True
    return len(others) > 1 and all(part.isascii() and len(part) > 1 for part in parts) and first not in PLAIN_WORDS


def _end_of_arguments(text: str, start: int) -> int:
    end = start
    while (match := _argument.match(text, end)) and fold(match["word"].rstrip(".")) not in PLAIN_WORDS:
        end = match.start("word") + len(match["word"].rstrip(".:"))
        if end != match.end():
            break
    return end
