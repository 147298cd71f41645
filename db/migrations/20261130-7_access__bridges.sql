-- 第三方登录: who somebody is at WeChat, DingTalk or 浙政钉, bound to an account by an administrator. What she is called there is kept as a
-- keyed hash; a few letters of it are shown to whoever bound it.
create table access.bindings (
  region_id    int  not null references areas.regions (id),
  id           uuid not null,
  bridge       text not null check (bridge in ('wechat', 'dingtalk', 'zhezhengding')),
  subject_hash bytea not null,
  shown        text not null,
  account_id   uuid not null,
  bound_at     timestamptz not null,
  bound_by     uuid not null,
  ended_at     timestamptz,
  primary key (region_id, id),
  foreign key (region_id, account_id) references access.accounts (region_id, id)
);
create unique index bindings_one on access.bindings (region_id, bridge, subject_hash) where ended_at is null;
create index bindings_account on access.bindings (region_id, account_id) where ended_at is null;

-- An assertion is good once: what was shown before is remembered as long as it would still be believed.
create table access.assertions (
  region_id int   not null references areas.regions (id),
  hash      bytea not null,
  until     timestamptz not null,
  primary key (region_id, hash)
);
create index assertions_until on access.assertions (region_id, until);
