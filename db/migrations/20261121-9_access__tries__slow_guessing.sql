-- Failed tries to sign in, counted per login and source and per source alone: whoever guesses is slowed down where he sits,
-- and the owner of the login still gets in from elsewhere. Keyed hashes: neither logins nor addresses stand here.
create table access.tries (
  key     bytea primary key,
  failed  int not null,
  last_at timestamptz not null
);
create index tries_age on access.tries (last_at);
alter table access.accounts drop column failed_count, drop column failed_at;

-- 三权分立: nobody holds two of the three administrations at the same time (the rule is in access/permit.ts; this stands behind it).
alter table access.posts add constraint powers_apart exclude using gist (
  region_id with =, person_id with =, post with <>, daterange(from_on, to_on, '[]') with &&
) where (post in ('system_admin', 'security_admin', 'audit_admin'));

-- Read at every request: the units below a held post.
create index units_path on access.units using gist (region_id, path);

-- A co-unit may also be "the street office of the place" (街道), as the lead may.
alter table catalogue.responsibilities add column co_by_area boolean not null default false;
