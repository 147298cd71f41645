/** 上岗课: what keepers, volunteers, social workers and 信息员 learn first, as the district words it. Who learned what is not shown to anybody. */
import { PlusOutlined } from '@ant-design/icons';
import { App, Button, Checkbox, Input, InputNumber, Radio } from 'antd';
import { useState } from 'react';
import { uuidv7 } from '#contract/ids.ts';
import { listLessons, saveLesson, type Lesson, type LessonContent } from '#contract/lessons.ts';
import { useRead, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { EditButton } from '../../parts/edit-button.tsx';
import { useEdits } from '../../parts/edits.ts';
import { Field, TextField } from '../../parts/field.tsx';
import { Page } from '../../parts/page.tsx';
import { Trouble, Waiting } from '../../parts/state.tsx';
import { useWho } from '../../who.tsx';
import { EditDrawer } from './edit.tsx';

export function LessonsPage() {
  const { say, lang } = useWords();
  const may = useWho().may('catalogue.edit');
  const list = useRead(listLessons, {});
  const [editing, edit] = useState<{ lesson: Lesson | null } | null>(null);
  const lessons = list.data?.lessons ?? [];
  return (
    <Page
      wide
      title={say('desk.nav.lessons')}
      hint={say('desk.lessons.hint')}
      {...(may
        ? {
            actions: (
              <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => edit({ lesson: null })}>
                {say('desk.lessons.add')}
              </Button>
            ),
          }
        : {})}
    >
      {list.error && <Trouble error={list.error} again={() => void list.refetch()} />}
      {!list.data && !list.error && <Waiting rows={6} />}
      <ul className="matters">
        {lessons.map((lesson) => {
          const { title, words, questions } = lesson.content;
          return (
            <li key={lesson.lesson} className="card">
              <header className="card-head">
                <h2>{title[lang]}</h2>
                <span>
                  {say('desk.lessons.version', { n: lesson.version })}
                  {lesson.retired && ` · ${say('desk.lessons.retired')}`}
                </span>
                <span className="top-space" />
                {may && <EditButton of={title[lang]} onClick={() => edit({ lesson })} card />}
              </header>
              <p>{words[lang]}</p>
              <ol>
                {questions.map(({ ask, options, right }) => (
                  <li key={ask.zh}>
                    {ask[lang]} <strong>{options[right]?.[lang]}</strong>
                  </li>
                ))}
              </ol>
            </li>
          );
        })}
      </ul>
      {editing && <EditLesson lesson={editing.lesson} next={lessons.length * 10 + 10} onClose={() => edit(null)} />}
    </Page>
  );
}

const empty = { zh: '', en: '' };
const blank: LessonContent = {
  title: empty,
  words: empty,
  questions: [0, 1, 2].map(() => ({ ask: empty, options: [empty, empty, empty], right: 0 })),
};
/** An option that is empty in both languages is not asked; one that lacks a language is not saved. */
const asAsked = (content: LessonContent): LessonContent => ({
  ...content,
  questions: content.questions.map((question) => {
    const kept = question.options.filter(({ zh, en }) => zh.trim() || en.trim());
    const chosen = question.options[question.right];
    return { ...question, options: kept, right: Math.max(0, chosen ? kept.indexOf(chosen) : 0) };
  }),
});
const whole = ({ zh, en }: { zh: string; en: string }): boolean => zh.trim() !== '' && en.trim() !== '';
const isWhole = ({ title, words, questions }: LessonContent): boolean =>
  whole(title) &&
  whole(words) &&
  questions.every(({ ask, options }) => whole(ask) && options.length >= 2 && options.every(whole));

const both = ({ zh, en }: { zh: string; en: string }): string => [zh, en].filter(Boolean).join(' / ');
const told = (of: unknown): string => {
  const { ask, options, right } = of as LessonContent['questions'][number];
  return [both(ask), ...options.map((option, n) => `${n === right ? '✓ ' : ''}${both(option)}`)].join('；');
};

