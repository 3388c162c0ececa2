-- What an account that is billed by invoice owes for an order, and what it gets back: written with the event it is for.
create table invoice_lines (
  order_id text not null,
  version bigint not null,
  account_id text not null,
  month text not null,
  kind text not null,
  cart_id text not null,
  store text not null,
  merchant_order_id text not null,
  at bigint not null,
  amount_minor bigint not null,
  currency text not null,
  primary key (order_id, version)
);

create index invoice_lines_month on invoice_lines (account_id, month, at);
