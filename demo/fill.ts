/**
 * Fills an empty database with 平宁区: the ground by the rooms' own doors, then thirty days of cases by the real moves under a
 * virtual clock. Nothing is written around the rules; what the demo shows could have happened.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as rest } from 'node:timers/promises';
import sharp from 'sharp';
import {
  addPerson,
  createAccount,
  demoActors,
  demoPassword,
  grantPost,
  hashPassword,
  housePermit,
  permit,
  phoneToKeep,
  saveUnit,
  unitsOf,
} from '#access';
import {
  addPlaces,
  appointKeepers,
  drawGroundMap,
  ensureRegion,
  seedAreas,
  treeOf,
  type GroundFeature,
  type SeedArea,
} from '#areas';
import { addNote, addPhoto, callBack, makeMove, processPhotos, readCase, redraw, sweepAlarms } from '#cases';
import {
  articlesFor,
  calendarOf,
  ensureCalendar,
  ensureFallbackMatter,
  importList,
  mattersOf,
  openList,
  proposeLead,
  saveArticle,
  saveForm,
  savePhrase,
  saveStandard,
} from '#catalogue';
import { rate, receiveReport, reply, reportByNumber, teachSayings, trainTriage, withdraw, type Door } from '#intake';
import { receiveAlert, saveDevice } from '#sensing';
import { uuidv7 } from '#contract/ids.ts';
import type { MoveInput } from '#contract/cases.ts';
import type { Actor } from '#kit/caller.ts';
import { sha256, type Keys } from '#kit/crypto.ts';
import { countAnew, inNoRegion, inRegion, type Db, type Tx } from '#kit/db.ts';
import type { Files } from '#kit/files.ts';
import { noProgress } from '#kit/jobs.ts';
import { readIn } from '#kit/readin.ts';
import { granted } from '#kit/refusal.ts';
import { comeByEveryDoor } from './doors.ts';
import { demoSeed, drawDistrict, regionCode, type District } from './district.ts';
import { keepersOf } from './keepers.ts';
import { judgeAWeek, learnFrom } from './lessons.ts';
import { drawScene } from './pictures.ts';
import { readDemo, standardOf, type Demo } from './read.ts';
import { walkRounds } from './rounds.ts';
import { keepDuty } from './duty.ts';
import { workAtTheStation } from './station.ts';
import { keepLines } from './lines.ts';
import { hangNameplates, workBehindNameplates } from './nameplates.ts';
import { exchangeOnce, publishRule } from './points.ts';
import { wordOwn } from './settings.ts';
import { playTogether } from './together.ts';
import { planCases, type PlannedCase, type PlannedPhoto, type PlannedStep } from './script.ts';

export type FillParts = { db: Db; keys: Keys; files: Files };
export type FillOptions = { now?: Date; cases?: number; say?: (line: string) => void };

/** Makes the district and returns its region; `cases: 0` leaves the ground without history. */
export const fillDemo = (parts: FillParts, options: FillOptions = {}): Promise<number> =>
  readIn(() => filled(parts, options));

async function filled({ db, keys, files }: FillParts, options: FillOptions): Promise<number> {
  const { now = new Date(), cases = 150, say = () => undefined } = options;
  const demo = readDemo();
  say('生成演示区 · drawing the demo district …');
  const district = drawDistrict({ seed: demoSeed, units: demo.units });
  const start = new Date(now.getTime() - 31 * 86_400_000);
  const regionId = await inNoRegion(db, (tx) =>
    ensureRegion(
      tx,
      { code: regionCode, name: '平宁区', nameEn: 'Pingning District (imaginary)', timeZone: 'Asia/Shanghai' },
      start,
    ),
  );
  const people = await inRegion(db, regionId, async (tx) => {
    await layGround(tx, regionId, demo, district, start);
    return settlePeople(tx, keys, regionId, demo, district, start);
  });
  await inRegion(db, regionId, (tx) => writeCatalogue(tx, regionId, demo, start));
  await teachTriage(db, regionId, demo, start);
  if (cases === 0) return regionId;
  say(`演绎 ${cases} 件案件 · playing ${cases} cases …`);
  const calendar = (await inRegion(db, regionId, (tx) => calendarOf(tx, regionId))).calendar;
  const plan = planCases({ now, seed: demoSeed, calendar, demo, district, cases });
  const teller = new Player({ db, keys, files: withRawInMemory(files), regionId, people, demo });
  await publishRule({ db, keys, regionId, people }, start);
  await teller.register(plan.devices, start);
  await teller.play(plan.cases, now);
  await keepDuty({ db, regionId, people }, now);
  await keepLines({ db, regionId }, now);
  await wordOwn({ db, regionId, people, district }, now);
  await exchangeOnce({ db, keys, regionId, people }, now);
  await comeByEveryDoor({ db, keys, regionId, people, district }, now);
  await playTogether({ db, keys, regionId, people }, now);
  await workBehindNameplates({ db, keys, regionId, people }, now);
  await workAtTheStation({ db, keys, regionId, people }, now);
  await judgeAWeek({ db, regionId, people }, now);
  await learnFrom({ db, regionId, people }, plan.cases, (key) => teller.caseOf(key), now);
  await walkRounds({ db, keys, regionId, people, district, rows: demo.people }, now);
  return regionId;
}

