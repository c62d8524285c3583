"""The grammar of typed times, a layer a file: words, parts, days and clocks, and what they mean at a given moment."""
