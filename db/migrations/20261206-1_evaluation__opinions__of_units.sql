-- 特邀监督员 judge units too, by what was published of them for a period: an opinion is of a case or of a period, never of both.
alter table evaluation.opinions
  alter column case_id drop not null,
  add column period_id uuid,
  add foreign key (region_id, period_id) references evaluation.periods (region_id, id),
  add constraint opinion_of_one_thing check ((case_id is null) <> (period_id is null)),
  add constraint opinion_of_unit_once unique (region_id, period_id, unit_id, person_id);
