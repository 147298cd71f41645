-- What a unit has in hand is counted at every proposal: out of an index that holds open leads and nothing else.
create index cases_load on cases.cases (region_id, lead_unit_id, handling_due_at) where state in ('dispatched', 'signed');

-- A return may also be asked by the house itself, when the list of responsibilities came to name another unit.
alter table cases.returns alter column asked_by drop not null;
