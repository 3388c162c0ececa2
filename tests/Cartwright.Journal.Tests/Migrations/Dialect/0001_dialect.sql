CREATE TABLE ran (store text NOT NULL);

/*sqlite:
INSERT INTO ran (store) VALUES ('Sqlite');
*/

/*postgres:
INSERT INTO ran (store) VALUES ('Postgres');
*/
