/**
 * Where the process is drawn: three lanes (监督, 指挥, the lead unit), the stages from left to right. The house's table is fixed, so
 * every way between two stages has its place; ways that leave the stages are told beside the stage they leave. Pure.
 */
import { isOpen, type State } from '#contract/cases.ts';
import type { Drawing } from '#contract/templates.ts';

export const size = { width: 1072, height: 476, node: { width: 100, height: 50 } } as const;
export const lanes = [
  { side: 'supervision', top: 8, height: 166 },
  { side: 'command', top: 180, height: 118 },
  { side: 'lead', top: 304, height: 164 },
] as const;

type Place = { x: number; y: number };
const [supervision, command, lead] = [126, 258, 372];
/** The middle of each stage; an end but 结案 is no stage and has no place. */
export const places: Partial<Record<State, Place>> = {
  reported: { x: 60, y: supervision },
  received: { x: 196, y: supervision },
  confirming: { x: 332, y: supervision },
  filed: { x: 332, y: command },
  dispatched: { x: 468, y: lead },
  signed: { x: 604, y: lead },
  handled: { x: 740, y: supervision },
  checked: { x: 876, y: supervision },
  closed: { x: 1012, y: supervision },
};

type Way = { d: string; at: Place };
export const wayKey = (from: State, to: State): string => `${from}>${to}`;
/** Forward ways leave to the right, ways back leave to the left or below; `at` is the middle of the words on it. */
const ways: Record<string, Way> = {
  'reported>received': { d: 'M110 126H146', at: { x: 128, y: 94 } },
  'received>confirming': { d: 'M246 118H282', at: { x: 264, y: 94 } },
  'confirming>received': { d: 'M282 136H246', at: { x: 264, y: 164 } },
  'received>filed': { d: 'M196 151C196 258 236 258 282 258', at: { x: 220, y: 228 } },
  'filed>dispatched': { d: 'M382 250C468 250 468 290 468 347', at: { x: 452, y: 284 } },
  'dispatched>filed': { d: 'M418 380C332 380 332 340 332 283', at: { x: 344, y: 352 } },
  'signed>filed': { d: 'M588 347C580 290 480 268 382 266', at: { x: 540, y: 284 } },
  'dispatched>signed': { d: 'M518 364H554', at: { x: 536, y: 340 } },
  'signed>dispatched': { d: 'M554 384H518', at: { x: 536, y: 412 } },
  'signed>handled': { d: 'M654 372C740 372 740 260 740 151', at: { x: 736, y: 256 } },
  'handled>signed': { d: 'M716 151C716 250 632 240 622 347', at: { x: 660, y: 226 } },
  'handled>checked': { d: 'M790 126H826', at: { x: 808, y: 94 } },
  'checked>signed': { d: 'M876 151C876 330 780 388 654 388', at: { x: 826, y: 330 } },
  'checked>closed': { d: 'M926 126H962', at: { x: 944, y: 94 } },
};

type Edge = Drawing['edges'][number];
export type Drawn = Way & { key: string; back: boolean; edges: Edge[] };
export type Told = { from: State; edges: Edge[] };

const order = Object.keys(places);
/** 强制结案 leaves from everywhere; as lines it would only hide the others. */
const drawnAs = ({ from, to, move }: Edge): string | undefined => {
  const key = wayKey(from, to);
  return key in ways && move !== 'decide_force_close' ? key : undefined;
};

/** What is drawn as a line, and what is told beside its stage. */
export function layOut(drawing: Drawing): { drawn: Drawn[]; told: Told[] } {
  const lines = Map.groupBy(drawing.edges, drawnAs);
  const drawn = [...lines].flatMap(([key, edges]) => {
    const [first] = edges;
    if (key === undefined || !first) return [];
    return [{ ...ways[key]!, key, back: order.indexOf(first.to) < order.indexOf(first.from), edges }];
  });
  const leaving = (lines.get(undefined) ?? []).filter(({ from }) => isOpen(from) || from === 'closed');
  return { drawn, told: [...Map.groupBy(leaving, ({ from }) => from)].map(([from, edges]) => ({ from, edges })) };
}

/** The lines along the way of a problem. */
export const wayAlong = (path: readonly { state: State }[]): ReadonlySet<string> =>
  new Set(path.slice(1).map(({ state }, i) => wayKey(path[i]!.state, state)));
