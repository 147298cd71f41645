-- What a screen asks of a million cases stands in an index alone, or in one that holds what is open and nothing else: a case is a
-- wide row, and to fetch forty thousand of them takes longer than to count them.

-- Work of one state, in the order of cases_waiting: who receives did not ask for all that waits with others.
create index cases_waiting_state on cases.cases (region_id, state, (not urgent), (coalesce(stage_due_at, 'infinity'::timestamptz)), id)
  where is_open and (alike_to is null or state <> 'reported');

-- What is open, with whose it is, where it stands and what is late or pressing in it: boards and the numbers on tabs are counted here.
drop index cases.cases_open_since;
create index cases_open_since on cases.cases (region_id, opened_at, id)
  include (state, area_path, party_units, holder_person_id, lead_unit_id, holder_unit_id, case_due_at, stage_due_at, urgent, supervision_level,
           suspended_at, about_root_unit_id, confidential, alike_to)
  where is_open;
drop index cases.cases_to_call_back;
create index cases_to_call_back on cases.cases (region_id, opened_at desc, id desc)
  include (is_open, area_path, party_units, holder_person_id, about_root_unit_id, confidential) where to_call_back;

-- 按期结案, 返工, 解决层级, 处置时间: what they count of a time.
drop index cases.cases_case_due;
create index cases_case_due on cases.cases (region_id, case_due_at)
  include (id, state, is_open, ended_at, lead_unit_id, area_path) where case_due_at is not null;
drop index cases.cases_ended;
create index cases_ended on cases.cases (region_id, ended_at)
  include (id, state, reworks, level, lead_unit_id, matter_id, case_due_at, dispatched_at, handled_at, calendar_id, calendar_version)
  where ended_at is not null;
-- The newest cases, with what tells whose they are: what a unit has had is found among the latest of all, without reading those.
drop index cases.cases_recent;
create index cases_recent on cases.cases (region_id, opened_at desc, id desc)
  include (state, is_open, matter_id, area_path, party_units, holder_person_id, about_root_unit_id, confidential, reports, reworks, reopened);

-- 按期处置, and which rounds ended because the case was given back.
drop index cases.handlings_due;
create index handlings_due on cases.handlings (region_id, due_at)
  include (case_id, n, assignment_id, unit_id, handed_back_at, ended_at);
create index handlings_returned on cases.handlings (region_id, case_id, assignment_id) where outcome = 'returned';

-- Neighbours that are open, in place or of the same matter in the same cell; the history of the place is not read with them.
drop index cases.cases_place;
create index cases_place_open on cases.cases using gist (location) where is_open;
create index cases_area_open on cases.cases (region_id, area_id, matter_id) where is_open;

-- 发现来源, and what nobody has answered.
drop index intake.reports_recent;
create index reports_recent on intake.reports (region_id, received_at desc, id desc) include (case_id, discovery, channel);

drop index intake.reports_unanswered;
create index reports_unanswered on intake.reports (region_id, received_at) include (case_id) where answered_at is null;

-- 照发提醒: answers that the mirror had looked at.
create index facts_hints on kit.facts (region_id, happened_at) include (kind, subject_id)
  where kind in ('case.closed', 'case.answered', 'case.refused', 'case.upheld') and jsonb_typeof(data -> 'hints') = 'array';
create index facts_hinted on kit.facts (region_id, happened_at)
  where kind in ('case.closed', 'case.answered', 'case.refused', 'case.upheld')
    and jsonb_typeof(data -> 'hints') = 'array' and data -> 'hints' <> '[]';

-- An index answers alone where the map of the table says that a page is seen by all. By default that is written when a fifth of a table is
-- new, which at a million cases is the work of half a year: the latest days, which are asked for most, would never be in it.
alter table cases.cases set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.01);
alter table cases.handlings set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.01);
alter table intake.reports set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.01);
alter table kit.facts set (autovacuum_vacuum_insert_scale_factor = 0.01);
