-- A photo that comes in pieces (contract/pieces.ts), so that a network which breaks costs a piece and not the photo. What is whole is a
-- photo like any other and its pieces are gone; what was not finished is forgotten after two days.
create table kit.uploads (
  region_id int         not null,
  id        uuid        not null,   -- the photo's own
  door      bytea       not null,   -- who sends what to where, keyed: nobody adds to somebody else's
  place     bytea       not null,   -- where to: only so many are begun there at once
  begun_at  timestamptz not null,
  whole_at  timestamptz,
  primary key (region_id, id)
);
create index uploads_age on kit.uploads (region_id, begun_at);
create index uploads_begun on kit.uploads (region_id, place) where whole_at is null;
create table kit.pieces (
  region_id int   not null,
  upload_id uuid  not null,
  n         int   not null check (n >= 0),
  bytes     bytea not null,
  primary key (region_id, upload_id, n),
  foreign key (region_id, upload_id) references kit.uploads (region_id, id) on delete cascade
);
