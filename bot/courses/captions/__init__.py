"""Subtitles of the course's videos, which a self-hoster may provide."""

from bot.courses.captions.model import Spoken, Transcript

__all__ = ["Spoken", "Transcript"]
