"""Rules that the tree itself must keep."""
