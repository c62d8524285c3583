"""Notices to organisers that a post is in trouble."""
