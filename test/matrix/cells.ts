/**
 * The cells of the matrix: (address or move) × reader × case. Each is asked of the program itself, in rehearsal; what was answered is
 * put into the words of the policy, and what the policy expected is looked up only afterwards.
 */
import type { LightMyRequestResponse } from 'fastify';
import { permissions } from '#contract/access.ts';
import { uuidv7 } from '#contract/ids.ts';
import type { AnyEndpoint } from '#kit/serve.ts';
import { bodyFor, type Known } from '../protection/walk.ts';
import { elsewhere } from './elsewhere.ts';
import {
  addresses,
  expected,
  expectedOfMove,
  expectedToMay,
  may,
  moves,
  sees,
  type UnitName,
  type Word,
} from './policy.ts';
import { versionOf, type Case, type Reader, type Request, type World } from './world.ts';

/** What was answered, in the words of the policy. state: let in, and refused for what the thing is, not for who asks. */
export type Answer = 'yes' | 'no' | 'unseen' | 'sign in' | 'state' | 'malformed' | 'failed';
export type Cell = {
  /** an address, `move: x`, or `may: x` of what a reader is told of herself */
  what: string;
  reader: Reader;
  of: Case | undefined;
  answer: Answer;
  said: string;
  /** the permissions of the program that were looked at on the way */
  looked: readonly string[];
  /** the same question once more */
  again: () => Promise<Answer>;
};

const noes = [
  'case.not_yours',
  'case.recused',
  'case.same_root_unit',
  'case.own_unit_handles',
  'case.handled_by_same',
  'case.sensed_by_same',
  'case.task_not_yours',
  'case.before_template',
  'reader.not_permitted',
];
const unseen = [
  'thing.not_found',
  'thing.unknown_reference',
  'report.no_receipt',
  'open311.unknown_request',
  'open311.unknown_token',
];
export function answerOf({ statusCode, headers, body }: LightMyRequestResponse): Answer {
  if (statusCode < 300) return 'yes';
  const isProblem = String(headers['content-type']).includes('json');
  const code = isProblem ? ((JSON.parse(body) as { code?: string }).code ?? '') : '';
  // a district that has set no push service up says so, to whoever may ask for it
  if (code === 'push.off') return 'state';
  if (statusCode >= 500) return 'failed';
  if (statusCode === 400 || statusCode === 413 || statusCode === 415) return 'malformed';
  if (statusCode === 401) return code === 'reader.wrong_login' ? 'state' : 'sign in';
  if (statusCode === 403 || noes.includes(code)) return 'no';
  if (statusCode === 404 || unseen.includes(code)) return 'unseen';
  return body.includes('meeting.agenda_unknown') ? 'unseen' : 'state';
}

/** Whether what was answered is what was expected. A legal state is not part of the policy: it may still say no to a yes. */
export function fits(answer: Answer, word: Word, isMove: boolean): boolean {
  if (word === 'yes') return answer === 'yes' || answer === 'state';
  if (word === 'no or unseen') return answer === 'no' || answer === 'unseen';
  // Of a move the state is asked first; that it is nobody's to make now is also a no.
  if (word === 'no') return answer === 'no' || (isMove && answer === 'state');
  return answer === word;
}

export const wordFor = ({ what, reader, of }: Pick<Cell, 'what' | 'reader' | 'of'>): Word =>
  what.startsWith('may: ')
    ? expectedToMay(what.slice(5), reader)
    : what.startsWith('move: ')
      ? expectedOfMove(what.slice(6), reader, of!)
      : expected(what, reader, of);

export const red = (cells: readonly Cell[]): Cell[] =>
  cells.filter((cell) => !fits(cell.answer, wordFor(cell), cell.what.startsWith('move: ')));
export const told = (cell: Cell): string =>
  `${cell.what} · ${cell.reader.name}${cell.of ? ` · ${cell.of.name}` : ''}: expected ${wordFor(cell)}, was ${cell.answer} (${cell.said})`;

// ── How each address is asked ──

