"""Watch parties, drawn."""
