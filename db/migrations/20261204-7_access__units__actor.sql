-- 参与主体: 党委、政府部门、居委会、居民、社会组织. Another question than the kind of a unit, which says what it does in the loop; for the old
-- units it follows from the kind, and whoever keeps the units says otherwise.
alter table access.units add column actor text not null default 'government'
  check (actor in ('party', 'government', 'committee', 'residents', 'society'));
update access.units set actor = case kind when 'leadership' then 'party' when 'community' then 'committee' else 'government' end;
