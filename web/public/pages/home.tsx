import { Link } from 'react-router';
import { useTitle, useWords } from '#web/kit/words.tsx';
import { LoopList, Quilt } from '../parts/loop.tsx';
import { PhotoFirst } from '../parts/photo-first.tsx';
import { paths } from '../paths.ts';

const promises = ['number', 'owner', 'check', 'answer'] as const;

export function Home() {
  const { say } = useWords();
  useTitle('');
  return (
    <>
      <section className="hero">
        <div className="hero__inside">
          <div className="hero__words">
            <h1>{say('public.home.title')}</h1>
            <p>{say('public.home.lead')}</p>
            <div className="doors">
              <div className="doors__report">
                <Link to={paths.report()} className="door door--report">
                  <svg viewBox="0 0 24 24" width="34" height="34" aria-hidden="true">
                    <path d="M4 4.5h16v11H10l-4.5 4v-4H4Z" fill="none" stroke="currentColor" strokeWidth="2" />
                    <path d="M12 7v3.6M12 13v.2" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" />
                  </svg>
                  <span>
                    <strong>{say('public.nav.report')}</strong>
                    <small>{say('public.home.report_hint')}</small>
                  </span>
                </Link>
                <PhotoFirst />
              </div>
              <Link to={paths.track()} className="door">
                <svg viewBox="0 0 24 24" width="34" height="34" aria-hidden="true">
                  <circle cx="10.5" cy="10.5" r="6.5" fill="none" stroke="currentColor" strokeWidth="2" />
                  <path
                    d="M15.5 15.5L21 21M10.5 7.2v3.6l2.4 1.5"
                    fill="none"
                    stroke="currentColor"
                    strokeWidth="2"
                    strokeLinecap="round"
                  />
                </svg>
                <span>
                  <strong>{say('public.nav.track')}</strong>
                  <small>{say('public.home.track_hint')}</small>
                </span>
              </Link>
              <Link to={paths.grid()} className="door">
                <svg viewBox="0 0 24 24" width="34" height="34" aria-hidden="true">
                  <path
                    d="M3.5 6l6-2 5.5 2 5.5-2v14l-5.5 2-5.5-2-6 2Z"
                    fill="none"
                    stroke="currentColor"
                    strokeWidth="2"
                    strokeLinejoin="round"
                  />
                  <path d="M9.5 4v14M15 6v14" stroke="currentColor" strokeWidth="1.6" />
                </svg>
                <span>
                  <strong>{say('public.nav.grid')}</strong>
                  <small>{say('public.home.grid_hint')}</small>
                </span>
              </Link>
            </div>
          </div>
          <Quilt />
        </div>
      </section>
      <section className="page" aria-labelledby="loop-title">
        <h2 id="loop-title">{say('public.home.loop')}</h2>
        <LoopList />
      </section>
      <section className="page" aria-labelledby="promise-title">
        <h2 id="promise-title">{say('public.home.promise')}</h2>
        <ul className="promises">
          {promises.map((promise) => (
            <li key={promise}>
              <h3>{say(`public.promise.${promise}`)}</h3>
              <p>{say(`public.promise.${promise}.how`)}</p>
            </li>
          ))}
        </ul>
        <p className="aside">
          {say('public.home.never')} <Link to={paths.privacy()}>{say('public.nav.privacy')}</Link>
        </p>
      </section>
    </>
  );
}
