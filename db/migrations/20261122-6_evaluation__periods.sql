-- 综合评价: schemes in versions, periods and what was counted in them, what was told from outside, appeals, vetoes.
-- Everything that is counted here can be counted again from facts and clocks; only people's own words cannot.
create schema evaluation;

-- A version is added, never changed: a period keeps the one it was opened under.
create table evaluation.schemes (
  region_id   int  not null references areas.regions (id),
  version     int  not null check (version > 0),
  title       text not null,
  settle_days int  not null check (settle_days between 0 and 31),
  items       jsonb not null,
  reason      text not null,
  by_person   uuid,
  at          timestamptz not null,
  primary key (region_id, version)
);

create table evaluation.periods (
  region_id      int  not null,
  id             uuid not null,
  kind           text not null check (kind in ('day', 'week', 'month', 'quarter', 'year')),
  first_on       date not null,
  from_at        timestamptz not null,
  to_at          timestamptz not null,
  state          text not null default 'open' check (state in ('open', 'computed', 'reviewed', 'appealing', 'locked', 'published')),
  scheme_version int  not null,
  as_of          timestamptz,                    -- only what had happened by then is counted
  facts_seen     bigint not null default 0,      -- facts up to here have been looked at
  computed_at    timestamptz,
  computing      uuid,                           -- the job that is at it
  cases          int  not null default 0,
  appeals_until  timestamptz,
  locked_at      timestamptz,
  published_at   timestamptz,
  note           text not null default '',
  version        int  not null default 1,
  primary key (region_id, id),
  unique (region_id, kind, first_on),
  foreign key (region_id, scheme_version) references evaluation.schemes (region_id, version),
  check (to_at > from_at),
  constraint locked_was_computed check (state not in ('locked', 'published') or (locked_at is not null and computed_at is not null))
);

-- One row for each thing that is counted: an act at its time, a duty at its deadline. Figures and drill-downs stand on it.
create table evaluation.traces (
  region_id    int  not null,
  period_id    uuid not null,
  case_id      uuid not null,
  n            int  not null,
  kind         text not null,
  at           timestamptz not null,
  area_id      int  not null,
  street_id    int,
  community_id int,
  unit_id      int,
  person_id    uuid,                             -- a member of staff in her duty; a resident never
  post         text,
  marks        int  not null,                    -- contract/indicators.ts, bit by bit
  minutes      int,
  due_at       timestamptz,
  done_at      timestamptz,
  exempt       boolean not null default false,
  primary key (region_id, period_id, case_id, n),
  foreign key (region_id, period_id) references evaluation.periods (region_id, id)
);
create index traces_kind on evaluation.traces (region_id, period_id, kind, at, case_id, n);

-- Whole numbers, so that adding what is new and taking away what was is exact.
create table evaluation.figures (
  region_id int    not null,
  period_id uuid   not null,
  indicator text   not null,
  object    text   not null check (object in ('district', 'area', 'unit', 'post', 'person')),
  key       text   not null,
  n         int    not null,
  hits      int    not null,
  total     bigint not null,
  exempt    int    not null,
  primary key (region_id, period_id, object, key, indicator),
  foreign key (region_id, period_id) references evaluation.periods (region_id, id)
);

create table evaluation.results (
  region_id int   not null,
  period_id uuid  not null,
  grp       text  not null,
  object    text  not null check (object in ('area', 'unit', 'post', 'person')),
  key       text  not null,
  points    double precision,
  place     int,
  volume    int   not null,
  parts     jsonb not null,
  primary key (region_id, period_id, grp, object, key),
  foreign key (region_id, period_id) references evaluation.periods (region_id, id)
);

-- 外部评价: one of a kind by one rater for one unit; a later word replaces the earlier one, the facts keep both.
create table evaluation.reviews (
  region_id int  not null,
  id        uuid not null,
  period_id uuid not null,
  kind      text not null check (kind in ('street', 'deputy', 'survey', 'media')),
  unit_id   int  not null,
  grade     int  not null check (grade between 0 and 100),
  n         int  not null check (n > 0),
  remark    text not null default '',
  by_person uuid not null,
  from_unit int  not null,
  at        timestamptz not null,
  primary key (region_id, id),
  unique (region_id, period_id, kind, unit_id, from_unit),
  foreign key (region_id, period_id) references evaluation.periods (region_id, id),
  foreign key (region_id, unit_id) references access.units (region_id, id),
  check (unit_id <> from_unit)
);

-- 一票否决: a reasoned flag beside the points, never inside them.
create table evaluation.vetoes (
  region_id int  not null,
  period_id uuid not null,
  object    text not null check (object in ('area', 'unit')),
  key       text not null,
  reason    text not null,
  by_person uuid not null,
  at        timestamptz not null,
  primary key (region_id, period_id, object, key),
  foreign key (region_id, period_id) references evaluation.periods (region_id, id)
);

-- 申诉: a unit contests a trace of a case that counts against it; once, on two levels.
create table evaluation.appeals (
  region_id    int  not null,
  id           uuid not null,
  case_id      uuid not null,
  trace        text not null check (trace in ('round', 'closed', 'response', 'dispatch', 'case_due', 'voice')),
  unit_id      int  not null,
  root_unit_id int  not null,
  period_id    uuid,
  state        text not null default 'asked' check (state in ('asked', 'passed_on', 'granted', 'refused')),
  reason       text not null,
  basis        text not null default '',
  asked_by     uuid not null,
  asked_at     timestamptz not null,
  first_by     uuid,
  first_root   int,
  first_at     timestamptz,
  first_grant  boolean,
  first_word   text,
  second_by    uuid,
  second_root  int,
  second_at    timestamptz,
  second_grant boolean,
  second_word  text,
  primary key (region_id, id),
  foreign key (region_id, period_id) references evaluation.periods (region_id, id),
  foreign key (region_id, unit_id) references access.units (region_id, id),
  constraint decided_by_others check (first_root is distinct from root_unit_id and second_root is distinct from root_unit_id and coalesce(first_by <> second_by, true)),
  constraint decided_in_turn check ((state = 'asked') = (first_at is null) and (state <> 'granted' or (first_grant and second_grant)))
);
-- The fact stays; what is granted is counted out and shown beside.
create unique index one_appeal on evaluation.appeals (region_id, case_id, trace, unit_id);
create index appeals_waiting on evaluation.appeals (region_id, state, asked_at);
