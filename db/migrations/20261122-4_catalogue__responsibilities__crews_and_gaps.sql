-- Several units may answer alike for one thing (crews with territories, stations that share the work): which of them gets a
-- case follows from its place, then from what each has in hand (catalogue/responsibility.rules.ts).
alter table catalogue.responsibilities add column also_unit_ids int[] not null default '{}',
  add constraint others_beside_a_lead check (lead_unit_id is not null or also_unit_ids = '{}');

-- 权责缺口: a case that was filed and for which the list names nobody; it fell to the street of its place (属地兜底). One row a
-- case and no running total, so that cases filed side by side do not wait for each other.
create table catalogue.gaps (
  region_id    int  not null,
  case_id      uuid not null,
  case_number  text not null,
  matter_id    int  not null,
  condition_id int,
  area_id      int  not null,                    -- the street, or the district where no street is known: what the gap is told of
  place_id     int  not null,                    -- the finest area known: what a new line has to hold
  unit_id      int,                              -- who took it instead; null: the dispatcher had to decide
  at           timestamptz not null,
  closed_at    timestamptz,                      -- somebody wrote the missing line
  closed_by    text,                             -- its number
  primary key (region_id, case_id),
  foreign key (region_id, matter_id) references catalogue.matters (region_id, id),
  foreign key (region_id, area_id) references areas.areas (region_id, id),
  check ((closed_at is null) = (closed_by is null))
);
create index gaps_open on catalogue.gaps (region_id, matter_id, area_id, condition_id, at) where closed_at is null;
