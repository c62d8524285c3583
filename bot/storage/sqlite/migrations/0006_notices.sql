-- Where a guild's organisers are told that a post waits, and why.

ALTER TABLE guild ADD COLUMN notices_channel INTEGER;
