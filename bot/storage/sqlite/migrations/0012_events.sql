-- To find the events that people may have changed while the bot was away.

CREATE INDEX party_with_event ON party (starts_at) WHERE state = 'planned' AND event_id IS NOT NULL;
