-- What was handed back waits for whoever asked on a clock of its own; a meeting that was to be held and has no minutes is told of once.
alter table cases.tasks
  drop constraint tasks_clock_check,
  add constraint tasks_clock_check check (clock in ('come', 'rule', 'handle', 'confirm')),
  drop constraint task_has_one_clock,
  -- one that was handed back before this has none
  add constraint task_has_one_clock check ((clock is not null or state not in ('called', 'objected', 'begun')) and (clock is null or ended_at is null)
                                           and (clock is null) = (time_limit is null) and (clock is null) = (started_at is null));

alter table cases.meetings
  add column minutes_due_at timestamptz,
  add column overdue_at timestamptz;                     -- told that the minutes are missing
update cases.meetings set minutes_due_at = at + interval '24 hours';
alter table cases.meetings alter column minutes_due_at set not null;
create index meetings_without_minutes on cases.meetings (region_id, minutes_due_at) where state = 'called';

-- 问题库: gaps that are open, as they were found
create index gaps_found on catalogue.gaps (region_id, at) where closed_at is null;