const nowhere = '00000000-0000-7000-8000-000000000000';
export function known(
  { corner, units, areas, ids, readers, cases }: World,
  reader: Reader,
  of: Case | undefined,
): Known {
  const one = of ?? cases.get('reported')!;
  return {
    id: [uuidv7()], caseId: [one.id], reportId: [one.reportId], photoId: [uuidv7()], jobId: [uuidv7()], number: [one.receiptNumber],
    format: ['json'], code: ['E0102'], token: [one.reportId], periodId: [ids.period], meetingId: [ids.meeting], itemId: [ids.item],
    personId: [readers.get('handler')!.personId], areaId: [areas['cell']!], matterId: [corner.matters.lamp], unitId: [units.roads],
    conditionId: [corner.conditions.lamp], keyId: [ids.key], wallId: [ids.wall], calendarId: [1], keeperId: [ids.keeper], appealId: [nowhere], postId: [corner.actor('handler').posts[0]!.id],
    api_key: [reader.session === 'key' ? ids.secret : 'glk_guess'],
    name: ['ours'], version: [1], from: ['2026-11-01T00:00:00Z'], to: ['2026-12-31T00:00:00Z'], lon: [116.305], lat: [39.905],
    bbox: ['116.3,39.9,116.31,39.91'], object: ['unit'], indicator: ['received_count'], key: [String(units.roads)],
    layer: ['unified'], firstOn: ['2026-09-01'], figure: ['unit_on_time'], service_request_id: [one.receiptNumber], post: ['handler'],
    bootId: ['b1'], tiles: ['cases'], z: [0], x: [0], y: [0], signs: ['devices'],
    month: ['2026-10'], lesson: ['see'], timeLimit: ['5d'], caseIds: [one.id],
  }; // prettier-ignore
}

