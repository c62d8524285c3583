-- What the processes of one bot share besides its data: which requests they may make, and whose turn it is to identify.
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
