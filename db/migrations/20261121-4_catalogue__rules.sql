-- 事项清单、立结案标准、权责清单、工作日历、知识库. Codes are data with an edition label.
create schema catalogue;

create table catalogue.matters (
  region_id int  not null references areas.regions (id),
  id        int  generated always as identity,
  edition   text not null,
  kind      text not null check (kind in ('component', 'event', 'service')),
  big       text not null,
  big_name  text not null,
  small     text not null,
  small_name text not null,
  code      text not null,                       -- kind letter + big + small, unique within the edition
  fallback  boolean not null default false,      -- takes what cannot be placed elsewhere; one a region
  sensitive boolean not null default false,      -- public coordinates are snapped to the cell
  imported  boolean not null default false,
  version   int  not null default 1,
  retired_at timestamptz,
  primary key (region_id, id),
  unique (region_id, edition, code)
);
create unique index matters_fallback on catalogue.matters (region_id) where fallback and retired_at is null;

create table catalogue.conditions (
  region_id int  not null,
  id        int  generated always as identity,
  matter_id int  not null,
  n         int  not null,
  filing    text not null,                       -- 立案条件
  closing   text not null,                       -- 结案条件
  time_limit text not null,                      -- '2uh', '4h', '5d', '5de', '3nd', '1ud' (contract/worktime.ts)
  urgent    boolean not null default false,
  photo_hint text not null default '',           -- 采集要求
  not_when  text not null default '',            -- when not to report
  basis     text not null default '示例,无依据',
  version   int  not null default 1,
  retired_at timestamptz,
  primary key (region_id, id),
  unique (region_id, matter_id, n),
  foreign key (region_id, matter_id) references catalogue.matters (region_id, id)
);

create table catalogue.calendars (
  region_id int  not null references areas.regions (id),
  id        int  generated always as identity,
  name      text not null,
  is_default boolean not null default false,
  primary key (region_id, id),
  unique (region_id, name)
);
create unique index calendars_default on catalogue.calendars (region_id) where is_default;

-- A calendar is never changed in place: a running clock names the version it was counted on.
create table catalogue.calendar_versions (
  region_id   int  not null,
  calendar_id int  not null,
  version     int  not null,
  calendar    jsonb not null,                    -- {timeZone, week, days, knownUntil} of contract/worktime.ts
  reason      text not null default '',
  created_at  timestamptz not null default now(),
  primary key (region_id, calendar_id, version),
  foreign key (region_id, calendar_id) references catalogue.calendars (region_id, id)
);

-- 权责清单/派单目录: matter × area × condition → lead, co-units, basis. The most special row that applies wins.
create table catalogue.responsibilities (
  region_id   int  not null,
  id          int  generated always as identity,
  number      text not null,                     -- shown on the ticket: 'R-0012'
  matter_id   int  not null,
  condition_id int,
  area_id     int,
  lead_unit_id int,
  lead_by_area boolean not null default false,   -- the street office of the place (属地)
  co_unit_ids int[] not null default '{}',
  basis       text not null default '示例,无依据',
  version     int  not null default 1,
  valid_from  timestamptz not null default now(),
  valid_to    timestamptz,
  primary key (region_id, id),
  foreign key (region_id, matter_id) references catalogue.matters (region_id, id),
  foreign key (region_id, condition_id) references catalogue.conditions (region_id, id),
  foreign key (region_id, area_id) references areas.areas (region_id, id),
  foreign key (region_id, lead_unit_id) references access.units (region_id, id),
  check (lead_by_area <> (lead_unit_id is not null))
);
create unique index responsibilities_number on catalogue.responsibilities (region_id, number) where valid_to is null;
create index responsibilities_matter on catalogue.responsibilities (region_id, matter_id) where valid_to is null;

create table catalogue.articles (
  region_id int  not null references areas.regions (id),
  id        int  generated always as identity,
  question  text not null,
  answer    text not null,
  office    text not null default '',
  terms     text not null default '',
  grams     text[] not null,
  version   int  not null default 1,
  retired_at timestamptz,
  primary key (region_id, id),
  unique (region_id, question)
);
create index articles_grams on catalogue.articles using gin (region_id, grams);

create table catalogue.phrases (
  region_id int  not null references areas.regions (id),
  id        int  generated always as identity,
  purpose   text not null,                       -- 'answer', 'hand_back', 'return', 'refuse' …
  matter_id int,
  text      text not null,
  primary key (region_id, id),
  foreign key (region_id, matter_id) references catalogue.matters (region_id, id)
);
