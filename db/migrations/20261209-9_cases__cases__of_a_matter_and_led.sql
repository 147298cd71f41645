-- The cases of a matter, and those a unit leads, newest first, with what tells whose they are: of what is rare somewhere, the whole history
-- was read.
create index cases_matter on cases.cases (region_id, matter_id, opened_at desc, id desc)
  include (state, is_open, party_units, holder_person_id, area_path, about_root_unit_id, confidential);
create index cases_led on cases.cases (region_id, lead_unit_id, opened_at desc, id desc)
  include (state, is_open, holder_unit_id, party_units, holder_person_id, area_path, about_root_unit_id, confidential)
  where lead_unit_id is not null;
