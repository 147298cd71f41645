-- Which units had a part in which case, unit by unit in the order their lists are read: what a unit has had, or has done, is a walk along
-- this key that ends with the page, however long the history is. It repeats cases.cases.party_units, is written in the same statement,
-- and never changes: a unit that had a part keeps it. `gridloop check` (parties_stand) compares the two.
create table cases.parties (
  region_id int         not null,
  unit_id   int         not null,
  opened_at timestamptz not null,   -- of the case
  case_id   uuid        not null,
  primary key (region_id, unit_id, opened_at, case_id)
);
insert into cases.parties (region_id, unit_id, opened_at, case_id)
select distinct c.region_id, u.id, c.opened_at, c.id from cases.cases c cross join lateral unnest(c.party_units) u (id)
 order by 1, 2, 3, 4;
analyze cases.parties;
