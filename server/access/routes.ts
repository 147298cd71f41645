import type { FastifyInstance } from 'fastify';
import * as wire from '#contract/access.ts';
import * as walls from '#contract/board.ts';
import { listDepartments } from '#contract/departments.ts';
import { demoAllowed } from '#kit/config.ts';
import type { Tx } from '#kit/db.ts';
import { granted, isRefusal, refuse } from '#kit/refusal.ts';
import { settledFacts } from '#kit/seals.ts';
import { Bytes, serve, serveAfter, type House } from '#kit/serve.ts';
import {
  correctPerson,
  dropFilter,
  endPost,
  grantPost,
  keepFilter,
  savePerson,
  saveUnit,
  setAccountState,
} from './actions.ts';
import { bindIdentity, endBinding, signInByBridge } from './bridge/actions.ts';
import { signedBridge, type IdentityBridge } from './bridge/bridge.ts';
import { bindingsOf } from './bridge/store.ts';
import { demoPassword } from './demo.ts';
import { askProvider, leaveForProvider, signInByProvider } from './oidc/actions.ts';
import { openProvider, type OidcSetting, type Provider } from './oidc/provider.ts';
import { permit } from './permit.ts';
import { leaveForSaml, readAnswer, signInBySaml } from './saml/actions.ts';
import { metadataOf } from './saml/request.ts';
import type { SamlSetting } from './saml/response.ts';
import { offeredSecret, secretUri } from './second-factor.ts';
import { phoneToKeep, revealPhone } from './phone.ts';
import { ruleOf, setPasswordRules } from './passwords/actions.ts';
import { changePassword, confirm, giveCode, renewPassword, signIn, signOut } from './session.ts';
import { departmentsIn } from './units.ts';
import {
  colleaguesWith,
  demoLoginsOf,
  factsPage,
  filtersOf,
  meOf,
  peoplePage,
  personShown,
  regionCode,
  shownUnit,
  unitsOf,
} from './views.ts';

import { endWall, makeWall } from './walls/actions.ts';
import { oneWall, wallsPage } from './walls/views.ts';

