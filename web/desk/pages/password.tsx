/** 修改密码; and 密码规则, for whoever answers for security. */
import { App, Button, Radio } from 'antd';
import { useState } from 'react';
import {
  changePassword,
  passwordProfiles,
  readPasswordRules,
  setPasswordRules,
  type PasswordProfile,
} from '#contract/access.ts';
import { useRead, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Page } from '../parts/page.tsx';
import { PasswordForm } from '../parts/password-form.tsx';
import { Trouble } from '../parts/state.tsx';
import { useWho } from '../who.tsx';

export function PasswordPage() {
  const { say } = useWords();
  const { message } = App.useApp();
  const who = useWho();
  const write = useWrite(changePassword);
  return (
    <Page title={say('desk.password')}>
      <div className="card narrow">
        <PasswordForm
          error={write.error}
          busy={write.isPending}
          onSend={(body, done) =>
            write.mutate(
              { body },
              {
                onSuccess: () => {
                  done();
                  void message.success(say('desk.password.changed'));
                },
              },
            )
          }
        />
      </div>
      {who.may('posts.grant') && <Rules />}
    </Page>
  );
}

function Rules() {
  const { say } = useWords();
  const { message } = App.useApp();
  const read = useRead(readPasswordRules, {});
  const [wished, wish] = useState<PasswordProfile | null>(null);
  const write = useWrite(setPasswordRules, { changes: [readPasswordRules] });
  const now = read.data?.profile;
  const chosen = wished ?? now;
  return (
    <section className="card narrow stack" aria-label={say('desk.passwords')}>
      <h2>{say('desk.passwords')}</h2>
      <p className="hint">{say('desk.passwords.hint')}</p>
      {(write.error ?? read.error) && <Trouble error={write.error ?? read.error} />}
      <Radio.Group
        className="stack"
        aria-label={say('desk.passwords')}
        value={chosen}
        onChange={(event) => wish(event.target.value as PasswordProfile)}
      >
        {passwordProfiles.map((profile) => (
          <Radio key={profile} value={profile}>
            {say(`desk.passwords.${profile}`)}
            <br />
            <small className="hint">{say(`access.rule.${profile}`)}</small>
          </Radio>
        ))}
      </Radio.Group>
      <Button
        disabled={chosen === undefined || chosen === now}
        loading={write.isPending}
        onClick={() =>
          chosen &&
          write.mutate(
            { body: { profile: chosen } },
            {
              onSuccess: () => {
                wish(null);
                void message.success(say('desk.saved'));
              },
            },
          )
        }
      >
        {say('common.save')}
      </Button>
    </section>
  );
}
