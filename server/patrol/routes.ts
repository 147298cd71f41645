/** The doors of the day. Whoever walks acts for herself; an office answers its own people; a phone asks whether to forget. */
import type { FastifyInstance } from 'fastify';
import { localDate } from '#contract/calendar.ts';
import * as contract from '#contract/patrol.ts';
import { permit, restForAShift } from '#access';
import { regionOf } from '#areas';
import { doerOf, type HeldPost } from '#kit/caller.ts';
import type { Tx } from '#kit/db.ts';
import { deny, granted } from '#kit/refusal.ts';
import { serve, type House } from '#kit/serve.ts';
import * as act from './actions.ts';
import { coverageOf } from './patrol.rules.ts';
import { publicityRoutes } from './publicity/routes.ts';
import {
  attendancePage,
  checkpointShown,
  dayOf,
  foundOn,
  leaveOf,
  monthOf,
  objectionOf,
  objectionsOf,
  phonesOf,
  reachOf,
  shiftOf,
  trackOf,
  visitOf,
  visitsPage,
  waitingOf,
  wipeOrdered,
} from './views.ts';

export function patrolRoutes(app: FastifyInstance, house: House): void {
  serve(app, house, contract.readDay, async ({ tx, actor, at }) => {
    granted(permit(actor, 'cases.see'));
    return dayOf(tx, actor, at);
  });
  dutyRoutes(app, house);
  pointRoutes(app, house);
  officeRoutes(app, house);
  phoneRoutes(app, house);
  publicityRoutes(app, house);
}

function dutyRoutes(app: FastifyInstance, house: House): void {
  serve(app, house, contract.checkIn, async ({ tx, actor, body, commandId, at }) => {
    await act.checkIn({ tx, commandId, at }, granted(permit(actor, 'patrol.walk')), body);
    return shiftOf(tx, actor.regionId, body.id);
  });
  serve(app, house, contract.checkOut, async ({ tx, actor, params, body, commandId, at }) => {
    await act.checkOut({ tx, commandId, at }, granted(permit(actor, 'patrol.walk')), params.shiftId, body);
    return shiftOf(tx, actor.regionId, params.shiftId);
  });
  serve(app, house, contract.tellPositions, async ({ tx, actor, params, body, commandId, at }) =>
    act.tellPositions({ tx, commandId, at }, granted(permit(actor, 'patrol.walk')), params.shiftId, body.points),
  );
  serve(app, house, contract.readTrack, async ({ tx, actor, query }) => {
    granted(permit(actor, 'patrol.walk'));
    return trackOf(tx, actor, query.shiftId);
  });
  serve(app, house, contract.logVisit, async ({ tx, actor, body, commandId, at }) => {
    await act.logVisit({ tx, commandId, at }, house.keys, granted(permit(actor, 'patrol.walk')), body);
    return visitOf(tx, house.keys, actor.regionId, body.id);
  });
  serve(app, house, contract.listVisits, async ({ tx, actor, query }) => {
    granted(permit(actor, 'patrol.walk'));
    return visitsPage(tx, house.keys, actor, query);
  });
}

function pointRoutes(app: FastifyInstance, house: House): void {
  serve(app, house, contract.saveCheckpoint, async ({ tx, actor, body, commandId, at }) => {
    const held = granted(permit(actor, 'patrol.plan'));
    await act.saveCheckpoint({ tx, commandId, at }, held, { ...body, madeBy: actor.personId });
    return checkpointShown(tx, actor.regionId, body.id, at);
  });
  serve(app, house, contract.retireCheckpoint, async ({ tx, actor, params, commandId, at }) => {
    await act.retireCheckpoint({ tx, commandId, at }, granted(permit(actor, 'patrol.plan')), params.checkpointId);
    return { ended: true };
  });
  serve(app, house, contract.stampCheckpoint, async ({ tx, actor, params, body, commandId, at }) =>
    act.stampCheckpoint({ tx, commandId, at }, granted(permit(actor, 'patrol.walk')), params.checkpointId, body),
  );
}

/** An office plans for its own people; whoever leads the district, for all. */
const wholeDistrict = ({ post, areaPath }: HeldPost): boolean => post === 'leader' && areaPath === null;

