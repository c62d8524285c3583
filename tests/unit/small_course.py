"""The file of a course of three short chapters, for tests to read and to break."""

from typing import Any

WORDS = "word " * 60


def chapter(number: int, **changes: Any) -> dict[str, Any]:
    """Return a chapter as in the file: 100 seconds, two moments, no prerequisites."""
    return {
        "number": number,
        "video_id": f"{number:011}",
        "title": f"Video {number}",
        "channel": "A channel",
        "channel_url": "https://www.youtube.com/channel/x",
        "published": "2024-04-01",
        "duration_s": 100,
        "listing": {"title": f"Vídeo {number}", "keywords": ["palavra"]},
        "summary": {"en": WORDS, "pt": WORDS},
        "topics": [{"name": {"en": "layer", "pt": "camada"}, "also": ["layers"]}],
        "moments": [
            {"at_s": 5, "label": {"en": "One", "pt": "Um"}},
            {"at_s": 50, "label": {"en": "Two", "pt": "Dois"}},
        ],
    } | changes


def course(**changes: Any) -> dict[str, Any]:
    """Return the file of a course of three chapters, of which the third requires the first."""
    third = chapter(3, prerequisites=[{"chapter": 1, "strength": "required"}])
    return {
        "id": "a-course",
        "title": {"en": "A course", "pt": "Um curso"},
        "playlist_url": "https://www.youtube.com/playlist?list=x",
        "suggested_order": [1, 3, 2],
        "further": [{"video_id": "ABCDEFGHIJK", "title": "More", "duration_s": 7}],
        "chapters": [chapter(1), chapter(2), third],
    } | changes
