/** Once a shift, with network; after that the day needs none. The phone is one person's until she signs out. */
import { useEffect, useState, type FormEvent } from 'react';
import { Navigate, useNavigate } from 'react-router';
import { demoLogins, listBridges, secondFactor, signIn, signInByBridge, signOut, type Me } from '#contract/access.ts';
import { call, ProblemError, useRead, wordsOf } from '#web/kit/api.ts';
import { cameBack, leaveFor } from '#web/kit/bridges.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { Field } from '#web/kit/ui/field.tsx';
import { Trouble } from '#web/kit/ui/notices.tsx';
import { useTitle, useWords } from '#web/kit/words.tsx';
import { useField } from '../field.tsx';
import { owner as knownOwner } from '../store.ts';
import { paths } from '../paths.ts';

export default function SignInPage() {
  const { say, lang, setLang } = useWords();
  useTitle(say('field.sign_in'));
  const { standing, needsSignIn, came, wiped } = useField();
  const navigate = useNavigate();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [stage, setStage] = useState<'password' | 'second_factor' | 'enrol' | 'renew'>('password');
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const others = useRead(listBridges, {}, { staleMs: 600_000 });
  const demo = useRead(demoLogins, {}, { staleMs: 600_000 });
  const keepers = (demo.data?.logins ?? []).filter(({ post }) => post === 'keeper').slice(0, 3);

  const enter = async (who: Me) => {
    if (who.stage !== 'full') return setStage(who.stage);
    const before = knownOwner();
    if (before && before.accountId !== who.accountId) {
      await call(signOut, {});
      return setTrouble(say('field.other_owner', { name: before.name }));
    }
    await came({ accountId: who.accountId, name: who.name });
    void navigate(paths.home(), { replace: true });
  };
  const attempt = async (work: () => Promise<Me>) => {
    setBusy(true);
    setTrouble(null);
    try {
      await enter(await work());
    } catch (error) {
      setTrouble(error instanceof ProblemError ? error.problem.title : wordsOf(error));
    } finally {
      setBusy(false);
    }
  };
  useEffect(() => {
    const back = cameBack();
    if (!back) return;
    const { bridge, ...body } = back;
    void attempt(() => call(signInByBridge, { params: { bridge }, body }));
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- what she came back with is read once
  }, []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt(() =>
      stage === 'second_factor'
        ? call(secondFactor, { body: { code } })
        : call(signIn, { body: { login: login.trim(), password } }),
    );
  };
  if (standing === 'ready' && !needsSignIn) return <Navigate to={paths.home()} replace />;
  return (
    <div className="gate">
      <header className="gate__head">
        <img src="/favicon.svg" alt="" width="56" height="56" />
        <h1>{say('field.name')}</h1>
        <p>{say('field.gate')}</p>
        <button
          type="button"
          className="link"
          lang={lang === 'zh' ? 'en' : 'zh-CN'}
          onClick={() => setLang(lang === 'zh' ? 'en' : 'zh')}
        >
          {say('common.language')}
        </button>
      </header>
      {wiped && <Trouble title={say('field.wiped')} />}
      {trouble && <Trouble title={trouble} />}
      {stage === 'enrol' || stage === 'renew' ? (
        <Trouble title={say(stage === 'enrol' ? 'field.enrol' : 'field.renew')}>
          <a href="/desk/sign-in">{say('field.enrol_at_desk')}</a>
        </Trouble>
      ) : (
        <form className="sheet" onSubmit={submit}>
          {stage === 'password' ? (
            <>
              <Field label={say('field.login')}>
                {(wired) => (
                  <input
                    {...wired}
                    className="input"
                    autoComplete="username"
                    autoCapitalize="none"
                    value={login}
                    onChange={(event) => setLogin(event.target.value)}
                  />
                )}
              </Field>
              <Field label={say('field.password')}>
                {(wired) => (
                  <input
                    {...wired}
                    className="input"
                    type="password"
                    autoComplete="current-password"
                    value={password}
                    onChange={(event) => setPassword(event.target.value)}
                  />
                )}
              </Field>
            </>
          ) : (
            <Field label={say('field.code')} hint={say('field.code_hint')}>
              {(wired) => (
                <input
                  {...wired}
                  className="input"
                  inputMode="numeric"
                  autoComplete="one-time-code"
                  maxLength={6}
                  value={code}
                  onChange={(event) => setCode(event.target.value)}
                />
              )}
            </Field>
          )}
          <Button
            tone="primary"
            type="submit"
            busy={busy}
            className="wide"
            disabled={stage === 'password' ? !login.trim() || !password : code.length !== 6}
          >
            {say('field.sign_in')}
          </Button>
        </form>
      )}
      {stage === 'password' &&
        others.data?.bridges.map((one) => (
          <Button
            key={one.name}
            className="wide"
            onClick={() =>
              void leaveFor(one, others.data?.audience ?? '').catch(() => setTrouble(say('field.needs_network')))
            }
          >
            {say('field.by_bridge', { name: say(`bridge.${one.name}`) })}
          </Button>
        ))}
      {demo.data?.enabled && keepers.length > 0 && stage === 'password' && (
        <section className="sheet">
          <h2>{say('field.demo')}</h2>
          {keepers.map(({ login: one, name, unit }) => (
            <Button
              key={one}
              className="wide"
              onClick={() =>
                void attempt(() => call(signIn, { body: { login: one, password: demo.data?.password ?? '' } }))
              }
            >
              {name} · {unit}
            </Button>
          ))}
        </section>
      )}
      <p className="hint">{say('field.privacy')}</p>
    </div>
  );
}
