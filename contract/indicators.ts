/**
 * 综合评价 as declared data (domain §1.7): what happened to a case leaves traces, an indicator counts traces of one kind by their
 * marks, a scheme weighs indicators. The server counts by this table, the desk explains by it, and nothing is counted otherwise.
 */

/** What a case leaves behind, each at the moment that puts it into a period: an act at its time, a duty at its deadline. */
export const traceKinds = [
  'report',
  'receive_due',
  'received',
  'filed',
  'found',
  'confirm_sent',
  'confirm',
  'dispatch_due',
  'dispatch',
  'first_dispatch',
  'response',
  'first_response',
  'round',
  'check',
  'checked',
  'close_due',
  'case_due',
  'closed',
  'self_handled',
  'suspended',
  'extended',
  'answer',
  'decision',
  'asked',
  'voice',
  'followed',
  'forced',
  'fallback',
  'beyond',
  'handed_up',
  'handed_down',
  'supervised',
  'supervision_reply',
  'whistled',
  'call',
  'arrival',
  'task',
  'task_grade',
  'call_grade',
  'task_confirm',
] as const;
export type TraceKind = (typeof traceKinds)[number];

/** What is said of a trace. Kept as bits in this order: append only. */
export const marks = [
  'done',
  'on_time',
  'open',
  'filed',
  'valid',
  'joined',
  'by_keeper',
  'passive',
  'active',
  'smart',
  'confirmed',
  'stands',
  'accurate',
  'return_asked',
  'return_refused',
  'rework',
  'proof',
  'local',
  'called',
  'reached',
  'solved_known',
  'solved',
  'satisfied_known',
  'satisfied',
  // what units are called to beside a case (contract/tasks.ts, purposes)
  'joint',
  'whistle',
  'urgent',
  'resolution',
  'needless',
  'ordered',
  'listed',
] as const;
export type Mark = (typeof marks)[number];
export const maskOf = (some: readonly Mark[]): number =>
  some.reduce((mask, mark) => mask | (1 << marks.indexOf(mark)), 0);
export const marksIn = (mask: number): Mark[] => marks.filter((_, i) => (mask & (1 << i)) !== 0);

/** Whom a figure may be about. A person is a member of staff in her duty; a resident is never an object. */
export const objects = ['district', 'area', 'unit', 'post', 'person'] as const;
export type ObjectKind = (typeof objects)[number];

export type Indicator = {
  /** null: not counted from traces but told by somebody from outside (external evaluation) */
  trace: TraceKind | null;
  /** a rate is hits ÷ n; a count is n; minutes and a grade (0 to 100) are means over n */
  measure: 'rate' | 'count' | 'minutes' | 'grade';
  /** marks a trace must have to be counted in n, and to be a hit */
  of: readonly Mark[];
  hit: readonly Mark[];
  better: 'up' | 'down' | 'neither';
  objects: readonly ObjectKind[];
};
const rate = (
  trace: TraceKind,
  of: readonly Mark[],
  hit: readonly Mark[],
  better: 'up' | 'down',
  about: readonly ObjectKind[],
): Indicator => ({ trace, measure: 'rate', of, hit, better, objects: about });
const count = (
  trace: TraceKind,
  of: readonly Mark[],
  better: Indicator['better'],
  about: readonly ObjectKind[],
): Indicator => ({ trace, measure: 'count', of, hit: [], better, objects: about });
const minutes = (trace: TraceKind, about: readonly ObjectKind[]): Indicator => ({
  trace,
  measure: 'minutes',
  of: [],
  hit: [],
  better: 'down',
  objects: about,
});
const grade = (trace: TraceKind, of: readonly Mark[], about: readonly ObjectKind[]): Indicator => ({
  trace,
  measure: 'grade',
  of,
  hit: [],
  better: 'up',
  objects: about,
});
const told: Indicator = { trace: null, measure: 'grade', of: [], hit: [], better: 'up', objects: ['unit'] };

