-- Until when every order that began was looked at by the daily comparison of the books.
create table books_compared (
  name text not null primary key,
  until bigint not null
);

-- The orders that it looks at again: those it could not compare, with the reason, and those that differ, without one.
create table books_to_compare (
  order_id text not null primary key,
  began_at bigint not null,
  why text
);
