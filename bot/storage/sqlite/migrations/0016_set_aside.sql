-- A regular post waits aside while one that was asked for is under way; it was called changed until now.

UPDATE job SET last_error = 'set_aside'
WHERE kind = 'weekly_post' AND state = 'skipped' AND last_error = 'changed' AND attempts = 0
AND due > settled_at AND EXISTS (
    SELECT 1 FROM job AS extra
    WHERE extra.guild_id = job.guild_id AND extra.kind = 'weekly_post' AND extra.subject = job.subject
    AND extra.occurrence LIKE 'extra:%' AND extra.state IN ('waiting', 'leased', 'held')
    AND extra.due = job.settled_at
);
