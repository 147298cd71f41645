-- The same for tasks that have ended: those of the cases a unit had a part in, as its list of them is read. Open tasks are few, and need none.
create table cases.task_parties (
  region_id int         not null,
  unit_id   int         not null,   -- of the case, not of the task alone
  ended_at  timestamptz not null,
  task_id   uuid        not null,
  case_id   uuid        not null,
  primary key (region_id, unit_id, ended_at, task_id)
);
insert into cases.task_parties (region_id, unit_id, ended_at, task_id, case_id)
select distinct t.region_id, u.id, t.ended_at, t.id, t.case_id
  from cases.tasks t join cases.cases c on c.region_id = t.region_id and c.id = t.case_id cross join lateral unnest(c.party_units) u (id)
 where t.ended_at is not null order by 1, 2, 3, 4;
analyze cases.task_parties;
