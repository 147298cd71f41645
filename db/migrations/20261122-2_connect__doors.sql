-- Doors of other standards. Open311: keys of those who may send, what they sent, and what became of it as they are told.
create schema connect;

-- A key is shown once; what is kept is a hash of it. Ended, never deleted: what it sent stays its own.
create table connect.keys (
  region_id int  not null references areas.regions (id),
  id        uuid not null,
  name      text not null,                       -- whose it is: an app, a neighbouring city, a newspaper
  purpose   text not null default '',
  key_hash  bytea not null,
  made_at   timestamptz not null,
  ended_at  timestamptz,
  primary key (region_id, id)
);
create unique index keys_hash on connect.keys (region_id, key_hash);

-- One for each report that came by Open311. Its words were sent over a public protocol and are the only ones published.
create table connect.requests (
  region_id   int  not null,
  report_id   uuid not null,
  key_id      uuid,                              -- null: sent without one (demo)
  matter_id   int  not null,                     -- the service asked for, until a person has settled the matter
  description text not null default '',          -- as published: what the sender wrote, contacts and numbers taken out
  address     text not null default '',
  attributes  jsonb not null default '{}',
  media_url   text,                              -- kept as a note for staff; never fetched, never published
  primary key (region_id, report_id),
  foreign key (region_id, report_id) references intake.reports (region_id, id),
  foreign key (region_id, key_id) references connect.keys (region_id, id),
  foreign key (region_id, matter_id) references catalogue.matters (region_id, id)
);

-- servicerequestupdates: a row for each step of a case that its reporter may know, and for what the sender added.
create table connect.updates (
  region_id int    not null,
  id        bigint generated always as identity,
  report_id uuid   not null,
  kind      text   not null,                     -- of the fact; 'request.updated' where the sender wrote
  status    text   not null check (status in ('open', 'closed')),
  at        timestamptz not null,                -- never before the row that went before it: who polls by time misses none
  text      text   not null default '',          -- the sender's words as published; ours are said in the reader's language
  sender_id text,                                -- the sender's own id of it: sent twice, it is one
  text_hash bytea,
  answer_case_id uuid,                           -- of an ending: the answer that was given, for its sender
  answer_n  int,
  primary key (region_id, id),
  foreign key (region_id, report_id) references connect.requests (region_id, report_id)
);
create index updates_recent on connect.updates (region_id, at, id);
create index updates_report on connect.updates (region_id, report_id, at);
create unique index updates_sender on connect.updates (region_id, report_id, sender_id) where sender_id is not null;
