/**
 * 协同任务: what my units are called to, what they called others to, and objections that wait for a ruling. 协办, 吹哨报到, 紧急直达 and
 * the resolutions of meetings are the same thing with another purpose, and stand in one list by what is due first.
 */
import { Checkbox } from 'antd';
import { taskPurposes } from '#contract/cases.ts';
import { countTasks, listTasks, taskSides } from '#contract/tasks.ts';
import { usePages, useRead } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { CaseCell } from '../../parts/case-cell.tsx';
import { useAddress } from '../../parts/address.ts';
import { csv, saveFile } from '../../parts/csv.ts';
import { ExportCsv } from '../../parts/export-csv.tsx';
import { Page } from '../../parts/page.tsx';
import { Listed, Nothing } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { useWho } from '../../who.tsx';
import { standingWord, TaskClock, TaskMoves, TaskStanding, TaskStory } from './task.tsx';

export function TasksPage() {
  const { say, time } = useWords();
  const who = useWho();
  const { search, put } = useAddress();
  const rules = who.holds('dispatcher', 'leader');
  const sides = taskSides.filter((one) => one !== 'rule' || rules);
  const side = sides.find((one) => one === search.get('side')) ?? (rules ? 'all' : 'answer');
  const purpose = taskPurposes.find((one) => one === search.get('purpose'));
  const ended = search.get('ended') === 'true';
  const overdue = search.get('overdue') === 'true';
  const counts = useRead(countTasks, {}, { refetchMs: 30_000 });
  const list = usePages(
    listTasks,
    {
      query: {
        side,
        limit: 100,
        ...(purpose ? { purpose } : {}),
        ...(ended ? { open: false } : {}),
        ...(overdue ? { overdue: true } : {}),
      },
    },
    { refetchMs: 15_000, keepPrevious: true },
  );
  const { rows } = list;
  const save = () =>
    saveFile(
      'tasks.csv',
      csv(
        [
          say('desk.col.number'),
          say('desk.task.purpose'),
          say('desk.task.unit'),
          say('desk.task.asked'),
          say('desk.task.text'),
          say('desk.task.state'),
          say('desk.supervised.due'),
        ],
        rows.map(({ task, case: row }) => [
          row.number,
          say(`task.purpose.${task.purpose}`),
          task.unit.name,
          [task.askedUnit?.name, task.askedBy].filter(Boolean).join(' '),
          task.text,
          say(standingWord(task)),
          task.clock?.dueAt && time(task.clock.dueAt),
        ]),
      ),
    );
  return (
    <Page
      wide
      title={say('desk.nav.tasks')}
      hint={say('desk.task.hint')}
      actions={<ExportCsv n={rows.length} onSave={save} />}
    >
      <Tabs
        label={say('desk.nav.tasks')}
        tabs={sides}
        word={(one) => say(`desk.task.side.${one}`)}
        count={(one) => (one === 'all' ? undefined : counts.data?.[one])}
        chosen={side}
        onChoose={(one) => put({ side: one })}
      />
      <search className="filters">
        <Tabs
          label={say('desk.task.purpose')}
          tabs={taskPurposes}
          word={(one) => say(`task.purpose.${one}`)}
          chosen={purpose}
          onChoose={(one) => put({ purpose: one })}
          all
        />
        <Checkbox checked={overdue} onChange={(event) => put({ overdue: event.target.checked || null })}>
          {say('desk.task.overdue')}{' '}
          <span className="count-place">{counts.data && counts.data.overdue > 0 && `(${counts.data.overdue})`}</span>
        </Checkbox>
        <Checkbox checked={ended} onChange={(event) => put({ ended: event.target.checked || null })}>
          {say('desk.task.ended')}
        </Checkbox>
      </search>
      {purpose === 'urgent' && <p className="hint">{say('task.urgent_words')}</p>}
      <Listed list={list} none={<Nothing title={say('desk.task.none')}>{say('desk.task.none.hint')}</Nothing>}>
        <TableBox label={say('desk.nav.tasks')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col" className="frozen">
                  {say('desk.col.number')}
                </th>
                <th scope="col">{say('desk.task.text')}</th>
                <th scope="col">{say('desk.task.unit')}</th>
                <th scope="col">{say('desk.task.asked')}</th>
                <th scope="col">{say('desk.task.clock')}</th>
                <th scope="col">{say('desk.task.next')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ task, case: row }) => (
                <tr key={task.id}>
                  <CaseCell row={row}>
                    <small>{row.title}</small>
                  </CaseCell>
                  <td className="col-reason">
                    <em className="tag">{say(`task.purpose.${task.purpose}`)}</em>{' '}
                    {task.occasion && <em className="tag tag-amber">{say(`whistle.occasion.${task.occasion}`)}</em>}
                    <br />
                    {task.text}
                    {task.place && <small>{task.place}</small>}
                  </td>
                  <td className="col-place">
                    {task.unit.name}
                    <br />
                    <TaskStanding task={task} />
                  </td>
                  <td className="col-place">
                    {task.askedUnit?.name ?? '—'}
                    <small>
                      {task.askedBy} <span className="nowrap">{time(task.askedAt)}</span>
                    </small>
                  </td>
                  <td className="nowrap">
                    <TaskClock task={task} />
                  </td>
                  <td className="col-reason">
                    <TaskStory task={task} />
                    <TaskMoves task={task} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      </Listed>
    </Page>
  );
}
