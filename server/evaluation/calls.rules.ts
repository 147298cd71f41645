/**
 * What units leave that were called to a case which another one leads (协办, 吹哨报到, 紧急直达, 会议决议), without I/O: whether they came in
 * time, whether they did their part, how it was graded; and what whoever called them leaves: how often, and how needlessly (双考核).
 */
import { taskPurposes, type TaskPurpose } from '#contract/cases.ts';
import type { HistoryFact, Leave } from './traces.rules.ts';

type Called = {
  at: number;
  purpose: TaskPurpose;
  unitId: number;
  askedUnitId: number | null;
  dueAt: number | null;
  facts: HistoryFact[];
};

/** Grades of 1 to 5 as points of 100, so that they stand beside what streets and deputies give. */
const pointsFor = (grade: unknown): number | null => (typeof grade === 'number' ? grade * 20 : null);

export function calls(facts: readonly HistoryFact[], asOf: number, leave: Leave): void {
  const called = new Map<string, Called>();
  let blownBy: number | null = null;
  for (const fact of facts) {
    const said = fact.data ?? {};
    if (fact.kind === 'case.whistled') {
      blownBy = Number(said['blownBy']);
      leave('whistled', fact.at, [], { personId: fact.personId, post: fact.post, unitId: blownBy });
    } else if (fact.kind === 'case.child_began') {
      const purpose = taskPurposes.find((one) => one === said['kind']);
      if (!purpose) continue;
      const dueAt = typeof said['dueAt'] === 'string' ? Date.parse(said['dueAt']) : null;
      const askedUnitId = purpose === 'whistle' ? blownBy : fact.unitId;
      called.set(String(said['id']), {
        at: fact.at,
        purpose,
        unitId: Number(said['unitId']),
        askedUnitId,
        dueAt,
        facts: [],
      });
    } else called.get(String(said['taskId'] ?? said['id']))?.facts.push(fact);
  }
  for (const one of called.values()) {
    came(one, asOf, leave);
    did(one, leave);
    graded(one, leave);
    confirmed(one, leave);
  }
}

/** 报到, or the yes of a co-unit: due at the deadline it was called with. A call that was lifted or taken back is nobody's duty. */
function came({ purpose, unitId, dueAt, facts }: Called, asOf: number, leave: Leave): void {
  const found = (...kinds: string[]) => facts.find(({ kind }) => kinds.includes(kind));
  const arrived = found('case.task_arrived', 'case.task_accepted');
  const refused = found('case.task_refused');
  const ruled = found('case.task_ruled')?.data?.['ruling'];
  if (dueAt === null || (!arrived && !refused && found('case.child_ended'))) return;
  if (!arrived && !refused && dueAt >= asOf) return;
  leave(
    'arrival',
    dueAt,
    [
      purpose,
      arrived !== undefined && 'done',
      arrived !== undefined && arrived.at <= dueAt && 'on_time',
      arrived === undefined && 'open',
      // An objection that did not hold is a 推诿 as a refused return is.
      (ruled === 'stands' || refused !== undefined) && 'return_refused',
    ],
    { unitId, personId: arrived?.personId ?? null, post: arrived?.post ?? null, dueAt, doneAt: arrived?.at ?? null },
  );
}

/** Its part done: late where its lamp had turned red before, judged at that moment; else when it was handed back. */
function did({ purpose, unitId, facts }: Called, leave: Leave): void {
  const back = facts.findLast(({ kind }) => kind === 'case.task_handed_back');
  const red = facts.find(({ kind, data }) => kind === 'case.task_overdue' && data?.['clock'] === 'handle');
  const at = red?.at ?? back?.at;
  if (at === undefined) return;
  const late = red !== undefined || back?.data?.['late'] === true;
  leave(
    'task',
    at,
    [purpose, back !== undefined && 'done', back !== undefined && !late && 'on_time', back === undefined && 'open'],
    { unitId, personId: back?.personId ?? null, post: back ? 'handler' : null, doneAt: back?.at ?? null },
  );
}

/** Each side grades the other: the work, and how needed the call was. */
function graded({ at: calledAt, purpose, unitId, askedUnitId, facts }: Called, leave: Leave): void {
  const needless = facts.some(({ kind, data }) => kind === 'case.task_ruled' && data?.['ruling'] === 'needless');
  leave('call', calledAt, [purpose, needless && 'needless'], { unitId: askedUnitId });
  for (const { kind, at, data } of facts) {
    if (kind === 'case.task_finished')
      leave('task_grade', at, [purpose, Number(data?.['sentBack'] ?? 0) > 0 && 'rework'], {
        unitId,
        minutes: pointsFor(data?.['grade']),
      });
    const points = kind === 'case.task_handed_back' ? pointsFor(data?.['callGrade']) : null;
    if (points !== null) leave('call_grade', at, [purpose], { unitId: askedUnitId, minutes: points });
  }
}

/** What was handed back is confirmed or sent back by whoever asked, on a clock of its own: in time, or at the moment its lamp turned red. */
function confirmed({ purpose, askedUnitId, facts }: Called, leave: Leave): void {
  facts.forEach((back, i) => {
    if (back.kind !== 'case.task_handed_back') return;
    const after = facts.slice(i + 1);
    const done = after.find(({ kind }) => kind === 'case.task_finished' || kind === 'case.task_sent_back');
    const red = after.find(({ kind, data }) => kind === 'case.task_overdue' && data?.['clock'] === 'confirm');
    const late = red !== undefined && (done === undefined || red.at <= done.at);
    const at = late ? red.at : done?.at;
    if (at !== undefined)
      leave(
        'task_confirm',
        at,
        [purpose, done !== undefined && 'done', !late && 'on_time', done === undefined && 'open'],
        {
          unitId: askedUnitId,
          doneAt: done?.at ?? null,
        },
      );
  });
}
