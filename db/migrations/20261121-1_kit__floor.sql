-- The floor every room stands on: facts (timeline, audit trail and trigger in one), commands (a write may be sent twice),
-- revisions (what is remembered in a process is checked against these at the start of each transaction).
create extension if not exists ltree;
create extension if not exists btree_gist;
create extension if not exists btree_gin;

create schema kit;

create table kit.facts (
  region_id   int         not null,
  subject     text        not null,              -- 'case', 'report', 'area', 'account', 'matter' …
  subject_id  text        not null,
  n           int         not null check (n > 0), -- gap-free within the subject
  id          bigint      generated always as identity,
  kind        text        not null,              -- past tense: 'case.checked'
  happened_at timestamptz not null,              -- when it was true in the field
  recorded_at timestamptz not null default clock_timestamp(),
  actor_kind  text        not null check (actor_kind in ('person', 'reporter', 'device', 'system')),
  person_id   uuid,
  post        text,                              -- the hat worn
  unit_id     int,
  command_id  uuid,
  data        jsonb       not null default '{}',
  primary key (region_id, subject, subject_id, n)
);
create index facts_feed on kit.facts (region_id, id);
create index facts_kind on kit.facts (region_id, kind, happened_at);

create table kit.commands (
  region_id   int         not null,
  id          uuid        not null,              -- made by the client before sending
  endpoint    text        not null,
  body_hash   bytea       not null,
  caller      text        not null,              -- who sent it: an id reused by somebody else is refused
  received_at timestamptz not null default clock_timestamp(),
  reply       bytea,                             -- sealed: replies may carry personal data
  primary key (region_id, id)
);
create index commands_age on kit.commands (region_id, received_at);

create table kit.revisions (
  region_id int  not null,
  name      text not null,                       -- 'units', 'calendars', 'matters', 'boundaries:<layer>' …
  revision  int  not null default 1,
  primary key (region_id, name)
);
