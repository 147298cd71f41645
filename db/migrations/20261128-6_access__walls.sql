-- 大屏: screens that nobody signs in to. Each has a key of its own, shown once and kept as a hash; it opens the figures of one ground and
-- nothing else. Ended, never deleted: the trail says which screen had been open when.
create table access.walls (
  region_id int         not null references areas.regions (id),
  id        uuid        not null,
  name      text        not null check (length(name) between 1 and 80),
  area_id   int,                                -- null: the whole district
  redacted  boolean     not null,               -- for visitors: no numbers, no units, nothing that is so few that it is somebody
  key_hash  bytea       not null,
  made_at   timestamptz not null,
  seen_at   timestamptz,
  ended_at  timestamptz,
  primary key (region_id, id),
  foreign key (region_id, area_id) references areas.areas (region_id, id)
);
create unique index walls_key on access.walls (region_id, key_hash);
