-- Filters that a person keeps for herself, by name: they follow her to another machine. Only words of an address, nothing of a case.
create table access.saved_filters (
  region_id int         not null,
  id        uuid        not null,
  person_id uuid        not null,
  name      text        not null check (length(name) between 1 and 40),
  query     text        not null check (length(query) <= 500),
  saved_at  timestamptz not null,
  primary key (region_id, id),
  unique (region_id, person_id, name),
  foreign key (region_id, person_id) references access.people (region_id, id)
);
