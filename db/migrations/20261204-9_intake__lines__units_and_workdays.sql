-- Who answers a line: the units named here, or every unit that takes calls where none is. A line may keep to the working calendar of the
-- district, holidays and make-up days included.
alter table intake.lines
  add column unit_ids int[]   not null default '{}',
  add column workdays boolean not null default false;

-- 坐席签入: who is at the telephones now, for which units. While nobody of a line's units is, it rings at everybody's who answers it.
create table intake.agents (
  region_id int         not null references areas.regions (id),
  person_id uuid        not null,
  unit_ids  int[]       not null,
  since     timestamptz not null,
  primary key (region_id, person_id)
);
