"""Languages: translations, locales, tokens."""
