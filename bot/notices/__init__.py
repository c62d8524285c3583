"""Notices to organisers that a post is held, or was refused for good."""
