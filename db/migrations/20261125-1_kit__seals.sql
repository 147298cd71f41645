-- Facts are sealed in blocks, each bound to the one before it (server/kit/seals.ts). Like facts, seals can be added and never changed.
create table kit.seals (
  region_id int         not null,
  n         int         not null check (n > 0),  -- without a gap
  first_id  bigint      not null,                -- of kit.facts
  last_id   bigint      not null check (last_id >= first_id),
  facts     int         not null check (facts > 0),
  digest    bytea       not null,                -- sha256 over the sha256 of every fact, in the order of their ids
  listing   bytea       not null,                -- id (8 bytes) and the first 8 bytes of the sha256 of each: names the row that is not what it was
  sealed_at timestamptz not null,
  head      bytea       not null,                -- sha256 over the head before and all of the above
  primary key (region_id, n)
);
