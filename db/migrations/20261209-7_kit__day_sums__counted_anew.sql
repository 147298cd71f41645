-- A kept day of figures tells places and doors now, and one of waits is written shorter: what was counted before is counted again, the newest
-- days first, and until then a screen counts from the rows themselves.
delete from kit.day_sums;
delete from kit.day_positions;
