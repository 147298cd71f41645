-- 联系电话 of a member of staff: sealed, and as it is shown in a list.
alter table access.people
  add column phone bytea,
  add column phone_shown text,
  add constraint phone_is_shown_masked check ((phone is null) = (phone_shown is null));
