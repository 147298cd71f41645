/** 协同任务 and 会商 of one case: who was called for what, how far each is, and the meetings it stands on. */
import { Link } from 'react-router';
import type { CaseDetail } from '#contract/cases.ts';
import { listMeetings } from '#contract/meetings.ts';
import { caseTasks } from '#contract/tasks.ts';
import { usePages, useRead } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Section } from '../../parts/page.tsx';
import { More, Trouble } from '../../parts/state.tsx';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';
import { MeetingStanding } from '../meetings/meetings.tsx';
import { TaskCard } from '../tasks/task.tsx';

export function CaseTasks({ detail }: { detail: CaseDetail }) {
  const { say } = useWords();
  const asked = useRead(caseTasks, { params: { caseId: detail.case.id } }, { refetchMs: 20_000 });
  const tasks = asked.data?.tasks ?? [];
  if (asked.error) return <Trouble error={asked.error} again={() => void asked.refetch()} />;
  if (tasks.length === 0) return null;
  return (
    <Section title={say('desk.nav.tasks')} extra={<span className="count">{tasks.length}</span>}>
      <ul className="papers">
        {tasks.map((task) => (
          <TaskCard key={task.id} task={task} asked />
        ))}
      </ul>
    </Section>
  );
}

export function CaseMeetings({ detail }: { detail: CaseDetail }) {
  const { say, time } = useWords();
  const who = useWho();
  const caseId = detail.case.id;
  const list = usePages(listMeetings, { query: { caseId, limit: 20 } });
  const open = detail.case.endedAt === null;
  const may = who.may('meetings.convene') && open;
  if (list.rows.length === 0 && !may) return null;
  return (
    <Section
      title={say('desk.nav.meetings')}
      extra={may && <Link to={paths.meetings({ about: caseId })}>{say('desk.meeting.convene')} →</Link>}
    >
      {list.rows.length > 0 && (
        <ul className="recent">
          {list.rows.map((meeting) => (
            <li key={meeting.id}>
              <MeetingStanding meeting={meeting} /> <Link to={paths.meeting(meeting.id)}>{meeting.title}</Link>{' '}
              <span className="faint">
                {say(`meeting.kind.${meeting.kind}`)} · {time(meeting.at)} · {meeting.place}
              </span>
            </li>
          ))}
        </ul>
      )}
      <More list={list} small />
    </Section>
  );
}
