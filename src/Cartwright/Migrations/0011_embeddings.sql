-- What a model makes of each passage: its numbers in half precision, two bytes each, the lower one first.
-- SQLite takes bytes in a column of any type, so bytea serves both.
create table knowledge_vectors (
  passage_id text not null
  /*postgres: references knowledge_passages (passage_id) on delete cascade*/,
  model text not null,
  shop text not null,
  vector bytea not null,
  primary key (passage_id, model)
);

create index knowledge_vectors_shop on knowledge_vectors (shop, model, passage_id);

/*sqlite:
create trigger knowledge_vectors_removed after delete on knowledge_passages begin
  delete from knowledge_vectors where passage_id = old.passage_id;
end;
*/
