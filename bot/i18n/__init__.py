"""Words: catalogues, and who is spoken to in which language."""
