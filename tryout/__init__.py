"""The try-out: the whole bot in a browser without a token, on SimCord, with a server made up for it."""
