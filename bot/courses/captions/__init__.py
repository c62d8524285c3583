"""Subtitles of the course's videos, which a self-hoster may provide."""
