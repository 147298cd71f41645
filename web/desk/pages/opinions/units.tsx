/** 评议单位: what was published of each unit that works on her ground, as anybody may read it, and her word on it, once for a period. */
import { App, Button } from 'antd';
import { useState } from 'react';
import { judgeUnit, listJudgedUnits, type JudgedUnit } from '#contract/opinions.ts';
import { useRead, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useAddress } from '../../parts/address.ts';
import { Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { OpinionForm, Said } from './opinion.tsx';

export function UnitsToJudge() {
  const { say, time } = useWords();
  const { search, put } = useAddress();
  const asked = search.get('period');
  const { data, error } = useRead(listJudgedUnits, {
    query: asked && /^[0-9a-f-]{36}$/.test(asked) ? { periodId: asked } : {},
  });
  if (error) return <Trouble error={error} />;
  if (!data) return <Waiting />;
  const { shown, periods } = data;
  if (!shown || shown.units.length === 0)
    return <Nothing title={say('desk.opinions.none.units')}>{say('desk.opinions.none.units.hint')}</Nothing>;
  const called = ({ kind, firstOn }: (typeof periods)[number]) =>
    say('desk.opinions.of_period', { kind: say(`period.kind.${kind}`), firstOn });
  return (
    <>
      <p>
        <a href={`/scoreboard?period=${shown.id}`}>{say('desk.opinions.board')}</a>
      </p>
      {periods.length > 1 ? (
        <p>
          <label>
            {say('desk.opinions.period')}{' '}
            <select value={shown.id} onChange={(event) => put({ period: event.target.value })}>
              {periods.map((one) => (
                <option key={one.id} value={one.id}>
                  {called(one)}
                </option>
              ))}
            </select>
          </label>
        </p>
      ) : (
        <p>
          {called(shown)} · {say('desk.opinions.published', { at: time(shown.publishedAt) })}
        </p>
      )}
      <ul className="opinions">
        {shown.units.map((one) => (
          <Unit key={one.unitId} one={one} periodId={shown.id} />
        ))}
      </ul>
    </>
  );
}

function Unit({ one, periodId }: { one: JudgedUnit; periodId: string }) {
  const { say } = useWords();
  const { message } = App.useApp();
  const [judging, judge] = useState(false);
  const write = useWrite(judgeUnit, { changes: [listJudgedUnits] });
  const { figures } = one;
  return (
    <li className="card stack">
      <div>
        <h2>{one.name}</h2>
        <p>
          {one.place !== null && <>{say('desk.opinions.place', { n: one.place })} · </>}
          {one.points === null
            ? say('desk.opinions.no_points')
            : say('desk.opinions.points', { n: one.points, judged: one.judged })}{' '}
          · {say('desk.opinions.volume', { n: one.volume })}
        </p>
        {one.veto && <p className="tag tag-red">{one.veto}</p>}
      </div>
      {figures.length > 0 && (
        <dl className="opinion-figures">
          {figures.map(({ name, formula, value, n }) => (
            <div key={name} title={formula}>
              <dt>{name}</dt>
              <dd>
                {value} <small className="faint">n={n}</small>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {one.opinion ? (
        <Said one={one.opinion} />
      ) : judging ? (
        <OpinionForm
          name={`grade-${one.unitId}`}
          busy={write.isPending}
          error={write.error}
          onSend={(said) =>
            write.mutate(
              { body: { periodId, unitId: one.unitId, ...said } },
              { onSuccess: () => void message.success(say('desk.opinions.sent')) },
            )
          }
          onGone={() => judge(false)}
        />
      ) : (
        <div className="form-actions">
          <Button onClick={() => judge(true)} aria-label={`${say('desk.opinions.judge')} ${one.name}`}>
            {say('desk.opinions.judge')}
          </Button>
        </div>
      )}
    </li>
  );
}
