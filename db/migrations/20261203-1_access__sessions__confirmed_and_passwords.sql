-- 二次确认: what is dangerous asks who is there, freshly; a session remembers when that was last said.
alter table access.sessions add column confirmed_at timestamptz;
-- A password whose time has come opens a session in which nothing can be done but choosing another one.
alter table access.sessions add column password_due boolean not null default false;
alter table access.sessions drop constraint sessions_stage_check;
alter table access.sessions add constraint sessions_stage_check check (stage in ('second_factor', 'enrol', 'renew', 'full'));

-- Null: chosen by somebody else, an administrator or the house.
alter table access.accounts add column password_set_at timestamptz;

-- 密码规则: each district follows one of two; without a row it is ASVS's.
create table access.password_rules (
  region_id  int  primary key references areas.regions (id),
  profile    text not null check (profile in ('asvs', 'mlps3')),
  changed_at timestamptz not null
);

-- What must not be chosen again; kept only where the rule asks for it.
create table access.old_passwords (
  region_id     int         not null,
  account_id    uuid        not null,
  until         timestamptz not null,
  password_hash text        not null,
  primary key (region_id, account_id, until),
  foreign key (region_id, account_id) references access.accounts (region_id, id)
);

-- 统一身份认证: an identity of the district's own OpenID provider is bound like those of the gateways.
alter table access.bindings drop constraint bindings_bridge_check;
alter table access.bindings add constraint bindings_bridge_check check (bridge in ('wechat', 'dingtalk', 'zhezhengding', 'oidc'));
