/** Who is here and what they may do: posts, permissions, sign-in, units, people. */
import Type, { type Static } from 'typebox';
import { actorKinds } from './actors.ts';
import { Day, endpoint, Instant, nullable, page, PageQuery, text, Uuid } from './endpoint.ts';

/** The posts of the field. The demo login of a post is the pinyin of its Chinese name. */
export const posts = [
  'receiver',
  'duty_officer',
  'dispatcher',
  'clerk',
  'handler',
  'keeper',
  'checker',
  'caller',
  'evaluator',
  'leader',
  'supervisor',
  'correspondent',
  'system_admin',
  'security_admin',
  'audit_admin',
] as const;
export type Post = (typeof posts)[number];
export const PostName = Type.Enum([...posts]);
/** Posts that serve: they sense, send, handle, check, call back. Their work is scored, so none of them scores (register B-08). */
export const servingPosts = [
  'receiver',
  'duty_officer',
  'dispatcher',
  'clerk',
  'handler',
  'keeper',
  'checker',
  'caller',
] as const satisfies readonly Post[];

/**
 * What a post may do besides the moves of a case (those stand in `contract/cases.ts`). Deny by default: what is not listed
 * for a post is not allowed to it.
 */
export const permissions = {
  'reports.take': ['receiver', 'duty_officer', 'clerk', 'keeper', 'correspondent'],
  // 信息员: what she told herself, and how it goes.
  'reports.own': ['correspondent'],
  'reports.see_contact': ['receiver', 'duty_officer', 'caller'],
  'cases.see': [
    'receiver',
    'duty_officer',
    'dispatcher',
    'clerk',
    'handler',
    'keeper',
    'checker',
    'caller',
    'evaluator',
    'leader',
  ],
  'cases.note': ['receiver', 'duty_officer', 'dispatcher', 'clerk', 'handler', 'keeper', 'checker', 'caller'],
  // 巡查: who walks, who sets the points, who answers leaves and objections of the own people.
  'patrol.walk': ['keeper', 'checker'],
  'patrol.plan': ['clerk', 'leader'],
  'patrol.decide': ['clerk', 'leader'],
  // 会商、联席会议: a clerk convenes for a street.
  'meetings.convene': ['duty_officer', 'dispatcher', 'clerk', 'leader'],
  'evaluation.see': ['duty_officer', 'dispatcher', 'clerk', 'evaluator', 'leader'],
  // Who serves does not score (register B-08): no post that senses, sends, handles or checks is among them.
  'evaluation.edit': ['evaluator'],
  'evaluation.approve': ['leader'],
  'evaluation.rate': ['clerk', 'evaluator'],
  'evaluation.appeal': ['clerk'],
  // 特邀监督员 judge what is closed, the unit answers; who reads the evaluation reads both.
  'opinions.give': ['supervisor'],
  'opinions.answer': ['clerk'],
  'improvement.see': ['receiver', 'duty_officer', 'dispatcher', 'clerk', 'evaluator', 'leader'],
  'improvement.edit': ['duty_officer', 'dispatcher', 'evaluator', 'leader'],
  // 积分: exchanged at the counter of a street or community, taken back by whoever answers for both.
  'points.see': ['clerk', 'duty_officer', 'leader', 'system_admin', 'audit_admin'],
  'points.redeem': ['clerk'],
  'points.take_back': ['duty_officer'],
  'areas.see': [
    'receiver',
    'duty_officer',
    'dispatcher',
    'clerk',
    'handler',
    'keeper',
    'checker',
    'caller',
    'evaluator',
    'leader',
    'system_admin',
    'security_admin',
    'audit_admin',
  ],
  'areas.edit': ['system_admin'],
  'catalogue.see': [
    'receiver',
    'duty_officer',
    'dispatcher',
    'clerk',
    'handler',
    'keeper',
    'checker',
    'caller',
    'evaluator',
    'leader',
    'system_admin',
    'security_admin',
    'audit_admin',
  ],
  'catalogue.edit': ['system_admin'],
  'people.see': ['system_admin', 'security_admin', 'audit_admin'],
  'people.edit': ['system_admin'],
  'posts.grant': ['security_admin'],
  'audit.see': ['audit_admin'],
  // 值班与应急: one log for all; who commands plans, and the mode takes two people (duty.decided_by_another).
  'duty.see': [
    'receiver',
    'duty_officer',
    'dispatcher',
    'clerk',
    'handler',
    'keeper',
    'checker',
    'caller',
    'evaluator',
    'leader',
  ],
  'duty.write': ['receiver', 'duty_officer', 'dispatcher', 'clerk', 'leader'],
  'duty.plan': ['duty_officer', 'leader'],
  // 指令: whoever commands gives them to all units at once; each unit reads for itself.
  'orders.give': ['duty_officer', 'dispatcher', 'leader'],
  'orders.read': ['clerk', 'duty_officer', 'dispatcher', 'leader'],
  'mode.ask': ['duty_officer', 'dispatcher', 'leader'],
  'mode.decide': ['leader'],
  // 大屏展示地址: a screen that nobody signs in to is given a key, and it is taken away again.
  'walls.edit': ['system_admin'],
  // 信息发布: in the name of one’s own office, whoever answers for it.
  'notices.publish': ['clerk', 'duty_officer', 'leader'],
  // 接听来电: who answers the district's lines.
  'calls.take': ['receiver', 'duty_officer'],
} as const satisfies Record<string, readonly Post[]>;
export type Permission = keyof typeof permissions;

