-- 抽样调查 (register B-47): a question put to reporters whom the lot drew, asked by the way they came: on the receipt, or by telephone.
-- How somebody answered stands here only until the survey is counted; then the grade is taken out and the counts remain.
create table intake.questions (
  region_id int  not null,
  survey_id uuid not null,
  report_id uuid not null,
  case_id   uuid not null,
  unit_id   int  not null,
  text      text not null check (text <> ''),
  way       text not null check (way in ('receipt', 'call')),
  until     timestamptz not null,
  tries     int  not null default 0,
  done_at   timestamptz,
  answered  boolean not null default false,
  grade     int  check (grade between 1 and 5),
  primary key (region_id, survey_id, report_id),
  foreign key (region_id, report_id) references intake.reports (region_id, id),
  foreign key (region_id, case_id) references cases.cases (region_id, id),
  foreign key (region_id, unit_id) references access.units (region_id, id),
  constraint graded_when_answered check ((grade is null or answered) and (not answered or done_at is not null))
);
create index questions_to_call on intake.questions (region_id, until, report_id, survey_id) where way = 'call' and done_at is null;
create index questions_of_report on intake.questions (region_id, report_id) where done_at is null;
