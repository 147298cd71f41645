-- 持续改进 (PDCA): what was learned from cases, what was changed because of it, and whether it helped.
create schema improvement;

create table improvement.items (
  region_id    int  not null references areas.regions (id),
  id           uuid not null,
  number       int  not null,
  title        text not null,
  matter_id    int  not null,
  area_id      int  not null,
  area_path    ltree not null,
  state        text not null default 'found' check (state in ('found', 'explained', 'changed', 'measured', 'closed', 'dropped')),
  cause        text not null default '',
  -- which rule, limit, border, list or plan was changed, in which version: by its own name, so that it can be looked up
  change_kind    text check (change_kind in ('rule', 'limit', 'border', 'list', 'plan')),
  change_text    text not null default '',
  change_ref     text not null default '',
  change_version text not null default '',
  changed_at   timestamptz,
  measure_days int  check (measure_days between 7 and 366),
  measure_at   timestamptz,                      -- its term: measured again then
  before_n     int,                              -- reports of the matter in the place, as long before the change …
  after_n      int,                              -- … as after it
  measured_at  timestamptz,
  result       text not null default '',
  helped       boolean,
  -- 因为你说: what residents are told; null is not told
  public_zh    text,
  public_en    text,
  published_at timestamptz,
  owner_unit_id int not null,
  made_by      uuid not null,
  made_at      timestamptz not null,
  closed_at    timestamptz,
  version      int  not null default 1,
  primary key (region_id, id),
  unique (region_id, number),
  foreign key (region_id, matter_id) references catalogue.matters (region_id, id),
  foreign key (region_id, area_id) references areas.areas (region_id, id),
  foreign key (region_id, owner_unit_id) references access.units (region_id, id),
  constraint changed_names_what check (state in ('found', 'explained', 'dropped') or (change_kind is not null and changed_at is not null and change_text <> '' and change_ref <> '')),
  constraint closed_with_a_result check (state <> 'closed' or (after_n is not null and helped is not null and result <> '' and closed_at is not null)),
  constraint told_when_changed check (published_at is null or (public_zh is not null and changed_at is not null))
);
create index items_term on improvement.items (region_id, measure_at) where state = 'changed';
create index items_published on improvement.items (region_id, published_at) where published_at is not null;

create table improvement.sources (
  region_id int  not null,
  item_id   uuid not null,
  case_id   uuid not null,
  primary key (region_id, item_id, case_id),
  foreign key (region_id, item_id) references improvement.items (region_id, id),
  foreign key (region_id, case_id) references cases.cases (region_id, id)
);
create index sources_case on improvement.sources (region_id, case_id);
