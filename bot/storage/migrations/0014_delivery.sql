-- What a look back for an earlier attempt goes by, and one id for a button's life.

-- From when on, by Discord's own clock, there may be something that a job has sent.
ALTER TABLE job ADD COLUMN sent_from INTEGER;
-- Until when what was sent may still be carried out, though nobody knows whether it was.
ALTER TABLE job ADD COLUMN rest_until INTEGER;

-- What a start looks for among all that was ever posted: the servers with something to try again.
CREATE INDEX job_held ON job (guild_id) WHERE state = 'held';

-- The jobs that the buttons of a party's messages name, however often those are drawn anew.
ALTER TABLE party ADD COLUMN card_job INTEGER;
ALTER TABLE party ADD COLUMN room_job INTEGER;
UPDATE party SET
    card_job = (
        SELECT max(job.id) FROM job
        WHERE job.guild_id = party.guild_id AND job.kind = 'party' AND job.subject = party.id
            AND job.message_id = party.message_id
    ),
    room_job = (
        SELECT max(job.id) FROM job
        WHERE job.guild_id = party.guild_id AND job.kind = 'party' AND job.subject = party.id
            AND job.message_id = party.room_message_id
    );
