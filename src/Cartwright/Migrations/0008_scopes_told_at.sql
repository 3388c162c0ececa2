-- When Shopify told a shop's scopes last, so that an older webhook that comes late changes nothing.
alter table shops add column scopes_told_at bigint;
