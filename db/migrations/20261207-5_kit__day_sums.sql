-- What a whole day came to, counted once and kept (server/kit/days.ts): a screen that tells of a month reads thirty lines, and one of a
-- year no history. Nothing here is a source: all of it can be counted again from the rows themselves, and `gridloop check` does.
create table kit.day_sums (
  region_id int         not null,
  name      text        not null,   -- of what
  from_at   timestamptz not null,   -- a day by the clock of the region
  to_at     timestamptz not null,
  counted   jsonb       not null,
  primary key (region_id, name, from_at),
  check (from_at < to_at)
);
-- Up to which fact every kept day is known to stand. Written by the sweep that counts, never by a move.
create table kit.day_positions (
  region_id  int    not null,
  name       text   not null,
  facts_seen bigint not null,
  time_zone  text   not null,
  primary key (region_id, name)
);
