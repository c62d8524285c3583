"""Which language a question is asked in, where nothing else tells: a direct message."""

import re

from bot.text.locales import Locale
from bot.text.tokens import fold

# The small words that only one of the two languages has, folded.
_ENGLISH = """
the is are what which where how why who of for with does about explain explains covers cover chapter
and can you it its on
"""
_PORTUGUESE = """
o os um uma que qual quais onde como por porque quem de da dos das em no na para com sobre fala explica
cobre capitulo e pode voce ser do ao oi ola obrigado obrigada rede redes
"""
_accented = re.compile("[ãõçáàâéêíóôú]")


def tongue_of(question: str) -> Locale:
    """Return the language whose small words and accents *question* has more of; else English."""
    words = re.findall(r"\w+", fold(question))
    english, portuguese = (sum(word in small.split() for word in words) for small in (_ENGLISH, _PORTUGUESE))
    portuguese += _accented.search(question.lower()) is not None
    return Locale.PORTUGUESE if portuguese > english else Locale.ENGLISH
