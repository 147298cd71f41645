/** What stands round every page: whose phone, on duty or not, what is unsent; below, the five ways a thumb reaches. */
import { Component, Suspense, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { Link, Navigate, NavLink, Outlet, useLocation } from 'react-router';
import { say as sayIn, type WordKey } from '#contract/words/words.ts';
import { Skeleton } from '#web/kit/ui/progress.tsx';
import { currentLang, useWords } from '#web/kit/words.tsx';
import { useField } from './field.tsx';
import { isBelieved, isWrong } from './outbox.rules.ts';
import { Icon, type IconName } from './parts/icon.tsx';
import { paths } from './paths.ts';
import { onUpdate, takeUpdate, updateWaits } from './update.ts';

export function Frame() {
  const { say } = useWords();
  const { standing } = useField();
  const { pathname } = useLocation();
  const atDoor = pathname === paths.signIn();
  if (standing === 'starting')
    return (
      <main id="content" className="page">
        <h1 className="unseen">{say('field.name')}</h1>
        <Skeleton lines={5} />
      </main>
    );
  if (standing === 'nobody' && !atDoor) return <Navigate to={paths.signIn()} replace />;
  return (
    <>
      <a className="skip" href="#content">
        {say('common.skip_to_content')}
      </a>
      {!atDoor && <Head />}
      <main id="content" key={pathname} className="page">
        <FromTheTop />
        <Mishap>
          <Suspense fallback={<Skeleton lines={6} />}>
            <Outlet />
          </Suspense>
        </Mishap>
      </main>
      {!atDoor && <Tabs />}
    </>
  );
}

/** Whoever has sent a form from its end stands at the head of the next page, not as far down as she was. */
function FromTheTop() {
  useEffect(() => {
    window.scrollTo(0, 0); // in braces: newer browsers answer with a promise, which is no clean-up
  }, []);
  return null;
}

function Head() {
  const { say, span } = useWords();
  const { owner, day, online, unsent, syncing, shift, needsSignIn, offsetMs, sync, full } = useField();
  const waits = useSyncExternalStore(onUpdate, updateWaits);
  const clock = span(Math.abs(offsetMs));
  return (
    <header className="head">
      <div className="head__line">
        <strong className="head__who">{owner?.name}</strong>
        {shift ? (
          <Link to={paths.mine()} className="head__duty head__duty--on">
            <span className="head__pulse" aria-hidden="true" />
            {say('field.on_duty')}
          </Link>
        ) : (
          day?.walks && (
            <Link to={paths.mine()} className="head__duty">
              {say('field.off_duty')}
            </Link>
          )
        )}
        <span className="head__space" />
        <button
          type="button"
          className={`head__sync ${unsent > 0 ? 'head__sync--some' : ''}`}
          aria-busy={syncing}
          onClick={() => void sync({ hurry: true, day: true })}
        >
          <Icon name="sync" />
          <span>{unsent > 0 ? say('field.unsent', { n: unsent }) : say('field.all_sent')}</span>
        </button>
      </div>
      <output className="head__news" hidden={online && !needsSignIn && !isWrong(offsetMs) && !waits && !full}>
        {full && <p className="head__warn">{say('field.store_full')}</p>}
        {!online && <p className="head__offline">{say('field.offline')}</p>}
        {needsSignIn && (
          <p className="head__warn">
            {say('field.session_over')} <Link to={paths.signIn()}>{say('field.sign_in')}</Link>
          </p>
        )}
        {isWrong(offsetMs) && (
          <p className="head__warn">
            {isBelieved(offsetMs)
              ? say(offsetMs > 0 ? 'field.clock_slow' : 'field.clock_fast', { span: clock })
              : say('field.clock_unbelieved', { span: clock })}
          </p>
        )}
        {waits && <UpdateLine />}
      </output>
    </header>
  );
}

/** A form that is half filled in says so by this attribute; while one is there, nobody is asked to begin anew. */
function UpdateLine() {
  const { say } = useWords();
  const [busy, setBusy] = useState(true);
  useEffect(() => {
    const look = () => setBusy(document.querySelector('[data-half-filled]') !== null);
    look();
    const timer = setInterval(look, 2_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <p className="head__warn">
      {busy ? say('field.update_later') : say('field.update_ready')}{' '}
      {!busy && (
        <button type="button" className="link" onClick={takeUpdate}>
          {say('field.update_now')}
        </button>
      )}
    </p>
  );
}

const ways: { to: string; icon: IconName; word: WordKey; end?: boolean; big?: boolean }[] = [
  { to: paths.home(), icon: 'today', word: 'field.today', end: true },
  { to: paths.points(), icon: 'point', word: 'field.points' },
  { to: paths.report(), icon: 'camera', word: 'field.report', big: true },
  { to: paths.outbox(), icon: 'box', word: 'field.outbox' },
  { to: paths.mine(), icon: 'me', word: 'field.mine' },
];
function Tabs() {
  const { say } = useWords();
  const { unsent, day } = useField();
  // Whoever may not report is not led to a form that would be refused in the evening.
  const hers = ways.filter(({ to }) => to !== paths.report() || day?.reports !== false);
  return (
    <nav className="tabs" aria-label={say('field.nav')}>
      {hers.map(({ to, icon, word, end, big }) => (
        <NavLink key={to} to={to} end={end ?? false} className={big ? 'tabs__big' : ''}>
          <Icon name={icon} />
          <span>{say(word)}</span>
          {to === paths.outbox() && unsent > 0 && (
            <span className="tabs__n" aria-hidden="true">
              {unsent}
            </span>
          )}
        </NavLink>
      ))}
    </nav>
  );
}

/** When a page breaks, what was written is in the store, and she is told so. */
class Mishap extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };
  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }
  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    const lang = currentLang();
    return (
      <section className="sheet">
        <h1>{sayIn(lang, 'field.broken')}</h1>
        <p>{sayIn(lang, 'field.broken_text')}</p>
        <button type="button" className="button button--primary" onClick={() => location.reload()}>
          {sayIn(lang, 'field.reload')}
        </button>
      </section>
    );
  }
}
