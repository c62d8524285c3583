"""Watch parties and Discord: sending messages, scheduled events, and reading options."""
