-- Units in a tree, people with posts and dates, accounts, server-side sessions.
create schema access;

create table access.units (
  region_id  int  not null references areas.regions (id),
  id         int  generated always as identity,
  code       text not null,
  name       text not null,
  name_en    text not null default '',
  kind       text not null check (kind in ('supervision', 'command', 'leadership', 'department', 'street', 'community', 'other')),
  parent_id  int,
  root_id    int  not null,                      -- a department, or a street with its communities and keepers; itself for a root
  superior_id int,                               -- where a red case also stands
  path       ltree not null,
  area_id    int,                                -- the territory of a street office or community
  imported   boolean not null default false,
  valid_from timestamptz not null default now(),
  valid_to   timestamptz,
  version    int  not null default 1,
  primary key (region_id, id),
  unique (region_id, code),
  foreign key (region_id, parent_id) references access.units (region_id, id),
  foreign key (region_id, root_id) references access.units (region_id, id) deferrable initially deferred,
  foreign key (region_id, superior_id) references access.units (region_id, id)
);
alter table areas.areas add foreign key (region_id, unit_id) references access.units (region_id, id);

create table access.people (
  region_id  int  not null references areas.regions (id),
  id         uuid not null,
  name       text not null,
  name_en    text not null default '',
  imported   boolean not null default false,
  created_at timestamptz not null default now(),
  primary key (region_id, id)
);
alter table areas.keepers add foreign key (region_id, person_id) references access.people (region_id, id);

create table access.posts (
  region_id  int  not null,
  id         uuid not null,
  person_id  uuid not null,
  post       text not null check (post in ('receiver','duty_officer','dispatcher','clerk','handler','keeper','checker','caller','evaluator','leader','system_admin','security_admin','audit_admin')),
  unit_id    int  not null,
  area_id    int,                                -- narrows the post to a territory
  from_on    date not null,
  to_on      date,
  primary key (region_id, id),
  foreign key (region_id, person_id) references access.people (region_id, id),
  foreign key (region_id, unit_id) references access.units (region_id, id),
  foreign key (region_id, area_id) references areas.areas (region_id, id),
  check (to_on is null or to_on >= from_on)
);
create index posts_person on access.posts (region_id, person_id);
create index posts_unit on access.posts (region_id, unit_id, post);

create table access.accounts (
  region_id     int  not null,
  id            uuid not null,
  person_id     uuid not null,
  login         text not null,
  password_hash text not null,                   -- argon2id
  demo          boolean not null default false,  -- refused unless demo mode on a loopback address
  totp_secret   bytea,                           -- sealed; null until the second factor is set up
  totp_last_step bigint,                         -- a code is good once
  failed_count  int  not null default 0,
  failed_at     timestamptz,
  disabled_at   timestamptz,
  created_at    timestamptz not null default now(),
  primary key (region_id, id),
  foreign key (region_id, person_id) references access.people (region_id, id)
);
create unique index accounts_login on access.accounts (lower(login));

create table access.sessions (
  region_id    int   not null,
  token_hash   bytea not null,
  account_id   uuid  not null,
  stage        text  not null check (stage in ('second_factor', 'enrol', 'full')),
  created_at   timestamptz not null default now(),
  seen_at      timestamptz not null default now(),
  expires_at   timestamptz not null,
  ended_at     timestamptz,
  user_agent   text not null default '',
  primary key (token_hash),
  foreign key (region_id, account_id) references access.accounts (region_id, id)
);
create index sessions_account on access.sessions (region_id, account_id);
