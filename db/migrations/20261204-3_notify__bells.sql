-- 新任务提醒: phones that their owners let ring. The address is a way to that phone (RFC 8030), so it is sealed; it rings only while the
-- session that set it up lasts, and goes with it.
create table notify.bells (
  region_id    int   not null references areas.regions (id),
  phone_id     uuid  not null,
  person_id    uuid  not null,
  session_hash bytea not null,
  address      bytea not null,
  lang         text  not null check (lang in ('zh', 'en')),
  since        timestamptz not null,
  primary key (region_id, phone_id)
);
create index bells_of on notify.bells (region_id, person_id);
alter table notify.bells enable row level security;
alter table notify.bells force row level security;
create policy own_region on notify.bells
  using (region_id = (select nullif(current_setting('gridloop.region', true), '')::int))
  with check (region_id = (select nullif(current_setting('gridloop.region', true), '')::int));

-- What is to be rung: which case, why, on which phone. A row is gone once it rang, or need not ring any more.
create table notify.rings (
  region_id int  not null,
  phone_id  uuid not null,
  case_id   uuid not null,
  kind      text not null check (kind in ('confirm', 'check')),
  due_at    timestamptz not null,
  tries     int  not null default 0 check (tries >= 0),
  primary key (region_id, phone_id, case_id),
  foreign key (region_id, phone_id) references notify.bells (region_id, phone_id) on delete cascade
);
create index rings_due on notify.rings (region_id, due_at);
