"""Finds code that stands on lines of its own, in a fence, or between backticks."""

import re
from collections.abc import Iterator

from bot.text.code_shapes import CODE, LIBRARIES, Found, Kind, has_sign, is_identifier, is_maths_name, names
from bot.text.languages import ANY_LANGUAGE
from bot.text.tokens import words

_fence = re.compile(r"```(?P<language>[A-Za-z+#-]{1,20}\n)?(?P<code>(?:[^`]|`(?!``))+)```")
_inline = re.compile(r"(?<!`)(?P<ticks>``?)(?P<code>[^`\n]+)(?P=ticks)(?!`)")
_plain = re.compile(r"[^\W\d_]+(?:[-'\u2019/ ,.:;!?]+(?:[^\W\d_]+|\d))*[ .:;!?]*")
# Words of programming languages, which between backticks are not meant as words.
_KEYWORDS = names(
    """
    self none true false def class import return lambda print len range int float str bool list dict tuple set for while
    if elif else try except with yield assert global del pass super null void const let var async await
    """
)
_prompt = re.compile(r"\s*(?:\$ (?=[a-z])|>>> ?|\.\.\. (?=\s)|In ?\[\d*\]: ?|Out ?\[\d*\]: ?|[!%](?=[a-z]{2,} ))\S")
_import = re.compile(
    r"\s*(?:import [a-z_][\w.]*(?: as \w+)?(?:, ?[a-z_][\w.]*(?: as \w+)?)*|from [a-z_][\w.]* import [\w*, ()]+);?\s*"
)
_definition = re.compile(
    r"\s*(?:(?:async )?def \w+ ?\([^\n]*(?:[:(,]|: ?(?:return|pass)\b[^?]*)"
    r"|class \w+ ?(?:\(.*\))?:\s*|@[a-z_][\w.]*(?:\(.*\))?\s*|(?:else|try|finally):\s*)"
)
_condition = re.compile(r"\s*(?:if|elif|while|with|except|return|assert|raise|yield|del|print)\b(?P<rest>.+)")
_loop = re.compile(r"\s*for (?P<names>\w+(?:, ?\w+)*) in (?P<source>[^\n]+):\s*(?:#.*)?")
_TARGET = r"[A-Za-z_][\w.]*(?:\[[^\]\n]*\])?"
_assignment = re.compile(
    rf"\s*(?P<names>{_TARGET}(?:, ?{_TARGET})*)"
    r"(?:: ?[\w\[\], .]+)? ?(?P<sign>[-+*/]?=)(?!=) ?(?P<value>[^\s=].*)"
)
_literal = re.compile(r"""(?:-?\d[\d_.]*(?:e-?\d+)?|['"].*['"]|[\[({].*[\])}]|True|False|None)\s*(?:#.*|;)?\s*""")
_call = re.compile(r"(?P<name>[A-Za-z_]\w*)\((?P<inside>[^()\n]*)\)\s*(?:#.*|;)?\s*")
_prose_after = re.compile(r" [^\W\d_]+ [^\W\d_]+[?!.]*$")
_log = re.compile(r"\s*(?:epoch|step|iter|batch)\w*\W{0,3}\d[^?]*[:=] ?-?\d*\.\d[^?]*", re.IGNORECASE)
_call_alone = re.compile(r"\s*[A-Za-z_]\w*\.[\w.]+\(.*\)[,;]?")
_goes_on = re.compile(r"\) +\w")
_LONGEST_VARIABLE = 2  # letters of a variable as mathematics and loops have them: "wx"
_LONGEST_LINE = 400  # characters of a line that may be code
_comment = re.compile(r"\s*(?:#|//)\s*\S.*")
_SHELL = ("$", "!")  # prompts of a shell and of a notebook's
_opens = (":", "(", ",", "[", "{", "\\")


def fences(text: str) -> Iterator[Found]:
    """Yield each block between three backticks, unless it is a question in plain words."""
    for match in _fence.finditer(text):
        if match["language"] or not (_is_plain(match["code"]) and _asks(match["code"])):
            yield Found(match.start(), match.end(), Kind.BLOCK)


