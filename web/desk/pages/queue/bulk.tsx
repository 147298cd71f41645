/**
 * 批量办理: one move for several cases. First a look at what would happen to each (may it, and why not; to whom it would go), then each
 * as a command of its own, on the version that was looked at; every case says how it ended.
 */
import { Button, Modal, Progress, Select } from 'antd';
import { useEffect, useState } from 'react';
import {
  countCases,
  getCase,
  listCases,
  moveCase,
  moves,
  supervisionCauses,
  supervisionLevels,
  type CaseDetail,
  type CaseRow,
  type MoveInput,
} from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import { useQueryClient } from '@tanstack/react-query';
import { call, ProblemError, wordsOf } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Field, TextField } from '../../parts/field.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { Trouble, Waiting } from '../../parts/state.tsx';
import { paths } from '../../paths.ts';
import { useUndo } from '../../undo.tsx';
import { useWho } from '../../who.tsx';
import { Faster, factsSince } from '../case/faster.tsx';

/** Moves that say the same to every case; what needs a look at each is made on its own page. */
const together = ['receive', 'dispatch', 'sign', 'remind', 'supervise'] as const;
type Together = (typeof together)[number];
/** As many as a person can still look over. */
export const mostTogether = 50;

export function BulkBar({ picked, clear }: { picked: ReadonlySet<string>; clear: () => void }) {
  const { say } = useWords();
  const { holds } = useWho();
  // What was chosen stays what it was, though the list behind it is read anew.
  const [chosen, choose] = useState<{ move: Together; ids: string[] } | null>(null);
  if (picked.size === 0) return null;
  const offered = together.filter((one) =>
    holds(...moves[one].by.filter((post) => post !== 'system' && post !== 'reporter')),
  );
  return (
    <div className="bulk" role="toolbar" aria-label={say('desk.bulk')}>
      <strong>{say('desk.bulk.picked', { n: picked.size })}</strong>
      {picked.size > mostTogether && <span className="wrong">{say('desk.bulk.most', { n: mostTogether })}</span>}
      {offered.map((one) => (
        <Button
          key={one}
          disabled={picked.size > mostTogether}
          onClick={() => choose({ move: one, ids: Array.from(picked) })}
        >
          {say(`case.move.${one}`)}
        </Button>
      ))}
      <Button type="text" onClick={clear}>
        {say('desk.bulk.clear')}
      </Button>
      {chosen && <Bulk {...chosen} close={() => choose(null)} done={clear} />}
    </div>
  );
}

/** `faster`: somebody changed it since it was looked at, and how it stands now. */
type Result = 'done' | { wrong: string; faster?: { now: CaseDetail; since: CaseDetail['timeline'] } };
type Ask = { level: 1 | 2 | 3; cause: (typeof supervisionCauses)[number]; text: string };

/** The move as it would be made on this case; null where something of it is missing, with the reason. */
function inputFor(move: Together, detail: CaseDetail, ask: Ask): MoveInput | null {
  if (move === 'remind') return { move, text: ask.text.trim() };
  if (move === 'supervise') return { move, level: ask.level, cause: ask.cause, text: ask.text.trim() };
  if (move !== 'dispatch') return { move };
  const { proposal } = detail;
  if (!proposal?.unit || proposal.fallback) return null;
  return {
    move,
    unitId: proposal.unit.id,
    coUnitIds: proposal.coUnits.map(({ id }) => id),
    ruleNumber: proposal.ruleNumber,
    reason: proposal.reason.slice(0, 500),
  };
}

