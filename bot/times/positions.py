"""Writes positions in a video, in every language alike."""


def position(seconds: int) -> str:
    """Return a position in a video, or its length, in *seconds* as players show it: "2:42", "1:02:03"."""
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