/** Posts that see the whole district; the others see what their unit has or had a part in, and their territory. */
export const districtPosts: readonly Post[] = [
  'receiver',
  'duty_officer',
  'dispatcher',
  'checker',
  'caller',
  'evaluator',
  'leader',
];

const UnitKind = Type.Enum(['supervision', 'command', 'leadership', 'department', 'street', 'community', 'other']);
export const HeldPost = Type.Object({
  id: Uuid,
  post: PostName,
  unitId: Type.Integer(),
  unitName: Type.String(),
  unitKind: UnitKind,
  rootUnitId: Type.Integer(),
  areaId: nullable(Type.Integer()),
  areaName: nullable(Type.String()),
});
export const Me = Type.Object(
  {
    accountId: Uuid,
    personId: Uuid,
    name: Type.String(),
    login: Type.String(),
    regionId: Type.Integer(),
    regionName: Type.String(),
    /** what the district's clocks show; every day and hour on a screen is read in it */
    timeZone: Type.String(),
    posts: Type.Array(HeldPost),
    /** permissions held through any post */
    may: Type.Array(Type.Enum(Object.keys(permissions) as Permission[])),
    /** `renew`: signed in, and nothing can be done before another password is chosen */
    stage: Type.Enum(['second_factor', 'enrol', 'renew', 'full']),
    demo: Type.Boolean(),
    /** whatever is read after this answer shows every fact up to this one; from here on one listens (`/v1/live?after=`) */
    heardTo: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  { $id: 'Me' },
);
export type Me = Static<typeof Me>;

/**
 * The demo district introduces its people to whoever tries it: every post with its login, and the one password. Outside the
 * demo mode (a loopback address and GRIDLOOP_DEMO not 0) it answers `enabled: false` and names nobody.
 */
export const demoLogins = endpoint({
  id: 'access.demoLogins',
  method: 'GET',
  path: '/v1/demo',
  summary: '演示账号 · logins of the demo district',
  access: 'public',
  reply: Type.Object({
    enabled: Type.Boolean(),
    password: nullable(Type.String()),
    logins: Type.Array(
      Type.Object({
        login: Type.String(),
        /** the first she holds, of so many */
        post: PostName,
        posts: Type.Integer(),
        name: Type.String(),
        unit: Type.String(),
      }),
    ),
  }),
});

/** 第三方登录: who else may say who somebody is. None is there unless the district has set it up. */
export const bridgeNames = ['wechat', 'dingtalk', 'zhezhengding'] as const;
export type BridgeName = (typeof bridgeNames)[number];
const Bridge = Type.Enum([...bridgeNames]);
/** 统一身份认证: besides them the district's own provider, by OpenID Connect or by SAML 2.0. */
export const wayNames = ['wechat', 'dingtalk', 'zhezhengding', 'oidc', 'saml'] as const;
export type WayName = (typeof wayNames)[number];
export const listBridges = endpoint({
  id: 'access.bridges',
  method: 'GET',
  path: '/v1/session/bridges',
  summary: '第三方登录方式 · other ways in, and where they begin',
  access: 'public',
  reply: Type.Object({
    /** for whom an assertion has to be made out */
    audience: Type.String(),
    bridges: Type.Array(Type.Object({ name: Bridge, startUrl: Type.String() })),
    /** an OpenID provider is set up */
    oidc: Type.Boolean(),
    /** a SAML provider is set up */
    saml: Type.Boolean(),
  }),
});
/**
 * The browser keeps `state` to itself, leaves for `startUrl` with its SHA-256 as `nonce`, and comes back with what the gateway has
 * signed. It stands in the place of the password; the second factor is asked for as ever.
 */
export const signInByBridge = endpoint({
  id: 'access.signInByBridge',
  method: 'POST',
  path: '/v1/session/bridges/:bridge',
  summary: '第三方登录 · sign in by an assertion of the district’s gateway',
  access: 'public',
  params: Type.Object({ bridge: Bridge }),
  body: Type.Object({ assertion: text(4000, 1), state: text(100, 20) }),
  reply: Me,
  problems: ['reader.bad_assertion', 'reader.not_bound', 'reader.demo_account', 'thing.not_found'],
});
/**
 * 统一身份认证 by OpenID Connect: the code flow with PKCE. The browser is sent to `url`; state, nonce and verifier wait for it, sealed, in a
 * cookie of this address.
 */
export const leaveForProvider = endpoint({
  id: 'access.leaveForProvider',
  method: 'POST',
  path: '/v1/session/oidc',
  summary: '前往统一身份认证 · leave for the district’s OpenID provider',
  access: 'public',
  body: Type.Object({}),
  reply: Type.Object({ url: Type.String() }),
  problems: ['thing.not_found', 'server.busy'],
});
/** It came back with what stands behind the `?`; the provider is asked, and the second factor as ever. */
export const signInByProvider = endpoint({
  id: 'access.signInByProvider',
  method: 'POST',
  path: '/v1/session/oidc/return',
  summary: '统一身份认证登录 · sign in by the district’s OpenID provider',
  access: 'public',
  body: Type.Object({ query: text(4000, 1) }),
  reply: Me,
  problems: ['reader.bad_assertion', 'reader.not_bound', 'reader.demo_account', 'thing.not_found'],
});
/** 统一身份认证 by SAML 2.0: the browser is sent to `url`, and what it began waits, sealed, in a cookie of this address. */
export const leaveForSaml = endpoint({
  id: 'access.leaveForSaml',
  method: 'POST',
  path: '/v1/session/saml',
  summary: '前往统一身份认证(SAML) · leave for the district’s SAML provider',
  access: 'public',
  body: Type.Object({}),
  reply: Type.Object({ url: Type.String() }),
  problems: ['thing.not_found'],
});
/** Who we are to a SAML provider: this address is our name there, too. */
export const samlMetadata = endpoint({
  id: 'access.samlMetadata',
  method: 'GET',
  path: '/v1/session/saml',
  summary: 'SAML 元数据 · our SAML metadata',
  access: 'public',
  download: 'application/samlmetadata+xml',
  reply: Type.String(),
  problems: ['thing.not_found'],
});
/** The provider's page brings the browser here with its answer (`SAMLResponse`, `RelayState`); it goes on to our own page with what was read. */
export const takeSamlAnswer = endpoint({
  id: 'access.takeSamlAnswer',
  method: 'POST',
  path: '/v1/session/saml/acs',
  summary: '接收 SAML 应答 · what a SAML provider answers is brought here (assertion consumer service)',
  access: 'public',
  upload: { types: ['application/x-www-form-urlencoded'], limitBytes: 256_000 },
  landing: true,
  reply: Type.Object({}),
  problems: ['thing.not_found'],
});
/** What our page was given to show; with the cookie of the browser that began, once, and the second factor as ever. */
export const signInBySaml = endpoint({
  id: 'access.signInBySaml',
  method: 'POST',
  path: '/v1/session/saml/return',
  summary: '统一身份认证登录(SAML) · sign in by the district’s SAML provider',
  access: 'public',
  body: Type.Object({ told: text(4000, 1) }),
  reply: Me,
  problems: [
    'reader.saml_refused',
    'reader.bad_assertion',
    'reader.not_bound',
    'reader.demo_account',
    'thing.not_found',
  ],
});
const Binding = Type.Object({
  id: Uuid,
  bridge: Type.Enum([...wayNames]),
  /** a few letters of what she is called there */
  shown: Type.String(),
  boundAt: Instant,
  boundBy: nullable(Type.String()),
});
const Bindings = Type.Object({ bindings: Type.Array(Binding) });
export const listBindings = endpoint({
  id: 'access.bindings',
  method: 'GET',
  path: '/v1/people/:personId/bindings',
  summary: '已绑定的登录方式 · other ways in that are bound to an account',
  access: 'signed_in',
  params: Type.Object({ personId: Uuid }),
  reply: Bindings,
  problems: ['reader.not_permitted'],
});
export const bindIdentity = endpoint({
  id: 'access.bind',
  method: 'POST',
  path: '/v1/people/:personId/bindings',
  summary: '绑定登录方式 · bind another way in to an account',
  access: 'signed_in',
  fresh: true,
  params: Type.Object({ personId: Uuid }),
  body: Type.Object({ id: Uuid, bridge: Type.Enum([...wayNames]), subject: text(200, 1) }),
  reply: Bindings,
  problems: ['reader.not_permitted', 'reader.not_fresh', 'thing.not_found', 'thing.exists'],
});
export const endBinding = endpoint({
  id: 'access.endBinding',
  method: 'POST',
  path: '/v1/people/:personId/bindings/:bindingId/end',
  summary: '解除绑定 · end a binding',
  access: 'signed_in',
  params: Type.Object({ personId: Uuid, bindingId: Uuid }),
  body: Type.Object({ id: Uuid }),
  reply: Bindings,
  problems: ['reader.not_permitted', 'thing.not_found'],
});

/** Signs in. Stage `second_factor` or `enrol`: the session is half open until `access.secondFactor` has been answered. */
export const signIn = endpoint({
  id: 'access.signIn',
  method: 'POST',
  path: '/v1/session',
  summary: '登录 · sign in',
  access: 'public',
  body: Type.Object({ login: text(80, 1), password: text(200, 1) }),
  reply: Me,
  problems: ['reader.wrong_login', 'reader.too_many_tries', 'reader.demo_account'],
});
export const secondFactor = endpoint({
  id: 'access.secondFactor',
  method: 'POST',
  path: '/v1/session/code',
  summary: '动态验证码 · one-time code',
  access: 'half_signed_in',
  body: Type.Object({ code: Type.String({ pattern: '^[0-9]{6}$' }) }),
  reply: Me,
  problems: ['reader.wrong_code', 'reader.too_many_tries'],
});
/** The secret to put into an authenticator, shown only while none is set up. */
export const enrol = endpoint({
  id: 'access.enrol',
  method: 'GET',
  path: '/v1/session/enrolment',
  summary: '绑定动态验证码 · set up the one-time code',
  access: 'half_signed_in',
  reply: Type.Object({ uri: Type.String(), secret: Type.String() }),
});
export const me = endpoint({
  id: 'access.me',
  method: 'GET',
  path: '/v1/session',
  summary: '我 · who am I',
  access: 'half_signed_in',
  reply: Me,
});
export const signOut = endpoint({
  id: 'access.signOut',
  method: 'DELETE',
  path: '/v1/session',
  summary: '退出 · sign out',
  access: 'half_signed_in',
  reply: Type.Object({ signedOut: Type.Boolean() }),
});
/** 二次确认: the code of the authenticator again (the password, for an account that has none); good for a quarter of an hour. */
export const confirm = endpoint({
  id: 'access.confirm',
  method: 'POST',
  path: '/v1/session/confirmation',
  summary: '再次确认本人 · say again who you are, before something dangerous',
  access: 'signed_in',
  body: Type.Object({ secret: text(200, 1) }),
  reply: Me,
  problems: ['reader.wrong_code', 'reader.wrong_login', 'reader.too_many_tries'],
});
/** Its time has come: the old one and another, and the session opens. */
export const renewPassword = endpoint({
  id: 'access.renewPassword',
  method: 'POST',
  path: '/v1/session/renewal',
  summary: '到期改密 · another password, because its time has come',
  access: 'half_signed_in',
  body: Type.Object({ current: text(200, 1), next: text(200, 1) }),
  reply: Me,
  problems: ['reader.wrong_login', 'reader.weak_password', 'reader.password_used', 'reader.too_many_tries'],
});
/** 密码规则: OWASP ASVS 5.0 §6.2 and 等保三级 (GB/T 22239-2019 8.1.4.1) ask for things that exclude each other; the district chooses. */
export const passwordProfiles = ['asvs', 'mlps3'] as const;
export type PasswordProfile = (typeof passwordProfiles)[number];
const PasswordRules = Type.Object({ profile: Type.Enum([...passwordProfiles]) });
export const readPasswordRules = endpoint({
  id: 'access.passwordRules',
  method: 'GET',
  path: '/v1/session/password-rules',
  summary: '密码规则 · what a password must be in this district',
  access: 'half_signed_in',
  reply: PasswordRules,
});
export const setPasswordRules = endpoint({
  id: 'access.setPasswordRules',
  method: 'POST',
  path: '/v1/password-rules',
  summary: '选择密码规则 · choose what a password must be',
  access: 'signed_in',
  fresh: true,
  body: Type.Object({ id: Uuid, profile: PasswordRules.properties.profile }),
  reply: PasswordRules,
  problems: ['reader.not_permitted', 'reader.not_fresh'],
});
export const changePassword = endpoint({
  id: 'access.changePassword',
  method: 'POST',
  path: '/v1/session/password',
  summary: '修改密码 · change password',
  access: 'signed_in',
  body: Type.Object({ current: text(200, 1), next: text(200, 1) }),
  reply: Type.Object({ changed: Type.Boolean() }),
  problems: ['reader.wrong_login', 'reader.weak_password', 'reader.password_used', 'reader.too_many_tries'],
});

export const Unit = Type.Object(
  {
    id: Type.Integer(),
    code: Type.String(),
    name: Type.String(),
    nameEn: Type.String(),
    kind: UnitKind,
    /** 参与主体 */
    actor: Type.Enum([...actorKinds]),
    parentId: nullable(Type.Integer()),
    rootId: Type.Integer(),
    superiorId: nullable(Type.Integer()),
    areaId: nullable(Type.Integer()),
    imported: Type.Boolean(),
    /** 值班电话: an office's, never a person's */
    dutyPhone: Type.String(),
    version: Type.Integer(),
  },
  { $id: 'Unit' },
);
export type Unit = Static<typeof Unit>;
export const listUnits = endpoint({
  id: 'access.units',
  method: 'GET',
  path: '/v1/units',
  summary: '单位树 · the tree of units',
  access: 'signed_in',
  reply: Type.Object({ units: Type.Array(Unit) }),
});
export const saveUnit = endpoint({
  id: 'access.saveUnit',
  method: 'POST',
  path: '/v1/units',
  summary: '新增或修改单位 · add or change a unit',
  access: 'signed_in',
  body: Type.Object({
    id: Uuid,
    code: text(40, 1),
    name: text(80, 1),
    nameEn: Type.Optional(text(120)),
    kind: Unit.properties.kind,
    /** left out: as it stands, or as the kind suggests */
    actor: Type.Optional(Unit.properties.actor),
    parentCode: nullable(text(40)),
    superiorCode: Type.Optional(nullable(text(40))),
    areaId: Type.Optional(nullable(Type.Integer())),
    dutyPhone: Type.Optional(text(40)),
    /** the one that was looked at; 0: a unit that is to be new */
    version: Type.Optional(Type.Integer({ minimum: 0 })),
  }),
  reply: Unit,
  problems: ['reader.not_permitted', 'thing.stale', 'thing.exists', 'thing.unknown_reference'],
});
/** 联系电话, however it is written: for whoever keeps accounts and posts, and nobody else. */
export const phonePattern = '^\\+?[0-9][0-9 ()\\-]{3,28}[0-9]$';
const PhoneNumber = Type.String({ pattern: phonePattern });
export const Person = Type.Object({
  id: Uuid,
  name: Type.String(),
  nameEn: Type.String(),
  /** masked; opened by `access.revealPhone` */
  phone: nullable(Type.String()),
  login: nullable(Type.String()),
  disabled: Type.Boolean(),
  version: Type.Integer(),
  posts: Type.Array(
    Type.Object({
      id: Uuid,
      post: PostName,
      unitId: Type.Integer(),
      unitName: Type.String(),
      areaId: nullable(Type.Integer()),
      areaName: nullable(Type.String()),
      fromOn: Day,
      toOn: nullable(Day),
    }),
  ),
});
export const listPeople = endpoint({
  id: 'access.people',
  method: 'GET',
  path: '/v1/people',
  summary: '人员 · people',
  access: 'signed_in',
  query: Type.Object({
    ...PageQuery,
    q: Type.Optional(text(80)),
    unitId: Type.Optional(Type.Integer()),
    post: Type.Optional(PostName),
  }),
  reply: page(Person),
});
/** Colleagues one may name in a move (承办人, keepers for 核实, checkers for 核查): names and posts only. */
export const listColleagues = endpoint({
  id: 'access.colleagues',
  method: 'GET',
  path: '/v1/colleagues',
  summary: '可选人员 · colleagues to choose from',
  access: 'signed_in',
  query: Type.Object({ post: PostName, unitId: Type.Optional(Type.Integer()), areaId: Type.Optional(Type.Integer()) }),
  reply: Type.Object({
    people: Type.Array(
      Type.Object({
        personId: Uuid,
        name: Type.String(),
        unitId: Type.Integer(),
        unitName: Type.String(),
        rootUnitId: Type.Integer(),
      }),
    ),
  }),
});
export const savePerson = endpoint({
  id: 'access.savePerson',
  method: 'POST',
  path: '/v1/people',
  summary: '新增人员 · add a person with an account',
  access: 'signed_in',
  body: Type.Object({
    id: Uuid,
    name: text(60, 1),
    nameEn: Type.Optional(text(80)),
    phone: Type.Optional(PhoneNumber),
    login: Type.String({ pattern: '^[a-z][a-z0-9-]{2,39}$' }),
    password: text(200, 1),
  }),
  reply: Person,
  problems: ['reader.not_permitted', 'thing.exists', 'reader.weak_password'],
});
/** A name or number that was written wrong, or has changed: with the version that was looked at. */
export const correctPerson = endpoint({
  id: 'access.correctPerson',
  method: 'POST',
  path: '/v1/people/:personId',
  summary: '更正人员 · correct the name or the phone of a person',
  access: 'signed_in',
  params: Type.Object({ personId: Uuid }),
  body: Type.Object({
    id: Uuid,
    version: Type.Integer({ minimum: 1 }),
    name: text(60, 1),
    nameEn: text(80),
    /** left out: as it stands; null: taken away */
    phone: Type.Optional(nullable(PhoneNumber)),
  }),
  reply: Person,
  problems: ['reader.not_permitted', 'thing.not_found', 'thing.stale'],
});
/** Each reveal says why and is itself a fact. */
export const revealPhone = endpoint({
  id: 'access.revealPhone',
  method: 'POST',
  path: '/v1/people/:personId/phone',
  summary: '查看联系电话 · reveal the phone of a person, with a reason',
  access: 'signed_in',
  opens: true,
  fresh: true,
  params: Type.Object({ personId: Uuid }),
  body: Type.Object({ id: Uuid, reason: text(300, 4) }),
  reply: Type.Object({ phone: nullable(Type.String()) }),
  problems: ['reader.not_permitted', 'reader.not_fresh', 'thing.not_found'],
});
/** The version of the person that was looked at: left out, as it stands. */
const personVersion = Type.Optional(Type.Integer({ minimum: 1 }));
export const grantPost = endpoint({
  id: 'access.grantPost',
  method: 'POST',
  path: '/v1/people/:personId/posts',
  summary: '授予岗位 · grant a post',
  access: 'signed_in',
  fresh: true,
  params: Type.Object({ personId: Uuid }),
  body: Type.Object({
    id: Uuid,
    post: PostName,
    unitId: Type.Integer(),
    areaId: Type.Optional(nullable(Type.Integer())),
    fromOn: Day,
    toOn: Type.Optional(nullable(Day)),
    version: personVersion,
  }),
  reply: Person,
  problems: [
    'thing.stale',
    'reader.not_permitted',
    'reader.not_fresh',
    'reader.powers_apart',
    'reader.invitation',
    'thing.unknown_reference',
    'thing.not_found',
  ],
});
export const endPost = endpoint({
  id: 'access.endPost',
  method: 'POST',
  path: '/v1/posts/:postId/end',
  summary: '结束岗位 · end a post',
  access: 'signed_in',
  params: Type.Object({ postId: Uuid }),
  body: Type.Object({ id: Uuid, toOn: Day, reason: text(300, 2), version: personVersion }),
  reply: Person,
  problems: ['reader.not_permitted', 'thing.not_found', 'thing.stale'],
});
export const setAccountState = endpoint({
  id: 'access.setAccountState',
  method: 'POST',
  path: '/v1/people/:personId/account',
  summary: '停用或恢复账号 · disable or restore an account',
  access: 'signed_in',
  fresh: true,
  params: Type.Object({ personId: Uuid }),
  body: Type.Object({
    id: Uuid,
    disabled: Type.Boolean(),
    newPassword: Type.Optional(text(200, 1)),
    resetSecondFactor: Type.Optional(Type.Boolean()),
  }),
  reply: Person,
  problems: ['reader.not_permitted', 'reader.not_fresh', 'thing.not_found', 'reader.weak_password'],
});
export const FactRow = Type.Object({
  id: Type.Integer(),
  subject: Type.String(),
  subjectId: Type.String(),
  n: Type.Integer(),
  kind: Type.String(),
  happenedAt: Instant,
  recordedAt: Instant,
  actorKind: Type.String(),
  personName: nullable(Type.String()),
  post: nullable(Type.String()),
  unitName: nullable(Type.String()),
  data: Type.Unknown(),
});
/** The audit administrator reads every fact, newest first; nobody changes one. */
export const listFacts = endpoint({
  id: 'access.facts',
  method: 'GET',
  path: '/v1/facts',
  summary: '审计 · audit trail',
  access: 'signed_in',
  query: Type.Object({
    ...PageQuery,
    subject: Type.Optional(text(40)),
    subjectId: Type.Optional(text(80)),
    kind: Type.Optional(text(60)),
    personId: Type.Optional(Uuid),
  }),
  reply: page(FactRow),
  problems: ['reader.not_permitted'],
});

// ── Filters a person keeps for herself ──

export const SavedFilter = Type.Object({ id: Uuid, name: text(40, 1), query: text(500) });
export type SavedFilter = Static<typeof SavedFilter>;
const SavedFilters = Type.Object({ filters: Type.Array(SavedFilter) });
export const mostFilters = 30;
export const listFilters = endpoint({
  id: 'access.filters',
  method: 'GET',
  path: '/v1/me/filters',
  summary: '我的筛选 · filters I keep for myself',
  access: 'signed_in',
  reply: SavedFilters,
});
/** Under a name that is there already, it replaces that one. */
export const saveFilter = endpoint({
  id: 'access.saveFilter',
  method: 'POST',
  path: '/v1/me/filters',
  summary: '保存筛选 · keep a filter',
  access: 'signed_in',
  body: SavedFilter,
  reply: SavedFilters,
  problems: ['thing.too_many'],
});
export const removeFilter = endpoint({
  id: 'access.removeFilter',
  method: 'POST',
  path: '/v1/me/filters/:filterId/removal',
  summary: '删除筛选 · a filter is kept no longer',
  access: 'signed_in',
  params: Type.Object({ filterId: Uuid }),
  body: Type.Object({ id: Uuid }),
  reply: SavedFilters,
  problems: ['thing.not_found'],
});
