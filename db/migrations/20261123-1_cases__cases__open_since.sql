-- Open cases in the order of their opening, without walking past a million that have ended: what is looked at for twins, and any other
-- work that goes through what is open from the oldest on.
create index cases_open_since on cases.cases (region_id, opened_at, id) where is_open;
