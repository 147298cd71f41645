/**
 * 来电弹屏: whoever answers sees a call wherever she is on the desk, hears it, and takes it by one press; the form is open with it. Told by
 * the live stream, and asked for now and then all the same.
 */
import { PhoneOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect, useRef } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { divertCall, listCalls, takeCall, type PhoneCall } from '#contract/lines.ts';
import { useRead, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useKeys } from './keys.tsx';
import { ring } from './parts/sound.ts';
import { Trouble } from './parts/state.tsx';
import { paths } from './paths.ts';

export const useCalls = (enabled: boolean) => useRead(listCalls, {}, { refetchMs: 10_000, staleMs: 5_000, enabled });

/** It rings, or is handed over to me. */
export const rings = (call: PhoneCall): boolean => call.state === 'ringing' || call.offeredToMe;

export const lineNameOf = (lang: string, { name, nameEn }: Pick<PhoneCall['line'], 'name' | 'nameEn'>): string =>
  lang === 'en' && nameEn ? nameEn : name;

export function CallPop() {
  const { pathname } = useLocation();
  const { data } = useCalls(true);
  const ringing = (data?.calls ?? []).filter(rings);
  const told = useRef(new Set<string>());
  useEffect(() => {
    const fresh = ringing.filter(({ id, rangAt, state }) => !told.current.has(`${id}${state}${rangAt}`));
    for (const { id, rangAt, state } of fresh) told.current.add(`${id}${state}${rangAt}`);
    if (fresh.length > 0) ring('call');
  }, [ringing]);
  // The hotline desk shows the same beside its form.
  if (ringing.length === 0 || pathname === paths.hotline()) return null;
  return <Ringing calls={ringing} />;
}

/** The calls that ring, each with the one press that takes it, or hands an emergency over. */
export function Ringing({ calls }: { calls: PhoneCall[] }) {
  const { say, lang, time } = useWords();
  const navigate = useNavigate();
  const take = useWrite(takeCall, { changes: [listCalls] });
  const divert = useWrite(divertCall, { changes: [listCalls] });
  const handOver = (call: PhoneCall) => divert.mutate({ params: { callId: call.id }, body: { lineId: call.line.id } });
  const answer = (call: PhoneCall) =>
    take.mutate({ params: { callId: call.id }, body: {} }, { onSuccess: () => void navigate(paths.hotline()) });
  // One key for what has waited longest, wherever the hands are; an emergency goes where its button says.
  const [longest] = calls;
  useKeys(
    longest
      ? [
          {
            key: 'a',
            first: true,
            label: longest.line.divertTo
              ? say('desk.calls.divert', { number: longest.line.divertTo })
              : say(longest.offeredToMe ? 'desk.calls.accept' : 'desk.calls.take'),
            run: () => (longest.line.divertTo ? handOver(longest) : answer(longest)),
          },
        ]
      : [],
  );
  return (
    <section className="call-pop" role="alert" aria-label={say('desk.calls.rings')}>
      {calls.map((call) => (
        <div key={call.id} className={call.line.divertTo ? 'call-ring call-emergency' : 'call-ring'}>
          <PhoneOutlined aria-hidden />
          <p>
            <strong>
              {call.line.number} {lineNameOf(lang, call.line)}
            </strong>{' '}
            <span className="num">{call.caller ?? say('desk.calls.withheld')}</span> <small>{time(call.rangAt)}</small>
            {call.offeredToMe && ' '}
            {call.offeredToMe && (
              <em className="tag tag-blue">{say('desk.calls.offered', { name: offeredBy(call) })}</em>
            )}
            {call.line.divertTo && <span>{say('desk.calls.divert.now', { name: lineNameOf(lang, call.line) })}</span>}
          </p>
          {call.line.divertTo && (
            <Button danger type="primary" loading={divert.isPending} onClick={() => handOver(call)}>
              {say('desk.calls.divert', { number: call.line.divertTo })}
            </Button>
          )}
          <Button
            type={call.line.divertTo ? 'default' : 'primary'}
            loading={take.isPending}
            onClick={() => answer(call)}
          >
            {say(call.offeredToMe ? 'desk.calls.accept' : 'desk.calls.take')}
          </Button>
        </div>
      ))}
      {(take.error ?? divert.error) && <Trouble error={take.error ?? divert.error} />}
    </section>
  );
}

const offeredBy = ({ steps }: PhoneCall): string => steps.findLast(({ kind }) => kind === 'call.offered')?.by ?? '';
