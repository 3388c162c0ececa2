-- PostgreSQL looks rows of work up by their key alone, see PostgresBatch: with the queue first it may, by the statistics
-- of a moment, choose the index of due times and read all of a queue for each row. SQLite chooses by rule.
/*postgres: ALTER TABLE work DROP CONSTRAINT work_pkey, ADD PRIMARY KEY (key, queue); */
