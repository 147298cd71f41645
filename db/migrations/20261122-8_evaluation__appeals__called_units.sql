-- 双考核: who was called, and who called, may contest what counts against them, as a lead may.
alter table evaluation.appeals drop constraint appeals_trace_check,
  add constraint appeals_trace_check check (trace in ('round', 'closed', 'response', 'dispatch', 'case_due', 'voice', 'arrival', 'task', 'call'));
