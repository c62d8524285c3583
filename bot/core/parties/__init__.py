"""Watch parties: what they are, and what follows from what."""
