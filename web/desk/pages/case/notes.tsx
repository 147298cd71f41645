/** 内部备注: on yellow paper, so that nobody takes it for an answer. */
import { Button } from 'antd';
import { useState, type FormEvent } from 'react';
import { addNote, getCase, type CaseDetail } from '#contract/cases.ts';
import { useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { TextField } from '../../parts/field.tsx';
import { Trouble } from '../../parts/state.tsx';
import { useWho } from '../../who.tsx';

export function Notes({ detail }: { detail: CaseDetail }) {
  const { say, time } = useWords();
  const who = useWho();
  const [text, setText] = useState('');
  const write = useWrite(addNote, { changes: [getCase] });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    write.mutate({ params: { caseId: detail.case.id }, body: { text: text.trim() } }, { onSuccess: () => setText('') });
  };
  return (
    <section className="card notes" aria-labelledby="notes-title">
      <header className="card-head">
        <h2 id="notes-title">{say('desk.notes')}</h2>
        <span className="hint">{say('desk.notes.hint')}</span>
      </header>
      <ul>
        {detail.notes.map((note) => (
          <li key={note.id}>
            <p>{note.text}</p>
            <small>{[note.by, note.unit, time(note.at)].filter(Boolean).join(' · ')}</small>
          </li>
        ))}
      </ul>
      {who.may('cases.note') && (
        <form onSubmit={submit}>
          {write.error && <Trouble error={write.error} />}
          <TextField label={say('desk.notes.add')} value={text} onChange={setText} max={2000} rows={2} required />
          <Button htmlType="submit" disabled={text.trim() === ''} loading={write.isPending}>
            {say('desk.notes.add')}
          </Button>
        </form>
      )}
    </section>
  );
}
