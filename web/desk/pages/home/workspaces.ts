/** Which workspaces a post has: the way in after one sign-in, hat by hat. The server decides what may be done in each. */
import { permissions, type Post } from '#contract/access.ts';
import type { WordKey } from '#contract/words/words.ts';
import { paths } from '../../paths.ts';
import type { Held } from '../../who.tsx';
import { partOfUnit, wordOfUnit } from '../workspaces/parts.ts';

export type Workspace = { to: string; word: WordKey; note: WordKey };

const queue: Workspace = { to: paths.queue(), word: 'desk.nav.queue', note: 'home.note.queue' };
const board = (areaId?: number): Workspace => ({
  to: paths.board(areaId === undefined ? {} : { areaId }),
  word: areaId === undefined ? 'home.cockpit' : 'home.station',
  note: areaId === undefined ? 'home.note.cockpit' : 'home.note.station',
});
const hotline: Workspace = { to: paths.hotline(), word: 'desk.nav.hotline', note: 'home.note.take' };
const approvals: Workspace = { to: paths.approvals(), word: 'desk.nav.approvals', note: 'home.note.approvals' };
const tasks: Workspace = { to: paths.tasks(), word: 'desk.nav.tasks', note: 'home.note.tasks' };
const meetings: Workspace = { to: paths.meetings(), word: 'desk.nav.meetings', note: 'home.note.meetings' };
const supervised: Workspace = { to: paths.supervised(), word: 'desk.nav.supervised', note: 'home.note.supervised' };
const duty: Workspace = { to: paths.duty(), word: 'desk.nav.duty', note: 'home.note.duty_roster' };
const mode: Workspace = { to: paths.modes(), word: 'desk.nav.mode', note: 'home.note.mode' };
const callbacks: Workspace = { to: paths.callbacks(), word: 'desk.nav.callbacks', note: 'home.note.callbacks' };

const of: Record<Post, (held: Held) => Workspace[]> = {
  receiver: () => [
    hotline,
    { to: paths.counter(), word: 'desk.nav.counter', note: 'home.note.take' },
    { ...queue, note: 'home.note.receive' },
  ],
  duty_officer: () => [{ ...queue, note: 'home.note.duty' }, supervised, approvals, callbacks, duty, mode, board()],
  dispatcher: () => [
    { ...queue, note: 'home.note.dispatch' },
    { to: paths.reassign(), word: 'desk.nav.reassign', note: 'home.note.reassign' },
    approvals,
    { to: paths.suspended(), word: 'desk.nav.suspended', note: 'home.note.suspended' },
    meetings,
    board(),
  ],
  // 街道中心、社区工作站: sensing, analysis, service and command of one place.
  clerk: ({ areaId }) => [
    ...(areaId === null ? [] : [board(areaId)]),
    { ...queue, to: paths.queue({ queue: 'unit' }), note: 'home.note.unit' },
    tasks,
    meetings,
    { to: paths.department(), word: 'desk.nav.department', note: 'home.note.take' },
    ...(areaId === null ? [board()] : []),
  ],
  handler: () => [queue, tasks],
  keeper: () => [{ to: paths.keeper(), word: 'desk.nav.keeper', note: 'home.note.keeper' }, queue],
  checker: () => [{ ...queue, note: 'home.note.check' }, tasks],
  caller: () => [callbacks, queue],
  evaluator: () => [
    { to: paths.periods(), word: 'desk.nav.periods', note: 'home.note.periods' },
    { to: paths.scheme(), word: 'desk.nav.scheme', note: 'home.note.traces' },
    { to: paths.appeals(), word: 'desk.nav.appeals', note: 'home.note.appeals' },
    { to: paths.improvement(), word: 'desk.nav.improvement', note: 'home.note.improvement' },
    board(),
  ],
  leader: () => [
    board(),
    supervised,
    approvals,
    duty,
    mode,
    { to: paths.evaluation(), word: 'desk.nav.evaluation', note: 'home.note.figures' },
  ],
  supervisor: () => [{ to: paths.opinions(), word: 'desk.nav.opinions', note: 'home.note.opinions' }],
  correspondent: () => [{ to: paths.correspondent(), word: 'desk.nav.correspondent', note: 'home.note.correspondent' }],
  system_admin: () => [
    { to: paths.matters(), word: 'desk.nav.matters', note: 'home.note.matters' },
    { to: paths.templates(), word: 'desk.nav.templates', note: 'home.note.templates' },
    { to: paths.areas(), word: 'desk.nav.areas', note: 'home.note.areas' },
    { to: paths.units(), word: 'desk.nav.units', note: 'home.note.units' },
    { to: paths.walls(), word: 'desk.nav.walls', note: 'home.note.walls' },
  ],
  security_admin: () => [{ to: paths.people(), word: 'desk.nav.people', note: 'home.note.people' }],
  audit_admin: () => [{ to: paths.audit(), word: 'desk.nav.audit', note: 'home.note.audit' }],
};

/** The workspace of her own unit or ground stands first; who sees no cases has none. */
const own = (held: Held): Workspace[] =>
  (permissions['cases.see'] as readonly Post[]).includes(held.post)
    ? [
        {
          to: paths.workspace(partOfUnit({ id: held.unitId, kind: held.unitKind, areaId: held.areaId ?? null })),
          word: wordOfUnit(held.unitKind),
          note: 'space.note',
        },
      ]
    : [];

export const workspacesOf = (held: Held): Workspace[] => [
  ...own(held),
  ...of[held.post](held).filter(({ word }) => word !== wordOfUnit(held.unitKind)),
];
