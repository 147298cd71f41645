-- In which emergency a round of handling was dispatched, if one named it: its report counts these rounds, and how they kept their time.
alter table cases.handlings add mode_id uuid;
create index handlings_of_mode on cases.handlings (region_id, mode_id) where mode_id is not null;
