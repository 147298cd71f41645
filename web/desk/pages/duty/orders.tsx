/** 指令: one word to all departments, streets, communities in one act; unit by unit one sees where it came and who has read it. */
import { PlusOutlined } from '@ant-design/icons';
import { App, Button, Checkbox, Drawer, Input, InputNumber } from 'antd';
import { useState } from 'react';
import { readDutyNow } from '#contract/duty.ts';
import {
  giveOrder,
  listOrders,
  orderedKinds,
  orderReceipts,
  readOrder,
  readWithin,
  remindOrder,
  type Order,
  type OrderKind,
} from '#contract/orders.ts';
import { usePages, useRead, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Field, TextField } from '../../parts/field.tsx';
import { Section } from '../../parts/page.tsx';
import { UnitsPicker, useUnits } from '../../parts/pickers.tsx';
import { Listed, Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { useWho } from '../../who.tsx';
import { EditDrawer } from '../catalogue/edit.tsx';

export function Orders() {
  const { say } = useWords();
  const who = useWho();
  const list = usePages(listOrders, { query: { limit: 20 } }, { keepPrevious: true });
  const [giving, give] = useState(false);
  return (
    <Section
      title={say('duty.tab.orders')}
      extra={
        who.may('orders.give') && (
          <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => give(true)}>
            {say('orders.give')}
          </Button>
        )
      }
    >
      <p className="hint">{say('orders.hint')}</p>
      <Listed list={list} waiting={4} none={<Nothing title={say('orders.none')}>{say('orders.none.hint')}</Nothing>}>
        <ol className="duty-log">
          {list.rows.map((order) => (
            <One key={order.id} order={order} />
          ))}
        </ol>
      </Listed>
      {giving && <Give onClose={() => give(false)} />}
    </Section>
  );
}

function One({ order }: { order: Order }) {
  const { say, time } = useWords();
  const who = useWho();
  const { message } = App.useApp();
  const [open, show] = useState(false);
  const read = useWrite(readOrder, { changes: [listOrders, readDutyNow] });
  const remind = useWrite(remindOrder, {
    changes: [listOrders, orderReceipts],
    onWritten: ({ reminded }) => void message.success(say('orders.remind.done', { n: reminded })),
  });
  const mayRead = who.may('orders.read');
  const waits = mayRead && order.mine.some(({ readAt }) => readAt === null);
  return (
    <li className={waits ? 'waits' : ''}>
      <h3>{order.title}</h3>
      <p className="hint">
        <time dateTime={order.givenAt}>{time(order.givenAt)}</time> · {order.unitName} {order.givenBy} ·{' '}
        {say('orders.due', { at: time(order.readDueAt) })}
        {order.remindedAt && ` · ${say('orders.reminded', { at: time(order.remindedAt) })}`}
      </p>
      <p className="duty-words">{order.words}</p>
      <p>
        <span className="num">
          {say('orders.tally', { units: order.units, delivered: order.delivered, read: order.read })}
        </span>{' '}
        <Button size="small" onClick={() => show(true)} aria-label={say('orders.receipts.of', { title: order.title })}>
          {say('orders.receipts')}
        </Button>{' '}
        {who.may('orders.give') && order.read < order.units && (
          <Button
            size="small"
            loading={remind.isPending}
            onClick={() => remind.mutate({ params: { orderId: order.id }, body: {} })}
            aria-label={`${say('orders.remind')} ${order.title}`}
          >
            {say('orders.remind')}
          </Button>
        )}
      </p>
      {mayRead && order.mine.length > 0 && (
        <p>
          {order.mine
            .map(({ unitName: unit, readAt }) =>
              readAt ? say('orders.read.by', { unit, at: time(readAt) }) : say('orders.read.not', { unit }),
            )
            .join(' · ')}{' '}
          {waits && (
            <Button
              size="small"
              type="primary"
              loading={read.isPending}
              onClick={() => read.mutate({ params: { orderId: order.id }, body: {} })}
              aria-label={`${say('orders.read')} ${order.title}`}
            >
              {say('orders.read')}
            </Button>
          )}
        </p>
      )}
      {(read.error ?? remind.error) && <Trouble error={(read.error ?? remind.error)!} />}
      {open && <Receipts order={order} onClose={() => show(false)} />}
    </li>
  );
}

