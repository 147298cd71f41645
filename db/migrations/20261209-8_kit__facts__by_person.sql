-- The trail of one person, newest first: of somebody who did little lately, all that others did since was read through.
create index facts_by_person on kit.facts (region_id, person_id, id) where person_id is not null;
