/**
 * 人员与岗位. 三员分立: the system administrator makes accounts, the security administrator gives posts, the audit administrator
 * only reads. Nobody does two of these.
 */
import { PlusOutlined } from '@ant-design/icons';
import { App, Button, Checkbox, Drawer, Input, Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import type { Static } from 'typebox';
import {
  correctPerson,
  endPost,
  grantPost,
  listPeople,
  phonePattern,
  posts,
  revealPhone,
  savePerson,
  setAccountState,
  type Person,
  type Post,
} from '#contract/access.ts';
import { readWorkOfPost } from '#contract/reassign.ts';
import { usePages, useRead, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { csv, saveFile } from '../../parts/csv.ts';
import { ExportCsv } from '../../parts/export-csv.tsx';
import { useCalled } from '../../parts/called.ts';
import { useEdits } from '../../parts/edits.ts';
import { Field } from '../../parts/field.tsx';
import { FirstField } from '../../parts/first-field.tsx';
import { LastDay } from '../../parts/last-day.tsx';
import { dayOf } from '../../parts/local.ts';
import { Page } from '../../parts/page.tsx';
import { soundsLike } from '../../parts/pinyin.ts';
import { AreaPicker, UnitPicker, useUnits } from '../../parts/pickers.tsx';
import { useRuleHint } from '../../parts/password-form.tsx';
import { More, Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { WithReason } from '../../parts/with-reason.tsx';
import { postName, useWho } from '../../who.tsx';
import { EditDrawer } from '../catalogue/edit.tsx';
import { Bindings } from './bindings.tsx';
import { Phones } from './phones.tsx';

type PersonRow = Static<typeof Person>;
type Doing = { what: 'new' } | { what: 'grant' | 'account' | 'correct'; person: PersonRow };

export function PeoplePage() {
  const { say } = useWords();
  const who = useWho();
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const [unitId, setUnitId] = useState<number | undefined>();
  const [post, setPost] = useState<Post | undefined>();
  const [doing, act] = useState<Doing | null>(null);
  const list = usePages(
    listPeople,
    { query: { limit: 50, ...(q ? { q } : {}), ...(unitId ? { unitId } : {}), ...(post ? { post } : {}) } },
    { keepPrevious: true },
  );
  const { rows } = list;
  /** as the list has it by now: a drawer stays open while the account under it changes */
  const asItIs = (person: PersonRow) => rows.find(({ id }) => id === person.id) ?? person;
  const postsOf = (person: PersonRow) =>
    person.posts.map((one) => `${postName(say, one.post)} ${one.unitName} ${one.areaName ?? ''}`.trim()).join('; ');
  const save = () =>
    saveFile(
      'people.csv',
      csv(
        [say('desk.people.name'), say('desk.login'), say('desk.people.state'), say('desk.people.posts')],
        rows.map((person) => [
          person.name,
          person.login,
          say(person.disabled ? 'desk.people.disabled' : 'desk.people.active'),
          postsOf(person),
        ]),
      ),
    );
  return (
    <Page
      wide
      title={say('desk.nav.people')}
      hint={say('desk.people.hint')}
      actions={
        <>
          <ExportCsv n={rows.length} onSave={save} />
          {who.may('people.edit') && (
            <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => act({ what: 'new' })}>
              {say('desk.people.add')}
            </Button>
          )}
        </>
      }
    >
      <search className="filters">
        <Input
          type="search"
          aria-label={say('desk.people.search')}
          placeholder={say('desk.people.search')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          allowClear
        />
        <UnitPicker
          label={say('desk.people.unit')}
          value={unitId}
          onChange={setUnitId}
          placeholder={say('desk.people.unit')}
        />
        <Select
          aria-label={say('desk.people.post')}
          placeholder={say('desk.people.post')}
          allowClear
          value={post}
          onChange={(value?: Post) => setPost(value)}
          options={posts.map((value) => ({ value, label: postName(say, value) }))}
        />
      </search>
      {list.error && <Trouble error={list.error} again={list.again} />}
      {list.loading ? (
        <Waiting rows={8} />
      ) : rows.length === 0 ? (
        <Nothing title={say('desk.people.none')}>{say('desk.people.none.hint')}</Nothing>
      ) : (
        <TableBox label={say('desk.nav.people')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col" className="frozen">
                  {say('desk.people.name')}
                </th>
                <th scope="col">{say('desk.login')}</th>
                <th scope="col">{say('desk.people.phone')}</th>
                <th scope="col">{say('desk.people.posts')}</th>
                <th scope="col">{say('desk.people.state')}</th>
                {(who.may('posts.grant') || who.may('people.edit')) && <th scope="col">{say('desk.people.do')}</th>}
              </tr>
            </thead>
            <tbody>
              {rows.map((person) => (
                <tr key={person.id}>
                  <th scope="row" className="frozen nowrap">
                    {person.name}
                  </th>
                  <td className="num">{person.login ?? '—'}</td>
                  <td className="nowrap">
                    <PhoneOf person={person} />
                  </td>
                  <td className="col-title">
                    <Posts person={person} />
                  </td>
                  <td>
                    {person.disabled ? (
                      <em className="tag tag-red">{say('desk.people.disabled')}</em>
                    ) : (
                      say('desk.people.active')
                    )}
                  </td>
                  {(who.may('posts.grant') || who.may('people.edit')) && (
                    <td className="nowrap">
                      {who.may('posts.grant') && (
                        <Button
                          size="small"
                          onClick={() => act({ what: 'grant', person })}
                          aria-label={`${say('desk.people.grant')} ${person.name}`}
                        >
                          {say('desk.people.grant')}
                        </Button>
                      )}{' '}
                      {who.may('people.edit') && (
                        <Button
                          size="small"
                          onClick={() => act({ what: 'correct', person })}
                          aria-label={`${say('desk.people.correct')} ${person.name}`}
                        >
                          {say('desk.people.correct')}
                        </Button>
                      )}{' '}
                      <Button
                        size="small"
                        onClick={() => act({ what: 'account', person })}
                        aria-label={`${say('desk.people.account')} ${person.name}`}
                      >
                        {say('desk.people.account')}
                      </Button>
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      )}
      <More list={list} />
      {doing?.what === 'new' && <NewPerson onClose={() => act(null)} />}
      {doing?.what === 'correct' && (
        <Correct person={doing.person} now={asItIs(doing.person)} onClose={() => act(null)} />
      )}
      {doing?.what === 'grant' && <Grant now={asItIs(doing.person)} person={doing.person} onClose={() => act(null)} />}
      {doing?.what === 'account' && <Account person={asItIs(doing.person)} onClose={() => act(null)} />}
    </Page>
  );
}

/** Masked; opened with a reason, by whoever keeps accounts or gives posts. */
function PhoneOf({ person }: { person: PersonRow }) {
  const { say } = useWords();
  const who = useWho();
  const [asking, ask] = useState(false);
  const [opened, open] = useState<{ phone: string | null; version: number } | null>(null);
  const write = useWrite(revealPhone);
  if (!person.phone) return <>—</>;
  // Another number may stand there by now.
  const shown = opened?.version === person.version ? opened.phone : null;
  return (
    <>
      <span className="num">{shown ?? person.phone}</span>{' '}
      {!shown && (who.may('people.edit') || who.may('posts.grant')) && (
        <Button
          type="link"
          size="small"
          onClick={() => ask(true)}
          aria-label={`${say('desk.people.phone.reveal')} ${person.name}`}
        >
          {say('desk.people.phone.open')}
        </Button>
      )}
      {asking && (
        <WithReason
          title="desk.people.phone.reveal"
          usual={['desk.people.phone.why.account', 'desk.people.phone.why.handover']}
          error={write.error}
          busy={write.isPending}
          onClose={() => ask(false)}
          onReason={(reason) =>
            write.mutate(
              { params: { personId: person.id }, body: { reason } },
              {
                onSuccess: ({ phone }) => {
                  open({ phone, version: person.version });
                  ask(false);
                },
              },
            )
          }
        />
      )}
    </>
  );
}

/** 未了事项: what the end of a post leaves behind, before it is ended. */
function LeftBehind({ postId, lastOn }: { postId: string; lastOn: string }) {
  const { say } = useWords();
  const { data, error } = useRead(readWorkOfPost, { params: { postId }, query: { lastOn } });
  if (error) return <Trouble error={error} />;
  if (!data) return <Waiting rows={2} />;
  const { cases, others, turns, grounds } = data;
  return (
    <section className="changes" aria-label={say('desk.people.left')}>
      <strong>{say('desk.people.left')}</strong>
      <ul>
        {cases > 0 && <li>{say('desk.people.left.cases', { n: cases >= 1_000 ? '999+' : cases })}</li>}
        {turns > 0 && <li>{say('desk.people.left.turns', { n: turns })}</li>}
        {grounds > 0 && <li>{say('desk.people.left.grounds', { n: grounds })}</li>}
        {cases + turns + grounds === 0 && <li>{say('desk.people.left.nothing')}</li>}
        <li>{others > 0 ? say('desk.people.left.others', { n: others }) : say('desk.people.left.nobody')}</li>
      </ul>
    </section>
  );
}

function Posts({ person }: { person: PersonRow }) {
  const { say } = useWords();
  const who = useWho();
  const [ending, ask] = useState<PersonRow['posts'][number] | null>(null);
  const end = useWrite(endPost, { changes: [listPeople] });
  const [today] = useState(() => dayOf(new Date()));
  return (
    <ul className="posts">
      {person.posts.map((one) => {
        const name = postName(say, one.post);
        return (
          <li key={one.id}>
            <strong>{name}</strong> {one.unitName} {one.areaName}
            <small className="faint num nowrap">
              {one.fromOn} – {one.toOn ?? ''}
            </small>
            {who.may('posts.grant') && (one.toOn === null || one.toOn > today) && (
              <Button
                type="link"
                size="small"
                onClick={() => ask(one)}
                aria-label={`${say('desk.people.end')} ${person.name} ${name}`}
              >
                {say('desk.people.end')}
              </Button>
            )}
          </li>
        );
      })}
      {person.posts.length === 0 && <li className="faint">{say('desk.people.no_post')}</li>}
      {ending && (
        <LastDay
          title={say('desk.people.end.ask', { name: person.name, post: postName(say, ending.post) })}
          okText={say('desk.people.end')}
          fromOn={ending.fromOn}
          asksWhy
          renderLeft={(lastOn) => <LeftBehind postId={ending.id} lastOn={lastOn} />}
          busy={end.isPending}
          error={end.error}
          onEnd={(toOn, reason) =>
            end.mutate(
              { params: { postId: ending.id }, body: { toOn, reason, version: person.version } },
              { onSuccess: () => ask(null) },
            )
          }
          onClose={() => ask(null)}
        />
      )}
    </ul>
  );
}

const isNumber = (phone: string): boolean => phone.trim() === '' || new RegExp(phonePattern).test(phone.trim());

type Told = { name: string; nameEn: string; phone: string };
/** How a person is called and reached. */
function NamesAndPhone({
  of,
  change,
  hint,
}: {
  of: Told;
  change: (to: Partial<Told>) => void;
  hint?: string | undefined;
}) {
  const { say } = useWords();
  return (
    <>
      <Field label={say('desk.people.name')} required>
        {(control) => (
          <Input
            {...control}
            lang="zh-CN"
            value={of.name}
            onChange={({ target }) => change({ name: target.value })}
            maxLength={60}
            required
          />
        )}
      </Field>
      <Field label={say('desk.people.name_en')}>
        {(control) => (
          <Input
            {...control}
            value={of.nameEn}
            onChange={({ target }) => change({ nameEn: target.value })}
            maxLength={80}
          />
        )}
      </Field>
      <Field
        label={say('desk.people.phone')}
        hint={hint ?? say('desk.people.phone.hint')}
        wrong={isNumber(of.phone) ? undefined : say('desk.people.phone.wrong')}
      >
        {(control) => (
          <Input
            {...control}
            type="tel"
            value={of.phone}
            onChange={({ target }) => change({ phone: target.value })}
            maxLength={30}
            autoComplete="off"
          />
        )}
      </Field>
    </>
  );
}

function NewPerson({ onClose }: { onClose: () => void }) {
  const { say } = useWords();
  const ruleHint = useRuleHint();
  const { message } = App.useApp();
  const [of, setOf] = useState({ name: '', nameEn: '', phone: '', login: '', password: '' });
  const write = useWrite(savePerson, { changes: [listPeople] });
  return (
    <EditDrawer
      title={say('desk.people.add')}
      onClose={onClose}
      busy={write.isPending}
      error={write.error}
      ready={
        of.name.trim() !== '' && isNumber(of.phone) && /^[a-z][a-z0-9-]{2,39}$/.test(of.login) && of.password !== ''
      }
      onSubmit={() =>
        write.mutate(
          {
            body: {
              name: of.name.trim(),
              login: of.login,
              password: of.password,
              ...(of.nameEn.trim() ? { nameEn: of.nameEn.trim() } : {}),
              ...(of.phone.trim() ? { phone: of.phone.trim() } : {}),
            },
          },
          {
            onSuccess: () => {
              void message.success(say('desk.people.added'));
              onClose();
            },
          },
        )
      }
    >
      <NamesAndPhone of={of} change={(to) => setOf({ ...of, ...to })} />
      <Field
        label={say('desk.login')}
        hint={say('desk.people.login.hint')}
        wrong={write.error?.reasonFor('login')}
        required
      >
        {(control) => (
          <Input
            {...control}
            value={of.login}
            onChange={(event) => setOf({ ...of, login: event.target.value.toLowerCase() })}
            maxLength={40}
            autoComplete="off"
            required
          />
        )}
      </Field>
      <Field label={say('desk.people.password')} hint={ruleHint} required>
        {(control) => (
          <Input.Password
            {...control}
            value={of.password}
            onChange={(event) => setOf({ ...of, password: event.target.value })}
            autoComplete="new-password"
            required
          />
        )}
      </Field>
      <p className="hint">{say('desk.people.then_post')}</p>
    </EditDrawer>
  );
}

/** What a person is and holds now, when somebody else was faster, and that one has seen it. */
function AsNow({ person, version, seen }: { person: PersonRow; version: number; seen: (version: number) => void }) {
  const { say } = useWords();
  const posts = person.posts.map((one) => `${postName(say, one.post)} ${one.unitName} ${one.fromOn}–${one.toOn ?? ''}`);
  return (
    <>
      <p>
        {[person.name, person.nameEn, person.phone, ...posts].filter(Boolean).join(' · ')} ·{' '}
        {say('desk.version', { n: person.version })}
      </p>
      <Button size="small" onClick={() => seen(person.version)} disabled={version === person.version}>
        {say('desk.stale.over')}
      </Button>
    </>
  );
}

/** 更正: how the name is written, and the number. A number is never shown here: another one is typed over it. */
function Correct({ person, now, onClose }: { person: PersonRow; now: PersonRow; onClose: () => void }) {
  const { say } = useWords();
  const { message } = App.useApp();
  const [of, setOf] = useState({ name: person.name, nameEn: person.nameEn, phone: '', noPhone: false });
  const [version, setVersion] = useState(person.version);
  const write = useWrite(correctPerson, { changes: [listPeople] });
  /** What I left alone is as the other one wrote it: saving mine does not take hers back. */
  const seen = (looked: number) => {
    setVersion(looked);
    setOf({
      ...of,
      name: of.name === person.name ? now.name : of.name,
      nameEn: of.nameEn === person.nameEn ? now.nameEn : of.nameEn,
    });
  };
  const phone = of.phone.trim() || (of.noPhone ? null : undefined);
  const edits = useEdits(of, {
    name: [say('desk.people.name')],
    nameEn: [say('desk.people.name_en')],
    phone: [say('desk.people.phone'), (typed) => typed.trim() || person.phone || say('desk.lines.empty')],
    noPhone: [say('desk.people.phone.away')],
  });
  return (
    <EditDrawer
      title={`${say('desk.people.correct')} ${person.name}`}
      onClose={onClose}
      busy={write.isPending}
      error={write.error}
      edits={edits}
      now={<AsNow person={now} version={version} seen={seen} />}
      ready={of.name.trim() !== '' && isNumber(of.phone) && edits.length > 0}
      onSubmit={() =>
        write.mutate(
          {
            params: { personId: person.id },
            body: {
              version,
              name: of.name.trim(),
              nameEn: of.nameEn.trim(),
              ...(phone === undefined ? {} : { phone }),
            },
          },
          {
            onSuccess: () => {
              void message.success(say('desk.saved'));
              onClose();
            },
          },
        )
      }
    >
      <p className="hint">{say('desk.people.correct.hint')}</p>
      <NamesAndPhone
        of={of}
        change={(to) => setOf({ ...of, ...to })}
        hint={now.phone ? say('desk.people.phone.kept', { phone: now.phone }) : undefined}
      />
      {now.phone && of.phone === '' && (
        <Checkbox checked={of.noPhone} onChange={({ target }) => setOf({ ...of, noPhone: target.checked })}>
          {say('desk.people.phone.away')}
        </Checkbox>
      )}
    </EditDrawer>
  );
}

function Grant({ person, now, onClose }: { person: PersonRow; now: PersonRow; onClose: () => void }) {
  const { say } = useWords();
  const { message } = App.useApp();
  const [version, setVersion] = useState(person.version);
  const { unitOf } = useUnits();
  const called = useCalled();
  const [area, setArea] = useState('');
  const [post, setPost] = useState<Post | undefined>();
  const [unitId, setUnitId] = useState<number | undefined>();
  const [areaId, setAreaId] = useState<number | undefined>();
  const [fromOn, setFromOn] = useState(() => dayOf(new Date()));
  const [toOn, setToOn] = useState('');
  const write = useWrite(grantPost, { changes: [listPeople] });
  const unit = unitOf(unitId);
  const edits = useEdits(
    { post: post ?? null, unit: unit ? called(unit) : '', area, term: `${fromOn} – ${toOn}` },
    {
      post: [say('desk.people.post'), (one) => (one ? postName(say, one) : say('desk.lines.empty'))],
      unit: [say('desk.people.unit')],
      area: [say('desk.people.area')],
      term: [say('desk.people.period')],
    },
  );
  return (
    <EditDrawer
      title={`${say('desk.people.grant')} · ${person.name}`}
      onClose={onClose}
      busy={write.isPending}
      error={write.error}
      edits={edits}
      now={<AsNow person={now} version={version} seen={setVersion} />}
      ready={post !== undefined && unitId !== undefined && fromOn !== ''}
      onSubmit={() =>
        post &&
        unitId &&
        write.mutate(
          {
            params: { personId: person.id },
            body: { post, unitId, fromOn, areaId: areaId ?? null, toOn: toOn || null, version },
          },
          {
            onSuccess: () => {
              void message.success(say('desk.saved'));
              onClose();
            },
          },
        )
      }
    >
      <Field label={say('desk.people.post')} required>
        {(control) => (
          <Select
            id={control.id}
            value={post}
            onChange={(value) => setPost(value)}
            showSearch={{ filterOption: (typed, option) => soundsLike(typed, option?.label ?? '') }}
            options={posts.map((value) => ({ value, label: postName(say, value) }))}
          />
        )}
      </Field>
      <Field label={say('desk.people.unit')} required>
        {(control) => <UnitPicker id={control.id} value={unitId} onChange={setUnitId} />}
      </Field>
      <Field label={say('desk.people.area')} hint={say('desk.people.area.hint')}>
        {(control) => (
          <AreaPicker
            id={control.id}
            value={areaId}
            onChange={(id, picked) => {
              setAreaId(id);
              setArea(picked?.name ?? '');
            }}
          />
        )}
      </Field>
      <Field label={say('desk.areas.from')} required>
        {(control) => (
          <Input {...control} type="date" value={fromOn} onChange={(event) => setFromOn(event.target.value)} required />
        )}
      </Field>
      <Field label={say('desk.areas.to')}>
        {(control) => (
          <Input {...control} type="date" value={toOn} min={fromOn} onChange={(event) => setToOn(event.target.value)} />
        )}
      </Field>
    </EditDrawer>
  );
}

/** A new password comes from the system administrator, a new second factor from the security administrator: two people. */
function Account({ person, onClose }: { person: PersonRow; onClose: () => void }) {
  const { say } = useWords();
  const ruleHint = useRuleHint();
  const { message, modal } = App.useApp();
  const who = useWho();
  const [newPassword, setNewPassword] = useState('');
  const write = useWrite(setAccountState, { changes: [listPeople] });
  const send = (body: { disabled: boolean; newPassword?: string; resetSecondFactor?: boolean }) =>
    write.mutateAsync({ params: { personId: person.id }, body }).then(
      () => void message.success(say('desk.saved')),
      // why not stands in the drawer
      () => undefined,
    );
  const ask = (title: string, okText: string, body: Parameters<typeof send>[0]) =>
    void modal.confirm({ title, content: say('desk.people.signed_out'), okText, onOk: () => send(body) });
  const others = (
    <>
      {who.may('posts.grant') && (
        <Button
          onClick={() =>
            ask(say('desk.people.reset_code.ask', { name: person.name }), say('desk.people.reset_code'), {
              disabled: person.disabled,
              resetSecondFactor: true,
            })
          }
        >
          {say('desk.people.reset_code')}
        </Button>
      )}
      {person.disabled ? (
        <Button onClick={() => void send({ disabled: false })}>{say('desk.people.restore')}</Button>
      ) : (
        <Button
          danger
          onClick={() =>
            ask(say('desk.people.disable.ask', { name: person.name }), say('desk.people.disable'), { disabled: true })
          }
        >
          {say('desk.people.disable')}
        </Button>
      )}
    </>
  );
  const title = `${say('desk.people.account')} · ${person.name}`;
  if (!who.may('people.edit'))
    return (
      <Drawer open onClose={onClose} size={520} title={title} destroyOnHidden>
        <div className="stack">
          <FirstField />
          {write.error && <Trouble error={write.error} />}
          <div className="form-actions">{others}</div>
        </div>
      </Drawer>
    );
  return (
    <EditDrawer
      title={title}
      onClose={onClose}
      busy={write.isPending}
      error={write.error}
      ready={newPassword !== ''}
      onSubmit={() => void send({ disabled: person.disabled, newPassword }).then(() => setNewPassword(''))}
    >
      <div className="form-actions">{others}</div>
      <Field label={say('desk.people.new_password')} hint={ruleHint} required>
        {(control) => (
          <Input.Password
            {...control}
            value={newPassword}
            onChange={(event) => setNewPassword(event.target.value)}
            autoComplete="new-password"
          />
        )}
      </Field>
      <Bindings personId={person.id} name={person.name} />
      <Phones personId={person.id} name={person.name} />
    </EditDrawer>
  );
}