export const indicators = {
  report_volume: count('report', [], 'neither', ['district', 'area', 'post', 'person']),
  filing_rate: rate('report', [], ['filed'], 'up', ['district', 'area']),
  effective_report_rate: rate('report', ['by_keeper'], ['valid'], 'up', ['district', 'area', 'post', 'person']),
  repeat_rate: rate('report', [], ['joined'], 'down', ['district', 'area']),
  receive_on_time: rate('receive_due', [], ['on_time'], 'up', ['district', 'post', 'person']),
  received_count: count('received', [], 'neither', ['post', 'person']),
  receive_accuracy: rate('received', [], ['stands'], 'up', ['district', 'post', 'person']),
  filed_count: count('found', [], 'neither', ['district', 'area']),
  public_report_rate: rate('found', [], ['passive', 'confirmed'], 'down', ['district', 'area']),
  missed_rate: rate('found', [], ['passive'], 'down', ['district', 'area', 'post', 'person']),
  confirm_sent_on_time: rate('confirm_sent', [], ['on_time'], 'up', ['post', 'person']),
  confirm_on_time: rate('confirm', [], ['on_time'], 'up', ['district', 'area', 'post', 'person']),
  file_count: count('filed', [], 'neither', ['post', 'person']),
  filing_on_time: rate('filed', [], ['on_time'], 'up', ['district', 'post', 'person']),
  filing_accuracy: rate('filed', [], ['stands'], 'up', ['district', 'post', 'person']),
  dispatch_count: count('dispatch', [], 'neither', ['post', 'person', 'unit']),
  dispatch_on_time: rate('dispatch_due', [], ['on_time'], 'up', ['district', 'post', 'person']),
  dispatch_accuracy: rate('dispatch', [], ['accurate'], 'up', ['district', 'post', 'person']),
  dispatch_by_list: rate('dispatch', [], ['listed'], 'up', ['district', 'post', 'person']),
  decision_on_time: rate('decision', [], ['on_time'], 'up', ['district', 'post', 'person']),
  return_rate: rate('dispatch', [], ['return_asked'], 'down', ['district', 'unit']),
  evasion_rate: rate('dispatch', [], ['return_refused'], 'down', ['district', 'unit']),
  response_rate: rate('response', [], ['on_time'], 'up', ['district', 'unit']),
  handling_rate: rate('round', [], ['done'], 'up', ['district', 'area', 'unit', 'person']),
  handling_on_time: rate('round', [], ['done', 'on_time'], 'up', ['district', 'area', 'unit', 'person']),
  open_overdue: count('round', ['open'], 'down', ['district', 'area', 'unit']),
  handled_count: count('round', ['done'], 'neither', ['unit', 'person']),
  check_on_time: rate('check', [], ['on_time'], 'up', ['district', 'post', 'person']),
  check_count: count('check', ['done'], 'neither', ['post', 'person']),
  check_rate: rate('check', [], ['done'], 'up', ['district', 'post', 'person']),
  check_accuracy: rate('checked', [], ['stands'], 'up', ['district', 'post', 'person']),
  check_proof: rate('checked', [], ['proof'], 'up', ['district', 'post', 'person']),
  closing_rate: rate('case_due', [], ['done'], 'up', ['district', 'area', 'unit']),
  closing_on_time: rate('case_due', [], ['done', 'on_time'], 'up', ['district', 'area', 'unit']),
  close_step_on_time: rate('close_due', [], ['on_time'], 'up', ['post', 'person']),
  rework_rate: rate('closed', [], ['rework'], 'down', ['district', 'area', 'unit', 'person']),
  proof_rate: rate('closed', [], ['proof'], 'up', ['district', 'unit', 'person']),
  answer_standard: rate('answer', [], ['valid'], 'up', ['district', 'post', 'person']),
  local_rate: rate('closed', [], ['local'], 'up', ['district', 'area']),
  handling_time: minutes('closed', ['district', 'area', 'unit']),
  sense_to_dispatch: minutes('first_dispatch', ['district', 'area']),
  sense_to_response: minutes('first_response', ['district', 'area', 'unit']),
  self_handled_count: count('self_handled', [], 'neither', ['district', 'area', 'post', 'person']),
  self_handled_sound: rate('self_handled', [], ['stands'], 'up', ['district', 'area', 'post', 'person']),
  follow_up_holds: rate('followed', [], ['stands'], 'up', ['district', 'area', 'unit']),
  suspended_count: count('suspended', [], 'neither', ['district', 'area', 'unit']),
  extended_count: count('extended', [], 'neither', ['district', 'area', 'unit']),
  forced_count: count('forced', [], 'down', ['district', 'area', 'unit']),
  fallback_count: count('fallback', [], 'neither', ['district', 'area', 'unit']),
  ordered_count: count('dispatch', ['ordered'], 'neither', ['district', 'unit']),
  beyond_count: count('beyond', [], 'up', ['district', 'unit']),
  handed_up_count: count('handed_up', [], 'neither', ['district', 'area', 'unit']),
  handed_down_count: count('handed_down', [], 'neither', ['district', 'area', 'unit']),
  supervised_count: count('supervised', [], 'down', ['district', 'area', 'unit']),
  supervision_on_time: rate('supervision_reply', [], ['on_time'], 'up', ['district', 'unit']),
  // 吹哨报到, 协办, 紧急直达, 会议决议: each side is looked at, and each part by itself
  whistle_count: count('whistled', [], 'neither', ['district', 'area', 'unit']),
  whistle_rate: {
    trace: 'closed',
    measure: 'rate',
    of: [],
    hit: ['whistle'],
    better: 'neither',
    objects: ['district', 'area'],
  },
  whistle_needless: rate('call', ['whistle'], ['needless'], 'down', ['district', 'unit']),
  call_grade: grade('call_grade', ['whistle'], ['district', 'unit']),
  arrival_rate: rate('arrival', ['whistle'], ['done'], 'up', ['district', 'unit']),
  arrival_on_time: rate('arrival', ['whistle'], ['on_time'], 'up', ['district', 'unit', 'person']),
  urgent_on_time: rate('arrival', ['urgent'], ['on_time'], 'up', ['district', 'unit', 'person']),
  call_evasion: rate('arrival', [], ['return_refused'], 'down', ['district', 'unit']),
  whistle_on_time: rate('task', ['whistle'], ['done', 'on_time'], 'up', ['district', 'unit']),
  joint_on_time: rate('task', ['joint'], ['done', 'on_time'], 'up', ['district', 'unit']),
  resolution_rate: rate('task', ['resolution'], ['done'], 'up', ['district', 'unit']),
  resolution_on_time: rate('task', ['resolution'], ['done', 'on_time'], 'up', ['district', 'unit']),
  task_grade: grade('task_grade', [], ['district', 'unit']),
  confirm_task_on_time: rate('task_confirm', [], ['on_time'], 'up', ['district', 'unit']),
  callback_count: count('voice', ['called'], 'neither', ['district', 'post', 'person']),
  callback_on_time: rate('voice', ['called'], ['on_time'], 'up', ['district', 'post', 'person']),
  callback_complete: rate('asked', [], ['solved_known', 'satisfied_known'], 'up', ['district', 'post', 'person']),
  contact_rate: rate('voice', ['called'], ['reached'], 'up', ['district', 'post', 'person']),
  solved_rate: rate('voice', ['solved_known'], ['solved'], 'up', ['district', 'area', 'unit']),
  satisfied_rate: rate('voice', ['satisfied_known'], ['satisfied'], 'up', ['district', 'area', 'unit']),
  street_grade: told,
  deputy_grade: told,
  survey_grade: told,
  media_grade: told,
} as const satisfies Record<string, Indicator>;
export type IndicatorName = keyof typeof indicators;
export const indicatorNames = Object.keys(indicators) as IndicatorName[];
export const indicatorOf = (name: IndicatorName): Indicator => indicators[name];

