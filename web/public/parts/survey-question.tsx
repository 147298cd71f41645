/** 抽样问卷: whom the lot drew is asked one question on her receipt, once. */
import { useState, type FormEvent } from 'react';
import { readReceipt, type ReceiptView } from '#contract/intake.ts';
import { answerByReceipt } from '#contract/surveys.ts';
import { useWrite, wordsOf } from '#web/kit/api.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { Choice } from '#web/kit/ui/field.tsx';
import { Trouble, useNotices } from '#web/kit/ui/notices.tsx';
import { useWords } from '#web/kit/words.tsx';

const grades = ['1', '2', '3', '4', '5'] as const;

export function SurveyQuestion({
  question,
  write,
}: {
  question: NonNullable<ReceiptView['question']>;
  write: { params: { number: string }; headers: Record<string, string> };
}) {
  const { say, time } = useWords();
  const tell = useNotices();
  const answer = useWrite(answerByReceipt, { changes: [readReceipt] });
  const [grade, setGrade] = useState<(typeof grades)[number] | null>(null);
  const [asked, setAsked] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (!grade) return;
    answer.mutate(
      { ...write, body: { surveyId: question.surveyId, grade: Number(grade) } },
      { onSuccess: () => tell(say('public.question.thanks')) },
    );
  };
  return (
    <section className="sheet" aria-labelledby="question">
      <h2 id="question">{say('public.question.title')}</h2>
      <p className="hint">{say('public.question.text', { at: time(question.until) })}</p>
      <form noValidate onSubmit={submit}>
        <Choice
          compact
          legend={question.text}
          value={grade}
          onChange={setGrade}
          error={asked && !grade ? say('public.question.choose') : undefined}
          options={grades.map((one) => ({ value: one, label: say(`question.grade.${one}`) }))}
        />
        {answer.error && <Trouble title={wordsOf(answer.error)} />}
        <Button type="submit" tone="primary" busy={answer.isPending}>
          {say('public.question.send')}
        </Button>
      </form>
    </section>
  );
}