// ── The ground ─────────────────────────────────────────────────────────────────────────────────────────────────────────

async function layGround(tx: Tx, regionId: number, demo: Demo, district: District, at: Date): Promise<void> {
  const house = housePermit('people.edit', regionId);
  for (const row of demo.units) {
    await saveUnit(
      tx,
      house,
      {
        code: row.code,
        name: row.name,
        nameEn: row.name_en,
        kind: row.kind,
        parentCode: row.parent || null,
        superiorCode: null,
      },
      at,
    );
  }
  const units = await unitsOf(tx, regionId);
  const answering = new Map(
    demo.units
      .filter((row) => row.area && row.kind !== 'leadership')
      .map((row) => [row.area, units.byCode.get(row.code)!.id]),
  );
  const area = (
    level: SeedArea['level'],
    one: { code: string; name: string; nameEn: string; parent: string | null; polygon: SeedArea['geometry'] },
  ): SeedArea => ({
    code: one.code,
    name: one.name,
    nameEn: one.nameEn,
    level,
    parent: one.parent,
    geometry: one.polygon!,
    unitId: answering.get(one.code) ?? null,
  });
  const placed = await seedAreas(
    tx,
    housePermit('areas.edit', regionId),
    [
      area('district', district.region),
      ...district.streets.map((one) => area('street', { ...one, parent: null })),
      ...district.communities.map((one) => area('community', one)),
      ...district.dutyGrids.map((one) => area('duty_grid', one)),
      // A cell lies in its responsibility cell; its 15-digit code still says the community.
      ...district.cells.map((one) => area('cell', { ...one, parent: one.dutyGrid })),
    ],
    at,
  );
  for (const [n, row] of demo.units.entries()) {
    await saveUnit(
      tx,
      house,
      {
        code: row.code,
        name: row.name,
        nameEn: row.name_en,
        kind: row.kind,
        parentCode: row.parent || null,
        superiorCode: row.superior || null,
        // From a range that is assigned to nobody, like every number of the district.
        dutyPhone: `000-7${String(n)
          .padStart(7, '0')
          .replace(/(\d{3})(\d{4})/, '$1-$2')}`,
        areaId: row.area ? (placed.get(row.area)?.id ?? (await treeOf(tx, regionId)).root!.id) : null,
      },
      at,
    );
  }
  await addPlaces(
    tx,
    housePermit('areas.edit', regionId),
    district.gazetteer.map((place) => ({
      name: place.name,
      nameEn: place.nameEn,
      kind: place.kind,
      point: { lon: place.point[0]!, lat: place.point[1]! },
      areaId: place.cell ? (placed.get(place.cell)?.id ?? null) : null,
    })),
    at,
  );
  await drawGroundMap(tx, housePermit('areas.edit', regionId), groundOf(district), at);
  await ensureCalendar(tx, regionId, 'Asia/Shanghai', at);
}

/** Roads, water and green, as they lie under the grid. */
function groundOf({ roads, waters, cells }: District): GroundFeature[] {
  const seenFrom = { avenue: 1, road: 2, street: 3, lane: 4 } as const;
  return [
    ...waters.map(({ name, nameEn, polygon }) => ({ kind: 'water' as const, rank: 1, name, nameEn, polygon })),
    ...cells
      .filter(({ use }) => use === 'park' || use === 'hill')
      .map(({ polygon }) => ({ kind: 'green' as const, rank: 2, name: '', nameEn: '', polygon })),
  ]
    .map(({ polygon, ...one }): GroundFeature => ({ ...one, geometry: polygon as GroundFeature['geometry'] }))
    .concat(
      roads.map(({ kind, name, nameEn, line }) => ({
        kind: 'road',
        rank: seenFrom[kind],
        name,
        nameEn,
        geometry: { type: 'LineString', coordinates: line as [number, number][] },
      })),
    );
}

