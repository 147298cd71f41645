/** 网格员上报: photo, matter, place, done; made for a thumb. What was put right on the spot is handed in as 自处理 from the case. */
import { Button, Input } from 'antd';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { takeReport } from '#contract/intake.ts';
import type { Point } from '#contract/endpoint.ts';
import { useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Field, TextField } from '../../parts/field.tsx';
import { Page } from '../../parts/page.tsx';
import { PhotoTaker } from '../../parts/photos.tsx';
import { MatterPicker, useMatters } from '../../parts/pickers.tsx';
import { PlacePicker, type Where } from '../../parts/place.tsx';
import { Trouble } from '../../parts/state.tsx';
import { paths } from '../../paths.ts';

export function KeeperPage() {
  const { say } = useWords();
  const { matterOf } = useMatters();
  const [matterId, setMatterId] = useState<number | undefined>();
  const [title, setTitle] = useState('');
  const [detail, setDetail] = useState('');
  const [where, setWhere] = useState<Where>({ text: '', point: null });
  const [taken, setTaken] = useState<{ caseId: string; number: string } | null>(null);
  const write = useWrite(takeReport);
  const matter = matterOf(matterId);
  const told = title.trim() || [where.text.trim(), matter?.smallName].filter(Boolean).join(' ');

  // where the keeper stands, if the phone was already allowed to tell
  useEffect(() => {
    const ask = async () => {
      if (!('permissions' in navigator)) return;
      const { state } = await navigator.permissions.query({ name: 'geolocation' });
      if (state !== 'granted') return;
      navigator.geolocation.getCurrentPosition(({ coords }) => {
        const here: Point = { lon: coords.longitude, lat: coords.latitude };
        setWhere((before) => (before.point ? before : { ...before, point: here }));
      });
    };
    void ask();
  }, []);

  const again = () => {
    setTaken(null);
    setTitle('');
    setDetail('');
    setMatterId(undefined);
    write.reset();
  };
  const submit = () =>
    write.mutate(
      {
        body: {
          channel: 'keeper',
          kind: 'help',
          naming: 'named',
          title: told.slice(0, 120),
          ...(detail.trim() ? { detail: detail.trim() } : {}),
          ...(where.text.trim() ? { placeText: where.text.trim() } : {}),
          ...(where.point ? { location: where.point } : {}),
          ...(matterId ? { matterId } : {}),
        },
      },
      { onSuccess: ({ receipt, caseId }) => setTaken({ caseId, number: receipt.caseNumber }) },
    );
  if (taken)
    return (
      <Page title={say('desk.nav.keeper')}>
        <section className="card stack narrow">
          <output className="done">{say('desk.keeper.saved', { number: taken.number })}</output>
          <PhotoTaker caseId={taken.caseId} purpose="report" onSent={() => undefined} />
          <div className="form-actions">
            <Button type="primary" size="large" onClick={again}>
              {say('desk.take.another')}
            </Button>
            <Link to={paths.case(taken.caseId)}>{say('desk.keeper.open')}</Link>
          </div>
        </section>
      </Page>
    );
  return (
    <Page title={say('desk.nav.keeper')} hint={say('desk.keeper.hint')}>
      <form
        className="card stack narrow"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Field label={say('desk.col.matter')} hint={say('desk.matter.search_hint')} required>
          {(control) => <MatterPicker id={control.id} value={matterId} onChange={setMatterId} />}
        </Field>
        <PlacePicker value={where} onChange={setWhere} height={220} required />
        <Field label={say('desk.title')} hint={say('desk.keeper.title_hint')}>
          {(control) => (
            <Input
              {...control}
              value={title}
              onChange={(event) => setTitle(event.target.value)}
              maxLength={120}
              placeholder={told}
            />
          )}
        </Field>
        <TextField label={say('desk.take.detail')} value={detail} onChange={setDetail} max={4000} rows={2} />
        <p className="hint">{say('desk.keeper.photo_after')}</p>
        {write.error && <Trouble error={write.error} />}
        <Button
          type="primary"
          size="large"
          htmlType="submit"
          block
          disabled={!matterId || (!where.point && !where.text.trim())}
          loading={write.isPending}
        >
          {say('desk.keeper.send')}
        </Button>
      </form>
    </Page>
  );
}
