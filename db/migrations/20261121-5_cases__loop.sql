-- The loop: case, stages with their clocks, assignments, handling rounds, pauses, returns, checks, answers, callbacks, photos.
create schema cases;

-- Case numbers are readable and may have gaps; a counter row per day would make every intake wait for the one before it.
create sequence cases.case_numbers;

create table cases.cases (
  region_id    int  not null,
  id           uuid not null,
  number       text not null,                    -- readable, not a key
  version      int  not null default 0,          -- number of its last fact
  moved_version int not null default 0,          -- version at which its stage last changed
  state        text not null check (state in ('reported','received','confirming','filed','dispatched','signed','handled','checked',
                                              'closed','answered','refused','withdrawn','merged','voided')),
  is_open      boolean not null generated always as (state in ('reported','received','confirming','filed','dispatched','signed','handled','checked')) stored,
  template     text not null default 'seven_step',
  kind         text not null check (kind in ('consultation','help','complaint','whistle','suggestion')),
  discovery    text not null check (discovery in ('passive','active','smart')),
  channel      text not null,
  title        text not null,
  detail       text not null default '',
  matter_id    int  not null,
  matter_by    text not null default 'fallback' check (matter_by in ('reporter','operator','triage','import','device','fallback')),
  condition_id int,
  urgent       boolean not null default false,
  confidential boolean not null default false,
  place_text   text not null default '',
  location     point,
  located_by   text not null check (located_by in ('point','name','operator','outside','fallback')),
  area_id      int  not null,                    -- the finest area known; the region's root when nothing is known
  area_path    ltree not null,
  holder_unit_id int,                            -- the unit that must act now; null when ended
  holder_person_id uuid,                         -- narrowed to a person (承办人, 核实 or 核查 task)
  lead_unit_id int,                              -- answerable from first dispatch to close (首派责任)
  superior_unit_id int,                          -- set while red: the case also stands in the superior's queue
  party_units  int[] not null default '{}',      -- every unit that has or had a part in it
  calendar_id  int  not null,
  calendar_version int not null,
  opened_at    timestamptz not null,
  filed_at     timestamptz,
  dispatched_at timestamptz,
  handled_at   timestamptz,
  ended_at     timestamptz,
  time_limit   jsonb,                            -- handling limit, set when filed (contract/worktime.ts Limit)
  case_limit   jsonb,
  case_started_at timestamptz,
  case_warn_at timestamptz,
  case_due_at  timestamptz,
  case_warned_at timestamptz,
  case_overdue_at timestamptz,
  stage_n      int  not null default 0,
  stage_warn_at timestamptz,                     -- the current stage's, copied for queues
  stage_due_at timestamptz,
  handling_due_at timestamptz,
  alarm_at     timestamptz,                      -- when the sweep must look at it next
  suspended_at timestamptz,
  suspended_until timestamptz,
  suspended_reason text,
  end_reason   text,
  merged_into  uuid,
  answer_n     int,
  reports      int  not null default 1,          -- reports answered by this case, its merged ones included
  reworks      int  not null default 0,
  returns      int  not null default 0,
  reopened     int  not null default 0,
  unsolved_at  timestamptz,                      -- the reporter says: not solved; 值班长 must decide
  search       tsvector not null default ''::tsvector,
  primary key (region_id, id),
  unique (region_id, number),
  foreign key (region_id, merged_into) references cases.cases (region_id, id),
  constraint open_has_one_holder check (
    (state in ('reported','received','confirming','filed','dispatched','signed','handled','checked')) = (holder_unit_id is not null)),
  constraint ended_has_reason check (
    (state in ('reported','received','confirming','filed','dispatched','signed','handled','checked')) = (ended_at is null)
    and (ended_at is null) = (end_reason is null)),
  constraint merged_names_its_master check ((state = 'merged') = (merged_into is not null) and merged_into is distinct from id),
  constraint ended_is_answered check (
    state in ('reported','received','confirming','filed','dispatched','signed','handled','checked','merged') or answer_n is not null),
  constraint lead_from_dispatch_to_close check (state not in ('dispatched','signed') or lead_unit_id is not null)
);
create index cases_holder on cases.cases (region_id, holder_unit_id, stage_due_at, id) where holder_unit_id is not null;
create index cases_superior on cases.cases (region_id, superior_unit_id, stage_due_at, id) where superior_unit_id is not null;
create index cases_alarm on cases.cases (region_id, alarm_at) where alarm_at is not null;
create index cases_recent on cases.cases (region_id, opened_at desc, id desc);
create index cases_state on cases.cases (region_id, state, opened_at desc, id desc);
create index cases_area on cases.cases using gist (region_id, area_path);
create index cases_party on cases.cases using gin (region_id, party_units);
create index cases_search on cases.cases using gin (region_id, search);
create index cases_place on cases.cases using gist (location);
create index cases_merged on cases.cases (region_id, merged_into) where merged_into is not null;
create index cases_case_due on cases.cases (region_id, case_due_at) where case_due_at is not null;
create index cases_person on cases.cases (region_id, holder_person_id) where holder_person_id is not null;
create index cases_ended on cases.cases (region_id, ended_at) where ended_at is not null;
create index cases_unsolved on cases.cases (region_id, unsolved_at) where unsolved_at is not null;

