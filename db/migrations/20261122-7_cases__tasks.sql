-- 协办、吹哨报到、紧急直达、会议决议: tasks beside a case, each a row with one clock; meetings about cases; and what a callback desk keeps.

create table cases.tasks (
  region_id     int  not null,
  id            uuid not null,
  case_id       uuid not null,
  purpose       text not null check (purpose in ('joint', 'whistle', 'urgent', 'resolution')),
  call_id       uuid not null,                           -- parts of one whistle, one urgent call, one meeting (then its id)
  state         text not null default 'called' check (state in ('called', 'objected', 'begun', 'handed_back', 'done', 'lifted', 'refused', 'withdrawn', 'lapsed')),
  is_open       boolean not null generated always as (state in ('called', 'objected', 'begun', 'handed_back')) stored,
  unit_id       int  not null,
  root_unit_id  int  not null,
  text          text not null,
  occasion      text check (occasion in ('enforcement', 'key_work', 'emergency')),
  place         text not null default '',
  location      point,
  asked_by      uuid,
  asked_unit_id int  not null,
  asked_at      timestamptz not null,
  come_limit    jsonb not null,                          -- to say yes, or to be there
  handle_limit  jsonb,                                   -- to be done; null: with the handling of the case itself
  object_until  timestamptz,
  came_by       uuid,
  came_at       timestamptz,
  came_location point,
  came_late     boolean,
  objection     text,
  ground        text check (ground in ('not_ours', 'needless')),
  objected_at   timestamptz,
  ruling        text check (ruling in ('stands', 'not_ours', 'needless')),
  ruling_reason text,
  ruled_by      uuid,
  ruled_at      timestamptz,
  result        text,
  handed_back_by uuid,
  handed_back_at timestamptz,
  handed_late   boolean,
  sent_back     int not null default 0,
  grade         int check (grade between 1 and 5),       -- of the unit, by whoever asked
  grade_remark  text,
  graded_by     uuid,
  call_grade    int check (call_grade between 1 and 5),  -- of the whistle, by the unit that was called
  ended_at      timestamptz,
  ended_by      uuid,
  end_reason    text,
  -- the one clock that runs: to come, to be ruled on, or to be done
  clock         text check (clock in ('come', 'rule', 'handle')),
  time_limit    jsonb,
  started_at    timestamptz,
  warn_at       timestamptz,
  due_at        timestamptz,
  warned_at     timestamptz,
  overdue_at    timestamptz,
  primary key (region_id, id),
  foreign key (region_id, case_id) references cases.cases (region_id, id),
  constraint task_has_one_clock check ((clock is not null) = (state in ('called', 'objected', 'begun')) and (clock is null) = (time_limit is null) and (clock is null) = (started_at is null)),
  constraint task_ends_once check ((ended_at is null) = (state in ('called', 'objected', 'begun', 'handed_back'))),
  constraint came_says_whether_late check ((came_at is null) = (came_late is null)),
  constraint graded_when_done check ((grade is not null) = (state = 'done')),
  constraint no_unit_calls_itself check (unit_id <> asked_unit_id or purpose = 'resolution'),
  constraint ruled_after_objecting check (ruled_at is null or objected_at is not null)
);
create index tasks_of_case on cases.tasks (region_id, case_id, asked_at, id);
create index tasks_open_by_unit on cases.tasks (region_id, unit_id, coalesce(due_at, 'infinity'), id) where is_open;
create index tasks_open_by_asker on cases.tasks (region_id, asked_unit_id, coalesce(due_at, 'infinity'), id) where is_open;
create index tasks_open on cases.tasks (region_id, coalesce(due_at, 'infinity'), id) where is_open;
create index tasks_ended on cases.tasks (region_id, ended_at desc, id) where ended_at is not null;
create index tasks_of_call on cases.tasks (region_id, call_id);

create table cases.meetings (
  region_id     int  not null references areas.regions (id),
  id            uuid not null,
  kind          text not null check (kind in ('consultation', 'joint', 'urgent')),
  state         text not null default 'called' check (state in ('called', 'held', 'cancelled')),
  title         text not null,
  at            timestamptz not null,
  place         text not null,
  convened_by   uuid not null,
  convener_unit_id int not null,
  convened_at   timestamptz not null,
  minutes       text,
  minutes_by    uuid,
  held_at       timestamptz,
  cancel_reason text,
  version       int not null default 1,
  primary key (region_id, id),
  constraint held_has_minutes check ((state = 'held') = (minutes is not null) and (state = 'held') = (held_at is not null)),
  constraint cancelled_says_why check ((state = 'cancelled') = (cancel_reason is not null))
);
create index meetings_by_time on cases.meetings (region_id, at desc, id);

create table cases.meeting_cases (
  region_id  int  not null,
  meeting_id uuid not null,
  case_id    uuid not null,
  primary key (region_id, meeting_id, case_id),
  foreign key (region_id, meeting_id) references cases.meetings (region_id, id),
  foreign key (region_id, case_id) references cases.cases (region_id, id)
);
create index meetings_of_case on cases.meeting_cases (region_id, case_id);

create table cases.meeting_members (
  region_id  int  not null,
  meeting_id uuid not null,
  n          int  not null,
  unit_id    int,
  person_id  uuid,
  attended   boolean,
  primary key (region_id, meeting_id, n),
  foreign key (region_id, meeting_id) references cases.meetings (region_id, id),
  constraint member_is_somebody check (unit_id is not null or person_id is not null)
);
create index meetings_of_unit on cases.meeting_members (region_id, unit_id) where unit_id is not null;
create index meetings_of_person on cases.meeting_members (region_id, person_id) where person_id is not null;

-- 回访: every try is counted; one caller at a time has a reporter on the line.
alter table cases.callbacks
  add column refused boolean not null default false,
  add column tries int not null default 0,
  add column tried_at timestamptz,
  add column taken_by uuid,
  add column taken_until timestamptz;
update cases.callbacks set tries = 1, tried_at = done_at where reached is not null;
create index callbacks_done on cases.callbacks (region_id, done_at desc, case_id, report_id, n) where done_at is not null;

-- 督办台
create index cases_supervised on cases.cases (region_id, (-supervision_level), id) where supervision_level > 0;
