-- By what a conversation's shopper is found after the message that says it has gone: hashes of e-mail addresses, of
-- telephone numbers, of the customer and of orders that were shown, with blanks between.
alter table chat_sessions add column marks text;

-- What a shop's customers asked for and is not over: their data, or their erasure. Marks are hashes, as above.
create table customer_requests (
  request_id text not null primary key,
  shop text not null,
  kind text not null,
  marks text not null,
  at bigint not null
);

create index customer_requests_shop on customer_requests (shop, kind, at);
