-- 值班: who answers for a line of duty, what one hands over to the next, what a key event asks for, and the switch between 常态 and 应急.
create schema duty;

-- 重大活动值守: days, places and matters that are watched; extra turns of the roster may belong to it.
create table duty.occasions (
  region_id  int    not null references areas.regions (id),
  id         uuid   not null,
  name       text   not null check (name <> ''),
  from_on    date   not null,
  to_on      date   not null,
  area_ids   int[]  not null,
  matter_ids int[]  not null,
  plan       text   not null,
  version    int    not null default 1,
  ended_at   timestamptz,                           -- called off
  primary key (region_id, id),
  check (to_on >= from_on)
);
create index occasions_by_day on duty.occasions (region_id, to_on desc, id);

-- 值班表: one person and perhaps a deputy for a seat, a day and its half; another roster stands ready for 应急.
create table duty.turns (
  region_id   int  not null references areas.regions (id),
  id          uuid not null,
  roster      text not null check (roster in ('normal', 'emergency')),
  seat       text not null check (seat in ('general', 'emergency', 'police', 'urban')),
  on_day      date not null,
  part        text not null check (part in ('day', 'night')),
  occasion_id uuid,
  person_id   uuid not null,
  deputy_id   uuid,
  version     int  not null default 1,
  primary key (region_id, id),
  constraint turns_slot unique nulls not distinct (region_id, on_day, part, seat, roster, occasion_id),
  foreign key (region_id, occasion_id) references duty.occasions (region_id, id),
  foreign key (region_id, person_id) references access.people (region_id, id),
  foreign key (region_id, deputy_id) references access.people (region_id, id),
  constraint deputy_is_another check (deputy_id <> person_id)
);

-- 值班日志 and 交接: only added to; what is handed over waits until somebody of a later turn has read it.
create table duty.notes (
  region_id  int  not null references areas.regions (id),
  id         uuid not null,
  seat      text not null check (seat in ('general', 'emergency', 'police', 'urban')),
  on_day     date not null,
  part       text not null check (part in ('day', 'night')),
  at         timestamptz not null,
  person_id  uuid not null,
  unit_id    int  not null,
  text       text not null check (text <> ''),
  hand_over  boolean not null,
  read_at    timestamptz,
  read_by    uuid,
  primary key (region_id, id),
  check ((read_at is null) = (read_by is null)),
  constraint read_by_another check (read_by <> person_id),
  constraint only_what_is_handed_over check (hand_over or read_at is null)
);
create index notes_recent on duty.notes (region_id, at desc, id desc);
create index notes_waiting on duty.notes (region_id, seat) where hand_over and read_at is null;

-- 应急状态: asked for by one, put into force by another; one at a time. What it changes is data: which matters come first, where,
-- by which process new cases of them run.
create table duty.modes (
  region_id     int   not null references areas.regions (id),
  id            uuid  not null,
  level         smallint not null check (level between 1 and 4),   -- Ⅰ is the gravest (突发事件应对法)
  reason        text  not null check (reason <> ''),
  area_ids      int[] not null,                                     -- empty: the whole district
  matter_ids    int[] not null check (cardinality(matter_ids) > 0),
  template      text  not null,
  until         timestamptz not null,                               -- it ends by itself then
  asked_at      timestamptz not null,
  asked_by      uuid  not null,
  asked_unit_id int   not null,
  decided_at    timestamptz,
  decided_by    uuid,
  accepted      boolean,
  decision      text,
  ended_at      timestamptz,
  ended_by      uuid,                                               -- null: its time was over
  end_reason    text,
  primary key (region_id, id),
  constraint decided_by_another check (decided_by <> asked_by),
  constraint decided_whole check ((decided_at is null) = (accepted is null) and (decided_at is null) = (decided_by is null)),
  -- what nobody decided in time lapses without having begun
  constraint ended_unless_refused check (ended_at is null or accepted is distinct from false)
);
create unique index modes_one_at_a_time on duty.modes (region_id) where (accepted is null or accepted) and ended_at is null;
create index modes_recent on duty.modes (region_id, asked_at desc, id desc);
