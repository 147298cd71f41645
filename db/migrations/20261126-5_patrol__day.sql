-- 巡查 · duty shifts, the points of a cell and who was there, visits, leave, and the phones a day is kept on.
create schema patrol;

-- One is on duty between check-in and check-out; only then is a position taken.
create table patrol.shifts (
  region_id      int  not null references areas.regions (id),
  id             uuid not null,
  person_id      uuid not null,
  unit_id        int  not null,
  began_at       timestamptz not null,             -- when it happened; told by a phone that may have had no network
  began_known_at timestamptz not null,             -- when the house heard of it
  ended_at       timestamptz,
  ended_known_at timestamptz,
  ended_by       text check (ended_by in ('person', 'house')),
  primary key (region_id, id),
  constraint a_shift_ends_after_it_began check (ended_at >= began_at),
  constraint ended_says_by_whom check ((ended_at is null) = (ended_by is null) and (ended_at is null) = (ended_known_at is null))
);
create unique index shifts_one_open on patrol.shifts (region_id, person_id) where ended_at is null;
create index shifts_person on patrol.shifts (region_id, person_id, began_at desc);
create index shifts_open on patrol.shifts (region_id, began_at) where ended_at is null;

-- 行踪轨迹 (PIPL §28): on duty only, thirty days, and read by nobody but the person herself. Assessment never looks here.
create table patrol.positions (
  region_id  int  not null,
  shift_id   uuid not null,
  at         timestamptz not null,
  location   point not null,
  accuracy_m int  not null check (accuracy_m >= 0),
  primary key (region_id, shift_id, at),
  foreign key (region_id, shift_id) references patrol.shifts (region_id, id)
);
create index positions_old on patrol.positions (region_id, at);

create table patrol.checkpoints (
  region_id  int  not null references areas.regions (id),
  id         uuid not null,
  area_id    int  not null,
  area_path  ltree not null,
  name       text not null,
  location   point not null,
  code       text not null,                        -- on the plate, beside its QR
  every      text not null check (every in ('day', 'week')),
  made_by    uuid not null,
  made_at    timestamptz not null,
  retired_at timestamptz,
  primary key (region_id, id),
  unique (region_id, code)
);
create index checkpoints_area on patrol.checkpoints using gist (area_path) where retired_at is null;

-- 点位打卡
create table patrol.stamps (
  region_id     int  not null,
  id            uuid not null,
  checkpoint_id uuid not null,
  person_id     uuid not null,
  shift_id      uuid not null,
  how           text not null check (how in ('code', 'position')),
  metres        int,                               -- from the point, where the phone knew
  fine          boolean not null,
  remark        text not null default '',
  happened_at   timestamptz not null,
  recorded_at   timestamptz not null,
  primary key (region_id, id),
  foreign key (region_id, checkpoint_id) references patrol.checkpoints (region_id, id),
  foreign key (region_id, shift_id) references patrol.shifts (region_id, id)
);
create index stamps_checkpoint on patrol.stamps (region_id, checkpoint_id, happened_at desc);
create index stamps_person on patrol.stamps (region_id, person_id, happened_at);

-- 走访日志: what was done for whom is nobody else's business, so the words are sealed.
create table patrol.visits (
  region_id   int  not null references areas.regions (id),
  id          uuid not null,
  person_id   uuid not null,
  unit_id     int  not null,
  area_id     int,
  purpose     text not null check (purpose in ('information', 'opinion', 'hazard', 'mediation', 'publicity', 'errand', 'care')),
  words       bytea not null,
  happened_at timestamptz not null,
  recorded_at timestamptz not null,
  primary key (region_id, id)
);
create index visits_person on patrol.visits (region_id, person_id, happened_at desc);

create table patrol.leaves (
  region_id  int  not null references areas.regions (id),
  id         uuid not null,
  person_id  uuid not null,
  unit_id    int  not null,
  deputy_id  uuid not null,
  from_on    date not null,
  to_on      date not null,
  reason     text not null,
  asked_at   timestamptz not null,
  accepted   boolean,
  decision   text,
  decided_by uuid,
  decided_at timestamptz,
  primary key (region_id, id),
  constraint a_leave_has_an_end check (to_on >= from_on and to_on - from_on <= 90),
  constraint nobody_deputises_for_herself check (deputy_id <> person_id),
  constraint nobody_grants_her_own_leave check (decided_by <> person_id),
  constraint decided_with_words check ((decided_at is null) = (accepted is null) and (decided_at is null) = (decided_by is null) and (decided_at is null) = (decision is null))
);
create index leaves_unit on patrol.leaves (region_id, unit_id, asked_at) where decided_at is null;
create index leaves_person on patrol.leaves (region_id, person_id, asked_at desc);

-- A worker says that her coverage of a month is not what it was; the office of her street answers.
create table patrol.objections (
  region_id  int  not null references areas.regions (id),
  id         uuid not null,
  person_id  uuid not null,
  unit_id    int  not null,
  month      text not null check (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  kept       int  not null,                        -- as it was told when she objected
  due        int  not null,
  reason     text not null,
  asked_at   timestamptz not null,
  upheld     boolean,
  decision   text,
  decided_by uuid,
  decided_at timestamptz,
  primary key (region_id, id),
  constraint nobody_decides_her_own_objection check (decided_by <> person_id),
  constraint answered_with_words check ((decided_at is null) = (upheld is null) and (decided_at is null) = (decided_by is null) and (decided_at is null) = (decision is null))
);
create index objections_unit on patrol.objections (region_id, unit_id, asked_at) where decided_at is null;
create index objections_person on patrol.objections (region_id, person_id, asked_at desc);

-- The phones on which a day is kept, so that a lost one can be told to forget.
create table patrol.phones (
  region_id     int  not null references areas.regions (id),
  id            uuid not null,
  person_id     uuid not null,
  name          text not null,
  known_at      timestamptz not null,
  seen_at       timestamptz not null,
  wipe_asked_at timestamptz,
  wiped_at      timestamptz,
  lost          int check (lost >= 0),             -- how many unsent items went with it
  primary key (region_id, id),
  constraint wiped_when_asked check (wiped_at is null or wipe_asked_at is not null),
  constraint wiped_tells_what_was_lost check ((wiped_at is null) = (lost is null))
);
create index phones_person on patrol.phones (region_id, person_id);
