-- The address of a screen is 1 as it was made and 2 when it has been ended; who ends it says which she looked at.
alter table access.walls add column version integer not null default 1;
update access.walls set version = 2 where ended_at is not null;