function officeRoutes(app: FastifyInstance, house: House): void {
  serve(app, house, contract.askLeave, async ({ tx, actor, body, commandId, at }) => {
    await act.askLeave({ tx, commandId, at }, granted(permit(actor, 'patrol.walk')), body);
    return leaveOf(tx, actor.regionId, body.id);
  });
  serve(app, house, contract.decideLeave, async ({ tx, actor, params, body, commandId, at }) => {
    await act.decideLeave({ tx, commandId, at }, granted(permit(actor, 'patrol.decide')), params.leaveId, body);
    return leaveOf(tx, actor.regionId, params.leaveId);
  });
  serve(app, house, contract.readCoverage, async ({ tx, actor, query, at }) => {
    granted(permit(actor, 'patrol.walk'));
    const { timeZone } = await regionOf(tx, actor.regionId);
    const month = query.month ?? localDate(at, timeZone).slice(0, 7);
    const { dutyDays, points, stamps, visits } = await monthOf(tx, actor.regionId, actor.personId, month, at);
    const objections = await objectionsOf(tx, actor.regionId, actor.personId);
    return { month, ...coverageOf(dutyDays, points, stamps, timeZone), visits, objections };
  });
  serve(app, house, contract.objectToCoverage, async ({ tx, actor, body, commandId, at }) => {
    await act.objectTo({ tx, commandId, at }, granted(permit(actor, 'patrol.walk')), body);
    return objectionOf(tx, actor.regionId, body.id);
  });
  serve(app, house, contract.decideObjection, async ({ tx, actor, params, body, commandId, at }) => {
    const held = granted(permit(actor, 'patrol.decide'));
    await act.decideObjection({ tx, commandId, at }, held, params.objectionId, body);
    return objectionOf(tx, actor.regionId, params.objectionId);
  });
  serve(app, house, contract.listFound, async ({ tx, actor, at }) => {
    granted(permit(actor, 'patrol.plan'));
    return foundOn(tx, actor.regionId, await reachOf(tx, actor, at), actor.personId, at);
  });
  serve(app, house, contract.listAttendance, async ({ tx, actor, query, at }) => {
    const { post } = granted(permit(actor, 'patrol.plan'));
    return attendancePage(tx, actor.regionId, wholeDistrict(post) ? null : post.unitIds, query, at);
  });
  serve(app, house, contract.listWaiting, async ({ tx, actor }) => {
    const { post } = granted(permit(actor, 'patrol.decide'));
    return waitingOf(tx, actor.regionId, post.post === 'leader' ? null : post.unitIds);
  });
}

function phoneRoutes(app: FastifyInstance, house: House): void {
  const phone = async (tx: Tx, { regionId, personId }: { regionId: number; personId: string }, id: string) =>
    (await phonesOf(tx, regionId, personId)).find((one) => one.id === id) ?? deny('thing.not_found');
  serve(app, house, contract.registerPhone, async ({ tx, actor, body, commandId, at }) => {
    await act.registerPhone({ tx, commandId, at }, actor, body);
    await restForAShift(tx, actor);
    return phone(tx, actor, body.phoneId);
  });
  serve(app, house, contract.listPhones, async ({ tx, actor }) => ({
    phones: await phonesOf(tx, actor.regionId, actor.personId),
  }));
  serve(app, house, contract.wipePhone, async ({ tx, actor, params, commandId, at }) => {
    const by = doerOf(
      actor,
      actor.posts[0] ?? deny('reader.not_permitted', { what: { word: 'permission.patrol.walk' } }),
    );
    await act.wipePhone({ tx, commandId, at }, actor, by, params.phoneId);
    return phone(tx, actor, params.phoneId);
  });
  serve(app, house, contract.listPhonesOf, async ({ tx, actor, params }) => {
    granted(permit(actor, 'people.edit'));
    return { phones: await phonesOf(tx, actor.regionId, params.personId) };
  });
  serve(app, house, contract.wipePhoneOf, async ({ tx, actor, params, commandId, at }) => {
    const { regionId, by } = granted(permit(actor, 'people.edit'));
    const owner = { regionId, personId: params.personId };
    await act.wipePhone({ tx, commandId, at }, owner, by, params.phoneId);
    return phone(tx, owner, params.phoneId);
  });
  serve(app, house, contract.phoneOrder, async ({ tx, regionId, params }) => ({
    wipe: await wipeOrdered(tx, regionId, params.phoneId),
  }));
  serve(app, house, contract.phoneWiped, async ({ tx, regionId, params, body, commandId, at }) => {
    await act.phoneWiped({ tx, commandId, at }, regionId, params.phoneId, body.lost);
    return { wipe: false };
  });
}
