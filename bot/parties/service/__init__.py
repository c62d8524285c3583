"""Use cases of watch parties."""
