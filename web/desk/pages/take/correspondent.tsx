/** 信息员上报: what is wrong, where, sent; below it what she told before. Photos, progress and the answer are on each report's own page. */
import { Button } from 'antd';
import { useState } from 'react';
import { listOwnReports, takeReport, type Receipt } from '#contract/intake.ts';
import { usePages, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Field, TextField } from '../../parts/field.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { MatterPicker, useMatters } from '../../parts/pickers.tsx';
import { PlacePicker, type Where } from '../../parts/place.tsx';
import { Listed, Nothing, Trouble } from '../../parts/state.tsx';

/** The residents' page of a report, opened by number and code. */
const receiptPage = ({ number, secret }: { number: string; secret: string }): string =>
  `/r/${encodeURIComponent(number)}#code=${encodeURIComponent(secret)}`;

export function CorrespondentPage() {
  const { say, time } = useWords();
  const { matterOf } = useMatters();
  const [words, setWords] = useState('');
  const [matterId, setMatterId] = useState<number | undefined>();
  const [where, setWhere] = useState<Where>({ text: '', point: null });
  const [told, setTold] = useState<Receipt | null>(null);
  const write = useWrite(takeReport, { changes: [listOwnReports] });
  const list = usePages(listOwnReports, { query: { limit: 30 } });
  const submit = () => {
    const matter = matterOf(matterId);
    const text = words.trim();
    const short = text.split('\n')[0]!.slice(0, 60) || [where.text.trim(), matter?.smallName].filter(Boolean).join(' ');
    write.mutate(
      {
        body: {
          channel: 'department',
          kind: 'help',
          naming: 'named',
          title: short,
          ...(text.length > short.length ? { detail: text } : {}),
          ...(where.text.trim() ? { placeText: where.text.trim() } : {}),
          ...(where.point ? { location: where.point } : {}),
          ...(matterId ? { matterId } : {}),
        },
      },
      {
        onSuccess: ({ receipt }) => {
          setTold(receipt);
          setWords('');
          setMatterId(undefined);
          setWhere({ text: '', point: null });
        },
      },
    );
  };
  return (
    <Page title={say('desk.nav.correspondent')} hint={say('desk.correspondent.hint')}>
      <p>
        <a href="/lessons">{say('desk.nav.first_steps')}</a>
      </p>
      {told && (
        <section className="card stack narrow">
          <output className="done">{say('desk.correspondent.saved', { number: told.number })}</output>
          <p>
            <a href={receiptPage(told)}>{say('desk.correspondent.receipt')}</a>
          </p>
        </section>
      )}
      <form
        className="card stack narrow"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextField
          label={say('desk.correspondent.what')}
          value={words}
          onChange={setWords}
          max={2000}
          rows={3}
          required
        />
        <PlacePicker value={where} onChange={setWhere} height={220} required />
        <Field label={say('desk.col.matter')} hint={say('desk.matter.search_hint')}>
          {(control) => <MatterPicker id={control.id} value={matterId} onChange={setMatterId} />}
        </Field>
        {write.error && <Trouble error={write.error} />}
        <Button
          type="primary"
          size="large"
          htmlType="submit"
          block
          disabled={words.trim() === '' || (!where.point && !where.text.trim())}
          loading={write.isPending}
        >
          {say('desk.keeper.send')}
        </Button>
      </form>
      <Section title={say('desk.correspondent.mine')}>
        <Listed
          list={list}
          none={<Nothing title={say('desk.correspondent.none')}>{say('desk.correspondent.none.hint')}</Nothing>}
        >
          <ul className="papers">
            {list.rows.map((one) => (
              <li key={one.number}>
                <p className="card-line">
                  <a href={receiptPage(one)}>{one.title}</a>
                  <em className={one.answered ? 'tag tag-green' : 'tag tag-blue'}>{one.stateText}</em>
                </p>
                <small className="faint">
                  <span className="num">{one.number}</span> · {time(one.receivedAt)}
                </small>
              </li>
            ))}
          </ul>
        </Listed>
      </Section>
    </Page>
  );
}
