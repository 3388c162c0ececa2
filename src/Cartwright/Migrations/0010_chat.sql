-- A shopper's conversation. Its stream counts the turns and fences them; what was said is here, so that it can go.
create table chat_sessions (
  session_id text not null primary key,
  shop text not null,
  customer text,
  state text not null,
  turns bigint not null,
  started_at bigint not null,
  last_at bigint not null
);

create index chat_sessions_last on chat_sessions (last_at);
create index chat_sessions_customer on chat_sessions (shop, customer);

create table chat_messages (
  session_id text not null,
  number bigint not null,
  said_by text not null,
  said text not null,
  intent text,
  at bigint not null,
  primary key (session_id, number, said_by)
);

-- The keys that storefronts carry in their pages: they say which shop a widget is of, and nothing else.
create table chat_widgets (
  widget_key text not null primary key,
  shop text not null,
  origins text not null,
  created_at bigint not null
);
