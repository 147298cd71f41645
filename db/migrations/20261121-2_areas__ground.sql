-- Regions, layers, areas with versioned boundaries, keepers, gazetteer (domain: unit grid rules, versions in time).
create schema areas;

create table areas.regions (
  id        int  generated always as identity primary key,
  code      text not null unique,                -- 6-digit division code, or any code of an importing city
  name      text not null,
  name_en   text not null default '',
  time_zone text not null default 'Asia/Shanghai',
  settings  jsonb not null default '{}',
  created_at timestamptz not null default now()
);

create table areas.layers (
  region_id int  not null references areas.regions (id),
  id        int  generated always as identity,
  name      text not null,                       -- 'unified' (统一网格) or the layer's own: 综治, 城管, 党建 …
  title     text not null,
  title_en  text not null default '',
  unified   boolean not null default false,
  revision  int  not null default 1,
  primary key (region_id, id),
  unique (region_id, name)
);

create table areas.areas (
  region_id  int  not null,
  id         int  generated always as identity,
  layer_id   int  not null,
  level      text not null check (level in ('district', 'street', 'community', 'duty_grid', 'cell', 'area')),
  code       text not null,
  name       text not null,
  name_en    text not null default '',
  parent_id  int,
  path       ltree not null,                     -- ids from the root of its layer: '1.17.203'
  unit_id    int,                                -- the office that answers for it (street office, community)
  attributes jsonb not null default '{}',        -- 用地类别代码, 管理等级代码 … as imported
  imported   boolean not null default false,
  valid_from timestamptz not null default now(),
  valid_to   timestamptz,
  version    int  not null default 1,
  primary key (region_id, id),
  foreign key (region_id, layer_id) references areas.layers (region_id, id),
  foreign key (region_id, parent_id) references areas.areas (region_id, id),
  check (valid_to is null or valid_to >= valid_from)
);
create unique index areas_code_now on areas.areas (region_id, layer_id, code) where valid_to is null;
create index areas_path on areas.areas using gist (region_id, path);
create index areas_parent on areas.areas (region_id, parent_id);
create index areas_name on areas.areas (region_id, name);

create table areas.boundaries (
  region_id  int  not null,
  area_id    int  not null,
  version    int  not null,
  geometry   jsonb not null,                     -- GeoJSON Polygon or MultiPolygon, CGCS2000/WGS-84, holes kept
  area_m2    double precision not null,
  west double precision not null, south double precision not null, east double precision not null, north double precision not null,
  centre     point not null,                     -- a point inside
  valid_from timestamptz not null default now(),
  valid_to   timestamptz,
  primary key (region_id, area_id, version),
  foreign key (region_id, area_id) references areas.areas (region_id, id)
);
create unique index boundaries_now on areas.boundaries (region_id, area_id) where valid_to is null;

-- After a split, merge or renumbering: what became of the old area.
create table areas.successors (
  region_id int not null,
  from_id   int not null,
  to_id     int not null,
  kind      text not null check (kind in ('split', 'merge', 'subdivide', 'redraw')),
  at        timestamptz not null,
  primary key (region_id, from_id, to_id),
  foreign key (region_id, from_id) references areas.areas (region_id, id),
  foreign key (region_id, to_id) references areas.areas (region_id, id)
);

-- 多网融合: an area of another layer (or a 责任网格) and the unified unit cells it consists of.
create table areas.area_cells (
  region_id int not null,
  area_id   int not null,
  cell_id   int not null,
  share     real not null default 1,             -- part of the cell's surface inside the area
  primary key (region_id, area_id, cell_id),
  foreign key (region_id, area_id) references areas.areas (region_id, id),
  foreign key (region_id, cell_id) references areas.areas (region_id, id)
);
create index area_cells_cell on areas.area_cells (region_id, cell_id);

-- 网格员: a named person for a 责任网格, with deputies and dates; phone and post are what the public display card shows.
create table areas.keepers (
  region_id  int  not null,
  id         uuid not null,
  area_id    int  not null,
  person_id  uuid not null,
  role       text not null check (role in ('keeper', 'deputy', 'leader')),
  public_phone text not null default '',
  supervision_phone text not null default '',
  from_on    date not null,
  to_on      date,
  primary key (region_id, id),
  foreign key (region_id, area_id) references areas.areas (region_id, id),
  check (to_on is null or to_on >= from_on)
);
create index keepers_area on areas.keepers (region_id, area_id);
create index keepers_person on areas.keepers (region_id, person_id);

create table areas.gazetteer (
  region_id int  not null,
  id        int  generated always as identity,
  name      text not null,
  kind      text not null,                       -- road, estate, school, park, market, hospital, bus_stop …
  location  point not null,
  area_id   int,
  grams     text[] not null,                     -- single characters and pairs, made by the application
  primary key (region_id, id),
  unique (region_id, name, kind),
  foreign key (region_id, area_id) references areas.areas (region_id, id)
);
create index gazetteer_grams on areas.gazetteer using gin (region_id, grams);
create index gazetteer_place on areas.gazetteer using gist (location);