/** Unit by unit; those who have not read it come first. Read anew while it is looked at. */
function Receipts({ order, onClose }: { order: Order; onClose: () => void }) {
  const { say, time } = useWords();
  const { data, error, refetch } = useRead(
    orderReceipts,
    { params: { orderId: order.id } },
    { refetchMs: 5_000, keepPrevious: true },
  );
  const at = (when: string | null) => (when ? time(when) : '—');
  return (
    <Drawer open onClose={onClose} size={720} title={say('orders.receipts.of', { title: order.title })} destroyOnHidden>
      {error && <Trouble error={error} again={() => void refetch()} />}
      {!data && !error && <Waiting rows={6} />}
      {data && (
        <TableBox label={say('orders.receipts')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col" className="frozen">
                  {say('orders.unit')}
                </th>
                <th scope="col">{say('orders.delivered_at')}</th>
                <th scope="col">{say('orders.read_at')}</th>
                <th scope="col">{say('orders.read_who')}</th>
                <th scope="col">{say('orders.times')}</th>
              </tr>
            </thead>
            <tbody>
              {data.receipts.map((one) => (
                <tr key={one.unitId}>
                  <th scope="row" className="frozen">
                    {one.unitName}
                  </th>
                  <td className="nowrap num">{at(one.deliveredAt)}</td>
                  <td className="nowrap num">{at(one.readAt)}</td>
                  <td className="nowrap">{one.readBy ?? '—'}</td>
                  <td className="num">{one.reminded}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      )}
    </Drawer>
  );
}

function Give({ onClose }: { onClose: () => void }) {
  const { say, time } = useWords();
  const { message } = App.useApp();
  const { units } = useUnits();
  const [title, setTitle] = useState('');
  const [words, setWords] = useState('');
  const [kinds, setKinds] = useState<OrderKind[]>([...orderedKinds]);
  const [unitIds, setUnitIds] = useState<number[]>([]);
  const [minutes, setMinutes] = useState(30);
  const [openedAt] = useState(() => Date.now());
  const write = useWrite(giveOrder, { changes: [listOrders, readDutyNow] });
  const of = (kind: OrderKind) => units.filter((unit) => unit.kind === kind);
  const to = new Set([...kinds.flatMap((kind) => of(kind).map(({ id }) => id)), ...unitIds]);
  return (
    <EditDrawer
      title={say('orders.give')}
      onClose={onClose}
      busy={write.isPending}
      error={write.error}
      ready={title.trim() !== '' && words.trim() !== '' && to.size > 0}
      onSubmit={() =>
        write.mutate(
          { body: { title: title.trim(), words: words.trim(), kinds, unitIds, readWithinMinutes: minutes } },
          {
            onSuccess: (given) => {
              void message.success(say('orders.given', { n: given.units }));
              onClose();
            },
          },
        )
      }
    >
      <Field label={say('orders.title')} required>
        {(control) => (
          <Input {...control} value={title} maxLength={60} onChange={({ target }) => setTitle(target.value)} required />
        )}
      </Field>
      <TextField label={say('orders.words')} value={words} onChange={setWords} max={2000} rows={5} required />
      <fieldset className="choice">
        <legend>{say('orders.to')}</legend>
        {orderedKinds.map((kind) => (
          <Checkbox
            key={kind}
            checked={kinds.includes(kind)}
            onChange={({ target }) =>
              setKinds(orderedKinds.filter((one) => (one === kind ? target.checked : kinds.includes(one))))
            }
          >
            {say(`orders.kind.${kind}`)} <span className="count">{of(kind).length}</span>
          </Checkbox>
        ))}
      </fieldset>
      <Field label={say('orders.units')}>
        {(control) => <UnitsPicker id={control.id} label={say('orders.units')} value={unitIds} onChange={setUnitIds} />}
      </Field>
      <Field label={say('orders.within')} required>
        {(control) => (
          <InputNumber
            id={control.id}
            min={readWithin.least}
            max={readWithin.most}
            precision={0}
            value={minutes}
            onChange={(value) => setMinutes(value ?? 30)}
          />
        )}
      </Field>
      <p className="call-note" aria-live="polite">
        {say('orders.preview', { n: to.size, due: time(new Date(openedAt + minutes * 60_000).toISOString()) })}
      </p>
    </EditDrawer>
  );
}
