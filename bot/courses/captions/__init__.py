"""Subtitles of the course's videos, which a self-hoster may provide."""

from bot.courses.captions.model import Spoken, Transcript
from bot.courses.captions.reading import CaptionFile, CaptionsFolderError, CourseCaptions, read_captions

__all__ = ["CaptionFile", "CaptionsFolderError", "CourseCaptions", "Spoken", "Transcript", "read_captions"]
