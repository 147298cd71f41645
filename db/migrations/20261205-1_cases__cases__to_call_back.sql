-- 待回访: whether somebody is still to be called back stands on the case itself. A list of them is read by an index of its own; asked
-- through the calls it went over everything that was ever closed, and became slower with every year.
alter table cases.cases add column to_call_back boolean not null default false;
update cases.cases c set to_call_back = true
  from (select distinct region_id, case_id from cases.callbacks where done_at is null) k
 where c.region_id = k.region_id and c.id = k.case_id;
-- As a list, newest first; as work, by urgency and deadline like cases_waiting.
create index cases_to_call_back on cases.cases (region_id, opened_at desc, id desc) where to_call_back;
create index cases_to_call_back_waiting on cases.cases (region_id, is_open, (not urgent), (coalesce(stage_due_at, 'infinity'::timestamptz)), id)
  where to_call_back;
-- What a unit has in hand is few among all it ever had.
create index cases_party_open on cases.cases using gin (region_id, party_units) where is_open;
