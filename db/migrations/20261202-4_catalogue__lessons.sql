-- 上岗课: short lessons for keepers, volunteers, social workers and 信息员, as the district words them. A version never changes; the
-- lessons that ship with the house stand in server/catalogue/lessons/shipped.ts until a district writes its own first version.
create table catalogue.lessons (
  region_id int  not null references areas.regions (id),
  lesson    text not null check (lesson ~ '^[a-z0-9-]{1,40}$'),
  version   int  not null check (version > 1),
  place     int  not null check (place between 0 and 1000),
  content   jsonb not null check (jsonb_array_length(content -> 'questions') = 3),
  retired   boolean not null,
  saved_by  uuid not null,
  saved_at  timestamptz not null,
  primary key (region_id, lesson, version)
);

-- Which lesson a learner has been through: hers to see, counted by nobody, no part of any assessment, in no fact.
create table catalogue.lesson_marks (
  region_id int  not null references areas.regions (id),
  person_id uuid not null,
  lesson    text not null,
  version   int  not null,
  at        timestamptz not null,
  primary key (region_id, person_id, lesson)
);
alter table catalogue.lesson_marks enable row level security;
alter table catalogue.lesson_marks force row level security;
create policy own_region on catalogue.lesson_marks
  using (region_id = (select nullif(current_setting('gridloop.region', true), '')::int))
  with check (region_id = (select nullif(current_setting('gridloop.region', true), '')::int));
