/** What happened, fact by fact, and how long each stage took on the working calendar. */
import type { ReactNode } from 'react';
import type { CaseDetail } from '#contract/cases.ts';
import { elapsedOn } from '#contract/worktime.ts';
import { isWordKey } from '#contract/words/words.ts';
import { useWords } from '#web/kit/words.tsx';
import { useCalled } from '../../parts/called.ts';
import { spanWords } from '../../parts/countdown.ts';
import { useCalendar } from '../../parts/lamp.tsx';
import { useNow } from '../../parts/now.ts';
import { Section } from '../../parts/page.tsx';
import { limitWords, useMatters, useUnits } from '../../parts/pickers.tsx';
import { factWords } from './faster.tsx';

export function Stages({ detail }: { detail: CaseDetail }) {
  const { say, lang, time } = useWords();
  const calendar = useCalendar();
  const now = useNow();
  if (detail.stages.length === 0) return null;
  // A night shift's quarter of an hour is real time and no working time: both are told where they differ.
  const told = (from: string, to: string | null) => {
    const [start, end] = [new Date(from), to ? new Date(to) : now];
    const plain = spanWords(lang, elapsedOn('urgent_hours', start, end, calendar), 'urgent_hours', calendar);
    const working = spanWords(lang, elapsedOn('hours', start, end, calendar), 'hours', calendar);
    return { plain, working: working === plain ? null : working };
  };
  return (
    <Section title={say('desk.stages')}>
      <ol className="stages">
        {detail.stages.map((stage, i) => (
          <li
            key={`${stage.enteredAt}${i}`}
            className={stage.late ? 'stage-late' : stage.endedAt ? 'stage-done' : 'stage-now'}
            title={`${time(stage.enteredAt)} – ${stage.endedAt ? time(stage.endedAt) : ''}`}
          >
            <strong>{say(`case.state.${stage.state}`)}</strong>
            <span>{stage.unit}</span>
            <Took {...told(stage.enteredAt, stage.endedAt)} />
            {stage.late && <em className="tag tag-red">{say('desk.stages.late')}</em>}
            {!stage.endedAt && <em className="tag tag-blue">{say('desk.stages.now')}</em>}
          </li>
        ))}
      </ol>
    </Section>
  );
}

function Took({ plain, working }: { plain: string; working: string | null }) {
  const { say } = useWords();
  return (
    <span className="num">
      {plain}
      {working && ` · ${say('desk.stages.working', { span: working })}`}
    </span>
  );
}

type Entry = CaseDetail['timeline'][number];

/** Texts that people wrote, in the order in which they are read. */
const written = ['reason', 'basis', 'result', 'remark', 'decision', 'text', 'answer'] as const;

export function Timeline({ detail }: { detail: CaseDetail }) {
  const { say, time } = useWords();
  // that a photo was re-encoded is for the auditor; here it is already seen
  const entries = detail.timeline.filter((entry) => entry.kind !== 'case.photo_ready').toReversed();
  return (
    <ol className="timeline">
      {entries.map((entry) => (
        <li key={entry.n} className={`fact fact-${entry.actorKind}`}>
          <time dateTime={entry.happenedAt}>{time(entry.happenedAt).slice(5)}</time>
          <div>
            <p>
              <strong>{factWords(say, entry.kind)}</strong>
              <Outcome entry={entry} />
              <span className="faint">
                {' '}
                <Doer entry={entry} />
              </span>
            </p>
            <Receipt entry={entry} />
            <Written entry={entry} />
            <Overruled entry={entry} />
          </div>
        </li>
      ))}
    </ol>
  );
}

function Doer({ entry }: { entry: Entry }) {
  const { say } = useWords();
  if (entry.person) {
    const post = `post.${entry.post}`;
    return <>{[entry.person, isWordKey(post) ? say(post) : null, entry.unit].filter(Boolean).join(' · ')}</>;
  }
  const actor = `actor.${entry.actorKind}`;
  return <>{isWordKey(actor) ? say(actor) : entry.actorKind}</>;
}