/** The formula as it is computed, for whoever wants it without words. */
export function codeOf(name: IndicatorName): string {
  const { trace, measure, of, hit } = indicatorOf(name);
  if (trace === null) return 'mean(grade)';
  const counted = [trace, ...of].join(' ∧ ');
  if (measure === 'count') return `count(${counted})`;
  if (measure === 'minutes' || measure === 'grade') return `mean(${measure} of ${counted})`;
  return `count(${[trace, ...of, ...hit].join(' ∧ ')}) ÷ count(${counted})`;
}

/** A figure in three whole numbers, so that adding and taking away are exact. */
export type Counts = { n: number; hits: number; total: number };
/** No cases is not 100 %: without an n there is no value. */
export function valueOf(name: IndicatorName, { n, hits, total }: Counts): number | null {
  const { measure } = indicatorOf(name);
  if (measure === 'count') return n;
  if (n === 0) return null;
  return measure === 'rate' ? hits / n : total / n;
}

/** How much of the weight there was something to judge by, of 100. One of a hundred parts is no score to stand in a ranking with. */
export function judgedShare(parts: readonly { weight: number; points: number | null }[]): number {
  const sum = (some: typeof parts) => some.reduce((total, { weight }) => total + weight, 0);
  const all = sum(parts);
  return all === 0 ? 0 : Math.round((100 * sum(parts.filter(({ points }) => points !== null))) / all);
}
/** From this share on a score has a place among its like. */
export const rankedFrom = 50;

