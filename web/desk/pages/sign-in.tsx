/** The door: password, then the one-time code; set up when there is none. In demo mode every post can be walked in by a click. */
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input, type InputRef } from 'antd';
import { useEffect, useId, useRef, useState, type FormEvent } from 'react';
import { Navigate, useNavigate, useSearchParams } from 'react-router';
import {
  demoLogins,
  enrol,
  leaveForProvider,
  leaveForSaml,
  listBridges,
  me as readMe,
  renewPassword,
  secondFactor,
  signIn,
  signInByProvider,
  signInBySaml,
  signOut,
  type Me,
} from '#contract/access.ts';
import type { ReplyOf } from '#contract/endpoint.ts';
import { useRead, useWrite } from '#web/kit/api.ts';
import { QrCode } from '#web/kit/qr.tsx';
import { useTitle, useWords } from '#web/kit/words.tsx';
import { useFirst } from '../parts/first.ts';
import { PasswordForm } from '../parts/password-form.tsx';
import { soundsLike } from '../parts/pinyin.ts';
import { Trouble, Waiting } from '../parts/state.tsx';
import { paths } from '../paths.ts';
import { Brand, Switches } from '../shell.tsx';
import { postName } from '../who.tsx';

export function SignInPage() {
  const { say } = useWords();
  useTitle(say('desk.sign_in'));
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const asked = useRead(readMe, {}, { staleMs: 0 });
  const wanted = search.get('to') ?? '';
  // only an address of this desk; a link from elsewhere must not lead away
  const to = wanted.startsWith('/desk') ? wanted : paths.home();
  const came = (me: Me) => {
    // what another person read before must not be seen by this one
    cache.clear();
    if (me.stage === 'full') void navigate(to, { replace: true });
    // asked anew, not called stale: what was just cleared away nobody would ask for again
    else void asked.refetch();
  };
  const stage = asked.error ? undefined : asked.data?.stage;
  if (stage === 'full') return <Navigate to={to} replace />;
  return (
    <div className="door">
      <header>
        <Brand />
        <span className="top-space" />
        <Switches />
      </header>
      <main>
        <div className="door-words">
          <h1>{say('desk.door.title')}</h1>
          <p>{say('app.tagline')}</p>
          <Loop />
        </div>
        <div className="door-form card">
          {asked.isPending ? (
            <Waiting />
          ) : stage === 'second_factor' ? (
            <Code onIn={came} />
          ) : stage === 'enrol' ? (
            <Enrolment onIn={came} />
          ) : stage === 'renew' ? (
            <Renewal onIn={came} />
          ) : (
            <Password onIn={came} />
          )}
        </div>
      </main>
    </div>
  );
}

/** The loop of the house in one drawing: what the person is about to take part in. */
function Loop() {
  const { say } = useWords();
  const stations = ['received', 'filed', 'dispatched', 'signed', 'checked', 'closed'] as const;
  return (
    <ol className="loop" aria-label={say('desk.door.loop')}>
      {stations.map((state) => (
        <li key={state}>{say(`desk.station.${state}`)}</li>
      ))}
    </ol>
  );
}

function Password({ onIn }: { onIn: (me: Me) => void }) {
  const { say } = useWords();
  const id = useId();
  const field = useFirst<InputRef>();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [wanted, setWanted] = useState('');
  const write = useWrite(signIn);
  const demo = useRead(demoLogins, {}, { staleMs: 600_000 });
  const enter = (as: { login: string; password: string }) =>
    write.mutate({ body: as }, { onSuccess: onIn, onError: () => setPassword('') });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enter({ login: login.trim(), password });
  };
  const all = demo.data?.logins ?? [];
  // One of every post, and whoever holds several.
  const isFirst = (one: DemoLogin) => one.posts > 1 || all.find(({ post }) => post === one.post) === one;
  const [first, others] = [all.filter(isFirst), all.filter((one) => !isFirst(one))];
  const walkIn = (as: string) => enter({ login: as, password: demo.data?.password ?? '' });
  return (
    <>
      <h2>{say('desk.sign_in')}</h2>
      <form onSubmit={submit} className="stack">
        {write.error && <Trouble error={write.error} />}
        <label htmlFor={`${id}-login`}>{say('desk.login')}</label>
        <Input
          id={`${id}-login`}
          size="large"
          value={login}
          onChange={(event) => setLogin(event.target.value)}
          autoComplete="username"
          ref={field}
          required
        />
        <label htmlFor={`${id}-password`}>{say('desk.password.word')}</label>
        <Input.Password
          id={`${id}-password`}
          size="large"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          autoComplete="current-password"
          required
        />
        <Button type="primary" size="large" htmlType="submit" loading={write.isPending} block>
          {say('desk.sign_in')}
        </Button>
      </form>
      <SingleSignOn onIn={onIn} />
      {demo.data?.enabled && (
        <section className="demo">
          <h3>{say('desk.demo.title')}</h3>
          <p>
            <a href={paths.tour()}>{say('tour.door')}</a>
          </p>
          <p className="hint">{say('desk.demo.hint', { password: demo.data.password })}</p>
          <DemoLogins logins={first} enter={walkIn} busy={write.isPending} />
          {others.length > 0 && (
            <details>
              <summary>{say('desk.demo.others', { n: others.length })}</summary>
              <Input
                type="search"
                aria-label={say('desk.demo.find')}
                placeholder={say('desk.demo.find')}
                value={wanted}
                onChange={(event) => setWanted(event.target.value)}
                allowClear
              />
              <DemoLogins
                logins={others.filter((one) => soundsLike(wanted, one.unit, one.name, one.login))}
                enter={walkIn}
                busy={write.isPending}
              />
            </details>
          )}
        </section>
      )}
    </>
  );
}