/** What the shape alone does not tell: bodies that have to hang together, and whom they are about. */
const bodies: Record<string, (world: World, of: Case | undefined, reader: Reader) => object> = {
  'access.savePerson': () => ({
    id: uuidv7(),
    name: '新人',
    login: 'new-person',
    password: 'a long and new password 7',
  }),
  'access.setAccountState': () => ({ id: uuidv7(), disabled: true }),
  'access.saveUnit': () => ({ id: uuidv7(), code: 'new', name: '新单位', kind: 'department', parentCode: null }),
  'intake.saveLine': () => ({ id: uuidv7(), number: '96300', kind: 'other', name: '专线' }),
  'intake.take': () => ({ id: uuidv7(), channel: 'hotline', title: '来电', kind: 'help', naming: 'anonymous', location: { lon: 116.305, lat: 39.905 } }), // prettier-ignore
  'intake.report': () => ({ id: uuidv7(), title: '路灯', kind: 'help', naming: 'anonymous', location: { lon: 116.305, lat: 39.905 } }), // prettier-ignore
  'connect.sendRequest': ({ ids }, _of, { session }) => ({ service_code: 'E0102', lat: '39.905', long: '116.305', description: '路灯不亮', api_key: session === 'key' ? ids.secret : 'glk_guess' }), // prettier-ignore
  'areas.split': () => ({ id: uuidv7(), version: 1, line: [[116.305, 39.89], [116.305, 39.92]] }), // prettier-ignore
  'templates.save': ({ template }) => ({ id: uuidv7(), savedN: 1, template }),
  'templates.check': ({ template }) => ({ id: uuidv7(), template }),
  'templates.publish': () => ({ id: uuidv7(), version: 2, reason: '改进' }),
  'templates.use': ({ corner }) => ({ id: uuidv7(), matterIds: [corner.matters.litter], reason: '试行' }),
  'meetings.convene': ({ units }, of) => ({ id: uuidv7(), kind: of!.lead ? 'joint' : 'consultation', title: '会商', at: '2026-12-01T01:00:00Z', place: '301', caseIds: [of!.id], members: [{ unitId: units.hedong }] }), // prettier-ignore
  'evaluation.advance': () => ({ id: uuidv7(), version: 0, step: 'open_appeals' }),
  'duty.saveTurn': () => ({ id: uuidv7(), roster: 'normal', seat: 'general', onDay: '2027-01-01', part: 'day', personId: null, version: 0 }), // prettier-ignore
  'duty.saveOccasion': () => ({ id: uuidv7(), occasionId: uuidv7(), version: 0, name: '灯会', fromOn: '2026-12-01', toOn: '2026-12-02', areaIds: [], matterIds: [], plan: '' }), // prettier-ignore
  'orders.give': () => ({
    id: uuidv7(),
    title: '防汛',
    words: '请立即巡查',
    kinds: ['department'],
    readWithinMinutes: 30,
  }),
  'duty.askMode': ({ corner }) => ({ id: uuidv7(), level: 3, reason: '暴雨预警', areaIds: [], matterIds: [corner.matters.lamp], template: 'emergency', until: '2026-11-30T00:00:00Z' }), // prettier-ignore
  // an office is one’s own: whoever has none names any
  'notices.publish': ({ units }, _of, { posts }) => ({ id: uuidv7(), unitId: units[(posts.find(({ post }) => ['clerk', 'duty_officer', 'leader'].includes(post)) ?? posts[0])?.unit ?? 'roads'], title: '停水', words: '明日停水', public: false, untilOn: '2026-12-10' }), // prettier-ignore
  'push.on': () => ({ id: uuidv7(), endpoint: 'https://push.example/x', p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4', auth: 'AAAAAAAAAAAAAAAAAAAAAA' }), // prettier-ignore
  'templates.moveRunning': () => ({ id: uuidv7(), from: 1, to: 1, reason: '改用新版' }),
};
/** Periods that are periods. */
const queries: Record<string, object> = {
  'duty.previewMode': { matterIds: '1', until: '2026-11-30T00:00:00Z' },
  'duty.roster': { from: '2026-11-23', to: '2026-11-29' },
  'evaluation.figures': { from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z' },
  'evaluation.cases': { from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z' },
};
/** Bodies that have no JSON. */
const files: Record<string, string> = {
  'areas.import': '{"type":"FeatureCollection","features":[]}',
};

function requestOf(world: World, endpoint: AnyEndpoint, reader: Reader, of: Case | undefined): Request {
  const values = known(world, reader, of);
  const shape = endpoint as { params?: Shape; query?: Shape; body?: Shape };
  let path = endpoint.path.replace(/:(\w+)/g, (_all, name: string) =>
    encodeURIComponent(String(values[name]?.[0] ?? bodyFor(shape.params?.properties?.[name] ?? {}, values, name))),
  );
  const query = { ...(shape.query ? (bodyFor(shape.query, values) as object) : {}), ...queries[endpoint.id] };
  path += Object.entries(query)
    .map(([name, value], i) => `${i === 0 ? '?' : '&'}${name}=${encodeURIComponent(String(value))}`)
    .join('');
  const request: Request = { method: endpoint.method, path };
  if (endpoint.upload) return { ...request, bytes: files[endpoint.id] ?? png, type: endpoint.upload.types[0]! };
  if (!endpoint.body) return request;
  return { ...request, body: bodies[endpoint.id]?.(world, of, reader) ?? bodyFor(shape.body!, values) };
}
type Shape = Parameters<typeof bodyFor>[0];
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Whom the lead may give it to: one of its own. */
const workerOf: Partial<Record<UnitName, string>> = { crew: 'handler of the crew', hedong: 'handler of hedong', water: 'clerk of water' }; // prettier-ignore
/** What each move carries. */
function inputOf({ corner, units, readers, cases }: World, move: string, of: Case): object {
  const text = '按规定';
  const unit = { unitId: units.roads };
  const fields: Record<string, object> = {
    ask_confirm: { keeperId: readers.get('keeper of the cell')!.personId }, confirm: { isSo: true, remark: text },
    file: { matterId: corner.matters.lamp, conditionId: corner.conditions.lamp }, answer: { text }, refuse: { reason: 'outside_duties', text },
    withdraw: { reason: text }, merge: { into: cases.get('dispatched')!.id }, void: { reason: 'test', text },
    dispatch: { ...unit, reason: text }, assign: { personId: readers.get(workerOf[of.lead ?? 'roads'] ?? 'handler')!.personId }, hand_back: { result: text },
    ask_return: { reason: text }, decide_return: { accept: true, decision: text }, suspend: { reason: text, until: '2026-12-30T00:00:00Z' },
    check: { passed: true, remark: text }, close: { answer: text }, reopen: { reason: text }, uphold: { reason: text },
    self_handle: { conditionId: corner.conditions.lamp, result: text }, remind: { text }, rework: { reason: text },
    designate: { unitId: units.water, basis: 'designated', reason: text }, ask_extension: { reason: text, n: 1 },
    decide_extension: { accept: true, decision: text }, ask_suspension: { cause: 'other', reason: text, until: '2026-12-30T00:00:00Z' },
    decide_suspension: { accept: true, decision: text }, review_suspension: { remark: text, next: '2026-12-30T00:00:00Z' },
    supervise: { level: 1, cause: 'leader', text }, reply_supervision: { text }, clear_supervision: { cleared: true, remark: text },
    propose_force_close: { reason: text, answer: text }, decide_force_close: { accept: true, decision: text }, step_beyond: { what: text },
    hand_up: { reason: text }, hand_down: { unitId: units.crew, reason: text }, split: { caseId: uuidv7(), title: text, detail: text },
    mark_repeat: { of: cases.get('closed')!.id }, escalate: { to: 'leadership', text, due: '2026-12-30T00:00:00Z' },
    conclude_escalation: { result: 'solved', text }, petition: { office: text, reason: text }, advance_petition: { next: 'ended', text },
    follow_up: { due: '2026-12-30T00:00:00Z', text }, report_follow_up: { holds: true, text },
    change_template: { template: 'standard', version: 1, reason: text }, lay_tasks: { tasks: [{ unitId: units.hexi, text }] },
    whistle: { unitIds: [units.water], occasion: 'key_work', reason: text, place: text },
    call_directly: { unitIds: [units.water], reason: text, place: text },
  }; // prettier-ignore
  return { move, ...fields[move] };
}

// ── Asking them ──

export type Heard = { reader: Reader; what: string; body: string };
export type Asked = { cells: Cell[]; heard: Heard[] };
/** Which cases, and of which cases which moves: the small form asks of a few, the full one of all. */
export type Size = {
  cases: readonly string[];
  moveOf: (move: string, of: Case) => boolean;
  readers?: (reader: Reader) => boolean;
};

export const isAsked = (id: string): boolean => id in addresses;
/** Addresses of the router that the policy has no word for. */
export const unknownTo = (served: readonly AnyEndpoint[]): string[] =>
  served.map(({ id }) => id).filter((id) => !(id in addresses) && !(id in elsewhere));

/**
 * Tells which permissions the program looks at: a change of one can only change the answers in which it was looked at, so that only
 * these need to be asked again to see whether anybody would notice.
 */
const looking = new Set<string>();
for (const [name, posts] of Object.entries(permissions))
  for (const way of ['includes', 'filter', 'some', 'map', Symbol.iterator] as const)
    Object.defineProperty(posts, way, {
      value(this: readonly string[], ...given: never[]): unknown {
        looking.add(name);
        return (Array.prototype[way] as (...all: never[]) => unknown).apply(this, given);
      },
    });

export async function askAll(world: World, served: readonly AnyEndpoint[], size: Size): Promise<Asked> {
  const asked: Asked = { cells: [], heard: [] };
  const readers = [...world.readers.values()].filter(size.readers ?? (() => true));
  const cases = size.cases.map((name) => world.cases.get(name)!);
  const note = async (what: string, reader: Reader, of: Case | undefined, make: () => Request, listen: boolean) => {
    looking.clear();
    const reply = await world.ask(reader, make());
    const again = async (): Promise<Answer> => answerOf(await world.ask(reader, make()));
    const said = `${reply.statusCode} ${reply.body.slice(0, 160)}`;
    asked.cells.push({ what, reader, of, answer: answerOf(reply), said, looked: [...looking], again });
    if (listen && reply.statusCode < 300) asked.heard.push({ reader, what, body: reply.body });
  };
  for (const endpoint of served.filter(({ id }) => isAsked(id)))
    for (const reader of readers)
      for (const of of addresses[endpoint.id]!.of === 'case' ? cases : [undefined])
        await note(endpoint.id, reader, of, () => requestOf(world, endpoint, reader, of), endpoint.method === 'GET');
  for (const of of world.cases.values()) {
    const version = await versionOf(world, of.id);
    for (const move of Object.keys(moves).filter((name) => size.moveOf(name, of)))
      for (const reader of readers) {
        const make = (): Request => ({
          path: `/v1/cases/${of.id}/moves`,
          body: { id: uuidv7(), version, input: inputOf(world, move, of) },
        });
        await note(`move: ${move}`, reader, of, make, false);
      }
  }
  for (const reader of readers.filter(({ session }) => session === 'full')) {
    const told = async (): Promise<string[]> =>
      (await world.ask(reader, { path: '/v1/session' })).json<{ may: string[] }>().may;
    const said = await told();
    for (const name of Object.keys(may)) {
      const answer = (all: string[]): Answer => (all.includes(name) ? 'yes' : 'no');
      const again = async (): Promise<Answer> => answer(await told());
      asked.cells.push({
        what: `may: ${name}`,
        reader,
        of: undefined,
        answer: answer(said),
        said: '/v1/session',
        looked: [name],
        again,
      });
    }
  }
  return asked;
}

/** Addresses at which the word or the number of a case is heard by somebody who does not see it, though it is not her own question. */
export function overheard({ cases }: World, heard: readonly Heard[]): { listened: number; wrong: string[] } {
  const wrong = new Set<string>();
  let listened = 0;
  for (const { reader, what, body } of heard)
    for (const of of cases.values()) {
      if (sees(reader, of) || (reader.session === 'receipt' && of.name === 'reported')) continue;
      listened++;
      if (
        body.includes(of.word) ||
        ((body.includes(of.number) || body.includes(of.receiptNumber)) && !tellsNumbers.has(what))
      )
        wrong.add(`${what} tells ${reader.name} of the case "${of.name}"`);
    }
  return { listened, wrong: [...wrong] };
}
/** The public feeds tell number and matter of what is nobody's secret, and never its words; the trail tells the auditor everything but words. */
const tellsNumbers = new Set(['connect.requests', 'connect.publicCases', 'connect.publicGeoJson', 'connect.publicRss', 'connect.updates', 'connect.request', 'opinions.cases', 'access.facts']); // prettier-ignore
