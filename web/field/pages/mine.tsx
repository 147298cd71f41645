/** 我的: on duty or not, the ways to what concerns herself, and the way out, which nothing unsent goes through unseen. */
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { me as readMe, signOut } from '#contract/access.ts';
import { listThanks } from '#contract/intake.ts';
import { call, usePages, useRead } from '#web/kit/api.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { Dialog } from '#web/kit/ui/dialog.tsx';
import { Trouble } from '#web/kit/ui/notices.tsx';
import { useWords } from '#web/kit/words.tsx';
import type { WordKey } from '#contract/words/words.ts';
import { useField } from '../field.tsx';
import { DutyButton } from '../parts/duty.tsx';
import { Heading } from '../parts/heading.tsx';
import { Unread } from '../parts/unread.tsx';
import { paths } from '../paths.ts';

const ways: { to: string; word: WordKey }[] = [
  { to: paths.map(), word: 'field.map' },
  { to: paths.visit(), word: 'field.visit' },
  { to: paths.publicity(), word: 'field.publicity' },
  { to: paths.coverage(), word: 'field.coverage' },
  { to: paths.track(), word: 'field.track' },
  { to: paths.leave(), word: 'field.leave' },
  { to: paths.people(), word: 'field.people' },
  { to: paths.lessons(), word: 'field.lessons' },
  { to: paths.phones(), word: 'field.phones' },
];

export default function MinePage() {
  const { say, lang, setLang } = useWords();
  const { owner, day, unsent, left, online } = useField();
  const navigate = useNavigate();
  const asked = useRead(readMe, {}, { enabled: online, staleMs: 300_000 });
  const [stuck, setStuck] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const decides =
    (asked.data?.may.includes('patrol.decide') ?? false) ||
    (asked.data?.posts.some(({ post }) => post === 'dispatcher' || post === 'duty_officer') ?? false);
  const leave = async () => {
    await call(signOut, {}).catch(() => undefined);
    await left();
    void navigate(paths.signIn(), { replace: true });
  };
  return (
    <>
      <Heading title={owner?.name ?? ''} lead={day?.person.unitName} />
      <DutyButton quiet />
      <nav className="ways" aria-label={say('field.mine')}>
        {day?.plans && <Link to={paths.plan()}>{say('field.plan')}</Link>}
        {day?.plans && <Link to={paths.attendance()}>{say('field.attendance')}</Link>}
        {decides && <Link to={paths.approvals()}>{say('field.approvals')}</Link>}
        {ways.map(({ to, word }) => (
          <Link key={to} to={to}>
            {say(word)}
          </Link>
        ))}
        <a href="/desk/evaluation/sheets">{say('field.sheet')}</a>
        <a href="/desk">{say('field.desk')}</a>
        <button
          type="button"
          lang={lang === 'zh' ? 'en' : 'zh-CN'}
          onClick={() => setLang(lang === 'zh' ? 'en' : 'zh')}
        >
          {say('common.language')}
        </button>
      </nav>
      {online && <Thanks />}
      {stuck && unsent > 0 && (
        <Trouble title={say('field.leave_unsent', { n: unsent })}>
          <Link to={paths.outbox()}>{say('field.outbox')}</Link>
        </Trouble>
      )}
      <Button tone="danger" className="wide" onClick={() => (unsent > 0 ? setStuck(true) : setLeaving(true))}>
        {say('field.sign_out')}
      </Button>
      <p className="hint">{say('field.sign_out_hint')}</p>
      <Dialog title={say('field.sign_out')} open={leaving} onClose={() => setLeaving(false)}>
        <p>{say('field.sign_out_hint')}</p>
        {!online && <Trouble title={say('field.sign_out_offline')} />}
        <Button tone="danger" className="wide" onClick={() => void leave()}>
          {say('field.sign_out')}
        </Button>
      </Dialog>
    </>
  );
}

/** What residents wrote to her by name. No number stands over it, for nothing is counted. */
function Thanks() {
  const { say, time } = useWords();
  const thanks = usePages(listThanks, {});
  if (thanks.loading) return null;
  return (
    <section aria-labelledby="thanks">
      <h2 id="thanks">{say('field.thanks')}</h2>
      {thanks.error ? (
        <Unread error={thanks.error} />
      ) : (
        thanks.rows.length === 0 && <p className="quiet">{say('field.thanks_none')}</p>
      )}
      <ul className="cards">
        {thanks.rows.map((one) => (
          <li key={`${one.at} ${one.number}`} className="card">
            <span>{one.text}</span>
            <span className="card__sub">
              {one.title} · <time dateTime={one.at}>{time(one.at)}</time>
            </span>
          </li>
        ))}
      </ul>
      {thanks.hasMore && (
        <Button tone="plain" busy={thanks.loadingMore} onClick={thanks.more}>
          {say('common.more')}
        </Button>
      )}
    </section>
  );
}
