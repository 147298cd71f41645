/**
 * 办理: every move of the template as a button. What this person may do now stands first; the rest is greyed and says why, in the
 * server's words. A move is made on the version one looked at: if somebody was faster, it is told who did what, nothing is lost.
 */
import { App, Button } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import {
  countCases,
  getCase,
  listCases,
  moveCase,
  nearbyCases,
  type CaseDetail,
  type MoveInput,
  type MoveName,
} from '#contract/cases.ts';
import { listReports } from '#contract/intake.ts';
import { useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useKeys } from '../../keys.tsx';
import { useNarrow } from '../../parts/narrow.ts';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';
import { moveForms } from './forms.tsx';
import type { Sender } from './move-form.tsx';
import { factWords } from './timeline.tsx';

/** The moves a case waits for; the others are ways aside. */
const onward: ReadonlySet<MoveName> = new Set([
  'receive',
  'confirm',
  'file',
  'dispatch',
  'sign',
  'hand_back',
  'self_handle',
  'decide_return',
  'check',
  'close',
]);
/** One visible button each; the letter is its shortcut. */
const letters: Partial<Record<MoveName, string>> = {
  receive: 'a',
  file: 'f',
  dispatch: 'd',
  sign: 's',
  hand_back: 'h',
  check: 'v',
  close: 'e',
  remind: 'c',
  ask_return: 't',
};

export function MovesPanel({ detail, next }: { detail: CaseDetail; next: string | undefined }) {
  const { say, time } = useWords();
  const { message } = App.useApp();
  const who = useWho();
  const navigate = useNavigate();
  const [chosen, choose] = useState<MoveName | null>(null);
  const [done, setDone] = useState<MoveName | null>(null);
  const [sentVersion, setSentVersion] = useState<number | null>(null);
  const [ticked, setTicked] = useState<string[]>([]);
  const write = useWrite(moveCase, { changes: [getCase, listCases, countCases, listReports, nearbyCases] });
  const row = detail.case;

  const send = (input: MoveInput, then: 'stay' | 'next') => {
    setSentVersion(row.version);
    write.mutate(
      {
        params: { caseId: row.id },
        body: {
          version: row.version,
          postId: who.postFor(input.move),
          ...(ticked.length > 0 ? { ticked } : {}),
          input,
        },
      },
      {
        onSuccess: (moved) => {
          choose(null);
          setDone(input.move);
          setSentVersion(null);
          void message.success(
            say('desk.moved', { move: say(`case.move.${input.move}`), state: say(`case.state.${moved.state}`) }),
          );
          if (then === 'next' && next) void navigate(paths.case(next));
        },
      },
    );
  };
  const checklistOf = (move: MoveName) => detail.moves.find((one) => one.move === move)?.checklist ?? [];
  const start = (move: MoveName) => {
    write.reset();
    setDone(null);
    setTicked([]);
    if (move === 'sign' && checklistOf(move).length === 0) return send({ move: 'sign' }, 'stay'); // nothing to fill in
    choose(move);
  };
  const allowed = detail.moves
    .filter((one) => one.may)
    .sort((a, b) => Number(onward.has(b.move)) - Number(onward.has(a.move)));
  useKeys(
    allowed.flatMap(({ move }) => {
      const key = letters[move];
      return key && !chosen ? [{ key, label: say(`case.move.${move}`), run: () => start(move) }] : [];
    }),
  );

  const stale = write.error?.problem.code === 'thing.stale' && sentVersion !== null;
  const since = stale ? detail.timeline.filter((entry) => entry.n > sentVersion) : [];
  const sender: Sender = {
    send,
    cancel: () => choose(null),
    busy: write.isPending,
    error: write.error,
    hasNext: next !== undefined,
  };
  const Form = chosen && moveForms[chosen];

  return (
    <section className="card moves" aria-labelledby="moves-title">
      <header className="card-head">
        <h2 id="moves-title">{chosen ? say(`case.move.${chosen}`) : say('desk.moves')}</h2>
      </header>
      {stale && (
        <div className="stale" role="alert">
          <strong>{say('desk.stale')}</strong>
          <ul>
            {since.map((entry) => (
              <li key={entry.n}>
                {time(entry.happenedAt).slice(11)} {entry.person ?? ''} {factWords(say, entry.kind)}
              </li>
            ))}
          </ul>
          <p>{say('desk.stale.now', { state: say(`case.state.${row.state}`), holder: row.holder?.name ?? '—' })}</p>
        </div>
      )}
      {chosen && checklistOf(chosen).length > 0 && (
        <fieldset className="choice">
          <legend>{say('desk.rule.checklist')}</legend>
          {checklistOf(chosen).map(({ id, label }) => (
            <label key={id}>
              <input
                type="checkbox"
                checked={ticked.includes(id)}
                onChange={({ target }) =>
                  setTicked((before) => (target.checked ? [...before, id] : before.filter((one) => one !== id)))
                }
              />{' '}
              {label}
            </label>
          ))}
        </fieldset>
      )}
      {Form && <Form key={chosen} detail={detail} sender={sender} />}
      {!Form && (
        <>
          {done && (
            <output className="done">
              {say('desk.moved.done', { move: say(`case.move.${done}`) })}{' '}
              {next && <Link to={paths.case(next)}>{say('desk.moved.next')} →</Link>}
            </output>
          )}
          {write.error && !stale && (
            <p className="wrong" role="alert">
              {write.error.problem.title}
            </p>
          )}
          {allowed.length > 0 ? (
            <div className="moves-open">
              {allowed.map(({ move }) => (
                <Button
                  key={move}
                  type={onward.has(move) ? 'primary' : 'default'}
                  loading={write.isPending && write.variables?.body?.input.move === move}
                  onClick={() => start(move)}
                >
                  {say(`case.move.${move}`)}
                  {letters[move] && <kbd>{letters[move]}</kbd>}
                </Button>
              ))}
            </div>
          ) : (
            <p className="hint">{say('desk.moves.none')}</p>
          )}
          <Barred moves={detail.moves.filter((one) => !one.may)} />
        </>
      )}
    </section>
  );
}

/** The reason of a greyed button is read out with it, and shown below on hover, focus or touch. */
function Barred({ moves }: { moves: CaseDetail['moves'] }) {
  const { say } = useWords();
  const narrow = useNarrow();
  const [asked, ask] = useState<MoveName | null>(null);
  if (moves.length === 0) return null;
  const shown = moves.find((one) => one.move === asked);
  return (
    <details className="barred" open={!narrow}>
      <summary>
        {say('desk.moves.barred')} <span className="count">{moves.length}</span>
      </summary>
      <div className="barred-list">
        {moves.map(({ move, why }) => (
          <button
            key={move}
            type="button"
            aria-disabled="true"
            aria-describedby={`why-${move}`}
            onMouseEnter={() => ask(move)}
            onFocus={() => ask(move)}
            onClick={() => ask(move)}
          >
            {say(`case.move.${move}`)}
            <span id={`why-${move}`} className="sr-only">
              {why}
            </span>
          </button>
        ))}
      </div>
      <p className="hint barred-why" aria-hidden="true">
        {shown ? `${say(`case.move.${shown.move}`)} — ${shown.why}` : say('desk.moves.barred.hint')}
      </p>
    </details>
  );
}
