"""Finds what is said in the videos, to the second, by their subtitles."""