create table cases.stages (
  region_id  int  not null,
  case_id    uuid not null,
  n          int  not null,
  state      text not null,
  unit_id    int  not null,                      -- holder during the stage
  person_id  uuid,
  entered_at timestamptz not null,
  started_at timestamptz not null,               -- of the clock: earlier than entered_at when a paused stage is taken up again
  time_limit jsonb not null,
  warn_at    timestamptz,
  due_at     timestamptz,                        -- null while paused
  warned_at  timestamptz,
  overdue_at timestamptz,
  ended_at   timestamptz,
  ended_by   text,                               -- the move
  primary key (region_id, case_id, n),
  foreign key (region_id, case_id) references cases.cases (region_id, id)
);
create unique index one_stage_clock on cases.stages (region_id, case_id) where ended_at is null;

create table cases.assignments (
  region_id   int  not null,
  id          uuid not null,
  case_id     uuid not null,
  unit_id     int  not null,
  root_unit_id int not null,
  role        text not null check (role in ('lead', 'co')),
  live        boolean not null default true,
  rule_number text,                              -- responsibility that proposed it; null = chosen by hand
  reason      text not null default '',
  dispatched_at timestamptz not null,
  signed_at   timestamptz,
  handler_id  uuid,                              -- 承办人
  ended_at    timestamptz,
  ended_by    text check (ended_by in ('closed', 'returned', 'reassigned', 'case_ended')),
  primary key (region_id, id),
  unique (region_id, id, root_unit_id),
  foreign key (region_id, case_id) references cases.cases (region_id, id),
  check (live = (ended_at is null))
);
create unique index one_live_lead on cases.assignments (region_id, case_id) where live and role = 'lead';
create index assignments_case on cases.assignments (region_id, case_id);
create index assignments_unit on cases.assignments (region_id, unit_id, dispatched_at);

-- A handling round: from dispatch (or rework) to hand-back. The handling clock lives here.
create table cases.handlings (
  region_id   int  not null,
  case_id     uuid not null,
  n           int  not null,
  assignment_id uuid not null,
  unit_id     int  not null,
  started_at  timestamptz not null,
  time_limit  jsonb not null,
  warn_at     timestamptz,
  due_at      timestamptz,
  warned_at   timestamptz,
  overdue_at  timestamptz,
  handed_back_at timestamptz,
  ended_at    timestamptz,
  outcome     text check (outcome in ('handed_back', 'returned', 'case_ended')),
  result      text,
  person_id   uuid,                              -- who handed back
  primary key (region_id, case_id, n),
  foreign key (region_id, case_id) references cases.cases (region_id, id),
  foreign key (region_id, assignment_id) references cases.assignments (region_id, id),
  check ((ended_at is null) = (outcome is null))
);
create unique index one_live_handling on cases.handlings (region_id, case_id) where ended_at is null;
create index handlings_due on cases.handlings (region_id, due_at);
create index handlings_unit_due on cases.handlings (region_id, unit_id, due_at);

create table cases.pauses (
  region_id int  not null,
  case_id   uuid not null,
  n         int  not null,
  clocks    text[] not null,                     -- 'stage', 'handling', 'case'
  from_at   timestamptz not null,
  to_at     timestamptz,
  reason    text not null,                       -- 'suspended', 'confirming', 'return_accepted'
  stage_n   int,                                 -- of the stage whose clock stood still
  primary key (region_id, case_id, n),
  foreign key (region_id, case_id) references cases.cases (region_id, id),
  check (to_at is null or to_at >= from_at)
);
create unique index one_open_pause on cases.pauses (region_id, case_id, reason) where to_at is null;

