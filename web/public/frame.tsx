/** What stands round every page: the name, the ways, the two switches, and a line when there is no network. */
import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react';
import { Link, NavLink, Outlet, useLocation } from 'react-router';
import { useHere, useKept } from '#web/kit/here.ts';
import { Skeleton } from '#web/kit/ui/progress.tsx';
import { useWords } from '#web/kit/words.tsx';
import { ErrorBoundary } from './parts/boundary.tsx';
import { LoopMark } from './parts/loop.tsx';
import { paths } from './paths.ts';

// What waits for a network is looked after once the page stands.
const OutboxBar = lazy(() => import('./parts/outbox-bar.tsx'));

const largeKey = 'gridloop.large';
const keptLarge = (): boolean => {
  try {
    return localStorage.getItem(largeKey) === 'yes';
  } catch {
    return false;
  }
};
if (typeof document !== 'undefined') document.documentElement.dataset['type'] = keptLarge() ? 'large' : 'normal';

export const useOnline = (): boolean =>
  useSyncExternalStore(
    (changed) => {
      window.addEventListener('online', changed);
      window.addEventListener('offline', changed);
      return () => {
        window.removeEventListener('online', changed);
        window.removeEventListener('offline', changed);
      };
    },
    () => navigator.onLine,
    () => true,
  );

function FromTheTop() {
  useEffect(() => {
    window.scrollTo(0, 0); // in braces: newer browsers answer with a promise, which is no clean-up
  }, []);
  return null;
}

export function Frame() {
  const { say, lang, setLang } = useWords();
  const { pathname } = useLocation();
  const here = useHere();
  const [large, setLarge] = useKept(keptLarge, false);
  const online = useOnline();
  const enlarge = (next: boolean) => {
    setLarge(next);
    document.documentElement.dataset['type'] = next ? 'large' : 'normal';
    try {
      localStorage.setItem(largeKey, next ? 'yes' : 'no');
    } catch {
      // lasts as long as the page then
    }
  };
  return (
    <>
      <a className="skip" href="#content">
        {say('common.skip_to_content')}
      </a>
      <header className="top">
        <div className="top__inside">
          <Link to={paths.home()} className="top__name">
            <LoopMark size={34} />
            <span className="top__word">{say('public.name')}</span>
          </Link>
          <div className="top__switches" inert={!here}>
            <button
              type="button"
              className="top__switch"
              aria-pressed={large}
              title={say('public.large')}
              onClick={() => enlarge(!large)}
            >
              <span aria-hidden="true">
                A<span className="top__bigger">A</span>
              </span>
              <span className="unseen">{say('public.large')}</span>
            </button>
            <button
              type="button"
              className="top__switch"
              lang={lang === 'zh' ? 'en' : 'zh-CN'}
              onClick={() => setLang(lang === 'zh' ? 'en' : 'zh')}
            >
              {say('common.language')}
            </button>
          </div>
          <nav className="top__ways" aria-label={say('public.nav.label')}>
            <NavLink to={paths.report()}>{say('public.nav.report')}</NavLink>
            <NavLink to={paths.track()}>{say('public.nav.track')}</NavLink>
            <NavLink to={paths.grid()}>{say('public.nav.grid')}</NavLink>
            <NavLink to={paths.nearby()}>{say('public.nearby.title')}</NavLink>
          </nav>
        </div>
      </header>
      <output className="offline" hidden={online}>
        {online ? '' : say('network.offline')}
      </output>
      {here && (
        <Suspense>
          <OutboxBar />
        </Suspense>
      )}
      <FromTheTop key={pathname} />
      <main id="content">
        <ErrorBoundary key={pathname}>
          <Suspense
            fallback={
              <div className="page page--narrow">
                <Skeleton lines={6} />
              </div>
            }
          >
            <Outlet />
          </Suspense>
        </ErrorBoundary>
      </main>
      <footer className="foot">
        <div className="foot__inside">
          <p>{say('app.tagline')}</p>
          <nav aria-label={say('public.nav.more')}>
            <Link to={paths.about()}>{say('public.nav.about')}</Link>
            <Link to={paths.notices()}>{say('public.notices.title')}</Link>
            <Link to={paths.because()}>{say('public.because.title')}</Link>
            <Link to={paths.figures()}>{say('public.figures.title')}</Link>
            <Link to={paths.scoreboard()}>{say('public.board.title')}</Link>
            <Link to={paths.limits()}>{say('public.limits.title')}</Link>
            <Link to={paths.lessons()}>{say('public.lessons.title')}</Link>
            <Link to={paths.points()}>{say('public.points.title')}</Link>
            <Link to={paths.mine()}>{say('public.mine.title')}</Link>
            <Link to={paths.privacy()}>{say('public.nav.privacy')}</Link>
            <a href="/desk">{say('public.nav.desk')}</a>
          </nav>
          <p className="foot__urgent">{say('public.urgent')}</p>
        </div>
      </footer>
    </>
  );
}
