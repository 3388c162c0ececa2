-- The last transaction of each writer on PostgreSQL: tells after a lost connection whether its commit took place.
CREATE TABLE journal_writers (
    writer text NOT NULL PRIMARY KEY,
    batch bigint NOT NULL,
    at bigint NOT NULL
) /*sqlite: WITHOUT ROWID */;
