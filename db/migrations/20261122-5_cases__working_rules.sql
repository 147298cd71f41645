-- The working rules as data: templates a district edits, and what may stand beside a case and wait for somebody (papers).

-- Version 0 of any name is the table in the contract: cases from before templates were data. A default is no rewrite of the table.
alter table cases.cases alter column template set default 'standard';
alter table cases.cases
  add column template_version int not null default 0,
  add column open_children int not null default 0,       -- parts, joint tasks, whistles, meetings that must end before the case does
  add column origin text not null default 'report' check (origin in ('report', 'split', 'proactive')),
  add column level text check (level in ('grid', 'community', 'street', 'district')),   -- where it is being solved, and at last was
  add column dispatch_basis text check (dispatch_basis in ('list', 'chosen', 'fallback', 'designated', 'leader_order')),
  add column locked_reason text,                         -- 指定承办: may not be given back, and why
  add column extensions int not null default 0,
  add column suspensions int not null default 0,
  add column supervision_level int not null default 0 check (supervision_level between 0 and 3),
  add column repeat_of uuid,
  add column split_from uuid,
  add column about_unit_id int,                          -- the report is about this unit: recusal
  add column about_root_unit_id int,
  add column archived_at timestamptz,
  add column archive_digest text;
alter table cases.cases
  add constraint children_are_counted check (open_children >= 0),
  add constraint about_has_root check ((about_unit_id is null) = (about_root_unit_id is null)),
  add constraint split_is_another check (split_from is distinct from id and repeat_of is distinct from id),
  add constraint archived_is_ended check ((archived_at is null) = (archive_digest is null) and (archived_at is null or ended_at is not null)),
  -- nobody handles a report about herself, whoever wrote the row
  add constraint lead_is_not_the_target check (about_unit_id is null or lead_unit_id is distinct from about_unit_id);
create index cases_suspended on cases.cases (region_id, suspended_at) where suspended_at is not null;
create index cases_split on cases.cases (region_id, split_from) where split_from is not null;
create index cases_about on cases.cases (region_id, about_root_unit_id) where about_root_unit_id is not null;
create index cases_template_open on cases.cases (region_id, template, template_version, id) where is_open;

-- Edited as a draft, published once and for all: a running case names the version it runs by.
create table cases.templates (
  region_id    int  not null references areas.regions (id),
  name         text not null check (name ~ '^[a-z][a-z0-9_]{1,40}$'),
  version      int  not null check (version > 0),
  body         jsonb not null,
  saved_by     uuid,
  saved_at     timestamptz not null,
  saved_n      int not null default 1,                   -- how often the draft was saved: who saves over another's draft is told
  published_by uuid,
  published_at timestamptz,
  reason       text,
  primary key (region_id, name, version),
  constraint published_says_why check ((published_at is null) = (reason is null))
);
create unique index one_draft on cases.templates (region_id, name) where published_at is null;

create table cases.template_uses (
  region_id int  not null,
  matter_id int  not null,
  template  text not null,
  primary key (region_id, matter_id),
  foreign key (region_id, matter_id) references catalogue.matters (region_id, id)
);

-- What stands beside a case and waits for somebody: an application or an order, with a clock of its own.
create table cases.papers (
  region_id   int  not null,
  case_id     uuid not null,
  n           int  not null,
  kind        text not null check (kind in ('extension', 'suspension', 'review', 'supervision', 'forced_close', 'escalation', 'petition', 'follow_up')),
  phase       text not null default '',                  -- level of a supervision, stage of a petition, whither an escalation goes
  asked_by    uuid,
  asked_unit_id int,
  asked_at    timestamptz not null,
  owed_post   text not null,                             -- who must answer it …
  owed_unit_id int,                                      -- … and where, when it is one unit's
  reason      text not null,
  data        jsonb not null default '{}',
  time_limit  jsonb not null,
  warn_at     timestamptz,
  due_at      timestamptz,
  warned_at   timestamptz,
  overdue_at  timestamptz,
  done_by     uuid,
  done_at     timestamptz,
  outcome     text,
  decision    text,
  primary key (region_id, case_id, n),
  foreign key (region_id, case_id) references cases.cases (region_id, id),
  constraint done_has_outcome check ((done_at is null) = (outcome is null)),
  constraint forced_by_two_people check (kind <> 'forced_close' or outcome is distinct from 'accepted' or done_by <> asked_by)
);
create unique index one_open_paper on cases.papers (region_id, case_id, kind) where done_at is null;
create index papers_owed on cases.papers (region_id, owed_post, due_at) where done_at is null;
create index papers_kind on cases.papers (region_id, kind, asked_at);

alter table cases.assignments drop constraint assignments_ended_by_check,
  add constraint assignments_ended_by_check check (ended_by in ('closed', 'returned', 'reassigned', 'handed_on', 'case_ended'));
alter table cases.handlings drop constraint handlings_outcome_check,
  add constraint handlings_outcome_check check (outcome in ('handed_back', 'returned', 'reassigned', 'handed_on', 'case_ended'));
alter table cases.assignments add column basis text;     -- as the case's own, for each assignment
