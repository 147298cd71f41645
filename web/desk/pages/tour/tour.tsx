/**
 * 三分钟走一圈: one need round the loop in five hats and one window. Each stop is a real move of a real person of the demo district, made
 * by the contract's own endpoints; the case stands on the desk afterwards. Outside the demo there is nobody to be.
 */
import { Button, Input } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { demoLogins, listUnits, signIn } from '#contract/access.ts';
import { searchPlaces, type Place } from '#contract/areas.ts';
import { getCase, listCases, moveCase, type CaseDetail } from '#contract/cases.ts';
import { listMatters } from '#contract/catalogue.ts';
import type { ReplyOf } from '#contract/endpoint.ts';
import { uuidv7 } from '#contract/ids.ts';
import { rateAnswer, receiptHeader, sendReport, type Receipt } from '#contract/intake.ts';
import { isWordKey } from '#contract/words/words.ts';
import { call, useRead } from '#web/kit/api.ts';
import { useTitle, useWords } from '#web/kit/words.tsx';
import { LampMark } from '../../parts/lamp.tsx';
import { Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { paths } from '../../paths.ts';
import { Brand, Switches } from '../../shell.tsx';
import { postName } from '../../who.tsx';
import { Timeline } from '../case/timeline.tsx';
import { hatOf, hats, moveAt, postOf, stops, type MoveStop, type Stop } from './stops.rules.ts';

type Logins = ReplyOf<typeof demoLogins>;
type Walk = { at: number; receipt: Receipt | null; detail: CaseDetail | null; startedAt: number; endedAt: number };
const beginning: Walk = { at: 0, receipt: null, detail: null, startedAt: 0, endedAt: 0 };
/** what the words of the tour are about, as the catalogue of the demo calls it */
const about = '路灯';

export function TourPage() {
  const { say } = useWords();
  useTitle(say('tour.title'));
  const demo = useRead(demoLogins, {}, { staleMs: 600_000 });
  const places = useRead(searchPlaces, { query: { q: '公园', limit: 20 } }, { staleMs: 600_000 });
  const place = places.data?.places.find(({ point }) => point !== null);
  return (
    <div className="door tour">
      <header>
        <Brand />
        <span className="top-space" />
        <Switches />
      </header>
      <main>
        <h1>{say('tour.title')}</h1>
        {demo.isPending || places.isPending ? (
          <Waiting rows={6} />
        ) : demo.error ? (
          <Trouble error={demo.error} again={() => void demo.refetch()} />
        ) : !demo.data.enabled || !place ? (
          <Nothing title={say('tour.only_demo')}>
            <a href={paths.signIn()}>{say('desk.sign_in')}</a>
          </Nothing>
        ) : (
          <Round demo={demo.data} place={place} />
        )}
      </main>
    </div>
  );
}

function Round({ demo, place }: { demo: Logins; place: Place }) {
  const { say, lang } = useWords();
  const [walk, setWalk] = useState(beginning);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const card = useRef<HTMLElement>(null);
  const stop = stops[walk.at];
  const placeName = (lang === 'en' && place.nameEn) || place.name;
  useEffect(() => {
    if (walk.at > 0) card.current?.focus();
  }, [walk.at]);

  const go = async (words: string) => {
    setBusy(true);
    setError(null);
    try {
      const next = await made(stop!, walk, words, {
        demo,
        place,
        told: say('tour.report.detail', { place: placeName }),
      });
      if (next) setWalk(next);
      else setError('lost');
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      <p className="tour-intro">{say('tour.intro')}</p>
      <ol className="tour-hats" aria-label={say('tour.hats')}>
        {hats.map((hat) => (
          <li key={hat} aria-current={stop && hatOf[stop] === hat ? 'step' : undefined}>
            {say(`tour.hat.${hat}`)}
          </li>
        ))}
      </ol>
      <div className="tour-window">
        <section className="card tour-stop" ref={card} tabIndex={-1} aria-live="polite">
          {error === 'lost' ? <p role="alert">{say('tour.lost')}</p> : error !== null && <Trouble error={error} />}
          {stop ? (
            <StopCard
              key={stop}
              stop={stop}
              walk={walk}
              placeName={placeName}
              busy={busy}
              go={(words) => void go(words)}
            />
          ) : (
            <Done walk={walk} />
          )}
          {(error !== null || !stop) && (
            <Button
              onClick={() => {
                setError(null);
                setWalk(beginning);
              }}
            >
              {say('tour.again')}
            </Button>
          )}
        </section>
        <section className="card tour-story" aria-label={say('tour.story')}>
          <h2>{say('tour.story')}</h2>
          {walk.detail ? <Story detail={walk.detail} /> : <p className="hint">{say('tour.story.none')}</p>}
        </section>
      </div>
    </>
  );
}

type Stage = { demo: Logins; place: Place; /** what the report says */ told: string };

/** Makes the step of this stop; null when the case is not where the tour left it. */
async function made(stop: Stop, walk: Walk, words: string, { demo, place, told }: Stage): Promise<Walk | null> {
  const on = { ...walk, at: walk.at + 1, endedAt: Date.now() };
  if (stop === 'report') {
    const report = { kind: 'help', title: words, detail: told, placeText: place.name, naming: 'anonymous' } as const;
    const receipt = await call(sendReport, { body: { id: uuidv7(), ...report, location: place.point! } });
    return { ...on, receipt, startedAt: Date.now() };
  }
  const receipt = walk.receipt!;
  if (stop === 'answer') {
    const headers = { [receiptHeader]: receipt.secret };
    await call(rateAnswer, {
      params: { number: receipt.number },
      headers,
      body: { id: uuidv7(), solved: true, satisfied: true },
    });
    return { ...on, detail: await call(getCase, { params: { caseId: walk.detail!.case.id } }) };
  }
  await wear(stop, demo, walk.detail);
  const caseId = walk.detail?.case.id ?? (await caseOf(receipt));
  const { matters } = await call(listMatters);
  const now = await call(getCase, { params: { caseId } });
  const reason = stop === 'dispatch' ? (now.proposal?.reason.slice(0, 500) ?? words) : words;
  const input = moveAt(stop, now, reason, matters, about);
  if (!input) return null;
  await call(moveCase, { params: { caseId }, body: { id: uuidv7(), version: now.case.version, input } });
  return { ...on, detail: await call(getCase, { params: { caseId } }) };
}

/** Signs in as the person whose hat it is: the clerk of the unit that has the case or stands above it, else the first of that post. */
async function wear(stop: MoveStop, demo: Logins, detail: CaseDetail | null): Promise<void> {
  const holders = demo.logins.filter(({ post }) => post === postOf[stop]);
  const lead = detail?.case.lead;
  const units = lead && postOf[stop] === 'clerk' ? (await call(listUnits)).units : [];
  const rootId = units.find(({ id }) => id === lead?.id)?.rootId;
  const names = [lead?.name, units.find(({ id }) => id === rootId)?.name];
  const who = names.map((name) => holders.find(({ unit }) => unit === name)).find(Boolean) ?? holders[0];
  await call(signIn, { body: { login: who!.login, password: demo.password! } });
}

async function caseOf(receipt: Receipt): Promise<string> {
  const { rows } = await call(listCases, { query: { queue: 'all', q: receipt.caseNumber, limit: 1 } });
  return rows[0]!.id;
}

function StopCard(props: { stop: Stop; walk: Walk; placeName: string; busy: boolean; go: (words: string) => void }) {
  const { stop, walk, placeName, busy, go } = props;
  const { say } = useWords();
  const ready = stop === 'report' ? 'tour.report.title' : `tour.${stop}.text`;
  const [words, setWords] = useState(stop !== 'answer' && isWordKey(ready) ? say(ready) : '');
  const writes = words !== '' || isWordKey(ready);
  const button = stop === 'report' || stop === 'answer' ? say(`tour.${stop}.do`) : say(`case.move.${stop}`);
  const who = stop === 'report' || stop === 'answer' ? say('tour.hat.resident') : postName(say, postOf[stop]);
  const unit = hatOf[stop] === 'unit' ? walk.detail?.case.lead?.name : undefined;
  return (
    <>
      <p className="hint">{say('tour.step', { n: walk.at + 1, of: stops.length })}</p>
      <h2>
        {say('tour.you_are')} {[who, unit].filter(Boolean).join(' · ')}
      </h2>
      <p>{say(`tour.${stop}.why`)}</p>
      {stop === 'report' && (
        <p>
          <strong>{say('tour.place')}</strong> {placeName}
        </p>
      )}
      {stop === 'dispatch' && walk.detail && <Proposed detail={walk.detail} />}
      {stop === 'answer' && walk.detail && (
        <blockquote aria-label={say('tour.answer.text')}>{walk.detail.answers.at(-1)?.text}</blockquote>
      )}
      {writes && stop !== 'answer' && (
        <label>
          {say('tour.words')}
          <Input.TextArea
            value={words}
            onChange={(event) => setWords(event.target.value)}
            maxLength={stop === 'report' ? 120 : 500}
            autoSize={{ minRows: 2, maxRows: 5 }}
          />
        </label>
      )}
      <Button
        type="primary"
        size="large"
        loading={busy}
        disabled={writes && stop !== 'answer' && !words.trim()}
        onClick={() => go(words.trim())}
      >
        {button}
      </Button>
    </>
  );
}

/** Whose it is by the responsibility catalogue, as the duty officer's reading of the case already told. */
function Proposed({ detail }: { detail: CaseDetail }) {
  const { proposal } = detail;
  if (!proposal?.unit) return null;
  return (
    <div className="proposal">
      <strong>{proposal.unit.name}</strong>
      <small>{proposal.reason}</small>
    </div>
  );
}

function Story({ detail }: { detail: CaseDetail }) {
  const { say } = useWords();
  return (
    <>
      <p>
        <strong className="num">{detail.case.number}</strong> {detail.case.title} ·{' '}
        {say(`case.state.${detail.case.state}`)} {detail.stageClock && <LampMark lamp={detail.stageClock.lamp} />}
      </p>
      <p>
        <a href={paths.case(detail.case.id)}>{say('tour.open_desk')}</a>
      </p>
      <Timeline detail={detail} />
    </>
  );
}

function Done({ walk }: { walk: Walk }) {
  const { say } = useWords();
  const seconds = Math.round((walk.endedAt - walk.startedAt) / 1000);
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  const units = new Set(walk.detail?.timeline.flatMap(({ unit }) => unit ?? [])).size;
  return (
    <>
      <h2>{say('tour.answer.why')}</h2>
      <p>{say('tour.done', { time, n: stops.length, units })}</p>
      <p>
        <a href={`/r/${walk.receipt!.number}#code=${walk.receipt!.secret}`}>{say('tour.receipt')}</a>
      </p>
    </>
  );
}
