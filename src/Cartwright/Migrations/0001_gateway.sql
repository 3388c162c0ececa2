create table orders (
  order_id text not null primary key,
  account_id text not null,
  cart_id text not null,
  store text not null,
  phase text not null,
  amount_minor bigint not null,
  currency text not null,
  started_at bigint not null,
  changed_at bigint not null
);

create table accounts (
  account_id text not null primary key,
  billing text not null,
  created_at bigint not null
);

create table api_keys (
  key_hash text not null primary key,
  key_id text not null,
  account_id text not null,
  label text not null,
  created_at bigint not null,
  revoked_at bigint
);

create table merchants (
  domain text not null primary key,
  url text not null,
  marketplace text not null,
  protocol text not null,
  payment_handler text,
  payment_token_sealed text,
  changed_at bigint not null
);
