-- A name, a post and its end are changed on the version that was looked at; who comes second is told what it is now.
alter table access.people add column version integer not null default 1;
