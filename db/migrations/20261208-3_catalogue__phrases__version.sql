-- A phrase is changed on the version that was looked at, and keeps its number: who was slower is told what it says by now.
alter table catalogue.phrases add column version integer not null default 1;
