-- 号码 → 队列: to which unit's queue what is told on a line goes, split by what it is (咨询、求助 …) and by the class of its matter.
alter table intake.lines add column queues jsonb not null default '[]'
  constraint queues_is_a_list check (jsonb_typeof(queues) = 'array');
