"""The commands `ask`, which answers a question without Discord, and `evaluate`, which measures the answers."""

import gc
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.answers import Answer, AnswerEngine, AnswerMoment, Reply, Source, Treatment
from bot.answers.evaluation import evaluate, parse_questions
from bot.cli_exit import exit_with_error
from bot.courses.model import Chapter, Course
from bot.loading import load_course, load_engine
from bot.surroundings import is_anything_set
from bot.text.locales import Locale
from bot.times.positions import position

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
CaptionsFolder = Annotated[
    Path | None, typer.Option("--captions", help="Folder of subtitles, else the one that the course has.")
]
NamedCourse = Annotated[
    str | None, typer.Option("--course", metavar="FILE|ID", help="A course's file or id, else the default course.")
]
Language = Annotated[str, typer.Option("--locale", help="en-US or pt-BR.")]


def ask(
    question: str,
    *,
    named: NamedCourse = None,
    locale: Language = "en-US",
    captions: CaptionsFolder = None,
    as_json: AsJson = False,
) -> None:
    """Say which chapters cover QUESTION, without Discord."""
    if locale not in {spoken.value for spoken in Locale}:
        exit_with_error(f"--locale must be {' or '.join(spoken.value for spoken in Locale)}, not {locale!r}")
    spoken = Locale(locale)
    course, engine = _asked(named, captions)
    reply = engine.ask(question, spoken)
    if as_json:
        answers = [_answer(course, answer, spoken) for answer in reply.answers]
        closest = _closest(course, reply)
        asked = {"question": question, "locale": spoken.value}
        _print_json(asked | {"answers": answers, "closest": closest, "scope": _scope(reply)})
        return
    for answer in reply.answers:
        chapter = course.chapter(answer.chapter)
        typer.echo(f"{chapter.number}  {chapter.title}  {chapter.url}")
        for evidence in answer.evidence:
            typer.echo(f"     “{evidence.text}”" if evidence.source is Source.CAPTIONS else f"     {evidence.text}")
        if moment := answer.moment:
            said = "mentioned at" if answer.treatment is Treatment.MENTIONED else "at"
            typer.echo(f"     {said} {position(moment.at_s)}  {chapter.url_at(moment.at_s)}")
    if not reply.answers:
        typer.echo("Nothing in this course covers that.")
        if reply.near_miss is not None:
            typer.echo(reply.near_miss.why.in_locale(spoken))
        if reply.closest is not None:
            chapter = course.chapter(reply.closest.chapter)
            typer.echo(f"Closest: {chapter.number}  {chapter.title}  {chapter.url}")


def _scope(reply: Reply) -> dict[str, object]:
    """Return why the question is about the course or not: the clauses that decide, and what each feature adds."""
    added = {name: round(value, 2) for name, value in reply.read.added.items() if value}
    return {"asked": reply.read.query.text, "score": round(reply.read.score, 2), "features": added}


def _closest(course: Course, reply: Reply) -> dict[str, Any] | None:
    """Return the chapter that is closest to a question that nothing covers."""
    if reply.closest is None:
        return None
    chapter = course.chapter(reply.closest.chapter)
    why = [evidence.text for evidence in reply.closest.evidence]
    return {"chapter": chapter.number, "title": chapter.title, "url": chapter.url, "why": why}


def _asked(named: str | None, captions: Path | None) -> tuple[Course, AnswerEngine]:
    """Return the course *named*, and its engine with the subtitles in the folder *captions*, else with its own."""
    if captions is not None and not captions.is_dir():
        exit_with_error(f"--captions must be a folder, which {captions} is not")
    gc.disable()  # the command is over before there is garbage worth looking for
    if named is None and captions is None and not is_anything_set():
        course = load_course()
        return course, load_engine(course)
    from bot import course_folders, settings  # with all that reads lists of lessons, subtitles and settings

    files = course_folders.find_course(named, settings.load_settings())
    spoken = course_folders.load_captions(captions or files.captions, files.course)
    return files.course, load_engine(files.course, spoken.transcripts, files.glossary)


def _answer(course: Course, answer: Answer, locale: Locale) -> dict[str, Any]:
    chapter = course.chapter(answer.chapter)
    return {
        "chapter": chapter.number,
        "video_id": chapter.video_id,
        "title": chapter.title,
        "url": chapter.url,
        "why": [evidence.text for evidence in answer.evidence],
        "moment": answer.moment and _moment(chapter, answer.moment, locale),
    }


def _moment(chapter: Chapter, moment: AnswerMoment, locale: Locale) -> dict[str, Any]:
    return {
        "at_s": moment.at_s,
        "label": moment.label and moment.label.in_locale(locale),
        "quote": moment.quote,
        "source": moment.source.value,
        "url": chapter.url_at(moment.at_s),
    }


def evaluate_file(
    file: Path, *, named: NamedCourse = None, captions: CaptionsFolder = None, as_json: AsJson = False
) -> None:
    """Measure the answers on FILE, questions with their right chapters as JSON lines."""
    try:
        questions = parse_questions(file.read_text("utf-8"), str(file))
    except (OSError, UnicodeDecodeError) as error:
        exit_with_error(str(error))
    if not questions:
        exit_with_error(f"{file} has no questions")
    course, engine = _asked(named, captions)
    result = evaluate(engine, questions, lambda key: course.chapter(key).number)
    figures = {"n": result.n, "top1": result.top1, "none": result.none, "all": result.all}
    if result.moments is not None:
        figures["moments"] = result.moments
    if result.closest is not None:
        figures["top1_with_closest"], figures["none_without_closest"] = result.closest
    if as_json:
        _print_json({**figures, "wrong": list(result.wrong)})
        return
    typer.echo(f"n     {result.n}\ntop1  {result.top1:.3f}\nnone  {result.none:.3f}\nall   {result.all:.3f}")
    if result.moments is not None:
        typer.echo(f"moments {result.moments:.3f}")
    if result.closest is not None:
        covered, others = result.closest
        typer.echo(f"if the closest counts as an answer: top1 {covered:.3f}, none {others:.3f}")
    for kind, share in sorted(result.by_kind.items()):
        typer.echo(f"      {kind:<11} {share:.3f}")
    for wrong in result.wrong:
        typer.echo(f"wrong: {wrong['q']!r} got {wrong['got']}, best {wrong['best']}")


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
