"""Courses as strangers upload them: up to a hundred lessons of a title and a link, or with every text there can be."""

from typing import Any

from bot.courses.model import Course


def bare_lesson(number: int, **changes: Any) -> dict[str, Any]:
    """Return a lesson as in the file of a course: a title and a link, and nothing else."""
    return {"number": number, "title": f"Lesson {number}", "address": f"https://lessons.example/{number}"} | changes


def bare_course(lessons: int, **changes: Any) -> Course:
    """Return a course of so many bare lessons, in English."""
    listed = [bare_lesson(number) for number in range(1, lessons + 1)]
    return Course.model_validate({"id": "bare", "title": {"en": "A bare course"}, "chapters": listed} | changes)


def full_lesson(number: int, words: str, address: str | None = None, size: int = 60) -> dict[str, Any]:
    """Return a lesson that has *words* in each of its texts, as often as these are long, and *size* moments."""
    label = {"en": words[:80], "pt": words[:80]}
    return {
        "number": number,
        "title": words[:100],
        "address": f"{address or 'https://lessons.example/'}{number}"[:500],
        "channel": words[:100],
        "series": {"name": words[:80], "chapter": number},
        "published": "2024-04-01",
        "duration_s": 36_000,
        "captions_pt": "community",
        "picture": f"{address or 'https://lessons.example/'}{number}.jpg"[:500],
        "question": {"en": words[:120], "pt": words[:120]},
        "summary": {"en": (words * size)[:4_000], "pt": (words * size)[:4_000]},
        "topics": [{"name": {"en": f"{place}{words}"[:80]}} for place in range(20)],
        "moments": [{"at_s": place, "label": label} for place in range(size)],
        "prerequisites": [
            {"chapter": before, "strength": "recommended"} for before in range(max(1, number - 9), number)
        ],
        "note": {"en": (words * size)[:400]},
    }


def full_course(lessons: int, words: str, address: str | None = None, size: int = 60) -> Course:
    """Return a course of so many lessons that have *words* in each of their texts."""
    listed = [full_lesson(number, words, address, size) for number in range(1, lessons + 1)]
    further = [{"video_id": f"{number:011}", "title": words[:100], "duration_s": 60} for number in range(30)]
    title = {"en": words[:100], "pt": words[:100]}
    return Course.model_validate({"id": "full", "title": title, "chapters": listed, "further": further})
