/** 新人上手: short lessons as the district words them, there without network. Three questions each; that she has been through one only she knows. */
import { tellingWords } from '#contract/words/telling.ts';
import { addWords } from '#contract/words/words.ts';
import { useState } from 'react';
import { learnLessons, type LearnersLesson, type Question } from '#contract/lessons.ts';
import { useRead } from '#web/kit/api.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { useNotices } from '#web/kit/ui/notices.tsx';
import { useWords } from '#web/kit/words.tsx';
import { useField } from '../field.tsx';
import { Heading } from '../parts/heading.tsx';
import { Unread } from '../parts/unread.tsx';

addWords(tellingWords);

export default function LessonsPage() {
  const { say } = useWords();
  const { day, acts, dayless } = useField();
  const asked = useRead(learnLessons, {}, { enabled: dayless });
  const lessons = day?.lessons ?? asked.data?.lessons ?? [];
  // What she has passed here is done for her, also before the house has heard of it.
  const passed = new Set(
    acts.flatMap(({ rows }) => rows.filter(({ what }) => what === 'lesson').map(({ group }) => group)),
  );
  const isDone = (one: LearnersLesson) => one.mark === 'done' || passed.has(groupOf(one));
  return (
    <>
      <Heading
        title={say('field.lessons')}
        lead={say('field.lessons_done', { n: lessons.filter(isDone).length, all: lessons.length })}
      />
      <p className="hint">{say('field.lessons_lead')}</p>
      {asked.error && <Unread error={asked.error} />}
      <ol className="lessons">
        {lessons.map((lesson) => (
          <li key={lesson.lesson}>
            <OneLesson lesson={lesson} done={isDone(lesson)} />
          </li>
        ))}
      </ol>
    </>
  );
}
const groupOf = ({ lesson, version }: LearnersLesson): string => `lesson:${lesson}:${version}`;

function OneLesson({ lesson, done }: { lesson: LearnersLesson; done: boolean }) {
  const { say, lang } = useWords();
  const { act } = useField();
  const tell = useNotices();
  const { title, words, questions } = lesson.content;
  const [chosen, setChosen] = useState<Record<number, number>>({});
  const allRight = questions.every(({ right }, n) => chosen[n] === right);
  const pass = async () => {
    await act(
      [
        {
          what: 'lesson',
          endpoint: 'lessons.pass',
          params: { lesson: lesson.lesson },
          body: { version: lesson.version },
        },
      ],
      { title: title[lang], group: groupOf(lesson) },
    );
    tell(say('field.kept'));
  };
  return (
    <>
      <h2>{title[lang]}</h2>
      <p>{words[lang]}</p>
      <details className="more">
        <summary>
          {say(done ? 'field.lesson_done' : lesson.mark === 'before' ? 'field.lesson_anew' : 'field.lesson_ask')}
        </summary>
        {questions.map((question, n) => (
          <Ask
            key={question.ask.zh}
            name={`${lesson.lesson}-${n}`}
            question={question}
            chosen={chosen[n]}
            onChoose={(option) => setChosen((before) => ({ ...before, [n]: option }))}
          />
        ))}
        {!done && (
          <Button tone="primary" className="wide" disabled={!allRight} onClick={() => void pass()}>
            {say('field.lesson_pass')}
            <span className="unseen"> {title[lang]}</span>
          </Button>
        )}
      </details>
    </>
  );
}

/** What is right is said at once: it is a lesson, not an examination. */
function Ask(props: {
  name: string;
  question: Question;
  chosen: number | undefined;
  onChoose: (option: number) => void;
}) {
  const { say, lang } = useWords();
  const { ask, options, right } = props.question;
  return (
    <fieldset className="quiz">
      <legend>{ask[lang]}</legend>
      {options.map((option, n) => (
        <label key={option.zh} className="quiz__option">
          <input type="radio" name={props.name} checked={props.chosen === n} onChange={() => props.onChoose(n)} />
          <span>{option[lang]}</span>
        </label>
      ))}
      <output className="hint">
        {props.chosen !== undefined && say(props.chosen === right ? 'field.lesson_right' : 'field.lesson_wrong')}
      </output>
    </fieldset>
  );
}
