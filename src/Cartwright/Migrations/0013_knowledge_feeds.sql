-- What put a document there and may remove it again: a catalogue, the shop's policies. Null for a person.
alter table knowledge_documents add column feed text;
