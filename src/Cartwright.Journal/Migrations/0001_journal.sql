-- Times are milliseconds since 1970 in UTC. What stands in a comment that begins with "sqlite:" is run on SQLite only.

CREATE TABLE events (
    stream text NOT NULL,
    version bigint NOT NULL,
    type text NOT NULL,
    data text NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (stream, version)
) /*sqlite: WITHOUT ROWID */;

-- due says when a row may be claimed; for a leased row that is when its lease runs out.
-- again_due is set when a row was queued again under a lease; it becomes due when the lease ends.
CREATE TABLE work (
    queue text NOT NULL,
    key text NOT NULL,
    due bigint NOT NULL,
    attempts bigint NOT NULL,
    queued_at bigint NOT NULL,
    lease_owner text,
    lease_token text,
    again_due bigint,
    last_reason text,
    PRIMARY KEY (queue, key)
) /*sqlite: WITHOUT ROWID */;

CREATE INDEX work_due ON work (queue, due);

CREATE TABLE attention (
    kind text NOT NULL,
    key text NOT NULL,
    reason text NOT NULL,
    since bigint NOT NULL,
    PRIMARY KEY (kind, key)
) /*sqlite: WITHOUT ROWID */;
