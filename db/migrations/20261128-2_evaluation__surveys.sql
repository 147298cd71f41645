-- 抽样调查: which question was put to how many, drawn from how many, and when it was counted. One at a time in a period.
create table evaluation.surveys (
  region_id int  not null,
  id        uuid not null,
  period_id uuid not null,
  n         int  not null,
  question  text not null check (question <> ''),
  each_unit int  not null check (each_unit between 1 and 500),
  drawn     int  not null check (drawn > 0),
  of        int  not null,
  until     timestamptz not null,
  by_person uuid not null,
  at        timestamptz not null,
  closed_at timestamptz,
  primary key (region_id, id),
  unique (region_id, period_id, n),
  foreign key (region_id, period_id) references evaluation.periods (region_id, id),
  check (of >= drawn and until > at)
);
create unique index one_open_survey on evaluation.surveys (region_id, period_id) where closed_at is null;
