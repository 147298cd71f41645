-- 宣传任务: what the residents of a grid shall hear of; who carried it to them, and how many were reached: a number, never a list of people.
create table patrol.publicity (
  region_id int  not null references areas.regions (id),
  id        uuid not null,
  area_id   int  not null,
  area_path ltree not null,
  unit_id   int  not null,
  title     text not null check (title <> ''),
  words     text not null check (words <> ''),
  until_on  date not null,
  told      int  not null default 0 check (told >= 0),  -- messages to residents who follow this grid by their own choice
  made_by   uuid not null,
  made_at   timestamptz not null,
  ended_at  timestamptz,
  primary key (region_id, id)
);
create index publicity_area on patrol.publicity using gist (area_path) where ended_at is null;

create table patrol.publicity_rounds (
  region_id    int  not null,
  id           uuid not null,
  publicity_id uuid not null,
  person_id    uuid not null,
  reached      int  not null check (reached between 1 and 10000),
  remark       text not null default '',
  happened_at  timestamptz not null,
  recorded_at  timestamptz not null,
  primary key (region_id, id),
  foreign key (region_id, publicity_id) references patrol.publicity (region_id, id)
);
create index publicity_rounds_of on patrol.publicity_rounds (region_id, publicity_id);

create table patrol.publicity_photos (
  region_id    int  not null,
  id           uuid not null,
  publicity_id uuid not null,
  person_id    uuid not null,
  sha256       bytea not null,                     -- of what is served
  received_at  timestamptz not null,
  primary key (region_id, id),
  foreign key (region_id, publicity_id) references patrol.publicity (region_id, id)
);
create index publicity_photos_of on patrol.publicity_photos (region_id, publicity_id);

-- Who follows the news of a grid: asked for by whoever proved the address, ended by her at any time, gone with her contact.
create table notify.followers (
  region_id    int  not null references areas.regions (id),
  id           uuid not null,
  area_id      int  not null,
  way          text not null check (way in ('sms', 'email')),
  address      bytea not null,
  address_hash bytea not null,
  lang         text not null check (lang in ('zh', 'en')),
  since        timestamptz not null,
  primary key (region_id, id),
  unique (region_id, address_hash, area_id),
  foreign key (region_id, area_id) references areas.areas (region_id, id)
);
create index followers_area on notify.followers (region_id, area_id, id);
alter table notify.followers enable row level security;
alter table notify.followers force row level security;
create policy own_region on notify.followers
  using (region_id = (select nullif(current_setting('gridloop.region', true), '')::int))
  with check (region_id = (select nullif(current_setting('gridloop.region', true), '')::int));

-- Waits until it has stood for a moment; a large street is told in steps.
create table notify.grid_news (
  region_id    int  not null references areas.regions (id),
  publicity_id uuid not null,
  area_path    ltree not null,
  title        text not null,
  words        text not null,
  due_at       timestamptz not null,
  told_to      uuid,                               -- the last follower it was told to
  primary key (region_id, publicity_id)
);
