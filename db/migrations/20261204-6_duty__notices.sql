-- 信息发布: what an area's or a department's office tells, on its own workspace and, where it says so, to the public. A word that went out is
-- not rewritten: it is withdrawn, and another put in its place.
create table duty.notices (
  region_id    int  not null,
  id           uuid not null,
  unit_id      int  not null,
  -- for whom it is: the ground of the office, null for the whole district
  area_id      int,
  title        text not null check (length(title) between 1 and 60),
  words        text not null check (length(words) between 1 and 2000),
  public       boolean not null,
  until_on     date not null,
  published_at timestamptz not null,
  published_by uuid not null,
  withdrawn_at timestamptz,
  primary key (region_id, id),
  foreign key (region_id, unit_id) references access.units (region_id, id)
);
create index notices_of on duty.notices (region_id, published_at desc, id desc) where withdrawn_at is null;
