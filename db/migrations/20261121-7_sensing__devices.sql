-- 智慧发现: a device speaks with its own key, a boot id and a sequence number; an alert becomes a report.
create schema sensing;

create table sensing.devices (
  region_id int  not null references areas.regions (id),
  id        uuid not null,
  code      text not null,
  name      text not null,
  purpose   text not null,                       -- what it is for, shown to the public
  kind      text not null,
  key_hash  bytea not null,
  location  point,
  matter_id int  not null,
  condition_id int,
  disabled_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (region_id, id),
  unique (region_id, code),
  foreign key (region_id, matter_id) references catalogue.matters (region_id, id)
);
create unique index devices_key on sensing.devices (key_hash);

create table sensing.alerts (
  region_id   int  not null,
  device_id   uuid not null,
  boot_id     text not null,
  seq         bigint not null,
  happened_at timestamptz not null,
  received_at timestamptz not null,
  body        jsonb not null,
  report_id   uuid,
  primary key (region_id, device_id, boot_id, seq),
  foreign key (region_id, device_id) references sensing.devices (region_id, id)
);
