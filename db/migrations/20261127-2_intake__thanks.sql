-- 感谢: words of a reporter for whoever did the work. Read by that person, counted nowhere: no total, no list for anybody else.
create table intake.thanks (
  region_id int  not null,
  report_id uuid not null,
  case_id   uuid not null,
  person_id uuid not null,
  text      text not null check (text <> '' and char_length(text) <= 300),
  at        timestamptz not null,
  primary key (region_id, report_id),
  foreign key (region_id, report_id) references intake.reports (region_id, id),
  foreign key (region_id, case_id) references cases.cases (region_id, id),
  foreign key (region_id, person_id) references access.people (region_id, id)
);
create index thanks_person on intake.thanks (region_id, person_id, at desc);
