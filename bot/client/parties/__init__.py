"""Watch parties on Discord."""
