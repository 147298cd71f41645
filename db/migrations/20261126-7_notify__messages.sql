-- 消息: what is told to those who reported, by the way they came; and the proof that an address is somebody's own.
create schema notify;

-- Something happened to a case that its reporters are told of, once it has stood for a moment (an undone move tells nobody).
create table notify.news (
  region_id  int  not null references areas.regions (id),
  case_id    uuid not null,
  n          bigint not null,                    -- of the fact
  kind       text not null,
  data       jsonb not null default '{}',
  at         timestamptz not null,
  due_at     timestamptz not null,
  told_to    uuid,                               -- the last report it was told to: a storm is told in steps
  primary key (region_id, case_id, n),
  foreign key (region_id, case_id) references cases.cases (region_id, id)
);
create index news_due on notify.news (region_id, due_at);

-- Addresses and words are sealed row by row, and gone after ninety days.
create table notify.messages (
  region_id    int  not null references areas.regions (id),
  id           uuid not null,
  report_id    uuid,                             -- none: a one-time code
  kind         text not null,
  way          text not null check (way in ('sms', 'email')),
  address      bytea not null,
  address_hash bytea not null,
  words        bytea not null,
  state        text not null default 'waiting' check (state in ('waiting', 'sent', 'failed')),
  made_at      timestamptz not null,
  due_at       timestamptz not null,
  tries        int not null default 0,
  sent_at      timestamptz,
  fault        text not null default '',
  primary key (region_id, id),
  foreign key (region_id, report_id) references intake.reports (region_id, id),
  constraint sent_when check ((state = 'sent') = (sent_at is not null))
);
create index messages_due on notify.messages (region_id, due_at) where state = 'waiting';
create index messages_address on notify.messages (region_id, address_hash, made_at desc);
create index messages_old on notify.messages (region_id, made_at);
alter table notify.messages enable row level security;
alter table notify.messages force row level security;
create policy own_region on notify.messages
  using (region_id = (select nullif(current_setting('gridloop.region', true), '')::int))
  with check (region_id = (select nullif(current_setting('gridloop.region', true), '')::int));

-- How much somebody wants to be told. No row: each stage.
create table notify.choices (
  region_id    int   not null references areas.regions (id),
  address_hash bytea not null,
  news         text  not null check (news in ('each', 'answer', 'none')),
  at           timestamptz not null,
  primary key (region_id, address_hash)
);

-- One-time codes, and the short visits they open.
create table notify.codes (
  region_id    int   not null references areas.regions (id),
  id           uuid  not null,
  address_hash bytea not null,
  code_hash    bytea not null,
  made_at      timestamptz not null,
  until        timestamptz not null,
  tries        int   not null default 0,
  used_at      timestamptz,
  primary key (region_id, id)
);
create index codes_address on notify.codes (region_id, address_hash, made_at desc);
create table notify.visits (
  region_id    int   not null references areas.regions (id),
  token_hash   bytea not null,
  way          text  not null check (way in ('sms', 'email')),
  address_hash bytea not null,
  masked       text  not null,
  until        timestamptz not null,
  primary key (region_id, token_hash)
);

-- A reporter is found by her e-mail as by her telephone.
create index reporters_email on intake.reporters (region_id, email_hash) where email_hash is not null;
