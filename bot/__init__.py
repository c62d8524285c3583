"""Lectern, the Discord bot that takes a study group through a video course."""

__version__ = "0.1.0"
