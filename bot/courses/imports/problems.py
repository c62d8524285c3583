"""What people read of each problem with an upload: what it means, and what to write instead."""

from collections.abc import Callable, Mapping

from bot.courses.imports.model import ImportProblem, ImportRefusedError, ProblemKind, RefusalKind
from bot.text.translations import Localizer

PROBLEMS: Mapping[ProblemKind, Callable[[Localizer], str]] = {
    ProblemKind.NO_LINK: lambda say: say("it has no link, so it is left out. Write its address behind the title."),
    ProblemKind.NO_TITLE: lambda say: say("it has no title, so it is left out. Write one before the address."),
    ProblemKind.UNSAFE_LINK: lambda say: say("its link is not safe, so it is left out. Use one with https."),
    ProblemKind.BROKEN_LINK: lambda say: say("its link leads nowhere, so it is left out. Copy it again."),
    ProblemKind.NOT_A_VIDEO: lambda say: say("its link is not one to a video, so it is left out. Use the video's own."),
    ProblemKind.UNAVAILABLE: lambda say: say("that video is private or deleted, so it is left out."),
    ProblemKind.REPEATED: lambda say: say("it is there already, so it is left out the second time."),
    ProblemKind.TITLE_SHORTENED: lambda say: say("the title is shortened to 100 characters."),
    ProblemKind.DESCRIPTION_SHORTENED: lambda say: say("the description is shortened to 4,000 characters."),
    ProblemKind.MOMENTS_LEFT_OUT: lambda say: say("it has more than 60 moments; the first 60 are kept."),
    ProblemKind.MOMENT_PAST_END: lambda say: say("that moment comes after the video's end, so it is left out."),
    ProblemKind.BAD_DURATION: lambda say: say("I cannot read that length. Write it like 12:34 or 1:02:03."),
    ProblemKind.BAD_DATE: lambda say: say("I cannot read that date. Write it like 2026-11-30."),
    ProblemKind.BAD_CHANNEL_LINK: lambda say: say("I cannot use that link to a channel; it is left out."),
    ProblemKind.MISNUMBERED: lambda say: say("it is numbered by its place in the list."),
    ProblemKind.OTHER_LINKS: lambda say: say("it does not lead to a video as the others do, so it is left out."),
    ProblemKind.LONG_ROW: lambda say: say("the row has more cells than there are headers; the rest is left out."),
    ProblemKind.HIDDEN_CHARACTERS: lambda say: say("it had invisible characters, which are left out."),
}  # fmt: skip
"""A sentence on each kind of problem, without where it is."""


def _send(say: Localizer) -> str:
    return say("Send a list of links (Markdown or plain text), a CSV, the JSON of yt-dlp -J, or a course file.")


def _list(say: Localizer) -> str:
    return say("Send only the list of lessons.")


def _columns(say: Localizer) -> str:
    return say("Name the columns title, url, description, duration and date.")


REFUSALS: Mapping[RefusalKind, Callable[[Localizer], tuple[str, str]]] = {
    RefusalKind.TOO_LARGE: lambda say: (say("That is larger than 512 KB."), _list(say)),
    RefusalKind.TOO_MANY_LINES: lambda say: (say("That has more lines than a course can have."), _list(say)),
    RefusalKind.NOT_TEXT: lambda say: (say("That is not a text file."), _send(say)),
    RefusalKind.EMPTY: lambda say: (say("There is nothing in it."), _send(say)),
    RefusalKind.WEB_PAGE: lambda say: (say("That is a web page, of which I cannot tell the lessons."), _send(say)),
    RefusalKind.BAD_JSON: lambda say: (say("That JSON is broken."), say("Make it again, and send it as it is.")),
    RefusalKind.UNKNOWN_JSON: lambda say: (say("That JSON is none of yt-dlp and no course file."), _send(say)),
    RefusalKind.BAD_TABLE: lambda say: (say("That table is broken."), say("Save it as CSV in UTF-8.")),
    RefusalKind.NO_HEADERS: lambda say: (say("The table has no headers that I know."), _columns(say)),
    RefusalKind.TOO_DEEP: lambda say: (say("That is nested too deeply to be a course."), _send(say)),
    RefusalKind.NO_LESSONS: lambda say: (say("I found no lesson: one needs a title and a link."), _send(say)),
    RefusalKind.TOO_MANY_LESSONS: lambda say: (say("It has more than 100 lessons."), say("Divide it into several.")),
}
"""Why nothing can be read, and what to do, for each reason."""


def problem_sentence(problem: ImportProblem, say: Localizer) -> str:
    """Return all lines that *problem* is in, what the first has, and what to write, without any formatting."""
    found = f" “{problem.found}”" if problem.found else ""
    return f"{place_of(problem, say)}{found}: {PROBLEMS[problem.kind](say)}"


def place_of(problem: ImportProblem, say: Localizer, most: int | None = None) -> str:
    """Return the lines that *problem* is in, or the entries of a program's list; *most* is how many are named."""
    shown = ", ".join(map(str, problem.lines[:most]))
    if problem.in_entries:
        place = say.count("Entry {entries}", "Entries {entries}", len(problem.lines), entries=shown)
    else:
        place = say.count("Line {lines}", "Lines {lines}", len(problem.lines), lines=shown)
    rest = len(problem.lines) - len(problem.lines[:most])
    return f"{place} {say('and {number} more', number=rest)}" if rest else place


def refusal_sentence(error: ImportRefusedError, say: Localizer) -> str:
    """Return why nothing can be read, where, and what to do, without any formatting."""
    why, step = REFUSALS[error.kind](say)
    where = "" if error.line is None else " " + say("(line {line})", line=error.line)
    return f"{why}{where} {step}"
