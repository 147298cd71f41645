-- What triage learns from, what it has learned, how right it was, and what it may do without being asked.

-- Sentences that say what a matter sounds like: shipped with a catalogue, or uploaded by an administrator.
create table intake.triage_examples (
  region_id int  not null,
  matter_id int  not null,
  print     text not null check (print ~ '^[0-9a-f]{16}$'),  -- of the text: the same sentence twice is one example
  text      text not null check (text <> '' and char_length(text) <= 4000),
  source    text not null check (source in ('shipped','file')),
  added_at  timestamptz not null,
  primary key (region_id, matter_id, print),
  foreign key (region_id, matter_id) references catalogue.matters (region_id, id)
);

-- What was proposed for a case and what a person made of it. Where they differ it is an example too; its text stays with the
-- case, under the case's own protection, and is read only while the case may be learned from.
create table intake.triage_outcomes (
  region_id   int  not null,
  case_id     uuid not null,
  proposed_id int,                               -- null: triage was unsure
  matter_id   int  not null,                     -- as a person settled it
  automatic   boolean not null,                  -- received without a person
  reported_at timestamptz not null,
  settled_at  timestamptz not null,
  primary key (region_id, case_id),
  foreign key (region_id, case_id) references cases.cases (region_id, id)
);
create index triage_outcomes_settled on intake.triage_outcomes (region_id, settled_at);

create table intake.triage_models (
  region_id int  not null,
  id        uuid not null,                       -- of the job that trained it
  in_use    boolean not null,
  made_at   timestamptz not null,
  n         int  not null,                       -- examples
  matters   int  not null,
  measured  jsonb not null,                      -- on examples left out in turn: accuracy, dared, precision
  bytes     bytea not null,                      -- a model file: header and numbers, no text
  primary key (region_id, id)
);
create unique index triage_models_in_use on intake.triage_models (region_id) where in_use;

-- A matter that is switched to automatic is received as proposed; all others wait for a person's nod.
create table intake.triage_switches (
  region_id  int  not null,
  matter_id  int  not null,
  automatic  boolean not null,
  changed_at timestamptz not null,
  primary key (region_id, matter_id),
  foreign key (region_id, matter_id) references catalogue.matters (region_id, id)
);
