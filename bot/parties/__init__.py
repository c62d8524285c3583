"""Watch parties."""
