-- 特邀监督员评议: what an invited supervisor thinks of one closed case, once; the unit answers. Given, it is not changed.
create table evaluation.opinions (
  region_id     int         not null,
  id            uuid        not null,
  case_id       uuid        not null,
  unit_id       int         not null,           -- whose work it was: the lead at the close
  person_id     uuid        not null,
  from_unit     int         not null,           -- the station that invited: all that the unit is told of who it was
  grade         int         not null check (grade between 1 and 5),
  comment       text        not null check (length(comment) <= 1000),
  at            timestamptz not null,
  answer        text        check (answer <> ''),
  answered_by   uuid,
  answered_unit int,
  answered_at   timestamptz,
  primary key (region_id, id),
  unique (region_id, case_id, person_id),
  foreign key (region_id, case_id) references cases.cases (region_id, id),
  foreign key (region_id, unit_id) references access.units (region_id, id),
  foreign key (region_id, from_unit) references access.units (region_id, id),
  foreign key (region_id, person_id) references access.people (region_id, id),
  check ((answer is null) = (answered_at is null) and (answer is null) = (answered_by is null))
);
create index opinions_newest on evaluation.opinions (region_id, at desc, id desc);
create index opinions_unit on evaluation.opinions (region_id, unit_id, at desc, id desc);

-- What the house itself adds up of many opinions was typed in by nobody.
alter table evaluation.reviews alter column by_person drop not null;
