"""The whole bot in a browser, with no token: a seeded study server on SimCord's preview."""
