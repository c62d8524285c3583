"""The domain, pure: no Discord, no database, no clock."""