/** 送达与已读: what whoever gave the order wants to know of it. */
function Receipt({ entry: { receipt } }: { entry: Entry }) {
  const { say, time } = useWords();
  if (receipt === undefined) return null;
  const short = (at: string) => time(at).slice(5);
  if (receipt === null) return <p className="receipt-line">{say('desk.order.under_way')}</p>;
  const { deliveredAt, readAt, readBy } = receipt;
  return (
    <p className="receipt-line">
      <span aria-hidden>{readAt ? '✓✓' : '✓'}</span>{' '}
      {readAt
        ? say('desk.order.read', { at: short(readAt), who: readBy ?? '' })
        : say('desk.order.delivered', { at: short(deliveredAt) })}
    </p>
  );
}

/** Yes or no, to whom, until when: what a fact carries besides texts. */
function Outcome({ entry: { kind, data } }: { entry: Entry }) {
  const { say, lang, time } = useWords();
  const called = useCalled();
  const { unitOf } = useUnits();
  const { matterOf } = useMatters();
  const told: ReactNode[] = [];
  const verdict = (value: unknown, yes: string, no: string) =>
    typeof value === 'boolean' &&
    told.push(
      <em key={yes + no} className={value ? 'tag tag-green' : 'tag tag-red'}>
        {value ? yes : no}
      </em>,
    );
  verdict(data['passed'], say('desk.passed'), say('desk.failed'));
  verdict(data['isSo'], say('desk.is_so'), say('desk.is_not_so'));
  verdict(data['accepted'], say('desk.accepted'), say('desk.denied'));
  verdict(data['solved'], say('desk.solved'), say('desk.unsolved'));
  if (data['reached'] === false)
    told.push(
      <em key="reached" className="tag">
        {say('desk.not_reached')}
      </em>,
    );
  const unit = typeof data['unitId'] === 'number' ? unitOf(data['unitId']) : undefined;
  if (unit && kind === 'case.dispatched') told.push(<span key="unit"> → {called(unit)}</span>);
  const matter = typeof data['matterId'] === 'number' ? matterOf(data['matterId']) : undefined;
  if (matter) told.push(<span key="matter"> {matter.called}</span>);
  if (typeof data['ruleNumber'] === 'string')
    told.push(<span key="rule"> {say('desk.fact.by_rule', { rule: data['ruleNumber'] })}</span>);
  if (typeof data['limit'] === 'string') told.push(<span key="limit"> {limitWords(lang, data['limit'])}</span>);
  if (typeof data['until'] === 'string')
    told.push(<span key="until"> {say('desk.until', { at: time(data['until']) })}</span>);
  const mode = data['mode'] as { level: number; reason: string; limit?: string; usual?: string } | undefined;
  if (mode) {
    const level = say(`duty.mode.short.${([1, 2, 3, 4] as const).find((one) => one === mode.level) ?? 4}`);
    const { reason, limit, usual } = mode;
    told.push(
      <span key="mode" className="hint">
        {' '}
        {limit && usual
          ? say('desk.fact.in_mode.limit', {
              level,
              reason,
              limit: limitWords(lang, limit),
              usual: limitWords(lang, usual),
            })
          : say('desk.fact.in_mode', { level, reason })}
      </span>,
    );
  }
  if (typeof data['number'] === 'string') told.push(<span key="number"> {data['number']}</span>);
  return <> {told}</>;
}

/** What the mirror still had to say when the answer was sent. */
function Overruled({ entry }: { entry: Entry }) {
  const { say } = useWords();
  const hints = entry.data['hints'];
  const words = Array.isArray(hints) ? hints.map((kind) => `mirror.kind.${kind}`).filter(isWordKey) : [];
  if (words.length === 0) return null;
  return (
    <p className="hint">
      {say('desk.fact.hints')}
      {words.map((word) => say(word)).join(' · ')}
    </p>
  );
}

/** Coded reasons (why refused, why voided) are said in words; what people wrote stands as they wrote it. */
function Written({ entry }: { entry: Entry }) {
  const { say } = useWords();
  const texts = written.flatMap((name) => {
    const text = entry.data[name];
    if (typeof text !== 'string' || text === '') return [];
    const coded = [`refusal.${text}`, `void.${text}`, `case.basis.${text}`].find(isWordKey);
    if (coded) return [{ name, text: say(coded) }];
    // the end reason repeats what the state already says
    return text === 'answered' || text === 'closed' || text === 'merged' ? [] : [{ name, text }];
  });
  return texts.map(({ name, text }) => <blockquote key={name}>{text}</blockquote>);
}
