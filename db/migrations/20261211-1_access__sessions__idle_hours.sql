-- After so many quiet hours a session is over: on the phone of a worker out of doors after a shift, elsewhere after eight.
alter table access.sessions add column idle_hours smallint not null default 8
  constraint sessions_idle_hours_check check (idle_hours between 1 and 24);
