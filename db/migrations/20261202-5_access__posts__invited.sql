-- 特邀监督员 (人大代表、政协委员、居民代表) look and judge; 信息员 tell. An invitation is for one ground and comes to an end.
alter table access.posts
  drop constraint posts_post_check,
  add constraint posts_post_check check (post in ('receiver','duty_officer','dispatcher','clerk','handler','keeper','checker','caller','evaluator','leader','supervisor','correspondent','system_admin','security_admin','audit_admin')),
  add constraint invited_for_a_ground_and_a_time check (post <> 'supervisor' or (area_id is not null and to_on is not null));

-- What somebody of the staff told at her own door, newest first.
create index reports_of_staff on intake.reports (region_id, by_person, received_at desc, id desc) where by_person is not null and channel = 'department';
