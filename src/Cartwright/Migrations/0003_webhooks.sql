create table webhook_endpoints (
  endpoint_id text not null primary key,
  account_id text not null,
  url text not null,
  types text,
  state text not null,
  secret_sealed text not null,
  old_secret_sealed text,
  old_secret_until bigint,
  created_at bigint not null
);

create index webhook_endpoints_account on webhook_endpoints (account_id);

create table webhook_health (
  endpoint_id text not null primary key,
  failing_since bigint
);

create table webhook_deliveries (
  delivery_id text not null primary key,
  endpoint_id text not null,
  order_id text not null,
  event_version bigint not null,
  type text not null,
  state text not null,
  attempts bigint not null,
  last_status bigint,
  last_error text,
  created_at bigint not null,
  queued_at bigint not null,
  attempted_at bigint
);

create index webhook_deliveries_order on webhook_deliveries (order_id, endpoint_id, event_version);

create index webhook_deliveries_created on webhook_deliveries (created_at);
