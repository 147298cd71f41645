/**
 * 办理: every move of the template as a button. What this person may do now stands first; the rest is greyed and says why, in the
 * server's words.
 */
import { App, Button } from 'antd';
import { useEffect, useEffectEvent, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { CaseDetail, MoveName } from '#contract/cases.ts';
import { useWords } from '#web/kit/words.tsx';
import { useKeys } from '../../keys.tsx';
import { useAddress } from '../../parts/address.ts';
import { useNarrow } from '../../parts/narrow.ts';
import { paths } from '../../paths.ts';
import { paperFor, Question } from '../papers/paper.tsx';
import { letters } from './letters.ts';
import { Faster } from './faster.tsx';
import { checklistOf, MoveInHand, useMove } from './make-move.tsx';

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
const letterEntries = Object.entries(letters) as [MoveName, string][];

export function MovesPanel({ detail, next }: { detail: CaseDetail; next: string | undefined }) {
  const { say } = useWords();
  const { message } = App.useApp();
  const navigate = useNavigate();
  // a link from elsewhere may name the move it leads to
  const { search } = useAddress();
  const [chosen, choose] = useState<MoveName | null>(
    () => detail.moves.find(({ move, may }) => may && move === search.get('move'))?.move ?? null,
  );
  const [done, setDone] = useState<MoveName | null>(null);
  const question = chosen && paperFor(detail, chosen);
  const making = useMove(detail, (move, then) => {
    choose(null);
    setDone(move);
    if (then === 'next' && next) void navigate(paths.case(next));
  });
  const start = (move: MoveName) => {
    making.reset();
    setDone(null);
    if (move === 'sign' && checklistOf(detail, move).length === 0) return making.send({ move: 'sign' }, 'stay'); // nothing to fill in
    choose(move);
  };
  const allowed = detail.moves
    .filter((one) => one.may)
    .sort((a, b) => Number(onward.has(b.move)) - Number(onward.has(a.move)));
  const tellWhy = (move: MoveName) => {
    const why = detail.moves.find((one) => one.move === move)?.why ?? say('desk.bulk.not_here');
    void message.info(say('desk.keys.barred', { move: say(`case.move.${move}`), why }));
  };
  const keyed = letterEntries.map(([move, key]) => {
    const label = say(`case.move.${move}`);
    return allowed.some((one) => one.move === move)
      ? { key, label, run: () => start(move) }
      : { key, label, unlisted: true, run: () => tellWhy(move) };
  });
  useKeys(chosen ? [] : keyed);
  // A key or a link has led here for a move that cannot be made: it is told why, once.
  const led = useEffectEvent(() => {
    const asked = letterEntries.find(([move]) => move === search.get('move'))?.[0];
    if (asked && !allowed.some(({ move }) => move === asked)) tellWhy(asked);
  });
  useEffect(() => led(), []);

  return (
    <section className="card moves" aria-labelledby="moves-title">
      <header className="card-head">
        <h2 id="moves-title">{chosen ? say(`case.move.${chosen}`) : say('desk.moves')}</h2>
      </header>
      <Faster detail={detail} since={making.since} />
      {question && <Question paper={question} detail={detail} />}
      {chosen && (
        <MoveInHand
          detail={detail}
          move={chosen}
          making={making}
          hasNext={next !== undefined}
          onCancel={() => {
            choose(null);
            making.leave();
          }}
        />
      )}
      {!chosen && (
        <>
          {done && (
            <output className="done">
              {say('desk.moved.done', { move: say(`case.move.${done}`) })}{' '}
              {next && <Link to={paths.case(next)}>{say('desk.moved.next')} →</Link>}
            </output>
          )}
          {making.error && !making.since && (
            <p className="wrong" role="alert">
              {making.error.problem.title}
            </p>
          )}
          {allowed.length > 0 ? (
            <div className="moves-open">
              {allowed.map(({ move }) => (
                <Button
                  key={move}
                  type={onward.has(move) ? 'primary' : 'default'}
                  loading={making.sending === move}
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
