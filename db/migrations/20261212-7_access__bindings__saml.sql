-- 统一身份认证 by SAML 2.0 beside OpenID Connect: another way in that an account may be bound to.
alter table access.bindings drop constraint bindings_bridge_check;
alter table access.bindings add constraint bindings_bridge_check check (bridge in ('wechat', 'dingtalk', 'zhezhengding', 'oidc', 'saml'));
