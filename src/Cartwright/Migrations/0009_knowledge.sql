-- What the assistant knows of each shop: documents, split into passages.
create table knowledge_shops (
  shop text not null primary key,
  documents bigint not null,
  passages bigint not null,
  version bigint not null
);

create table knowledge_documents (
  document_id text not null primary key,
  shop text not null,
  source text not null,
  title text not null,
  hash text not null,
  passages bigint not null,
  bytes bigint not null,
  added_at bigint not null
);

create unique index knowledge_documents_source on knowledge_documents (shop, source);

-- A passage's id holds the hash of its text, so a passage with the same id never changes.
-- terms holds the words that it is found by, each behind its shop's key.
create table knowledge_passages (
  /*sqlite: number integer primary key,*/
  passage_id text not null unique,
  document_id text not null,
  shop text not null,
  heading text not null,
  text text not null,
  terms text not null
  /*postgres:, search tsvector generated always as (array_to_tsvector(string_to_array(terms, ' '))) stored*/
);

create index knowledge_passages_document on knowledge_passages (document_id);

/*postgres:
create index knowledge_passages_search on knowledge_passages using gin (search);
*/

/*sqlite:
create virtual table knowledge_index using fts5 (
  terms, content = '', contentless_delete = 1, detail = none, tokenize = "ascii tokenchars '@='"
);

create trigger knowledge_passage_added after insert on knowledge_passages begin
  insert into knowledge_index (rowid, terms) values (new.number, new.terms);
end;

create trigger knowledge_passage_removed after delete on knowledge_passages begin
  delete from knowledge_index where rowid = old.number;
end;
*/
