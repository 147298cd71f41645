/** The phones on which a day of hers is kept: one that is lost is told to forget, also by whoever keeps the accounts. */
import { App, Button } from 'antd';
import type { Static } from 'typebox';
import { listPhonesOf, wipePhoneOf, type Phone } from '#contract/patrol.ts';
import { useRead, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Trouble } from '../../parts/state.tsx';

export function Phones({ personId, name }: { personId: string; name: string }) {
  const { say, time } = useWords();
  const { modal } = App.useApp();
  const read = useRead(listPhonesOf, { params: { personId } });
  const wipe = useWrite(wipePhoneOf, { changes: [listPhonesOf] });
  const phones = read.data?.phones ?? [];
  const error = read.error ?? wipe.error;
  if (phones.length === 0 && !error) return null;
  const ask = (phone: Static<typeof Phone>) =>
    void modal.confirm({
      title: say('desk.people.wipe_of', { phone: phone.name, name }),
      content: say('desk.people.wipe_text'),
      okText: say('desk.people.wipe'),
      okButtonProps: { danger: true },
      cancelText: say('common.cancel'),
      onOk: () => wipe.mutate({ params: { personId, phoneId: phone.id }, body: {} }),
    });
  return (
    <section className="stack" aria-label={say('desk.people.phones')}>
      <h3>{say('desk.people.phones')}</h3>
      <p className="hint">{say('desk.people.phones.hint')}</p>
      {error && <Trouble error={error} />}
      <ul className="posts">
        {phones.map((one) => (
          <li key={one.id}>
            <strong>{one.name}</strong>{' '}
            <small className="faint">{say('desk.people.phone_seen', { at: time(one.seenAt) })}</small>{' '}
            {one.wipedAt ? (
              <span>{say('desk.people.wiped', { at: time(one.wipedAt), n: one.lost ?? 0 })}</span>
            ) : one.wipeAskedAt ? (
              <span>{say('desk.people.wipe_waits', { at: time(one.wipeAskedAt) })}</span>
            ) : (
              <Button
                type="link"
                danger
                size="small"
                aria-label={`${say('desk.people.wipe')} ${name} ${one.name}`}
                onClick={() => ask(one)}
              >
                {say('desk.people.wipe')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
