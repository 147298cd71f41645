-- 指令: one word to many units at once. Each unit has a receipt of its own: when it got there, when somebody of it read it, and who.
create table duty.orders (
  region_id   int  not null,
  id          uuid not null,
  -- in whose name it was given
  unit_id     int  not null,
  title       text not null check (length(title) between 1 and 60),
  words       text not null check (length(words) between 1 and 2000),
  given_at    timestamptz not null,
  given_by    uuid not null,
  -- who has not read it by then is reminded
  read_due_at timestamptz not null check (read_due_at > given_at),
  reminded_at timestamptz,
  primary key (region_id, id),
  foreign key (region_id, unit_id) references access.units (region_id, id)
);
create index orders_given on duty.orders (region_id, given_at desc, id desc);
create index orders_to_remind on duty.orders (region_id, read_due_at) where reminded_at is null;

create table duty.order_units (
  region_id    int  not null,
  order_id     uuid not null,
  unit_id      int  not null,
  delivered_at timestamptz,
  read_at      timestamptz,
  read_by      uuid,
  reminded     int  not null default 0,
  primary key (region_id, order_id, unit_id),
  foreign key (region_id, order_id) references duty.orders (region_id, id),
  foreign key (region_id, unit_id) references access.units (region_id, id),
  constraint read_whole check ((read_at is null) = (read_by is null)),
  constraint read_after_it_came check (read_at is null or read_at >= delivered_at)
);
create index order_units_unread on duty.order_units (region_id, unit_id, order_id) where read_at is null;
