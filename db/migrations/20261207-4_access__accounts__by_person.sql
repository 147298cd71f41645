-- The accounts of a person: a list of fifty of four thousand people read all accounts twice for each line.
create index accounts_person on access.accounts (region_id, person_id);
