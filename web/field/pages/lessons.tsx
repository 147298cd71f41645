/** 新人上手: for new keepers and for 信息员 (volunteers, social workers, residents' representatives): short, and there without network. */
import { lessonWords } from '#contract/words/lessons.ts';
import { addWords } from '#contract/words/words.ts';
import { useWords } from '#web/kit/words.tsx';
import { Heading } from '../parts/heading.tsx';

addWords(lessonWords);

const lessons = ['see', 'photo', 'place', 'self', 'confirm', 'duty', 'visit', 'no'] as const;

export default function LessonsPage() {
  const { say } = useWords();
  return (
    <>
      <Heading title={say('field.lessons')} lead={say('field.lessons_lead')} />
      <ol className="lessons">
        {lessons.map((name) => (
          <li key={name}>
            <h2>{say(`field.lesson.${name}`)}</h2>
            <p>{say(`field.lesson.${name}.text`)}</p>
          </li>
        ))}
      </ol>
    </>
  );
}
