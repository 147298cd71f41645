/** 信息发布 of a workspace: what its offices tell. Published in the name of an own office, withdrawn by the same, never rewritten. */
import { PlusOutlined } from '@ant-design/icons';
import { App, Button, Checkbox, Input, Popconfirm, Select } from 'antd';
import { useState } from 'react';
import type { Narrowing } from '#contract/cases.ts';
import { listNotices, noticeSides, publishNotice, withdrawNotice, type Notice } from '#contract/notices.ts';
import { usePages, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useAddress } from '../../parts/address.ts';
import { Field, TextField } from '../../parts/field.tsx';
import { dayOf } from '../../parts/local.ts';
import { Section } from '../../parts/page.tsx';
import { Listed } from '../../parts/state.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { useWho } from '../../who.tsx';
import { EditDrawer } from '../catalogue/edit.tsx';

const usualDays = 30;

export function Notices({ part }: { part: Narrowing }) {
  const { say } = useWords();
  const { may } = useWho();
  const { areaId, partOf } = part;
  const { search, put } = useAddress();
  const side =
    areaId === undefined ? undefined : (noticeSides.find((one) => one === search.get('notices')) ?? 'within');
  const query = {
    limit: 10,
    ...(areaId === undefined ? {} : { areaId }),
    ...(side === undefined ? {} : { side }),
    ...(partOf === undefined ? {} : { partOf }),
  };
  const list = usePages(listNotices, { query });
  const [writing, write] = useState(false);
  return (
    <Section
      title={say('notice.title')}
      extra={
        may('notices.publish') && (
          <Button size="small" icon={<PlusOutlined aria-hidden />} onClick={() => write(true)}>
            {say('notice.publish')}
          </Button>
        )
      }
    >
      {side && (
        <Tabs
          label={say('notice.title')}
          tabs={noticeSides}
          word={(one) => say(`notice.side.${one}`)}
          chosen={side}
          onChoose={(one) => put({ notices: one === 'above' ? one : null })}
        />
      )}
      <Listed
        list={list}
        waiting={2}
        none={<p className="faint">{say(side ? `notice.none.${side}` : 'notice.none')}</p>}
      >
        <ul className="notices">
          {list.rows.map((notice) => (
            <One key={notice.id} notice={notice} />
          ))}
        </ul>
      </Listed>
      {writing && <Publish onClose={() => write(false)} />}
    </Section>
  );
}

function One({ notice }: { notice: Notice }) {
  const { say, time, lang } = useWords();
  const english = lang === 'en' && notice.titleEn !== '';
  const withdraw = useWrite(withdrawNotice, { changes: [listNotices] });
  return (
    <li>
      <h3>
        {english ? notice.titleEn : notice.title} <em className="tag">{notice.areaName ?? say('notice.for_all')}</em>{' '}
        {notice.public && <em className="tag tag-green">{say('notice.is_public')}</em>}{' '}
        {notice.over && <em className="tag">{say('notice.over')}</em>}
      </h3>
      <p className="notice-words">{(english && notice.wordsEn) || notice.words}</p>
      <p className="hint">
        {say('notice.by', {
          unit: notice.unitName,
          name: notice.publishedBy,
          at: time(notice.publishedAt),
          day: notice.untilOn,
        })}{' '}
        {notice.mine && (
          <Popconfirm
            title={say('notice.withdraw.sure', { title: notice.title })}
            okText={say('notice.withdraw')}
            cancelText={say('common.cancel')}
            onConfirm={() => withdraw.mutate({ params: { noticeId: notice.id }, body: {} })}
          >
            <Button size="small" type="text" aria-label={`${say('notice.withdraw')} ${notice.title}`}>
              {say('notice.withdraw')}
            </Button>
          </Popconfirm>
        )}
      </p>
    </li>
  );
}

function Publish({ onClose }: { onClose: () => void }) {
  const { say } = useWords();
  const { message } = App.useApp();
  const { me } = useWho();
  const offices = me.posts.filter(({ post }) => post === 'clerk' || post === 'duty_officer' || post === 'leader');
  const [unitId, setUnitId] = useState(offices[0]?.unitId);
  const [title, setTitle] = useState('');
  const [words, setWords] = useState('');
  const [titleEn, setTitleEn] = useState('');
  const [wordsEn, setWordsEn] = useState('');
  const [open, setOpen] = useState(false);
  const [untilOn, setUntilOn] = useState(() => dayOf(new Date(Date.now() + usualDays * 86_400_000)));
  const write = useWrite(publishNotice, { changes: [listNotices] });
  return (
    <EditDrawer
      title={say('notice.publish')}
      onClose={onClose}
      busy={write.isPending}
      error={write.error}
      ready={unitId !== undefined && title.trim() !== '' && words.trim() !== '' && untilOn !== ''}
      onSubmit={() =>
        unitId !== undefined &&
        write.mutate(
          {
            body: {
              unitId,
              title: title.trim(),
              words: words.trim(),
              titleEn: titleEn.trim(),
              wordsEn: wordsEn.trim(),
              public: open,
              untilOn,
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
      <p className="hint">{say('notice.publish.hint')}</p>
      <Field label={say('notice.unit')} required>
        {(control) => (
          <Select
            id={control.id}
            value={unitId}
            onChange={setUnitId}
            options={[...new Map(offices.map((one) => [one.unitId, one.unitName]))].map(([value, label]) => ({
              value,
              label,
            }))}
          />
        )}
      </Field>
      <Field label={say('notice.headline')} required>
        {(control) => (
          <Input {...control} value={title} maxLength={60} onChange={({ target }) => setTitle(target.value)} required />
        )}
      </Field>
      <TextField label={say('notice.words')} value={words} onChange={setWords} max={2000} rows={6} required />
      <details>
        <summary>{say('notice.english')}</summary>
        <p className="hint">{say('notice.english.hint')}</p>
        <Field label={say('notice.headline_en')}>
          {(control) => (
            <Input
              {...control}
              lang="en"
              value={titleEn}
              maxLength={120}
              onChange={({ target }) => setTitleEn(target.value)}
            />
          )}
        </Field>
        <TextField label={say('notice.words_en')} value={wordsEn} onChange={setWordsEn} max={4000} rows={6} />
      </details>
      <Field label={say('notice.until')} required>
        {(control) => (
          <Input
            {...control}
            type="date"
            value={untilOn}
            onChange={({ target }) => setUntilOn(target.value)}
            required
          />
        )}
      </Field>
      <Checkbox checked={open} onChange={({ target }) => setOpen(target.checked)}>
        {say('notice.public')}
      </Checkbox>
    </EditDrawer>
  );
}
