"""Courses read from what people have in hand: lists of links, tables, what yt-dlp writes."""
