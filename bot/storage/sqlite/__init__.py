"""SQLite: one file, one process that writes; the default, with nothing to install."""
