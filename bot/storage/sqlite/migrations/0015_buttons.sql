-- Which job posted a party's card, and which the message from which it is led: their buttons carry its number.

ALTER TABLE party ADD COLUMN card_job INTEGER;
ALTER TABLE party ADD COLUMN room_job INTEGER;
UPDATE party SET
    card_job = (
        SELECT min(job.id) FROM job
        WHERE job.guild_id = party.guild_id AND job.kind = 'party' AND job.subject = party.id
        AND job.message_id = party.message_id
    ),
    room_job = (
        SELECT min(job.id) FROM job
        WHERE job.guild_id = party.guild_id AND job.kind = 'party' AND job.subject = party.id
        AND job.message_id = party.room_message_id
    );
