/** 常用语与知识库: the words that the desk offers, kept by the district: what clerks put into an answer, what agents read to a caller. */
import { PlusOutlined } from '@ant-design/icons';
import { App, Button, Checkbox, Input, Popconfirm, Segmented, Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { Static } from 'typebox';
import {
  listAllPhrases,
  listPhrases,
  phrasePurposes,
  saveArticle,
  savePhrase,
  searchArticles,
  type Article,
  type Phrase,
} from '#contract/catalogue.ts';
import { isWordKey } from '#contract/words/words.ts';
import { useRead, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { EditButton } from '../../parts/edit-button.tsx';
import { useEdits } from '../../parts/edits.ts';
import { Field, TextField } from '../../parts/field.tsx';
import { Page } from '../../parts/page.tsx';
import { MatterPicker, useMatters } from '../../parts/pickers.tsx';
import { soundsLike } from '../../parts/pinyin.ts';
import { Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { useWho } from '../../who.tsx';
import { EditDrawer } from './edit.tsx';

const tabs = ['phrases', 'articles'] as const;
const langs = ['zh', 'en'] as const;

export function PhrasesPage() {
  const { say } = useWords();
  const [search, setSearch] = useSearchParams();
  const tab = tabs.find((one) => one === search.get('tab')) ?? 'phrases';
  return (
    <Page wide title={say('desk.nav.phrases')} hint={say('desk.phrases.hint')}>
      <Tabs
        label={say('desk.nav.phrases')}
        tabs={tabs}
        word={(one) => say(`desk.phrases.tab.${one}`)}
        chosen={tab}
        onChoose={(one) => setSearch(one === 'articles' ? { tab: 'articles' } : {}, { replace: true })}
      />
      {tab === 'phrases' ? <Phrases /> : <Articles />}
    </Page>
  );
}

/** Why a lawful exit was taken, in words; a reason that is none stays as it is. */
function useReason() {
  const { say } = useWords();
  return ({ purpose, reason }: Pick<Phrase, 'purpose' | 'reason'>): string => {
    const key = `${purpose}.${reason}`;
    return isWordKey(key) ? say(key) : reason;
  };
}

function Phrases() {
  const { say } = useWords();
  const may = useWho().may('catalogue.edit');
  const { matterOf } = useMatters();
  const reasonOf = useReason();
  const list = useRead(listAllPhrases, {});
  const [purpose, setPurpose] = useState<Phrase['purpose'] | 'all'>('all');
  const [typed, setTyped] = useState('');
  const [editing, edit] = useState<{ phrase: Phrase | null } | null>(null);
  const asked = useDeferredValue(typed);
  const shown = (list.data?.phrases ?? []).filter(
    (phrase) =>
      (purpose === 'all' || phrase.purpose === purpose) &&
      soundsLike(asked, phrase.text, matterOf(phrase.matterId)?.called ?? ''),
  );
  return (
    <>
      <search className="filters">
        <Input
          type="search"
          aria-label={say('desk.phrases.search')}
          placeholder={say('desk.phrases.search')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          allowClear
        />
        <Select
          aria-label={say('desk.phrases.purpose')}
          value={purpose}
          onChange={setPurpose}
          options={[
            { value: 'all' as const, label: say('desk.all') },
            ...phrasePurposes.map((value) => ({ value, label: say(`case.move.${value}`) })),
          ]}
        />
        {may && (
          <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => edit({ phrase: null })}>
            {say('desk.phrases.add')}
          </Button>
        )}
      </search>
      {list.error && <Trouble error={list.error} again={() => void list.refetch()} />}
      {!list.data && !list.error && <Waiting rows={6} />}
      {list.data && shown.length === 0 && (
        <Nothing title={say('desk.phrases.none_here')}>{say('desk.phrases.none_here.hint')}</Nothing>
      )}
      {shown.length > 0 && (
        <TableBox label={say('desk.nav.phrases')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{say('desk.phrases.purpose')}</th>
                <th scope="col">{say('desk.phrases.text')}</th>
                <th scope="col">{say('desk.col.matter')}</th>
                <th scope="col">{say('desk.phrases.lang')}</th>
                {may && <th scope="col">{say('desk.edit')}</th>}
              </tr>
            </thead>
            <tbody>
              {shown.slice(0, 300).map((phrase) => (
                <tr key={phrase.id}>
                  <td className="nowrap">
                    {say(`case.move.${phrase.purpose}`)}
                    {phrase.reason && <small> · {reasonOf(phrase)}</small>}
                  </td>
                  <td>{phrase.text}</td>
                  <td className="nowrap">{matterOf(phrase.matterId)?.called ?? say('desk.phrases.every')}</td>
                  <td className="nowrap">{say(`desk.lang.${phrase.lang}`)}</td>
                  {may && (
                    <td>
                      <EditButton of={phrase.text.slice(0, 20)} onClick={() => edit({ phrase })} />
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      )}
      {editing && (
        <EditPhrase
          phrase={editing.phrase}
          now={list.data?.phrases.find(({ id }) => id === editing.phrase?.id)}
          onClose={() => edit(null)}
        />
      )}
    </>
  );
}

function EditPhrase({
  phrase,
  now,
  onClose,
}: {
  phrase: Phrase | null;
  /** as it stands in the list by now */
  now: Phrase | undefined;
  onClose: () => void;
}) {
  const { say } = useWords();
  const { message } = App.useApp();
  const [version, setVersion] = useState(phrase?.version);
  const reasonOf = useReason();
  const [of, setOf] = useState<Omit<Phrase, 'id' | 'version'>>({
    purpose: phrase?.purpose ?? 'answer',
    matterId: phrase?.matterId ?? null,
    reason: phrase?.reason ?? '',
    lang: phrase?.lang ?? 'zh',
    text: phrase?.text ?? '',
  });
  const write = useWrite(savePhrase, { changes: [listAllPhrases, listPhrases] });
  const put = (part: Partial<typeof of>) => setOf((before) => ({ ...before, ...part }));
  const { matterOf } = useMatters();
  const edits = useEdits(of, {
    purpose: [say('desk.phrases.purpose'), (purpose) => say(`case.move.${purpose}`)],
    matterId: [say('desk.phrases.only_for'), (id) => matterOf(id)?.called ?? say('desk.phrases.every')],
    lang: [say('desk.phrases.lang'), (lang) => say(`desk.lang.${lang}`)],
    text: [say('desk.phrases.text')],
  });
  const send = (removed: boolean) =>
    write.mutate(
      {
        body: {
          ...of,
          text: of.text.trim(),
          ...(phrase ? { phraseId: phrase.id, version } : {}),
          ...(removed ? { removed } : {}),
        },
      },
      {
        onSuccess: () => {
          void message.success(say('desk.saved'));
          onClose();
        },
      },
    );
  return (
    <EditDrawer
      title={say(phrase ? 'desk.phrases.change' : 'desk.phrases.add')}
      onClose={onClose}
      onSubmit={() => send(false)}
      busy={write.isPending}
      error={write.error}
      edits={phrase ? edits : undefined}
      ready={of.text.trim() !== ''}
      now={
        now && (
          <>
            <p>
              {say(`case.move.${now.purpose}`)} · {now.text} · {say('desk.version', { n: now.version })}
            </p>
            <Button size="small" onClick={() => setVersion(now.version)} disabled={version === now.version}>
              {say('desk.stale.over')}
            </Button>
          </>
        )
      }
    >
      <Field label={say('desk.phrases.purpose')} required>
        {(control) => (
          <Select
            id={control.id}
            value={of.purpose}
            onChange={(purpose) => put({ purpose, reason: '' })}
            options={phrasePurposes.map((value) => ({ value, label: say(`case.move.${value}`) }))}
          />
        )}
      </Field>
      {of.reason && <p className="hint">{reasonOf(of)}</p>}
      <Field label={say('desk.phrases.only_for')}>
        {(control) => (
          <MatterPicker
            id={control.id}
            value={of.matterId ?? undefined}
            onChange={(matterId) => put({ matterId: matterId ?? null })}
            placeholder={say('desk.phrases.every')}
          />
        )}
      </Field>
      <Segmented
        aria-label={say('desk.phrases.lang')}
        value={of.lang}
        onChange={(lang) => put({ lang })}
        options={langs.map((value) => ({ value, label: say(`desk.lang.${value}`) }))}
      />
      <TextField
        label={say('desk.phrases.text')}
        value={of.text}
        onChange={(text) => put({ text })}
        max={500}
        rows={4}
        required
        first
      />
      {phrase && (
        <Popconfirm
          title={say('desk.phrases.remove.sure')}
          okText={say('desk.phrases.remove')}
          cancelText={say('common.cancel')}
          onConfirm={() => send(true)}
        >
          <Button danger disabled={write.isPending}>
            {say('desk.phrases.remove')}
          </Button>
        </Popconfirm>
      )}
    </EditDrawer>
  );
}

type ArticleRow = Static<typeof Article>;

function Articles() {
  const { say } = useWords();
  const may = useWho().may('catalogue.edit');
  const [typed, setTyped] = useState('');
  const asked = useDeferredValue(typed.trim());
  const list = useRead(
    searchArticles,
    { query: { limit: 50, ...(asked ? { q: asked } : {}) } },
    { keepPrevious: true },
  );
  const [editing, edit] = useState<{ article: ArticleRow | null } | null>(null);
  const articles = list.data?.articles ?? [];
  return (
    <>
      <search className="filters">
        <Input
          type="search"
          aria-label={say('desk.articles.search')}
          placeholder={say('desk.articles.search')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          maxLength={80}
          allowClear
        />
        {may && (
          <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => edit({ article: null })}>
            {say('desk.articles.add')}
          </Button>
        )}
      </search>
      {list.error && <Trouble error={list.error} again={() => void list.refetch()} />}
      {!list.data && !list.error && <Waiting rows={6} />}
      {list.data && articles.length === 0 && (
        <Nothing title={say('desk.articles.none')}>{say('desk.articles.none.hint')}</Nothing>
      )}
      {articles.length === 50 && <p className="hint">{say('desk.articles.first')}</p>}
      <ul className="matters">
        {articles.map((article) => (
          <li key={article.id} className="card">
            <header className="card-head">
              <h2>{article.question}</h2>
              {article.office && <span>{article.office}</span>}
              <span className="top-space" />
              {may && <EditButton of={article.question} onClick={() => edit({ article })} card />}
            </header>
            <p>{article.answer}</p>
          </li>
        ))}
      </ul>
      {editing && <EditArticle article={editing.article} onClose={() => edit(null)} />}
    </>
  );
}

function EditArticle({ article, onClose }: { article: ArticleRow | null; onClose: () => void }) {
  const { say } = useWords();
  const { message } = App.useApp();
  const [of, setOf] = useState({
    question: article?.question ?? '',
    answer: article?.answer ?? '',
    office: article?.office ?? '',
    terms: article?.terms ?? '',
    retired: false,
  });
  const write = useWrite(saveArticle, { changes: [searchArticles] });
  const put = (part: Partial<typeof of>) => setOf((before) => ({ ...before, ...part }));
  const edits = useEdits(of, {
    question: [say('desk.articles.question')],
    answer: [say('desk.articles.answer')],
    office: [say('desk.articles.office')],
    terms: [say('desk.articles.terms')],
    retired: [say('desk.articles.retire')],
  });
  const text = (name: 'question' | 'office' | 'terms', max: number, required: boolean) => (
    <Field label={say(`desk.articles.${name}`)} required={required} wrong={write.error?.reasonFor(name)}>
      {(control) => (
        <Input
          {...control}
          value={of[name]}
          maxLength={max}
          onChange={(event) => put({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <EditDrawer
      title={say(article ? 'desk.articles.change' : 'desk.articles.add')}
      onClose={onClose}
      busy={write.isPending}
      error={write.error}
      edits={article ? edits : undefined}
      ready={of.question.trim() !== '' && of.answer.trim() !== ''}
      onSubmit={() =>
        write.mutate(
          { body: { ...of, ...(article ? { articleId: article.id, version: article.version } : {}) } },
          {
            onSuccess: () => {
              void message.success(say('desk.saved'));
              onClose();
            },
          },
        )
      }
      now={<p>{say('desk.stale.reload')}</p>}
    >
      {text('question', 200, true)}
      <TextField
        label={say('desk.articles.answer')}
        value={of.answer}
        onChange={(answer) => put({ answer })}
        max={4000}
        rows={7}
        required
      />
      {text('office', 100, false)}
      {text('terms', 300, false)}
      {article && (
        <Checkbox checked={of.retired} onChange={(event) => put({ retired: event.target.checked })}>
          {say('desk.articles.retire')}
        </Checkbox>
      )}
    </EditDrawer>
  );
}
