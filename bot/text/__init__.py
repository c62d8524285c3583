"""Text: languages and translations, splitting into words, invisible characters, and errors in data files."""
