-- What a screen counts of a month stands in an index alone: of calls that were made what they came to, and of the facts those few that say
-- a case was stuck (most cases are closed and called back without one).
drop index cases.callbacks_done;
create index callbacks_done on cases.callbacks (region_id, done_at desc, case_id, report_id, n) include (reached, refused, solved, satisfied)
  where done_at is not null;
create index facts_stuck on kit.facts (region_id, happened_at) include (kind, subject, subject_id)
  where kind in ('case.suspended', 'case.escalated_to', 'case.gap_found', 'case.rework')
     or kind in ('case.return_decided', 'case.extension_decided') and data ->> 'accepted' = 'true'
     or kind = 'case.closed' and data ->> 'forced' = 'true'
     or kind = 'case.called_back' and data ->> 'solved' = 'false';
