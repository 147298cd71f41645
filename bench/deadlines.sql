-- Rows for bench/deadlines.ts, part by part. Parameters: $1 prefix of the numbers, $2 how many, $3 and $4 from and to in milliseconds from now.
-- model
create temp table model on commit drop as select * from cases.cases where is_open and suspended_at is null order by opened_at desc limit 1;
-- plain
update model set state = 'reported', lead_unit_id = null, filed_at = null, dispatched_at = null, handled_at = null, time_limit = null, case_limit = null,
       case_started_at = null, case_warn_at = null, case_due_at = null, handling_due_at = null, superior_unit_id = null, stage_n = 1, version = 1,
       moved_version = 1, opened_at = now() - interval '1 hour', search = '', template_version = 0, holder_person_id = null,
       holder_unit_id = (select min(id) from access.units where kind = 'supervision');
-- due
create temp table due on commit drop as
select gen_random_uuid() as id, $1 || '-' || n as number, now() + ($3::float8 + ($4::float8 - $3::float8) * n / $2::int) * interval '1 millisecond' as at
  from generate_series(1, $2::int) n;
-- columns
select string_agg(quote_ident(attname), ', ' order by attnum) as names, string_agg('m.' || quote_ident(attname), ', ' order by attnum) as given from pg_attribute
 where attrelid = 'cases.cases'::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attname not in ('id', 'number', 'stage_due_at', 'stage_warn_at', 'alarm_at');
-- cases
insert into cases.cases (COLUMNS, id, number, stage_due_at, stage_warn_at, alarm_at)
select GIVEN, d.id, d.number, d.at, d.at - interval '3 minutes', d.at + interval '1 millisecond' from due d, model m;
-- stages
insert into cases.stages (region_id, case_id, n, state, unit_id, entered_at, started_at, time_limit, warn_at, due_at, warned_at)
select m.region_id, d.id, 1, 'reported', m.holder_unit_id, d.at - interval '15 minutes', d.at - interval '15 minutes', '{"kind":"urgent_hours","n":0.25}',
       d.at - interval '3 minutes', d.at, d.at - interval '3 minutes' from due d, model m;
-- facts
insert into kit.facts (region_id, subject, subject_id, n, kind, happened_at, actor_kind, data)
select m.region_id, 'case', d.id::text, 1, 'case.opened', m.opened_at, 'reporter', '{}' from due d, model m;
-- quiet
update cases.cases set alarm_at = null;
-- told
select count(*)::int as cases, count(*) filter (where f.n = 1)::int as once, coalesce(sum(f.n), 0)::int as facts
  from cases.cases c cross join lateral (select count(*)::int as n from kit.facts f where f.region_id = c.region_id and f.subject = 'case'
       and f.subject_id = c.id::text and f.kind = 'case.stage_overdue') f where c.number like $1;
-- waiting
select count(*)::int as n from cases.cases where number like $1 and alarm_at is not null;
-- late
select f.happened_at as at, s.due_at as due from kit.facts f join cases.cases c on c.region_id = f.region_id and c.id::text = f.subject_id
  join cases.stages s on s.region_id = c.region_id and s.case_id = c.id
 where f.subject = 'case' and f.kind = 'case.stage_overdue' and c.number like $1;
