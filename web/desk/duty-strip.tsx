/** In the frame of every page: who keeps the general duty now, what waits to be read, and that the district is in an emergency. */
import { Link } from 'react-router';
import { readDutyNow } from '#contract/duty.ts';
import { useRead } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { paths } from './paths.ts';

const useDuty = () => useRead(readDutyNow, {}, { refetchMs: 30_000, staleMs: 15_000 }).data;

export function OnDuty() {
  const { say } = useWords();
  const now = useDuty();
  const [first] = now?.on ?? [];
  if (!now || (!first && now.unread === 0)) return null;
  return (
    <Link to={paths.duty()} className="top-duty">
      {say('desk.nav.duty')} {first?.person.name}
      {now.unread > 0 && (
        <em>
          {now.unread} <span>{say('duty.log.waits')}</span>
        </em>
      )}
    </Link>
  );
}

/** What stands at the head of every page: an emergency, and orders that nobody of the own unit has read. */
export function ModeBanner() {
  return (
    <>
      <Mode />
      <OrdersWaiting />
    </>
  );
}

function OrdersWaiting() {
  const { say, time } = useWords();
  const [first, ...more] = useDuty()?.orders ?? [];
  if (!first) return null;
  return (
    <section className="mode-banner mode-order" aria-label={say('duty.tab.orders')} aria-live="polite">
      <strong>{say('orders.banner', { title: first.title })}</strong>{' '}
      {first.reminded && <em className="tag tag-amber">{say('orders.banner.reminded')}</em>}{' '}
      <span>{say('orders.due', { at: time(first.readDueAt) })}</span>{' '}
      {more.length > 0 && <span>{say('orders.banner.more', { n: more.length })}</span>}{' '}
      <Link to={paths.duty({ tab: 'orders' })}>{say('orders.open')}</Link>
    </section>
  );
}

function Mode() {
  const { say, time } = useWords();
  const now = useDuty();
  const mode = now?.mode;
  const asked = now?.asked;
  if (mode)
    return (
      <section className={`mode-banner mode-${mode.level}`} aria-label={say('duty.mode.title')}>
        <strong>
          {say('duty.mode.banner', { level: say(`duty.mode.short.${levelOf(mode.level)}`), reason: mode.reason })}
        </strong>{' '}
        <span>{say('duty.mode.banner.until', { until: time(mode.until) })}</span>{' '}
        <Link to={paths.modes()}>{say('duty.mode.banner.report')}</Link>
      </section>
    );
  if (asked)
    return (
      <section className="mode-banner mode-asked" aria-label={say('duty.mode.title')}>
        <span>{say('duty.mode.banner.asked', { name: asked.askedBy.name })}</span>{' '}
        <Link to={paths.modes()}>{say('duty.mode.banner.report')}</Link>
      </section>
    );
  return null;
}
const levelOf = (level: number): 1 | 2 | 3 | 4 => ([1, 2, 3, 4] as const).find((one) => one === level) ?? 4;