def quoted_code(text: str) -> Iterator[Found]:
    """Yield what stands between backticks, unless it is plain words, which are only stressed, or mathematics."""
    for match in _inline.finditer(text):
        code = match["code"].strip()
        if code.lower() in _KEYWORDS or not (_is_plain(code) or _is_maths(code)):
            yield Found(match.start(), match.end(), Kind.INLINE)


def code_lines(text: str) -> Iterator[Found]:
    """Yield each line that is a statement, with the comments and indented lines beside it."""
    after_code, opened, at = False, False, 0
    pending: list[Found] = []
    for line in text.splitlines(keepends=True):
        body = line.strip()
        start = at + len(line) - len(line.lstrip())
        found = Found(start, start + len(body), Kind.SHELL if body[:1] in _SHELL else Kind.LINE)
        at += len(line)
        if not body:
            continue
        is_comment = bool(_comment.fullmatch(line.rstrip()))
        is_code = _is_statement(line.rstrip()) or (opened and line[:2].isspace() and not _asks(body))
        if is_code or (after_code and is_comment):
            yield from pending
            yield from [found] if body.strip(CODE) else []
        pending = [*pending, found] if is_comment and not is_code and not after_code else []
        after_code = is_code or (after_code and is_comment)
        opened = after_code and body.endswith(_opens)


def _is_statement(line: str) -> bool:
    """Whether *line* is written as a line of code and nothing else."""
    if len(line) > _LONGEST_LINE:
        return False
    if _log.fullmatch(line) or _prompt.match(line):
        return True
    if _definition.fullmatch(line):
        return not _prose_after.search(line)
    if condition := _condition.fullmatch(line):
        return _is_condition(line, condition["rest"])
    if assignment := _assignment.fullmatch(line):
        return _is_assignment(assignment["names"], assignment["sign"], assignment["value"])
    return _is_import(line) or _is_loop(line) or _is_call(line)


def _is_import(line: str) -> bool:
    return bool(_import.fullmatch(line)) and (" as " in line or not LIBRARIES.isdisjoint(re.findall(r"\w+", line)))


def _is_loop(line: str) -> bool:
    loop = _loop.fullmatch(line)
    return loop is not None and (
        len(loop["names"]) <= _LONGEST_VARIABLE or has_sign(loop["names"] + " in " + loop["source"])
    )


def _is_call(line: str) -> bool:
    """Whether *line* is a call of a dotted name, or ends as lines do in languages with braces."""
    if _call_alone.fullmatch(line):
        return not _goes_on.search(line)
    return line.endswith((";", "{")) and (has_sign(line) or "=" in line or "(" in line)


def _is_condition(line: str, rest: str) -> bool:
    if _asks(rest) or _prose_after.search(rest):
        return False
    if line.endswith(":"):
        return has_sign(rest)
    return line.lstrip().startswith(("return ", "assert ", "raise ", "yield ", "print(")) and (
        has_sign(rest) or rest.startswith("(")
    )


def _is_assignment(targets: str, sign: str, value: str) -> bool:
    """Whether this assigns as code does: "y = mx + b" is mathematics, and a sentence may follow."""
    if _prose_after.search(value.partition("#")[0]) or _asks(value):
        return False
    if sign != "=" or has_sign(targets) or has_sign(value.partition("#")[0]):
        return True
    if is_maths_name(targets):
        return False
    call = _call.fullmatch(value)
    if call and not is_maths_name(call["name"]):
        return not call["inside"] or any(len(name) > 1 for name in re.findall(r"[A-Za-z_]\w*", call["inside"]))
    return bool(_literal.fullmatch(value))


def _is_plain(code: str) -> bool:
    return bool(_plain.fullmatch(code.strip())) and not any(map(is_identifier, code.split())) and not has_sign(code)


def _is_maths(code: str) -> bool:
    """Whether *code* has signs of calculation between short names, and none of code."""
    variables = re.findall(r"[^\W\d_]+", code)
    if has_sign(code) or not variables or code.startswith("-"):
        return False
    return any(sign in code for sign in "=^/+*|()→_") and all(
        len(variable) <= _LONGEST_VARIABLE or is_maths_name(variable) for variable in variables
    )


def _asks(text: str) -> bool:
    found = words(text)
    return text.rstrip().endswith("?") or bool(found and found[0] in ANY_LANGUAGE.question_words)
