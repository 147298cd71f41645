/** 第三方登录: who she is at WeChat, DingTalk, 浙政钉 or the district's own provider. Shown only where the district has set one up. */
import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import { bindIdentity, endBinding, listBindings, listBridges, type WayName } from '#contract/access.ts';
import { useRead, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Field } from '../../parts/field.tsx';
import { Trouble } from '../../parts/state.tsx';

export function Bindings({ personId, name }: { personId: string; name: string }) {
  const { say, time } = useWords();
  const ways = useRead(listBridges, {}, { staleMs: 600_000 });
  const some: WayName[] = [
    ...(ways.data?.bridges ?? []).map(({ name: one }) => one),
    ...(['oidc', 'saml'] as const).filter((one) => ways.data?.[one]),
  ];
  const read = useRead(listBindings, { params: { personId } }, { enabled: some.length > 0 });
  const bind = useWrite(bindIdentity, { changes: [listBindings] });
  const end = useWrite(endBinding, { changes: [listBindings] });
  const [way, setWay] = useState<WayName | undefined>();
  const [subject, setSubject] = useState('');
  if (some.length === 0) return null;
  const chosen = way ?? some[0]!;
  const error = bind.error ?? end.error ?? read.error;
  return (
    <section className="stack" aria-label={say('desk.people.bindings')}>
      <h3>{say('desk.people.bindings')}</h3>
      <p className="hint">{say('desk.people.bindings.hint')}</p>
      {error && <Trouble error={error} />}
      <ul className="posts">
        {read.data?.bindings.map((one) => (
          <li key={one.id}>
            <strong>{say(`bridge.${one.bridge}`)}</strong> {one.shown}{' '}
            <small className="faint">
              {one.boundBy} {time(one.boundAt)}
            </small>
            <Button
              type="link"
              size="small"
              aria-label={`${say('desk.people.unbind')} ${name} ${say(`bridge.${one.bridge}`)} ${one.shown}`}
              onClick={() => end.mutate({ params: { personId, bindingId: one.id }, body: {} })}
            >
              {say('desk.people.unbind')}
            </Button>
          </li>
        ))}
      </ul>
      <Field label={say('desk.people.bridge')}>
        {(control) => (
          <Select
            id={control.id}
            value={chosen}
            onChange={(value) => setWay(value)}
            options={some.map((one) => ({ value: one, label: say(`bridge.${one}`) }))}
          />
        )}
      </Field>
      <Field label={say('desk.people.subject')} hint={say('desk.people.subject.hint')}>
        {(control) => (
          <Input {...control} value={subject} maxLength={200} onChange={(event) => setSubject(event.target.value)} />
        )}
      </Field>
      <Button
        disabled={subject.trim() === ''}
        loading={bind.isPending}
        onClick={() =>
          bind.mutate(
            { params: { personId }, body: { bridge: chosen, subject: subject.trim() } },
            { onSuccess: () => setSubject('') },
          )
        }
      >
        {say('desk.people.bind')}
      </Button>
    </section>
  );
}
