"""Cards about watched chapters: a mark confirmed, and how far a member and their guild are."""
