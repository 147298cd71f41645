/**
 * 新人上手, for who helps without a post: volunteers, 信息员, representatives of residents, invited supervisors. The lessons of the grid
 * workers, three questions each; which were gone through is kept on this device, and nobody is told.
 */
import { useId, useState } from 'react';
import { learnLessons, type LearnersLesson, type Question } from '#contract/lessons.ts';
import { useRead, wordsOf } from '#web/kit/api.ts';
import { useKept } from '#web/kit/here.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { Choice } from '#web/kit/ui/field.tsx';
import { Trouble } from '#web/kit/ui/notices.tsx';
import { Skeleton } from '#web/kit/ui/progress.tsx';
import { readingWords } from '#contract/words/reading.ts';
import { addWords } from '#contract/words/words.ts';
import { useWords } from '#web/kit/words.tsx';
import { Heading } from '../parts/heading.tsx';

addWords(readingWords);

const place = 'gridloop.lessons';
type Marks = Record<string, number>;
function marksKept(): Marks {
  try {
    return JSON.parse(localStorage.getItem(place) ?? '{}') as Marks;
  } catch {
    return {};
  }
}

export default function LessonsPage() {
  const { say } = useWords();
  const { data, error, refetch } = useRead(learnLessons, {});
  const [marks, setMarks] = useKept<Marks>(marksKept, {});
  const lessons = data?.lessons ?? [];
  const isDone = ({ lesson, version }: LearnersLesson) => (marks[lesson] ?? 0) >= version;
  const pass = ({ lesson, version }: LearnersLesson) => {
    const next = { ...marks, [lesson]: version };
    setMarks(next);
    try {
      localStorage.setItem(place, JSON.stringify(next));
    } catch {
      // lasts as long as the page then
    }
  };
  return (
    <div className="page page--narrow prose">
      <Heading title={say('public.lessons.title')} lead={say('public.lessons.lead')} />
      {error && (
        <Trouble title={wordsOf(error)}>
          <Button onClick={() => void refetch()}>{say('common.retry')}</Button>
        </Trouble>
      )}
      {!data && !error && <Skeleton lines={8} />}
      {data && (
        <>
          <p>{say('public.lessons.done', { n: lessons.filter(isDone).length, all: lessons.length })}</p>
          {lessons.map((lesson) => (
            <Lesson key={lesson.lesson} lesson={lesson} done={isDone(lesson)} onPass={() => pass(lesson)} />
          ))}
          <p className="hint">{say('public.lessons.own')}</p>
        </>
      )}
    </div>
  );
}

function Lesson({ lesson, done, onPass }: { lesson: LearnersLesson; done: boolean; onPass: () => void }) {
  const { say, lang } = useWords();
  const id = useId();
  const { title, words, questions } = lesson.content;
  const [chosen, setChosen] = useState<Record<number, string>>({});
  const allRight = questions.every(({ right }, n) => chosen[n] === String(right));
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title[lang]}</h2>
      <p>{words[lang]}</p>
      <details className="more">
        <summary>{say(done ? 'public.lessons.again' : 'public.lessons.ask')}</summary>
        {questions.map((question, n) => (
          <Ask
            key={question.ask.zh}
            question={question}
            chosen={chosen[n] ?? null}
            onChoose={(option) => setChosen((before) => ({ ...before, [n]: option }))}
          />
        ))}
        {!done && (
          <Button tone="primary" disabled={!allRight} onClick={onPass}>
            {say('public.lessons.pass')}
            <span className="unseen"> {title[lang]}</span>
          </Button>
        )}
      </details>
    </section>
  );
}

function Ask(props: { question: Question; chosen: string | null; onChoose: (option: string) => void }) {
  const { say, lang } = useWords();
  const { ask, options, right } = props.question;
  return (
    <>
      <Choice
        legend={ask[lang]}
        value={props.chosen}
        onChange={props.onChoose}
        compact
        options={options.map((option, n) => ({ value: String(n), label: option[lang] }))}
      />
      <output className="hint">
        {props.chosen !== null && say(props.chosen === String(right) ? 'public.lessons.right' : 'public.lessons.wrong')}
      </output>
    </>
  );
}