// ── Schemes ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What is scored against its like. Posts are scored as posts and, for their superiors and themselves, person by person. */
export const groups = [
  'area',
  'department',
  'street',
  'receiver',
  'duty_officer',
  'dispatcher',
  'keeper',
  'checker',
  'handler',
  'caller',
] as const;
export type Group = (typeof groups)[number];
export const staffGroups: readonly Group[] = [
  'receiver',
  'duty_officer',
  'dispatcher',
  'keeper',
  'checker',
  'handler',
  'caller',
];
export const objectOfGroup = (group: Group): ObjectKind =>
  group === 'area' ? 'area' : group === 'department' || group === 'street' ? 'unit' : 'person';

/** 任务定量、质量定性、纪律规范、标准统一、责任落实 */
export const aspects = ['quota', 'quality', 'discipline', 'standard', 'responsibility'] as const;
export type Aspect = (typeof aspects)[number];

/** `bands`: points up to and including a value, rising; above the last, its own points go on (upTo null). */
export type Band = { upTo: number | null; points: number };
export type SchemeItem = {
  group: Group;
  indicator: IndicatorName;
  weight: number;
  on: boolean;
  aspect: Aspect | null;
  bands: Band[] | null;
};
export type Scheme = {
  title: string;
  /** days after the end of a period in which what was late may still be done before it is counted as not done */
  settleDays: number;
  items: SchemeItem[];
};

const item = (
  group: Group,
  indicator: IndicatorName,
  weight: number,
  aspect: Aspect | null = null,
  bands: Band[] | null = null,
): SchemeItem => ({ group, indicator, weight, on: weight > 0, aspect, bands });
/** "More is more", by thresholds seen in one city; a quota, never a limit. */
const more = (...at: number[]): Band[] => [
  { upTo: at[0]! - 1, points: 40 },
  { upTo: at[1]! - 1, points: 60 },
  { upTo: at[2]! - 1, points: 75 },
  { upTo: at[3]! - 1, points: 90 },
  { upTo: null, points: 100 },
];
const fewer: Band[] = [
  { upTo: 0, points: 100 },
  { upTo: 2, points: 90 },
  { upTo: 4, points: 75 },
  { upTo: 6, points: 60 },
  { upTo: 8, points: 40 },
  { upTo: null, points: 0 },
];

