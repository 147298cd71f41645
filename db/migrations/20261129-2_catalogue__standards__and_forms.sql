-- 标准库: how a matter is to be served. Four parts make a standard: what it rests on (可依循), what is done (可操作), what is looked at
-- (可检查) and what it is measured by (可评价). A version never changes; a case shows the one in force when it was dispatched.
create table catalogue.standards (
  region_id  int  not null,
  matter_id  int  not null,
  version    int  not null check (version > 0),
  basis      text not null check (basis <> ''),
  steps      text[] not null check (cardinality(steps) > 0),
  checks     text[] not null check (cardinality(checks) > 0),
  -- [{text, figure}]: a figure of the evaluation that counts it, or null
  measures   jsonb not null check (jsonb_typeof(measures) = 'array' and jsonb_array_length(measures) > 0),
  reason     text not null check (reason <> ''),
  valid_from timestamptz not null,
  primary key (region_id, matter_id, version),
  foreign key (region_id, matter_id) references catalogue.matters (region_id, id)
);

-- 一张表: the forms a district asks its workers to fill, and what has taken the place of each.
create table catalogue.forms (
  region_id int  not null references areas.regions (id),
  id        int  generated always as identity,
  name      text not null,
  unit_id   int  not null,
  -- how often one worker fills it in a month, and how many fields it has
  per_month int  not null check (per_month between 1 and 1000),
  fields    int  not null check (fields between 1 and 1000),
  -- where the same is read today; null: it is still filled by hand
  kept_in   text check (kept_in in ('reports', 'visits', 'checkpoints', 'attendance', 'evaluation')),
  since     date,
  version   int  not null default 1,
  primary key (region_id, id),
  unique (region_id, name),
  foreign key (region_id, unit_id) references access.units (region_id, id),
  check ((kept_in is null) = (since is null))
);
