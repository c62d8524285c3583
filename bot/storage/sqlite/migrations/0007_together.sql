-- What happens while a party runs: from which message it is led, who started it, who said that they are
-- there and who was only seen, and which chapters people watched together.

ALTER TABLE party ADD COLUMN room_message_id INTEGER;
ALTER TABLE party ADD COLUMN starter_id INTEGER;
CREATE INDEX party_of_starter ON party (starter_id) WHERE starter_id IS NOT NULL;
ALTER TABLE party_presence ADD COLUMN said INTEGER NOT NULL DEFAULT 1 CHECK (said IN (0, 1));
ALTER TABLE watched ADD COLUMN together INTEGER NOT NULL DEFAULT 0 CHECK (together IN (0, 1));