/** 统一身份认证: away to the district's provider (OpenID Connect or SAML), and back here with what it has said, which is read once. */
function SingleSignOn({ onIn }: { onIn: (me: Me) => void }) {
  const { say } = useWords();
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const ways = useRead(listBridges, {}, { staleMs: 600_000 });
  const leave = { oidc: useWrite(leaveForProvider), saml: useWrite(leaveForSaml) };
  const byOidc = useWrite(signInByProvider);
  const bySaml = useWrite(signInBySaml);
  const query = search.has('state') && (search.has('code') || search.has('error')) ? search.toString() : null;
  const told = search.get('saml');
  const read = useRef(false);
  useEffect(() => {
    if ((query === null && told === null) || read.current) return;
    read.current = true;
    const then = { onSuccess: onIn, onError: () => void navigate(paths.signIn(), { replace: true }) };
    if (told !== null) bySaml.mutate({ body: { told } }, then);
    else byOidc.mutate({ body: { query: query! } }, then);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- what she came back with is read once
  }, [query, told]);
  const known = (['oidc', 'saml'] as const).filter((way) => ways.data?.[way]);
  if (known.length === 0) return null;
  const error = byOidc.error ?? bySaml.error ?? leave.oidc.error ?? leave.saml.error;
  return (
    <section className="stack">
      {error && <Trouble error={error} />}
      {known.map((way) => (
        <Button
          key={way}
          size="large"
          block
          loading={leave[way].isPending || (way === 'oidc' ? byOidc : bySaml).isPending}
          onClick={() => leave[way].mutate({ body: {} }, { onSuccess: ({ url }) => location.assign(url) })}
        >
          {say('desk.sign_in.by', { name: say(`bridge.${way}`) })}
        </Button>
      ))}
    </section>
  );
}

type DemoLogin = ReplyOf<typeof demoLogins>['logins'][number];

function DemoLogins({ logins, enter, busy }: { logins: DemoLogin[]; enter: (login: string) => void; busy: boolean }) {
  const { say } = useWords();
  return (
    <ul>
      {logins.map((one) => (
        <li key={one.login}>
          <button type="button" disabled={busy} onClick={() => enter(one.login)}>
            <strong>{one.posts > 1 ? say('desk.demo.hats', { n: one.posts }) : postName(say, one.post)}</strong>
            <code>{one.login}</code>
            <span>
              {one.name} · {one.unit}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function CodeField({ onIn }: { onIn: (me: Me) => void }) {
  const { say } = useWords();
  const id = useId();
  const first = useFirst<InputRef>();
  const [code, setCode] = useState('');
  const write = useWrite(secondFactor);
  const send = (value: string) =>
    write.mutate({ body: { code: value } }, { onSuccess: onIn, onError: () => setCode('') });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        send(code);
      }}
    >
      {write.error && <Trouble error={write.error} />}
      <label htmlFor={`${id}-code`}>{say('desk.code')}</label>
      <Input
        id={`${id}-code`}
        size="large"
        className="code"
        value={code}
        onChange={(event) => setCode(event.target.value.replace(/\D/g, '').slice(0, 6))}
        inputMode="numeric"
        autoComplete="one-time-code"
        ref={first}
        required
      />
      <Button
        type="primary"
        size="large"
        htmlType="submit"
        disabled={code.length !== 6}
        loading={write.isPending}
        block
      >
        {say('desk.code.send')}
      </Button>
      <Leave />
    </form>
  );
}

function Code({ onIn }: { onIn: (me: Me) => void }) {
  const { say } = useWords();
  return (
    <>
      <h2>{say('desk.code')}</h2>
      <p className="hint">{say('desk.code.hint')}</p>
      <CodeField onIn={onIn} />
      <p className="hint">{say('desk.code.lost')}</p>
    </>
  );
}

/** 到期改密: what opens the desk is another password. */
function Renewal({ onIn }: { onIn: (me: Me) => void }) {
  const { say } = useWords();
  const write = useWrite(renewPassword);
  return (
    <>
      <h2>{say('desk.renew')}</h2>
      <p className="hint">{say('desk.renew.hint')}</p>
      <PasswordForm
        error={write.error}
        busy={write.isPending}
        onSend={(body) => write.mutate({ body }, { onSuccess: onIn })}
      />
      <Leave />
    </>
  );
}

function Enrolment({ onIn }: { onIn: (me: Me) => void }) {
  const { say } = useWords();
  const shown = useRead(enrol, {}, { staleMs: Infinity });
  return (
    <>
      <h2>{say('desk.enrol')}</h2>
      <p className="hint">{say('desk.enrol.hint')}</p>
      {shown.error && <Trouble error={shown.error} again={() => void shown.refetch()} />}
      {shown.data && (
        <figure className="enrol">
          <QrCode text={shown.data.uri} label={say('desk.enrol.qr')} />
          <figcaption>
            {say('desk.enrol.by_hand')}
            <code>{shown.data.secret.replace(/(.{4})/g, '$1 ').trim()}</code>
          </figcaption>
        </figure>
      )}
      <Alert type="info" title={say('desk.enrol.then')} />
      <CodeField onIn={onIn} />
    </>
  );
}

function Leave() {
  const { say } = useWords();
  const cache = useQueryClient();
  const write = useWrite(signOut, { changes: [readMe] });
  return (
    <Button type="link" onClick={() => write.mutate({}, { onSuccess: () => cache.clear() })}>
      {say('desk.code.other')}
    </Button>
  );
}
