"""Text without case and accents, for comparing what people type."""

import unicodedata


def fold(text: str) -> str:
    """Return *text* in lower case, without accents, its spaces tidied."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())