function Bulk({ move, ids, close, done }: { move: Together; ids: string[]; close: () => void; done: () => void }) {
  const { say } = useWords();
  const { postFor } = useWho();
  const offer = useUndo();
  const cache = useQueryClient();
  const [details, setDetails] = useState<CaseDetail[] | null>(null);
  const [trouble, setTrouble] = useState<unknown>(null);
  const [ask, setAsk] = useState<Ask>({ level: 1, cause: 'overdue', text: '' });
  const [results, setResults] = useState<ReadonlyMap<string, Result>>(new Map());
  const [running, setRunning] = useState(false);
  useEffect(() => {
    const over = new AbortController();
    const look = async () => {
      const found: CaseDetail[] = [];
      // a few at a time: a desk is not a load test
      for (let n = 0; n < ids.length; n += 5)
        found.push(
          // oxlint-disable-next-line no-await-in-loop
          ...(await Promise.all(
            ids.slice(n, n + 5).map((caseId) => call(getCase, { params: { caseId } }, { signal: over.signal })),
          )),
        );
      setDetails(found);
    };
    look().catch((error: unknown) => !over.signal.aborted && setTrouble(error));
    return () => over.abort();
  }, [ids]);

  const looked = (details ?? []).map((detail) => {
    const rule = detail.moves.find((one) => one.move === move);
    const input = rule?.may ? inputFor(move, detail, ask) : null;
    const ticks = (rule?.checklist?.length ?? 0) > 0;
    const why = !rule
      ? say('desk.bulk.not_here')
      : !rule.may
        ? rule.why
        : ticks
          ? say('desk.bulk.ticks')
          : input
            ? null
            : say('desk.bulk.no_owner');
    return { detail, input, why };
  });
  const able = looked.filter(({ why }) => why === null);
  const needsText = move === 'remind' || move === 'supervise';
  const over = results.size > 0 && !running;

  const run = async () => {
    setRunning(true);
    const moved: CaseRow[] = [];
    for (const { detail, input } of able) {
      const { id, version } = detail.case;
      let result: Result = 'done';
      try {
        const postId = postFor(move);
        // oxlint-disable-next-line no-await-in-loop -- one after the other: each says how it ended
        const row = await call(moveCase, {
          params: { caseId: id },
          body: { id: uuidv7(), version, ...(postId ? { postId } : {}), input: input! },
        });
        moved.push(row);
      } catch (error) {
        result = { wrong: wordsOf(error) };
        if (error instanceof ProblemError && error.problem.code === 'thing.stale') {
          // oxlint-disable-next-line no-await-in-loop
          const now = await call(getCase, { params: { caseId: id } }).catch(() => undefined);
          if (now) result.faster = { now, since: factsSince(now, detail.timeline.at(-1)?.n ?? 0) };
        }
      }
      setResults((before) => new Map(before).set(id, result));
    }
    setRunning(false);
    offer(moved, move, say('desk.bulk.moved', { move: say(`case.move.${move}`), n: moved.length }));
    for (const changed of [listCases, countCases, getCase]) void cache.invalidateQueries({ queryKey: [changed.id] });
  };
  const finish = () => {
    close();
    if (over) done();
  };

  return (
    <Modal
      open
      width={760}
      title={say('desk.bulk.title', { move: say(`case.move.${move}`), n: ids.length })}
      onCancel={finish}
      mask={{ closable: false }}
      footer={
        over ? (
          <Button type="primary" onClick={finish}>
            {say('common.close')}
          </Button>
        ) : (
          <>
            <Button onClick={close} disabled={running}>
              {say('common.cancel')}
            </Button>
            <Button
              type="primary"
              disabled={able.length === 0 || (needsText && ask.text.trim() === '')}
              loading={running}
              onClick={() => void run()}
            >
              {say('desk.bulk.run', { n: able.length })}
            </Button>
          </>
        )
      }
    >
      {trouble !== null && <Trouble error={trouble} />}
      {!details && trouble === null && <Waiting rows={4} />}
      {details && (
        <div className="stack">
          {!over && move === 'supervise' && (
            <div className="bulk-fields">
              <Field label={say('desk.bulk.level')} required>
                {({ id }) => (
                  <Select
                    id={id}
                    value={ask.level}
                    onChange={(level) => setAsk({ ...ask, level })}
                    options={supervisionLevels.map((level) => ({ value: level, label: say(`supervision.${level}`) }))}
                  />
                )}
              </Field>
              <Field label={say('desk.bulk.cause')} required>
                {({ id }) => (
                  <Select
                    id={id}
                    value={ask.cause}
                    onChange={(cause) => setAsk({ ...ask, cause })}
                    options={supervisionCauses.map((cause) => ({
                      value: cause,
                      label: say(`supervision.cause.${cause}`),
                    }))}
                  />
                )}
              </Field>
            </div>
          )}
          {!over && needsText && (
            <TextField
              label={say('desk.bulk.text')}
              value={ask.text}
              onChange={(text) => setAsk({ ...ask, text })}
              max={500}
              rows={2}
              required
            />
          )}
          {running && (
            <Progress percent={Math.round((100 * results.size) / able.length)} aria-label={say('desk.bulk')} />
          )}
          <TableBox label={say('desk.bulk')} size="short">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{say('desk.col.number')}</th>
                  <th scope="col">{say('desk.col.title')}</th>
                  <th scope="col">{say(over ? 'desk.bulk.result' : 'desk.bulk.what')}</th>
                </tr>
              </thead>
              <tbody aria-live="polite">
                {looked.map(({ detail, input, why }) => {
                  const row = detail.case;
                  const result = results.get(row.id);
                  const to = input?.move === 'dispatch' ? detail.proposal?.unit?.name : null;
                  return (
                    <tr key={row.id} data-bulk={row.number}>
                      <th scope="row">
                        <a className="number" href={paths.case(row.id)} target="_blank" rel="noreferrer">
                          {row.number}
                        </a>
                      </th>
                      <td className="col-title">{row.title}</td>
                      <td className="col-reason">
                        {result === 'done' ? (
                          <em className="tag tag-green">{say('desk.bulk.done')}</em>
                        ) : result?.faster ? (
                          <Faster detail={result.faster.now} since={result.faster.since} now="desk.bulk.faster_now" />
                        ) : result ? (
                          <span className="wrong">{result.wrong}</span>
                        ) : why ? (
                          <span className="faint">{why}</span>
                        ) : (
                          <>
                            {say(`case.move.${move}`)}
                            {to && <> → {to}</>}
                          </>
                        )}
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </TableBox>
        </div>
      )}
    </Modal>
  );
}
