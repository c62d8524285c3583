"""Lectern, the Discord bot that takes a study group through a video course."""
