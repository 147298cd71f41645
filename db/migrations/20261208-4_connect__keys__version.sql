-- A key is 1 as it was made and 2 when it has been ended; who ends it says which she looked at.
alter table connect.keys add column version integer not null default 1;
update connect.keys set version = 2 where ended_at is not null;