function EditLesson({ lesson, next, onClose }: { lesson: Lesson | null; next: number; onClose: () => void }) {
  const { say } = useWords();
  const { message } = App.useApp();
  const [of, setOf] = useState<LessonContent>(lesson?.content ?? blank);
  const [place, setPlace] = useState(lesson?.place ?? next);
  const [retired, setRetired] = useState(lesson?.retired ?? false);
  const [name] = useState(() => lesson?.lesson ?? uuidv7());
  const write = useWrite(saveLesson, { changes: [listLessons] });
  const content = asAsked(of);
  // Field by field and in both languages, as it will stand.
  const edits = useEdits(
    { title: content.title, words: content.words, place, retired, ...Object.fromEntries(content.questions.entries()) },
    {
      title: [say('desk.lessons.title'), both],
      words: [say('desk.lessons.words'), both],
      place: [say('desk.lessons.place')],
      retired: [say('desk.lessons.retire')],
      ...Object.fromEntries(
        content.questions.map((_, n) => [n, [say('desk.lessons.question', { n: n + 1 }), told] as const]),
      ),
    },
  );
  const putQuestion = (n: number, part: Partial<LessonContent['questions'][number]>) =>
    setOf((before) => ({
      ...before,
      questions: before.questions.map((question, i) => (i === n ? { ...question, ...part } : question)),
    }));
  return (
    <EditDrawer
      title={say(lesson ? 'desk.lessons.change' : 'desk.lessons.add')}
      onClose={onClose}
      busy={write.isPending}
      error={write.error}
      ready={isWhole(content)}
      onSubmit={() =>
        write.mutate(
          { body: { lesson: name, version: lesson?.version ?? 0, place, retired, content } },
          {
            onSuccess: () => {
              void message.success(say('desk.saved'));
              onClose();
            },
          },
        )
      }
      edits={edits}
      now={<p>{say('desk.stale.reload')}</p>}
    >
      {(['zh', 'en'] as const).map((one) => (
        <Field key={one} label={`${say('desk.lessons.title')} · ${say(`desk.lang.${one}`)}`} required>
          {(control) => (
            <Input
              {...control}
              value={of.title[one]}
              maxLength={60}
              onChange={({ target }) =>
                setOf((before) => ({ ...before, title: { ...before.title, [one]: target.value } }))
              }
            />
          )}
        </Field>
      ))}
      {(['zh', 'en'] as const).map((one) => (
        <TextField
          key={one}
          label={`${say('desk.lessons.words')} · ${say(`desk.lang.${one}`)}`}
          value={of.words[one]}
          onChange={(words) => setOf((before) => ({ ...before, words: { ...before.words, [one]: words } }))}
          max={600}
          rows={4}
          required
        />
      ))}
      {of.questions.map((question, n) => (
        // oxlint-disable-next-line react/no-array-index-key -- there are three of them, always, in this order
        <fieldset key={n} className="lesson-question">
          <legend>{say('desk.lessons.question', { n: n + 1 })}</legend>
          {(['zh', 'en'] as const).map((one) => (
            <Field key={one} label={`${say('desk.lessons.ask')} · ${say(`desk.lang.${one}`)}`} required>
              {(control) => (
                <Input
                  {...control}
                  value={question.ask[one]}
                  maxLength={120}
                  onChange={({ target }) => putQuestion(n, { ask: { ...question.ask, [one]: target.value } })}
                />
              )}
            </Field>
          ))}
          <Radio.Group
            className="lesson-options"
            aria-label={say('desk.lessons.right')}
            value={question.right}
            onChange={({ target }) => putQuestion(n, { right: target.value as number })}
          >
            {question.options.map((option, i) => (
              // oxlint-disable-next-line react/no-array-index-key -- an option has no other name while it is written
              <span key={i} className="lesson-option">
                <Radio value={i} aria-label={say('desk.lessons.right_is', { n: i + 1 })} />
                {(['zh', 'en'] as const).map((one) => (
                  <Input
                    key={one}
                    aria-label={`${say('desk.lessons.option', { n: i + 1 })} · ${say(`desk.lang.${one}`)}`}
                    placeholder={say(`desk.lang.${one}`)}
                    value={option[one]}
                    maxLength={120}
                    onChange={({ target }) =>
                      putQuestion(n, {
                        options: question.options.map((old, m) => (m === i ? { ...old, [one]: target.value } : old)),
                      })
                    }
                  />
                ))}
              </span>
            ))}
          </Radio.Group>
        </fieldset>
      ))}
      <Field label={say('desk.lessons.place')}>
        {(control) => (
          <InputNumber id={control.id} min={0} max={1000} value={place} onChange={(value) => setPlace(value ?? 0)} />
        )}
      </Field>
      {lesson && (
        <Checkbox checked={retired} onChange={({ target }) => setRetired(target.checked)}>
          {say('desk.lessons.retire')}
        </Checkbox>
      )}
    </EditDrawer>
  );
}
