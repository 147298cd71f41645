-- 外部评价 says how it came about: who asked (a third party, a session of deputies, a paper), what, how many, and what they answered.
alter table evaluation.reviews
  add column conducted_by text not null default '',
  add column question     text not null default '',
  add column source       text not null default '',
  add column asked        int,
  add column answers      int[],
  drop constraint reviews_region_id_period_id_kind_unit_id_from_unit_key,
  add constraint one_of_a_kind_by_one_asker unique (region_id, period_id, kind, unit_id, from_unit, conducted_by),
  add constraint answers_are_five check (answers is null or cardinality(answers) = 5),
  add constraint no_more_answers_than_asked check (asked is null or asked >= n);
