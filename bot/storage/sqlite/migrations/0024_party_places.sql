-- How many people have a place at a party, and the order of the answers to its invitation, by which others wait for one.
-- An answer's time alone does not tell that order: many come in one second.

ALTER TABLE party ADD COLUMN places INTEGER CHECK (places > 0);
ALTER TABLE party_answer ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;
