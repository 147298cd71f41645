-- Answers on their way: one row for each report that still waits for the answer of a case that has ended. The first hundred are answered
-- with the case; tens of thousands of a storm follow in small steps, so that nobody waits behind them.
drop table intake.answering;
create table intake.answering (
  region_id int  not null,
  report_id uuid not null,
  case_id   uuid not null,                      -- the case that answered
  answer_n  int  not null,
  at        timestamptz not null,
  call_back_by timestamptz,                     -- until when whoever left a contact is called back
  primary key (region_id, report_id)
);

-- The reports of one case, and of the cases merged into it, page by page.
drop index intake.reports_case;
create index reports_case on intake.reports (region_id, case_id, received_at, id);
drop index cases.cases_merged;
create index cases_merged on cases.cases (region_id, merged_into, opened_at, id) where merged_into is not null;
