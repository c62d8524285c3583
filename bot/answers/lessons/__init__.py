"""Answers about a course that has no glossary: from its lessons' texts, and from what the fields of study know."""
