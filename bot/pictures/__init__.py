"""Pictures to post: progress in a course, a group's chart for organisers, a certificate; from values to bytes."""
