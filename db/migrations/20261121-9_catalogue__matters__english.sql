-- Names in the second language, and how a condition is usually found (被动;主动;智慧), as the lists of cities have them.
alter table catalogue.matters add column big_name_en text not null default '', add column small_name_en text not null default '';
alter table catalogue.conditions add column discovery text[] not null default '{}'
  check (discovery <@ array['passive', 'active', 'smart']);

-- Standard phrases belong to a language, and some to one lawful reason.
alter table catalogue.phrases add column lang text not null default 'zh' check (lang in ('zh', 'en')),
  add column reason text not null default '';
create unique index phrases_once on catalogue.phrases (region_id, purpose, coalesce(matter_id, 0), lang, md5(text));

-- Two rows in force may not claim the same scope (the rule is in catalogue/responsibility.rules.ts; this stands behind it).
create unique index one_claim on catalogue.responsibilities
  (region_id, matter_id, coalesce(condition_id, 0), coalesce(area_id, 0)) where valid_to is null;
