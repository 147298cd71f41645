-- 疑似重复: what each open case is recognised by, so that the next report of the same thing finds it by a few index probes, however
-- many cases are open. Filled by a sweep after the report was acknowledged; a hint may come a second late, a receipt may not.
create table intake.recognised (
  region_id int  not null,
  case_id   uuid not null,
  opened_at timestamptz not null,
  alike_to  uuid,                               -- the case that told of it first; null = nothing like it was open
  likeness     real,
  primary key (region_id, case_id),
  foreign key (region_id, case_id) references cases.cases (region_id, id)
);
create index recognised_alike on intake.recognised (region_id, alike_to, opened_at, case_id) where alike_to is not null;

-- A key is a spot and a thing told of: 'n荷坡|路灯不亮'. A storm's later cases have none, so no key is ever crowded by one storm.
create table intake.recognised_by (
  region_id int  not null,
  key       text collate "C" not null,
  opened_at timestamptz not null,
  case_id   uuid not null,
  primary key (region_id, key, opened_at, case_id)
);
create index recognised_by_case on intake.recognised_by (region_id, case_id);

-- "我也遇到" while many follow the same case: counted into its row by a sweep, so that no follower waits for another.
create table intake.joining (
  region_id int  not null,
  case_id   uuid not null,
  report_id uuid not null,
  at        timestamptz not null,
  primary key (region_id, case_id, report_id)
);

-- An answer on its way to more reports than one transaction should touch.
create table intake.answering (
  region_id int  not null,
  case_id   uuid not null,                      -- the case that answered
  answer_n  int  not null,
  at        timestamptz not null,
  call_back boolean not null,
  primary key (region_id, case_id, answer_n),
  foreign key (region_id, case_id, answer_n) references cases.answers (region_id, case_id, n)
);

-- Probably the same as another open case: folded under it in the queues until a person has looked at it.
alter table cases.cases add column alike_to uuid, add column alike int not null default 0;
create index cases_waiting on cases.cases (region_id, (not urgent), (coalesce(stage_due_at, 'infinity'::timestamptz)), id)
  where is_open and (alike_to is null or state <> 'reported');
create index cases_alike on cases.cases (region_id, alike_to, opened_at, id) where alike_to is not null and state = 'reported';
create index cases_storms on cases.cases (region_id, id) where alike > 0;
