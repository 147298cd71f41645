-- 底图: what lies under the grid, as the district's own drawing of it: roads, water and green with their names. No tiles from outside.
create table areas.ground_map (
  region_id int  not null references areas.regions (id),
  id        int  generated always as identity,
  kind      text not null check (kind in ('road', 'water', 'green')),
  rank      int  not null default 3 check (rank between 1 and 4),  -- 1 is seen from afar (a river, an avenue), 4 only from near (a lane)
  name      text not null default '',
  name_en   text not null default '',
  geometry  jsonb not null,                      -- GeoJSON LineString, Polygon or several of them, CGCS2000/WGS-84
  west double precision not null, south double precision not null, east double precision not null, north double precision not null,
  primary key (region_id, id)
);