type People = ReadonlyMap<string, Actor>;
export const peopleOf = async (tx: Tx, regionId: number, at: Date): Promise<People> =>
  new Map((await demoActors(tx, regionId, at)).map((one) => [one.login, one]));

/** Everybody of people.csv with an account; all share the one demo password, which works on this machine only. */
async function settlePeople(
  tx: Tx,
  keys: Keys,
  regionId: number,
  demo: Demo,
  district: District,
  at: Date,
): Promise<People> {
  const [units, tree] = [await unitsOf(tx, regionId), await treeOf(tx, regionId)];
  const areas = new Map([...tree.byId.values()].map((area) => [area.code, area]));
  const passwordHash = await hashPassword(demoPassword(keys));
  const [edit, give] = [housePermit('people.edit', regionId), housePermit('posts.grant', regionId)];
  for (const row of demo.people) {
    const [personId, accountId, postId] = [uuidv7(at.getTime()), uuidv7(at.getTime()), uuidv7(at.getTime())];
    const unit = units.byCode.get(row.unit)!;
    const area = row.area ? areas.get(row.area) : undefined;
    const phone = phoneToKeep(keys, regionId, personId, row.phone);
    await addPerson(tx, edit, { id: personId, name: row.name, nameEn: row.name_en, phone }, at);
    await createAccount(tx, edit, { id: accountId, personId, login: row.login, demo: true, passwordHash }, at);
    await grantPost(
      tx,
      give,
      personId,
      {
        id: postId,
        post: row.post,
        unitId: unit.id,
        areaId: area?.id ?? null,
        fromOn: at.toISOString().slice(0, 10),
        // Who is invited to judge is invited for a term.
        toOn: row.post === 'supervisor' ? `${at.getUTCFullYear() + 2}-12-31` : null,
      },
      at,
    );
  }
  await hangNameplates(tx, { regionId, demo, passwordHash }, at);
  const people = await peopleOf(tx, regionId, at);
  await appointKeepers(
    tx,
    housePermit('areas.edit', regionId),
    keepersOf(district, demo.people).map((one) => ({
      id: uuidv7(at.getTime()),
      areaId: areas.get(one.dutyGrid)!.id,
      personId: people.get(one.login)!.personId,
      role: one.role,
      publicPhone: one.publicPhone,
      supervisionPhone: one.supervisionPhone,
      fromOn: at.toISOString().slice(0, 10),
      toOn: null,
    })),
    at,
  );
  return people;
}

async function writeCatalogue(tx: Tx, regionId: number, demo: Demo, at: Date): Promise<void> {
  const edit = housePermit('catalogue.edit', regionId);
  for (const what of ['matters', 'responsibilities'] as const) {
    const file = what === 'matters' ? 'catalogue.csv' : 'responsibilities.csv';
    const table = granted(await openList(readFileSync(new URL(file, import.meta.url)), what, file));
    const report = await importList(tx, edit, table, { what, dryRun: false, lang: 'zh' }, at);
    if (!report.imported) throw new Error(`demo/${file}: ${JSON.stringify(report.errors.slice(0, 3))}`);
  }
  await ensureFallbackMatter(tx, regionId, at);
  const matters = new Map((await mattersOf(tx, regionId)).map((matter) => [matter.code, matter.id]));
  for (const article of demo.articles) await saveArticle(tx, edit, article, at);
  for (const row of demo.standards)
    await saveStandard(tx, edit, matters.get(row.matter)!, { ...standardOf(row), version: 0, reason: '示例' }, at);
  const units = await unitsOf(tx, regionId);
  for (const row of demo.forms)
    await saveForm(
      tx,
      edit,
      {
        name: row.form,
        unitId: units.byCode.get(row.unit)!.id,
        perMonth: Number(row.per_month),
        fields: Number(row.fields),
        keptIn: row.kept_in || null,
        since: row.since || null,
      },
      at,
    );
  for (const row of demo.answers)
    await savePhrase(tx, edit, {
      purpose: row.purpose,
      matterId: row.matter ? matters.get(row.matter)! : null,
      reason: row.reason,
      lang: row.lang,
      text: row.text,
    });
}

