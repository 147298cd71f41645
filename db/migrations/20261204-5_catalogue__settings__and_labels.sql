-- What a district words itself, without a developer: named spaces, labels of cases, its own map layers, how long things are kept. A version
-- never changes and none is deleted; what ships with the house stands in server/catalogue/settings/shipped.ts as version 1.
create table catalogue.settings (
  region_id int  not null references areas.regions (id),
  kind      text not null check (kind in ('space', 'label', 'layer', 'retention')),
  name      text not null check (name ~ '^[a-z0-9-]{1,40}$'),
  version   int  not null check (version > 1),
  place     int  not null check (place between 0 and 1000),
  content   jsonb not null,
  retired   boolean not null,
  -- null: the house itself, when a district is founded
  saved_by  uuid,
  saved_at  timestamptz not null,
  primary key (region_id, kind, name, version)
);

-- 标签: of the case, never of a person. Few cases carry any, and the index holds those alone.
alter table cases.cases add column markings text[] not null default '{}';
create index cases_markings on cases.cases using gin (region_id, markings) where markings <> '{}';