/** The composites of domain §1.7 as a beginning; "few filed cases" stands in it with a weight of nothing, because it rewards not reporting. */
export const defaultScheme: Scheme = {
  title: '示例评价方案',
  settleDays: 3,
  items: [
    item('area', 'public_report_rate', 10),
    item('area', 'filed_count', 0, null, fewer),
    item('area', 'closing_rate', 30),
    item('area', 'closing_on_time', 40),
    item('area', 'satisfied_rate', 20),
    item('department', 'handling_rate', 20),
    item('department', 'handling_on_time', 30),
    item('department', 'rework_rate', 20),
    item('department', 'satisfied_rate', 15),
    item('department', 'evasion_rate', 5),
    item('department', 'street_grade', 10),
    item('department', 'deputy_grade', 0),
    item('department', 'survey_grade', 0),
    item('department', 'media_grade', 0),
    item('street', 'handling_rate', 25),
    item('street', 'handling_on_time', 30),
    item('street', 'rework_rate', 20),
    item('street', 'satisfied_rate', 25),
    // 任务定量、质量定性、纪律规范、标准统一、责任落实: each post is looked at in all five.
    item('receiver', 'received_count', 20, 'quota', more(101, 301, 501, 1201)),
    item('receiver', 'receive_accuracy', 20, 'quality'),
    item('receiver', 'receive_on_time', 25, 'discipline'),
    item('receiver', 'answer_standard', 15, 'standard'),
    item('receiver', 'confirm_sent_on_time', 20, 'responsibility'),
    item('duty_officer', 'file_count', 10, 'quota', more(101, 301, 501, 1201)),
    item('duty_officer', 'filing_accuracy', 30, 'quality'),
    item('duty_officer', 'filing_on_time', 20, 'discipline'),
    item('duty_officer', 'answer_standard', 15, 'standard'),
    item('duty_officer', 'close_step_on_time', 25, 'responsibility'),
    item('dispatcher', 'dispatch_count', 15, 'quota', more(101, 301, 501, 1201)),
    item('dispatcher', 'dispatch_accuracy', 30, 'quality'),
    item('dispatcher', 'dispatch_on_time', 30, 'discipline'),
    item('dispatcher', 'dispatch_by_list', 10, 'standard'),
    item('dispatcher', 'decision_on_time', 15, 'responsibility'),
    item('keeper', 'report_volume', 0, 'quota', more(5, 10, 20, 40)),
    item('keeper', 'self_handled_count', 5, 'quota', more(2, 5, 10, 20)),
    item('keeper', 'effective_report_rate', 35, 'quality'),
    item('keeper', 'confirm_on_time', 35, 'discipline'),
    item('keeper', 'self_handled_sound', 10, 'standard'),
    item('keeper', 'missed_rate', 15, 'responsibility'),
    item('checker', 'check_count', 15, 'quota', more(10, 30, 60, 120)),
    item('checker', 'check_accuracy', 25, 'quality'),
    item('checker', 'check_on_time', 35, 'discipline'),
    item('checker', 'check_proof', 10, 'standard'),
    item('checker', 'check_rate', 15, 'responsibility'),
    item('handler', 'handled_count', 10, 'quota', more(5, 10, 20, 40)),
    item('handler', 'handling_on_time', 40, 'discipline'),
    item('handler', 'rework_rate', 25, 'quality'),
    item('handler', 'proof_rate', 15, 'standard'),
    item('handler', 'handling_rate', 10, 'responsibility'),
    item('caller', 'callback_count', 20, 'quota', more(20, 50, 100, 200)),
    item('caller', 'contact_rate', 30, 'quality'),
    item('caller', 'callback_on_time', 30, 'discipline'),
    item('caller', 'callback_complete', 20, 'standard'),
  ],
};
