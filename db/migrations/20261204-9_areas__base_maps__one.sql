-- 底图: one map under the district's own boundaries, if it wants one: tiles of a WMTS (天地图, a city's own) or of an archive in the data
-- folder. What everybody may see has been reviewed and says its number (地图管理条例 §§ 15, 22).
create table areas.base_maps (
  region_id   int      primary key references areas.regions (id),
  kind        text     not null check (kind in ('wmts', 'pmtiles')),
  source      text     not null check (source <> ''),      -- of a tile, with {z} {x} {y}; or the name of the archive
  overlay     text     not null default '',                -- a second layer over it, with its names (天地图 cva)
  attribution text     not null check (attribution <> ''),
  approval    text     not null default '',                -- 审图号
  everybody   boolean  not null default false,             -- residents too, not the staff alone
  is_on       boolean  not null,
  version     int      not null,
  constraint public_map_is_approved check (not everybody or approval <> '')
);
