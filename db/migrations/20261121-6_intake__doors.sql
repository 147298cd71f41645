-- One queue for every door. A report always has a case: nothing can be orphaned between them.
create schema intake;

create table intake.reports (
  region_id  int  not null,
  id         uuid not null,                      -- made by the client
  number     text not null,                      -- on the receipt, with a secret derived from the receipt key
  case_id    uuid not null,
  follows    boolean not null default false,     -- "我也遇到": joined a case that was already open
  channel    text not null check (channel in ('web','hotline','counter','department','keeper','device','import','open311')),
  kind       text not null check (kind in ('consultation','help','complaint','whistle','suggestion')),
  discovery  text not null check (discovery in ('passive','active','smart')),
  naming     text not null check (naming in ('named','anonymous','confidential')),
  title      text not null,
  detail     text not null default '',
  place_text text not null default '',
  location   point,
  happened_at timestamptz not null,
  received_at timestamptz not null,
  by_person  uuid,                               -- operator, counter clerk or keeper
  by_unit    int,
  device_id  uuid,
  external_id text,
  has_contact boolean not null default false,
  lang       text not null default 'zh',
  answered_at timestamptz,
  answer_n   int,
  answer_case_id uuid,                           -- the case that answered (the master after a merge)
  rating_solved boolean,
  rating_satisfied boolean,
  rated_at   timestamptz,
  version    int  not null default 0,
  primary key (region_id, id),
  unique (region_id, number),
  foreign key (region_id, case_id) references cases.cases (region_id, id),
  check ((answered_at is null) = (answer_n is null)),
  check (not has_contact or naming <> 'anonymous')
);
create index reports_case on intake.reports (region_id, case_id);
create index reports_recent on intake.reports (region_id, received_at desc, id desc);
create index reports_unanswered on intake.reports (region_id, received_at) where answered_at is null;
create unique index reports_external on intake.reports (region_id, channel, external_id) where external_id is not null;

-- Who asked: sealed field by field, looked up by keyed hash, behind row-level security.
create table intake.reporters (
  region_id  int  not null,
  report_id  uuid not null,
  name       bytea,
  phone      bytea,
  phone_hash bytea,
  email      bytea,
  email_hash bytea,
  primary key (region_id, report_id),
  foreign key (region_id, report_id) references intake.reports (region_id, id)
);
create index reporters_phone on intake.reporters (region_id, phone_hash) where phone_hash is not null;
alter table intake.reporters enable row level security;
alter table intake.reporters force row level security;
create policy own_region on intake.reporters
  using (region_id = (select nullif(current_setting('gridloop.region', true), '')::int))
  with check (region_id = (select nullif(current_setting('gridloop.region', true), '')::int));

create table intake.replies (
  region_id int  not null,
  id        uuid not null,
  report_id uuid not null,
  text      text not null,
  unsolved  boolean not null default false,
  at        timestamptz not null,
  primary key (region_id, id),
  foreign key (region_id, report_id) references intake.reports (region_id, id)
);
create index replies_report on intake.replies (region_id, report_id, at);