export function accessRoutes(app: FastifyInstance, house: House): void {
  // ── The reader's own session ──
  serve(app, house, wire.signIn, async ({ body, regionId, ...asked }) => {
    const actor = await signIn(asked, regionId, body.login, body.password);
    return isRefusal(actor) ? actor : meOf(actor);
  });
  serve(app, house, wire.secondFactor, async ({ body, actor, ...asked }) => {
    const now = await giveCode(asked, actor, body.code);
    return isRefusal(now) ? now : meOf(now);
  });
  serve(app, house, wire.enrol, async ({ actor }) => {
    // Once an authenticator is set up its secret is never shown again.
    if (actor.stage !== 'enrol') return refuse('thing.not_found');
    const secret = offeredSecret(house.keys, actor.accountId, actor.sessionHash);
    const uri = secretUri(secret, actor.login);
    return { uri, secret };
  });
  const settled = settledFacts(house.db);
  serve(app, house, wire.me, async ({ tx, actor }) => ({ ...meOf(actor), heardTo: await settled(tx) }));
  serve(app, house, wire.signOut, async ({ actor, ...asked }) => {
    await signOut(asked, actor);
    return { signedOut: true };
  });
  serve(app, house, wire.changePassword, async ({ actor, body, ...asked }) => {
    const account = await changePassword(asked, actor, body);
    return isRefusal(account) ? account : { changed: true };
  });
  serve(app, house, wire.renewPassword, async ({ actor, body, ...asked }) => {
    const now = await renewPassword(asked, actor, body);
    return isRefusal(now) ? now : meOf(now);
  });
  serve(app, house, wire.confirm, async ({ actor, body, ...asked }) => {
    const now = await confirm(asked, actor, body.secret);
    return isRefusal(now) ? now : meOf(now);
  });
  const rules = async (tx: Tx, regionId: number) => ({ profile: (await ruleOf(tx, regionId)).profile });
  serve(app, house, wire.readPasswordRules, async ({ tx, actor }) => rules(tx, actor.regionId));
  serve(app, house, wire.setPasswordRules, async ({ tx, actor, body, at, commandId }) => {
    await setPasswordRules(tx, granted(permit(actor, 'posts.grant')), body.profile, at, commandId);
    return rules(tx, actor.regionId);
  });
  serve(app, house, wire.demoLogins, async ({ tx, regionId }) => {
    if (!demoAllowed(house.config)) return { enabled: false, password: null, logins: [] };
    const logins = (await demoLoginsOf(tx, regionId)).map(({ kind: _kind, ...one }) => one);
    return { enabled: true, password: demoPassword(house.keys), logins };
  });

  // ── In by another door ──
  const bridges = (): IdentityBridge[] =>
    house.config.bridges.map(({ name, startUrl, publicKey }) => signedBridge(name, startUrl, publicKey));
  const audienceOf = async (tx: Tx, regionId: number) => `gridloop:${await regionCode(tx, regionId)}`;
  serve(app, house, wire.listBridges, async ({ tx, regionId }) => ({
    audience: await audienceOf(tx, regionId),
    bridges: bridges().map(({ name, startUrl }) => ({ name, startUrl })),
    oidc: house.config.oidc !== undefined,
    saml: house.config.saml !== undefined,
  }));
  serve(app, house, wire.signInByBridge, async ({ body, params, regionId, ...asked }) => {
    const region = { id: regionId, audience: await audienceOf(asked.tx, regionId) };
    const bridge = bridges().find(({ name }) => name === params.bridge);
    const actor = await signInByBridge(asked, region, bridge, body);
    return isRefusal(actor) ? actor : meOf(actor);
  });
  let provider: { of: OidcSetting; open: Provider } | undefined;
  const theProvider = (): Provider => {
    const of = house.config.oidc ?? granted<OidcSetting>(refuse('thing.not_found'));
    if (provider?.of !== of) provider = { of, open: openProvider(of) };
    return provider.open;
  };
  serveAfter(
    app,
    house,
    wire.leaveForProvider,
    async (asked) => {
      const open = theProvider();
      return leaveForProvider(asked, open).catch((error: unknown) => {
        house.log.warn({ err: error }, 'the OpenID provider did not answer');
        return refuse('server.busy');
      });
    },
    async (_asked, left) => left,
  );
  serveAfter(
    app,
    house,
    wire.signInByProvider,
    (asked) => askProvider(asked, theProvider(), asked.body.query),
    async ({ regionId, ...asked }, proved) => {
      const actor = await signInByProvider(asked, regionId, proved);
      return isRefusal(actor) ? actor : meOf(actor);
    },
  );
  const theSaml = (): SamlSetting => house.config.saml ?? granted<SamlSetting>(refuse('thing.not_found'));
  serve(
    app,
    house,
    wire.samlMetadata,
    async () => new Bytes(Buffer.from(metadataOf(theSaml())), wire.samlMetadata.download!),
  );
  serve(app, house, wire.leaveForSaml, async (asked) => leaveForSaml(asked, theSaml()));
  serveAfter(
    app,
    house,
    wire.takeSamlAnswer,
    async (asked) => readAnswer(asked, theSaml(), asked.bytes.toString()),
    async ({ reply }, told) => {
      void reply.status(303).header('location', `/desk/sign-in?saml=${told}`);
      return {};
    },
  );
  serve(app, house, wire.signInBySaml, async ({ body, regionId, ...asked }) => {
    theSaml();
    const actor = await signInBySaml(asked, regionId, body.told);
    return isRefusal(actor) ? actor : meOf(actor);
  });
  const bindings = async (tx: Tx, regionId: number, personId: string) => ({
    bindings: (await bindingsOf(tx, regionId, personId)).map((one) => ({ ...one, boundAt: one.boundAt.toISOString() })),
  });
  serve(app, house, wire.listBindings, async ({ tx, actor, params }) => {
    granted(permit(actor, 'people.edit'));
    return bindings(tx, actor.regionId, params.personId);
  });
  serve(app, house, wire.bindIdentity, async ({ tx, actor, params, body, commandId, at }) => {
    const held = granted(permit(actor, 'people.edit'));
    await bindIdentity({ tx, commandId, at }, house, held, params.personId, body);
    return bindings(tx, actor.regionId, params.personId);
  });
  serve(app, house, wire.endBinding, async ({ tx, actor, params, commandId, at }) => {
    await endBinding({ tx, commandId, at }, granted(permit(actor, 'people.edit')), params.bindingId);
    return bindings(tx, actor.regionId, params.personId);
  });

  // ── Screens that nobody signs in to ──
  serve(app, house, walls.listWalls, async ({ tx, actor, query }) => {
    granted(permit(actor, 'walls.edit'));
    return wallsPage(tx, actor.regionId, query);
  });
  serve(app, house, walls.makeWall, async ({ tx, actor, body, commandId, at }) => {
    const wanted = { name: body.name, areaId: body.areaId ?? null, redacted: body.redacted };
    const key = await makeWall({ tx, commandId, at }, granted(permit(actor, 'walls.edit')), wanted);
    return { made: await oneWall(tx, actor.regionId, commandId), key };
  });
  serve(app, house, walls.endWall, async ({ tx, actor, params, body, commandId, at }) => {
    await endWall({ tx, commandId, at }, granted(permit(actor, 'walls.edit')), params.wallId, body.version);
    return oneWall(tx, actor.regionId, params.wallId);
  });

  // ── What a person keeps for herself ──
  serve(app, house, wire.listFilters, async ({ tx, actor }) => ({ filters: await filtersOf(tx, actor) }));
  serve(app, house, wire.saveFilter, async ({ tx, actor, body, at }) => {
    await keepFilter(tx, actor, body, at);
    return { filters: await filtersOf(tx, actor) };
  });
  serve(app, house, wire.removeFilter, async ({ tx, actor, params, at }) => {
    await dropFilter(tx, actor, params.filterId, at);
    return { filters: await filtersOf(tx, actor) };
  });

  // ── Units and people ──
  serve(app, house, wire.listUnits, async ({ tx, regionId }) => {
    const units = await unitsOf(tx, regionId);
    return { units: units.list.map((unit) => shownUnit(units, unit)) };
  });
  serve(app, house, listDepartments, async ({ tx, regionId }) => ({
    departments: departmentsIn(await unitsOf(tx, regionId)).map(({ id, name, nameEn }) => ({ id, name, nameEn })),
  }));
  serve(app, house, wire.saveUnit, async ({ tx, actor, regionId, body, at, commandId }) => {
    const { id: _, ...unit } = body;
    const saved = await saveUnit(tx, granted(permit(actor, 'people.edit')), unit, at, commandId);
    return shownUnit(await unitsOf(tx, regionId), saved);
  });
  serve(app, house, wire.listPeople, async ({ tx, actor, regionId, query }) => {
    granted(permit(actor, 'people.see'));
    return peoplePage(tx, regionId, query);
  });
  serve(app, house, wire.listColleagues, async ({ tx, actor, regionId, query, at }) => {
    granted(permit(actor, 'cases.see'));
    return { people: await colleaguesWith(tx, regionId, query, at) };
  });
  serve(app, house, wire.savePerson, async ({ tx, actor, regionId, body, at, commandId }) => {
    const phone = phoneToKeep(house.keys, regionId, body.id, body.phone ?? null);
    await savePerson(tx, granted(permit(actor, 'people.edit')), { ...body, phone }, at, commandId);
    return shown(tx, regionId, body.id);
  });
  serve(app, house, wire.correctPerson, async ({ tx, actor, regionId, params, body, at, commandId }) => {
    const held = granted(permit(actor, 'people.edit'));
    await correctPerson(tx, house.keys, held, params.personId, body, at, commandId);
    return shown(tx, regionId, params.personId);
  });
  serve(app, house, wire.revealPhone, async ({ tx, actor, params, body, at, commandId }) => ({
    phone: await revealPhone(tx, house.keys, actor, { ...params, reason: body.reason }, at, commandId),
  }));
  serve(app, house, wire.grantPost, async ({ tx, actor, regionId, params, body, at, commandId }) => {
    await grantPost(tx, granted(permit(actor, 'posts.grant')), params.personId, body, at, commandId);
    return shown(tx, regionId, params.personId);
  });
  serve(app, house, wire.endPost, async ({ tx, actor, regionId, params, body, at, commandId }) => {
    const personId = await endPost(tx, granted(permit(actor, 'posts.grant')), params.postId, body, at, commandId);
    return shown(tx, regionId, personId);
  });
  serve(app, house, wire.setAccountState, async ({ tx, actor, regionId, params, body, at, commandId }) => {
    const { id: _, ...wanted } = body;
    await setAccountState(tx, actor, params.personId, wanted, at, commandId);
    return shown(tx, regionId, params.personId);
  });

  // ── The audit trail ──
  serve(app, house, wire.listFacts, async ({ tx, actor, regionId, query }) => {
    granted(permit(actor, 'audit.see'));
    return factsPage(tx, regionId, query);
  });
}

const shown = async (tx: Tx, regionId: number, personId: string) =>
  (await personShown(tx, regionId, personId)) ?? granted<never>(refuse('thing.not_found'));
