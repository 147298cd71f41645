-- Names as they are looked for: by beginning, by initials, by any two characters, and exactly (places in words).
-- A name without a point is known by its area; one that occurs twice is told apart by the code it has where it comes from.
alter table areas.gazetteer
  add column code     text not null default '',
  add column name_en  text not null default '',
  add column key      text collate "C" not null default '',  -- the name folded by the application (server/areas/words/keys.ts)
  add column initials text collate "C" not null default '',  -- of its sounds: 平宁路 → pnl
  alter column location drop not null,
  drop constraint gazetteer_region_id_name_kind_key,
  add constraint gazetteer_name_once unique (region_id, name, kind, code),
  add constraint gazetteer_is_somewhere check (location is not null or area_id is not null);
update areas.gazetteer set key = lower(regexp_replace(normalize(name, NFKC), '\s+', ' ', 'g'));
alter table areas.gazetteer alter column key drop default;

create index gazetteer_key on areas.gazetteer (region_id, key);
create index gazetteer_initials on areas.gazetteer (region_id, initials) where initials <> '';
create index gazetteer_area on areas.gazetteer (region_id, area_id);