create table cases.returns (
  region_id int  not null,
  case_id   uuid not null,
  n         int  not null,
  assignment_id uuid not null,
  unit_id   int  not null,
  reason    text not null,
  basis     text not null default '',
  suggested_unit_id int,
  asked_by  uuid not null,
  asked_at  timestamptz not null,
  decided_by uuid,
  decided_at timestamptz,
  accepted  boolean,
  decision  text,
  primary key (region_id, case_id, n),
  foreign key (region_id, assignment_id) references cases.assignments (region_id, id),
  check ((decided_at is null) = (accepted is null))
);
create unique index one_pending_return on cases.returns (region_id, case_id) where decided_at is null;

-- 核查. The handler's root unit is taken from the assignment itself, so the check below cannot be talked round.
create table cases.checks (
  region_id int  not null,
  case_id   uuid not null,
  n         int  not null,
  assignment_id uuid not null,
  handler_root_unit_id int not null,
  checker_id uuid not null,
  checker_root_unit_id int not null,
  passed    boolean not null,
  remark    text not null,
  at        timestamptz not null,
  location  point,
  primary key (region_id, case_id, n),
  foreign key (region_id, assignment_id, handler_root_unit_id) references cases.assignments (region_id, id, root_unit_id),
  constraint check_by_other_root_unit check (checker_root_unit_id <> handler_root_unit_id)
);

-- 核实: is it so? Before filing.
create table cases.confirmations (
  region_id int  not null,
  case_id   uuid not null,
  n         int  not null,
  asked_by  uuid not null,
  asked_at  timestamptz not null,
  keeper_id uuid not null,
  is_so     boolean,
  remark    text,
  done_by   uuid,
  done_at   timestamptz,
  location  point,
  primary key (region_id, case_id, n),
  foreign key (region_id, case_id) references cases.cases (region_id, id)
);

create table cases.answers (
  region_id int  not null,
  case_id   uuid not null,
  n         int  not null,
  text      text not null check (length(text) > 0),
  standard  boolean not null default false,      -- a standard sentence, counted as such
  article_id int,
  by_person uuid,
  at        timestamptz not null,
  primary key (region_id, case_id, n),
  foreign key (region_id, case_id) references cases.cases (region_id, id)
);
alter table cases.cases add constraint answer_exists foreign key (region_id, id, answer_n)
  references cases.answers (region_id, case_id, n) deferrable initially deferred;

create table cases.callbacks (
  region_id int  not null,
  case_id   uuid not null,
  report_id uuid not null,
  n         int  not null,
  due_at    timestamptz not null,
  done_at   timestamptz,
  done_by   uuid,
  reached   boolean,
  solved    boolean,
  satisfied boolean,
  remark    text,
  primary key (region_id, case_id, report_id, n),
  foreign key (region_id, case_id) references cases.cases (region_id, id)
);
create index callbacks_due on cases.callbacks (region_id, due_at) where done_at is null;

create table cases.notes (
  region_id int  not null,
  case_id   uuid not null,
  id        uuid not null,
  text      text not null,
  by_person uuid,
  unit_id   int,
  at        timestamptz not null,
  primary key (region_id, id),
  foreign key (region_id, case_id) references cases.cases (region_id, id)
);
create index notes_case on cases.notes (region_id, case_id, at);

-- Photos: received raw, re-encoded by the sweep (EXIF dropped by construction), served only when ready.
create table cases.photos (
  region_id int  not null,
  id        uuid not null,                       -- made by the client
  case_id   uuid not null,
  report_id uuid,
  purpose   text not null check (purpose in ('report', 'confirm', 'before', 'after', 'check')),
  state     text not null default 'waiting' check (state in ('waiting', 'ready', 'refused')),
  raw_sha256 bytea not null,
  raw_bytes int  not null,
  sha256    bytea,
  bytes     int,
  width     int,
  height    int,
  reason    text,
  by_person uuid,
  received_at timestamptz not null,
  processed_at timestamptz,
  primary key (region_id, id),
  foreign key (region_id, case_id) references cases.cases (region_id, id),
  constraint served_only_processed check ((state = 'ready') = (sha256 is not null) and (state = 'waiting') = (processed_at is null))
);
create index photos_case on cases.photos (region_id, case_id);
create index photos_waiting on cases.photos (region_id, received_at) where state = 'waiting';
