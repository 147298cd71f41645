-- 热线: the numbers of the district that people dial, and the calls that come in on them. A line says what it is for, when it is answered, and
-- whether what comes in on it is handed over at once (110, 119, 120): the desk of a district answers no emergency.
create table intake.lines (
  region_id  int      not null references areas.regions (id),
  id         uuid     not null,
  number     text     not null check (number ~ '^[0-9][0-9-]{2,19}$'),
  kind       text     not null check (kind in ('citizens', 'community', 'emergency', 'other')),
  name       text     not null check (name <> ''),
  name_en    text     not null,
  purpose    text     not null,
  opens      smallint check (opens between 0 and 1439),     -- minutes after midnight on the district's clock; null: day and night
  closes     smallint check (closes between 1 and 1440),
  divert_to  text     check (divert_to ~ '^[0-9][0-9-]{2,19}$'),
  version    int      not null default 1,
  retired_at timestamptz,
  primary key (region_id, id),
  constraint emergency_is_handed_over check (kind <> 'emergency' or divert_to is not null),
  constraint hours_whole check ((opens is null) = (closes is null) and opens < closes)
);
create unique index lines_number on intake.lines (region_id, number) where retired_at is null;

-- A call as the exchange tells of it. Who calls, and what was written so far, is sealed and taken out when the call is over: what remains
-- of her number stands with her report, or nowhere.
create table intake.calls (
  region_id    int   not null references areas.regions (id),
  id           uuid  not null,
  exchange_id  text  not null,
  called_id    uuid  not null,                  -- the line that was dialled
  line_id      uuid  not null,                  -- the line it is on now: a transfer moves it
  caller       bytea,
  place_text   text  not null default '',       -- where the exchange says the telephone stands, if it does
  location     point,
  for_person   uuid,                            -- at whose telephone it rings; null: at every one who answers
  rang_at      timestamptz not null,
  taken_at     timestamptz,
  person_id    uuid,                            -- who speaks with her
  unit_id      int,
  offered_at   timestamptz,                     -- 转接: to a colleague, or to whoever answers a line
  offered_to   uuid,
  offered_line uuid,
  draft        bytea,
  hung_up_at   timestamptz,
  ended_at     timestamptz,
  outcome      text check (outcome in ('reported', 'diverted', 'answered', 'missed', 'closed')),
  diverted_to  text,
  report_id    uuid,
  primary key (region_id, id),
  unique (region_id, exchange_id),
  foreign key (region_id, called_id) references intake.lines (region_id, id),
  foreign key (region_id, line_id) references intake.lines (region_id, id),
  foreign key (region_id, offered_line) references intake.lines (region_id, id),
  foreign key (region_id, report_id) references intake.reports (region_id, id),
  constraint taken_whole check ((taken_at is null) = (person_id is null) and (person_id is null) = (unit_id is null)),
  constraint offered_whole check ((offered_at is null) = (offered_to is null and offered_line is null)),
  constraint offered_by_whoever_speaks check (offered_at is null or person_id is not null),
  constraint offered_to_another check (offered_to <> person_id),
  constraint ended_whole check ((ended_at is null) = (outcome is null)),
  constraint reported_with_report check ((outcome = 'reported') = (report_id is not null)),
  constraint diverted_somewhere check ((outcome = 'diverted') = (diverted_to is not null)),
  constraint nothing_personal_left check (ended_at is null or (caller is null and draft is null and place_text = '' and location is null))
);
create index calls_open on intake.calls (region_id, rang_at) where ended_at is null;
create index calls_ended on intake.calls (region_id, ended_at desc) where ended_at is not null;
alter table intake.calls enable row level security;
alter table intake.calls force row level security;
create policy own_region on intake.calls
  using (region_id = (select nullif(current_setting('gridloop.region', true), '')::int))
  with check (region_id = (select nullif(current_setting('gridloop.region', true), '')::int));
