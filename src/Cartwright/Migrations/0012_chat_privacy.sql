-- The order that a reply shows, by its id at the shop; and what a shopper said without capitals, blanks and what else
-- can be written in more than one way, by which an e-mail address or a telephone number is found.
alter table chat_messages add column order_id text;
alter table chat_messages add column plain text;

create index chat_messages_order on chat_messages (order_id);
create index chat_messages_at on chat_messages (at);
