-- What kind of cause was found, so that causes which recur can be added up over matters and places.
alter table improvement.items
  add column cause_kind text check (cause_kind in ('facility', 'planning', 'duty', 'rule', 'capacity', 'use', 'season', 'other'));
create index items_cause on improvement.items (region_id, cause_kind, matter_id, area_id) where cause_kind is not null;
