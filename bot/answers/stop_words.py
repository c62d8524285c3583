"""Words of a question that say nothing about its subject, or little, in every language that there is a file of."""

from bot.text.languages import ANY_LANGUAGE, inverted

_tiers = ANY_LANGUAGE.stop_words
GLUE = _tiers.in_names
SOFT = _tiers.vague
FILLER = (GLUE | _tiers.empty) - SOFT
LIGHT = _tiers.common - SOFT
SHORTHAND = inverted(ANY_LANGUAGE.shorthand)
