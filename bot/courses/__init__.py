"""The course: its model, rules, file, glossary, look-up and cards."""
