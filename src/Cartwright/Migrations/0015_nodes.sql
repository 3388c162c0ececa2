-- The processes that serve from this journal. Each says every few seconds that it is there; none is kept in check by it.
create table nodes (
  node_id text not null primary key,
  machine text not null,
  process bigint not null,
  version text not null,
  urls text not null,
  started_at bigint not null,
  seen_at bigint not null,
  clock_ahead_ms bigint not null
);
