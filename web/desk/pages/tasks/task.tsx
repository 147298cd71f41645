/** One task beside a case: what is asked of the unit, on which clock, what came of it, and the moves the reader may make with it. */
import { App, Button, Modal, Rate } from 'antd';
import { useState, type ReactNode } from 'react';
import { getCase, listCases } from '#contract/cases.ts';
import type { Point } from '#contract/endpoint.ts';
import {
  caseTasks,
  countTasks,
  listTasks,
  moveTask,
  objectionGrounds,
  rulings,
  type TaskMoveInput,
  type TaskMoveName,
  type TaskRow,
  type TaskState,
} from '#contract/tasks.ts';
import { getMeeting } from '#contract/meetings.ts';
import type { WordKey } from '#contract/words/words.ts';
import { useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Choice, Field, TextField } from '../../parts/field.tsx';
import { Countdown } from '../../parts/lamp.tsx';
import { Here, Placed } from '../../parts/place.tsx';
import { Trouble } from '../../parts/state.tsx';

const stateTone: Record<TaskState, string> = {
  called: 'tag tag-amber',
  objected: 'tag tag-red',
  begun: 'tag tag-blue',
  handed_back: 'tag tag-blue',
  done: 'tag tag-green',
  lifted: 'tag',
  refused: 'tag tag-red',
  withdrawn: 'tag',
  lapsed: 'tag',
};

/** To a whistle and an urgent call one comes; a joint task and a resolution one accepts. */
const mustCome = ({ purpose }: Pick<TaskRow, 'purpose'>): boolean => purpose === 'whistle' || purpose === 'urgent';

/** 待到场, 应到未到 of who must come; 待接受, 未接受 of who must say yes. */
export const standingWord = (task: TaskRow): WordKey => {
  if (!mustCome(task) && task.state === 'called') return 'desk.task.to_accept';
  if (!mustCome(task) && task.state === 'refused') return 'desk.task.unaccepted';
  return `task.state.${task.state}`;
};
const moveWord = (task: TaskRow, move: TaskMoveName): WordKey =>
  move === 'record_refusal' && !mustCome(task) ? 'desk.task.record_unaccepted' : `task.move.${move}`;

export function TaskStanding({ task }: { task: TaskRow }) {
  const { say } = useWords();
  return <em className={stateTone[task.state]}>{say(standingWord(task))}</em>;
}

/** The clock that runs, with what it runs for. */
export function TaskClock({ task }: { task: TaskRow }) {
  const { say } = useWords();
  if (!task.clock) return <span className="faint">—</span>;
  return (
    <>
      <span className="faint">{say(`task.clock.${task.clock.of}`)}</span>{' '}
      <Countdown lamp={task.clock.lamp} dueAt={task.clock.dueAt} limit={task.clock.limit} />
    </>
  );
}

/** How far from the place the stamp was set; one without a position says so. */
const whereFrom = (metres: number | null, say: ReturnType<typeof useWords>['say']): string =>
  metres === null ? say('desk.task.came_nowhere') : say('desk.task.came_metres', { n: metres });

/** How it went, in short: when somebody came, what was objected and ruled, what was handed back and how it was graded. */
export function TaskStory({ task }: { task: TaskRow }) {
  const { say, time } = useWords();
  const told: string[] = [];
  if (task.cameAt) {
    const who = { by: task.cameBy, at: time(task.cameAt) };
    told.push(
      mustCome(task)
        ? `${say(task.cameLate ? 'desk.task.came_late' : 'desk.task.came', who)} · ${whereFrom(task.cameMetres, say)}`
        : say(task.cameLate ? 'desk.task.accepted_late' : 'desk.task.accepted', who),
    );
  }
  if (task.objection)
    told.push(
      say('desk.task.objected', { ground: say(`objection.${task.objection.ground}`), reason: task.objection.reason }),
    );
  if (task.ruling)
    told.push(say('desk.task.ruled', { ruling: say(`ruling.${task.ruling.ruling}`), reason: task.ruling.reason }));
  if (task.sentBack > 0) told.push(say('desk.task.sent_back', { n: task.sentBack }));
  if (task.result)
    told.push(say(task.handedLate ? 'desk.task.result_late' : 'desk.task.result', { result: task.result }));
  if (task.grade) told.push(say('desk.task.graded', { n: task.grade, remark: task.gradeRemark }));
  if (task.callGrade) told.push(say('desk.task.call_graded', { n: task.callGrade }));
  if (task.endReason && task.state !== 'done') told.push(task.endReason);
  return (
    <ul className="task-story">
      {told.map((one) => (
        <li key={one}>{one}</li>
      ))}
    </ul>
  );
}

/** One task as a card: beside its case with who asked, among what a meeting resolved with the case it stands under. */
export function TaskCard({ task, of, asked }: { task: TaskRow; of?: ReactNode; asked?: boolean }) {
  const { say, time } = useWords();
  return (
    <li>
      <p className="card-line">
        <span>
          <strong>{task.unit.name}</strong> <TaskStanding task={task} />{' '}
          {of ?? <em className="tag">{say(`task.purpose.${task.purpose}`)}</em>}
        </span>
        <span>
          <TaskClock task={task} />
        </span>
      </p>
      <p>{task.text}</p>
      {asked && (
        <p className="faint">
          {[task.askedUnit?.name, task.askedBy, time(task.askedAt), task.place].filter(Boolean).join(' · ')}
        </p>
      )}
      <TaskStory task={task} />
      <TaskMoves task={task} />
    </li>
  );
}

