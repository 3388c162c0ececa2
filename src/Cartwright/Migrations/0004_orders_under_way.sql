-- The orders that are watched: few beside those that have ended.
create index orders_under_way on orders (phase, changed_at) where phase not in ('Placed', 'Failed', 'Cancelled');
