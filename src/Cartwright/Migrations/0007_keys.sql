-- The keys that encrypt secrets in the journal, when they are not in the data folder: on PostgreSQL.
create table data_protection_keys (
  name text not null primary key,
  xml text not null
);