/** Which of them takes the task on; calling it off or putting down that nobody came is never the first thing to press. */
const onwards: readonly TaskMoveName[] = ['accept', 'arrive', 'rule', 'hand_back', 'finish'];

/** The moves the reader may make; the others only where nobody else could tell why. */
export function TaskMoves({ task }: { task: TaskRow }) {
  const { say } = useWords();
  const [making, make] = useState<TaskMoveName | null>(null);
  const may = task.moves.filter((one) => one.may);
  const onward = onwards.find((one) => may.some(({ move }) => move === one));
  if (may.length === 0) return null;
  return (
    <span className="task-moves no-print">
      {may.map(({ move }) => (
        <Button
          key={move}
          size="small"
          type={move === onward ? 'primary' : 'default'}
          aria-label={`${say(moveWord(task, move))} ${task.unit.name}`}
          onClick={() => make(move)}
        >
          {say(moveWord(task, move))}
        </Button>
      ))}
      {making && <MakeTaskMove task={task} move={making} onClose={() => make(null)} />}
    </span>
  );
}

function MakeTaskMove({ task, move, onClose }: { task: TaskRow; move: TaskMoveName; onClose: () => void }) {
  const { say, time } = useWords();
  const { message } = App.useApp();
  const write = useWrite(moveTask, { changes: [caseTasks, listTasks, countTasks, getCase, listCases, getMeeting] });
  const [text, setText] = useState('');
  const [choice, setChoice] = useState<string | null>(null);
  const [grade, setGrade] = useState(0);
  const [location, setLocation] = useState<Point | null>(null);
  const words = text.trim();
  const input = ((): TaskMoveInput | null => {
    switch (move) {
      case 'accept':
        return { move };
      case 'arrive':
        return { move, ...(location ? { location } : {}), ...(words ? { remark: words.slice(0, 500) } : {}) };
      case 'object': {
        const ground = objectionGrounds.find((one) => one === choice);
        return ground && words ? { move, ground, reason: words } : null;
      }
      case 'rule': {
        const ruling = rulings.find((one) => one === choice);
        return ruling && words ? { move, ruling, reason: words } : null;
      }
      case 'hand_back':
        return words ? { move, result: words, ...(grade > 0 ? { callGrade: grade } : {}) } : null;
      case 'finish':
        return grade > 0 ? { move, grade, ...(words ? { remark: words.slice(0, 500) } : {}) } : null;
      default:
        return words ? { move, reason: words } : null;
    }
  })();
  const send = () =>
    input &&
    write.mutate(
      { params: { caseId: task.caseId, taskId: task.id }, body: { input } },
      {
        onSuccess: () => {
          void message.success(say('desk.moved.done', { move: say(moveWord(task, move)) }));
          onClose();
        },
      },
    );
  const whistled = mustCome(task);
  return (
    <Modal
      open
      title={`${say(moveWord(task, move))} · ${task.unit.name}`}
      onCancel={onClose}
      onOk={send}
      okText={say('desk.submit')}
      okButtonProps={{ disabled: !input, loading: write.isPending }}
    >
      <div className="stack">
        {write.error && <Trouble error={write.error} />}
        <blockquote className="task-text">{task.text}</blockquote>
        {task.objection && move === 'rule' && (
          <blockquote className="task-text">
            {say(`objection.${task.objection.ground}`)}
            {say('common.colon')}
            {task.objection.reason}
          </blockquote>
        )}
        {move === 'object' && (
          <>
            {task.objectUntil && (
              <p className="hint">{say('desk.task.object_until', { at: time(task.objectUntil) })}</p>
            )}
            <Choice
              label={say('desk.task.ground')}
              name="ground"
              value={choice}
              onChange={setChoice}
              options={objectionGrounds.map((value) => ({ value, label: say(`objection.${value}`) }))}
            />
          </>
        )}
        {move === 'rule' && (
          <Choice
            label={say('desk.task.ruling')}
            name="ruling"
            value={choice}
            onChange={setChoice}
            options={rulings
              .filter((one) => one !== 'needless' || whistled)
              .map((value) => ({ value, label: say(`ruling.${value}`) }))}
          />
        )}
        {move === 'arrive' && (
          <div>
            <Here onHere={setLocation} />
            <Placed point={location} />
          </div>
        )}
        {(move === 'finish' || (move === 'hand_back' && whistled)) && (
          <Field
            label={say(move === 'finish' ? 'desk.task.grade' : 'desk.task.call_grade')}
            required={move === 'finish'}
          >
            {() => <Rate value={grade} onChange={setGrade} tooltips={[1, 2, 3, 4, 5].map(String)} />}
          </Field>
        )}
        {move !== 'accept' && (
          <TextField
            label={say(move === 'hand_back' ? 'desk.hand_back.result' : 'desk.rule.words')}
            value={text}
            onChange={setText}
            max={move === 'arrive' || move === 'finish' ? 500 : 2000}
            required={move !== 'arrive' && move !== 'finish'}
          />
        )}
      </div>
    </Modal>
  );
}