/** How people say each condition, so that the first report is sorted by what was learned. */
async function teachTriage(db: Db, regionId: number, demo: Demo, at: Date): Promise<void> {
  const edit = housePermit('catalogue.edit', regionId);
  const sayings = demo.sentences.map(({ condition, sentence }) => ({
    matter: condition.slice(0, condition.indexOf('-')),
    text: sentence,
  }));
  await inRegion(db, regionId, (tx) => teachSayings(tx, edit, sayings, at));
  await trainTriage(db, edit, uuidv7(at.getTime()), noProgress, () => at);
}

/**
 * A raw photo lives here for the seconds until this same process has redrawn it: it need not be flushed to a disk in between, as what
 * somebody sent must be.
 */
function withRawInMemory(files: Files): Files {
  const raw = new Map<string, Buffer>();
  const isRaw = (name: string): boolean => name.startsWith('raw/');
  return {
    ...files,
    write: async (name, bytes) => (isRaw(name) ? void raw.set(name, Buffer.from(bytes)) : files.write(name, bytes)),
    read: async (name) => raw.get(name) ?? files.read(name),
    remove: async (name) => (isRaw(name) ? void raw.delete(name) : files.remove(name)),
  };
}

// ── Thirty days ────────────────────────────────────────────────────────────────────────────────────────────────────────

type MoveAct = Exclude<
  PlannedStep['act'],
  { move: 'note' } | { move: 'call_back' } | { move: 'reply' } | { move: 'rate' }
>;

/**
 * Of an empty table every index costs the same: a plan made then may go through a whole district to find one case, and stays until
 * somebody counts. Autovacuum looks once a minute, and in a minute the month is over; so it is counted when so many steps were made.
 */
const grownAt = [100, 500, 2_500];
const growing = [
  'cases.cases',
  'cases.stages',
  'cases.assignments',
  'cases.handlings',
  'cases.photos',
  'cases.answers',
  'cases.callbacks',
  'intake.reports',
  'intake.triage_outcomes',
  'kit.facts',
];

/** Plays the plan in the order of time, as the people of the district would have. */
export class Player {
  readonly #house: FillParts & { regionId: number; people: People; demo: Demo };
  readonly #cases = new Map<string, { caseId: string; id: string; number: string }>();
  readonly #devices = new Map<string, string>();
  readonly #pictures = new Map<string, Buffer>();
  readonly #redrawn = new Map<string, ReturnType<typeof redraw>>();
  constructor(house: FillParts & { regionId: number; people: People; demo: Demo }) {
    this.#house = house;
  }

  caseOf(key: string): string | undefined {
    return this.#cases.get(key)?.caseId;
  }

  async register(devices: ReturnType<typeof planCases>['devices'], at: Date): Promise<void> {
    const { db, regionId, people } = this.#house;
    const edit = granted(permit(people.get('xitongguanliyuan')!, 'catalogue.edit'));
    await inRegion(db, regionId, async (tx) => {
      const matters = await mattersOf(tx, regionId);
      for (const device of devices) {
        const matter = matters.find(({ code }) => code === device.matter)!;
        const { deviceId } = await saveDevice(
          tx,
          edit,
          {
            id: uuidv7(at.getTime()),
            code: device.code,
            name: device.name,
            purpose: device.purpose,
            kind: device.kind,
            location: { lon: device.point[0]!, lat: device.point[1]! },
            matterId: matter.id,
            conditionId: matter.conditions.find(({ n }) => n === device.condition)?.id ?? null,
            disabled: false,
            newKey: false,
          },
          at,
        );
        this.#devices.set(device.code, deviceId);
      }
    });
  }

