/** 积分兑换: the counter of a street or community, the ledger, what is taken back, and the rule of the district. */
import { Button, Input, InputNumber, Switch } from 'antd';
import { useState } from 'react';
import {
  listEntries,
  readPointsRule,
  redeem,
  savePointsRule,
  takeBack,
  whyNothing,
  type PointsRule,
} from '#contract/neighbours.ts';
import { usePages, useRead, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Field, TextField } from '../parts/field.tsx';
import { Page } from '../parts/page.tsx';
import { Listed, Nothing, Trouble, Waiting } from '../parts/state.tsx';
import { TableBox } from '../parts/table-box.tsx';
import { useWho } from '../who.tsx';

export function PointsPage() {
  const { say } = useWords();
  const who = useWho();
  const { data, error } = useRead(readPointsRule, {});
  const rule = data?.rule;
  const atCounter = who.may('points.redeem');
  return (
    <Page title={say('desk.nav.points')} hint={say('desk.points.hint')}>
      {error && <Trouble error={error} />}
      {!data && !error && <Waiting />}
      {data && (
        <p>
          {rule?.on
            ? say('desk.points.in_force', {
                award: rule.award,
                day: rule.mostADay,
                month: rule.mostAMonth,
                least: rule.least,
              })
            : say('desk.points.off')}
        </p>
      )}
      {atCounter && <Redeem />}
      {who.may('points.take_back') && <TakeBack />}
      {data && who.may('catalogue.edit') && <Rule key={rule?.version ?? 0} now={rule ?? null} />}
      <Entries />
    </Page>
  );
}

function Redeem() {
  const { say } = useWords();
  const [code, setCode] = useState('');
  const [what, setWhat] = useState('');
  const write = useWrite(redeem, { changes: [listEntries, readPointsRule] });
  return (
    <section className="card narrow" aria-labelledby="redeem">
      <h2 id="redeem">{say('desk.points.redeem')}</h2>
      <Field label={say('desk.points.code')} required>
        {(control) => (
          <Input {...control} value={code} maxLength={20} onChange={({ target }) => setCode(target.value)} />
        )}
      </Field>
      <Field label={say('desk.points.what')} required>
        {(control) => (
          <Input {...control} value={what} maxLength={120} onChange={({ target }) => setWhat(target.value)} />
        )}
      </Field>
      <Button
        type="primary"
        loading={write.isPending}
        disabled={code.trim().length < 6 || what.trim() === ''}
        onClick={() =>
          write.mutate(
            { body: { code: code.trim(), what: what.trim() } },
            {
              onSuccess: () => {
                setCode('');
                setWhat('');
              },
            },
          )
        }
      >
        {say('desk.points.redeem')}
      </Button>
      {write.error && <Trouble error={write.error} />}
      {write.data && <output>{say('desk.points.redeemed', { n: write.data.points })}</output>}
    </section>
  );
}

function TakeBack() {
  const { say } = useWords();
  const [number, setNumber] = useState('');
  const [reason, setReason] = useState('');
  const write = useWrite(takeBack, { changes: [listEntries, readPointsRule] });
  return (
    <section className="card narrow" aria-labelledby="take-back">
      <h2 id="take-back">{say('desk.points.take_back')}</h2>
      <Field label={say('desk.points.number')} required>
        {(control) => (
          <Input {...control} value={number} maxLength={40} onChange={({ target }) => setNumber(target.value)} />
        )}
      </Field>
      <TextField label={say('desk.points.reason')} value={reason} onChange={setReason} max={300} required />
      <Button
        danger
        loading={write.isPending}
        disabled={number.trim().length < 4 || reason.trim().length < 4}
        onClick={() => write.mutate({ body: { number: number.trim(), reason: reason.trim() } })}
      >
        {say('desk.points.take_back')}
      </Button>
      {write.error && <Trouble error={write.error} />}
      {write.data && <output>{say('desk.points.taken_back', { n: write.data.points })}</output>}
    </section>
  );
}

const numbers = [
  ['award', 'desk.points.award', 100],
  ['mostADay', 'desk.points.day', 1_000],
  ['mostAMonth', 'desk.points.month', 10_000],
  ['least', 'desk.points.least', 10_000],
] as const;

function Rule({ now }: { now: PointsRule | null }) {
  const { say } = useWords();
  const [rule, setRule] = useState({
    on: now?.on ?? false,
    award: now?.award ?? 10,
    mostADay: now?.mostADay ?? 30,
    mostAMonth: now?.mostAMonth ?? 200,
    least: now?.least ?? 50,
    exchangeZh: now?.exchangeZh ?? '',
    exchangeEn: now?.exchangeEn ?? '',
  });
  const write = useWrite(savePointsRule, { changes: [readPointsRule] });
  return (
    <section className="card narrow" aria-labelledby="rule">
      <h2 id="rule">{say('desk.points.rule')}</h2>
      <Field label={say('desk.points.on')} required>
        {({ id }) => <Switch id={id} checked={rule.on} onChange={(on) => setRule({ ...rule, on })} />}
      </Field>
      {numbers.map(([name, word, max]) => (
        <Field key={name} label={say(word)} required>
          {(control) => (
            <InputNumber
              {...control}
              min={1}
              max={max}
              precision={0}
              value={rule[name]}
              onChange={(value) => setRule({ ...rule, [name]: value ?? 1 })}
            />
          )}
        </Field>
      ))}
      <TextField
        label={say('desk.points.exchange_zh')}
        value={rule.exchangeZh}
        onChange={(exchangeZh) => setRule({ ...rule, exchangeZh })}
        max={1000}
        required
      />
      <TextField
        label={say('desk.points.exchange_en')}
        value={rule.exchangeEn}
        onChange={(exchangeEn) => setRule({ ...rule, exchangeEn })}
        max={1000}
      />
      <Button
        type="primary"
        loading={write.isPending}
        disabled={rule.exchangeZh.trim().length < 4}
        onClick={() => write.mutate({ body: { ...rule, version: now?.version ?? 0 } })}
      >
        {say('desk.points.publish')}
      </Button>
      {write.error && <Trouble error={write.error} />}
    </section>
  );
}

function Entries() {
  const { say, time } = useWords();
  const list = usePages(listEntries, { query: { limit: 50 } });
  const why = (text: string) => {
    const known = whyNothing.find((one) => one === text);
    return known ? say(`desk.points.why.${known}`) : text;
  };
  return (
    <section aria-labelledby="entries">
      <h2 id="entries">{say('desk.points.entries')}</h2>
      <Listed
        list={list}
        waiting={4}
        none={<Nothing title={say('desk.points.none')}>{say('desk.points.none.hint')}</Nothing>}
      >
        <TableBox label={say('desk.points.entries')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{say('desk.points.at')}</th>
                <th scope="col">{say('desk.points.kind')}</th>
                <th scope="col">{say('desk.points.n')}</th>
                <th scope="col">{say('desk.points.number')}</th>
                <th scope="col">{say('desk.points.by')}</th>
              </tr>
            </thead>
            <tbody>
              {list.rows.map((entry) => (
                <tr key={entry.id}>
                  <td className="nowrap">{time(entry.at)}</td>
                  <td>
                    {say(`desk.points.kind.${entry.kind}`)} {why(entry.why) || entry.what}
                  </td>
                  <td className="num">{entry.points}</td>
                  <td className="nowrap">{entry.number ?? '—'}</td>
                  <td>{entry.by ?? '—'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      </Listed>
    </section>
  );
}
