create table shops (
  shop text not null primary key,
  account_id text not null,
  status text not null,
  reason text,
  detail text,
  status_since bigint not null,
  scopes text not null,
  access_token_sealed text,
  connected_at bigint,
  probed_at bigint,
  check_at bigint,
  check_works bigint,
  check_outcome text,
  version bigint not null
);

create index shops_account on shops (account_id);

create table shop_sessions (
  session_id text not null primary key,
  shop text not null,
  access_token_sealed text not null,
  expires_at bigint,
  refresh_token_sealed text,
  refresh_expires_at bigint,
  scopes text not null,
  version bigint not null
);

-- An order of each shop that was found once, to try a new connection with.
create table shop_known_orders (
  shop text not null primary key,
  name text not null
);

-- A shop's webhooks that were heard, so that a repeated one changes nothing.
create table shop_webhooks (
  webhook_id text not null primary key,
  heard_at bigint not null
);

create index shop_webhooks_heard on shop_webhooks (heard_at);

-- The last attempts of lookups of each shop: the oldest slot is written over.
create table lookup_attempts (
  shop text not null,
  slot bigint not null,
  lookup_id text not null,
  number bigint not null,
  at bigint not null,
  source text not null,
  outcome text not null,
  http_status bigint,
  elapsed_ms bigint not null,
  waited_ms bigint not null,
  throttle_available bigint,
  refresh text,
  primary key (shop, slot)
);