  /** The cases in the order of time, and beside them, as in a running house, the photos that came in are redrawn. */
  async play(cases: readonly PlannedCase[], now: Date): Promise<void> {
    const { db, files, regionId } = this.#house;
    let [present, playing] = [cases[0]?.report.at ?? now, true];
    const told = this.#tell(cases, now, (at) => (present = at)).finally(() => (playing = false));
    const developed = (async () => {
      for (let last = false; ;) {
        if ((await processPhotos(db, files, regionId, present, this.#drawOnce)) > 0) continue;
        if (last) return;
        last = !playing;
        if (playing) await rest(20);
      }
    })();
    await Promise.all([told, developed]);
  }

  /** Every report and step in one line of time; some fifty to a transaction, each as its own savepoint would cost more than it saves. */
  async #tell(cases: readonly PlannedCase[], now: Date, present: (at: Date) => void): Promise<void> {
    const { db, regionId } = this.#house;
    const events: { at: Date; run: (tx: Tx) => Promise<void> }[] = cases.flatMap((one) => [
      { at: one.report.at, run: (tx: Tx) => this.report(tx, one, one.report.at) },
      ...one.steps.map((step) => ({ at: step.at, run: (tx: Tx) => this.step(tx, one, step, step.at) })),
    ]);
    // One that comes at the same moment stays behind what it follows: the sort is stable.
    events.sort((a, b) => a.at.getTime() - b.at.getTime());
    for (let i = 0; i < events.length; i += 50) {
      const some = events.slice(i, i + 50);
      await inRegion(db, regionId, async (tx) => {
        for (const event of some) await event.run(tx);
      });
      // Lamps that turned in the meantime are told at the time they turned, as a running server would have done.
      const until = events[i + 50]?.at ?? now;
      while ((await inRegion(db, regionId, (tx) => sweepAlarms(tx, regionId, until, 200))) > 0);
      present(some.at(-1)!.at);
      if (grownAt.includes(i)) await inRegion(db, regionId, (tx) => countAnew(tx, ...growing));
    }
  }

  /** The same picture stands in many cases; it is redrawn once. */
  readonly #drawOnce: typeof redraw = (raw) => {
    const key = sha256(raw).toString('hex');
    const drawn = this.#redrawn.get(key) ?? redraw(raw);
    this.#redrawn.set(key, drawn);
    return drawn;
  };

  /** The report of a planned case comes in, at this moment. */
  async report(tx: Tx, one: PlannedCase, at: Date): Promise<void> {
    const { keys, regionId, people } = this.#house;
    const { report } = one;
    const matters = await mattersOf(tx, regionId);
    const id = uuidv7(at.getTime());
    if (report.device) {
      const deviceId = this.#devices.get(report.device)!;
      const before = one.key.replace(/\D/g, '');
      const receipt = await receiveAlert(
        tx,
        keys,
        regionId,
        deviceId,
        { bootId: 'demo', seq: Number(before), happenedAt: at, title: report.title, detail: report.detail },
        at,
      );
      this.#cases.set(one.key, {
        ...(await reportByNumber(tx, regionId, receipt.reportNumber))!,
        number: receipt.reportNumber,
      });
    } else {
      const taker = report.by ? people.get(report.by)! : undefined;
      const door: Door = taker
        ? { channel: report.channel as 'hotline', permit: granted(permit(taker, 'reports.take')) }
        : { channel: 'web' };
      const received = await receiveReport(
        tx,
        keys,
        regionId,
        {
          id,
          kind: report.kind,
          title: report.title,
          detail: report.detail,
          placeText: report.placeText,
          location: report.point && { lon: report.point[0]!, lat: report.point[1]! },
          matterId: taker && one.condition !== null ? matters.find(({ code }) => code === one.matter)?.id : undefined,
          naming: report.naming,
          contact: report.contact ?? undefined,
          happenedAt: at,
          lang: report.lang,
        },
        door,
        at,
      );
      this.#cases.set(one.key, { caseId: received.caseId, id: received.reportId, number: received.number });
    }
    await this.#photos(tx, one, report.photos, report.by, at);
  }

  /** The next step of a planned case is made, at this moment. */
  async step(tx: Tx, one: PlannedCase, step: PlannedStep, at: Date): Promise<void> {
    const { keys, regionId, people } = this.#house;
    const { caseId, id: reportId, number } = this.#cases.get(one.key)!;
    const { act } = step;
    await this.#photos(tx, one, step.photos, step.by, at);
    if (step.by === null) {
      const receipt = (await reportByNumber(tx, regionId, number))!;
      if (act.move === 'reply')
        await reply(
          tx,
          keys,
          regionId,
          receipt,
          { id: uuidv7(at.getTime()), text: act.text, unsolved: act.unsolved },
          at,
        );
      else if (act.move === 'rate')
        await rate(
          tx,
          regionId,
          receipt,
          { id: uuidv7(at.getTime()), solved: act.solved, satisfied: act.satisfied },
          at,
        );
      else if (act.move === 'withdraw') await withdraw(tx, keys, regionId, receipt, act.reason, at);
      else throw new Error(`the reporter cannot ${act.move}`);
      return;
    }
    const actor = people.get(step.by)!;
    if (act.move === 'note')
      await addNote(tx, actor, actor.posts[0]!, { caseId, noteId: uuidv7(at.getTime()), text: act.text }, at);
    else if (act.move === 'call_back')
      await callBack(
        tx,
        actor,
        { caseId, reportId, reached: act.reached, solved: act.solved, satisfied: act.satisfied, remark: act.remark },
        at,
      );
    else {
      if (act.move === 'check' && act.ifAwaited && (await readCase(tx, regionId, caseId))!.state !== 'handled') return;
      const input = await this.#input(tx, one, act as MoveAct);
      await makeMove(tx, actor, { caseId, input }, at);
    }
  }

  /** The plan speaks in codes and logins; a move speaks in ids. */
  async #input(tx: Tx, one: PlannedCase, act: MoveAct): Promise<MoveInput> {
    const { regionId, people } = this.#house;
    const units = await unitsOf(tx, regionId);
    const matters = await mattersOf(tx, regionId);
    const unitId = (code: string) => units.byCode.get(code)!.id;
    const personId = (login: string) => people.get(login)!.personId;
    const matterOf = (code: string) => matters.find((matter) => matter.code === code)!;
    switch (act.move) {
      case 'receive': {
        const cell = act.cell
          ? [...(await treeOf(tx, regionId)).byId.values()].find(({ code }) => code === act.cell)
          : undefined;
        return { move: 'receive', matterId: matterOf(act.matter).id, ...(cell ? { areaId: cell.id } : {}) };
      }
      case 'ask_confirm':
        return { move: 'ask_confirm', keeperId: personId(act.keeper), remark: act.remark };
      case 'file': {
        const matter = matterOf(act.matter);
        return {
          move: 'file',
          matterId: matter.id,
          conditionId: matter.conditions.find(({ n }) => n === act.condition)!.id,
          remark: act.remark,
        };
      }
      case 'answer': {
        const [article] = act.article ? await articlesFor(tx, regionId, act.article, 1) : [];
        return { move: 'answer', text: act.text, ...(article ? { articleId: article.id } : {}) };
      }
      case 'merge':
        return { move: 'merge', into: this.#cases.get(act.into)!.caseId, remark: act.remark };
      case 'dispatch': {
        const unit = unitId(act.unit);
        const { matterId, conditionId, areaPath } = (await readCase(tx, regionId, this.#cases.get(one.key)!.caseId))!;
        const proposal = await proposeLead(tx, regionId, { matterId, conditionId, areaPath });
        const ruleNumber = proposal.leadUnitId === unit ? proposal.ruleNumber : null;
        return { move: 'dispatch', unitId: unit, coUnitIds: act.coUnits.map(unitId), reason: act.reason, ruleNumber };
      }
      case 'assign':
        return { move: 'assign', personId: personId(act.person) };
      case 'ask_return':
        return {
          move: 'ask_return',
          reason: act.reason,
          suggestedUnitId: act.suggestedUnit ? unitId(act.suggestedUnit) : null,
        };
      case 'suspend':
        return { move: 'suspend', reason: act.reason, until: act.until.toISOString() };
      case 'check':
        return { move: 'check', passed: act.passed, remark: act.remark };
      case 'self_handle':
        return {
          move: 'self_handle',
          conditionId: matterOf(one.matter).conditions.find(({ n }) => n === act.condition)!.id,
          result: act.result,
        };
      default:
        return act as MoveInput;
    }
  }

  async #photos(tx: Tx, one: PlannedCase, photos: readonly PlannedPhoto[], by: string | null, at: Date): Promise<void> {
    const { files, regionId, people } = this.#house;
    const { caseId, id: reportId } = this.#cases.get(one.key)!;
    for (const photo of photos) {
      const key = `${photo.scene}/${photo.after}/${photo.seed}`;
      let bytes = this.#pictures.get(key);
      if (!bytes) {
        bytes = await sharp(Buffer.from(drawScene(photo.scene, { after: photo.after, seed: photo.seed })))
          .jpeg({ quality: 80 })
          .toBuffer();
        this.#pictures.set(key, bytes);
      }
      const person = by ? people.get(by) : undefined;
      const post = person?.posts[0];
      await addPhoto(
        tx,
        files,
        {
          regionId,
          caseId,
          photoId: uuidv7(at.getTime()),
          reportId: photo.purpose === 'report' ? reportId : null,
          purpose: photo.purpose,
          bytes,
          by:
            person && post
              ? { kind: 'person', personId: person.personId, post: post.post, unitId: post.unitId }
              : { kind: 'reporter' },
        },
        at,
      );
    }
  }
}
