-- 岗位日志: what was done in one post of one unit, newest first, however long the trail has become.
create index facts_by_post on kit.facts (region_id, unit_id, post, id) where person_id is not null;
