-- A device is changed on the version that was looked at.
alter table sensing.devices add column version integer not null default 1;
