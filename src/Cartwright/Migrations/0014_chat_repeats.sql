-- The last message that came with an id of its own, and its whole answer: who sends it again is told the same.
alter table chat_sessions add column message_id text;
alter table chat_sessions add column answer text;
