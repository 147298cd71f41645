-- Which department the reporter would like to deal with it: a wish that the officer reads, never a dispatch.
alter table intake.reports add column wish_unit_id int;
