CREATE TABLE notes (
    id text NOT NULL PRIMARY KEY,
    title text NOT NULL DEFAULT 'nameless',
    size bigint,
    weight double precision
) /*sqlite: WITHOUT ROWID */;
