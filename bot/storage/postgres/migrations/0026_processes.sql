-- What the processes of one bot share besides its data: which requests they may make, whose turn it is to identify, and
-- presses in direct messages, which one process receives, until the one takes them whose guild they are about.
-- Times are milliseconds by the database's clock. The rows of a process that has ended mean nothing after some seconds.

CREATE TABLE shared_lock (
    name TEXT COLLATE "C" PRIMARY KEY
);

CREATE TABLE request_claim (
    process TEXT COLLATE "C" PRIMARY KEY,
    held BIGINT NOT NULL CHECK (held >= 0),
    wanted BIGINT NOT NULL CHECK (wanted >= 0),
    until_ms BIGINT NOT NULL
);

CREATE TABLE identify_turn (
    bucket BIGINT PRIMARY KEY,
    process TEXT COLLATE "C" NOT NULL,
    free_at_ms BIGINT NOT NULL
);

CREATE TABLE press (
    interaction_id BIGINT PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    payload TEXT COLLATE "C" NOT NULL -- as Discord sent it
);
CREATE TRIGGER press_waits AFTER INSERT ON press FOR EACH ROW EXECUTE FUNCTION tell_of_new_work();
