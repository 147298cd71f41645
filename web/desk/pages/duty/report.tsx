/** 应急状态报告, to read and to print: what came in, how long it took, what waited, who was on duty, what was noted. */
import { Link, useParams } from 'react-router';
import { readModeReport, seats, dutyParts, type Turn } from '#contract/duty.ts';
import { useRead } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { PrintButton, useLightOnPaper } from '../../parts/print.tsx';
import { Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { paths } from '../../paths.ts';
import { levelWord, Named } from './modes.tsx';

export function ModeReportPage() {
  const { say, time } = useWords();
  const { modeId = '' } = useParams();
  useLightOnPaper();
  const { data, error, refetch } = useRead(readModeReport, { params: { modeId } });
  return (
    <Page wide title={say('duty.report.title')} actions={data && <PrintButton />}>
      {error && <Trouble error={error} again={() => void refetch()} />}
      {!data && !error && <Waiting rows={8} />}
      {data && (
        <>
          <Section title={`${say(levelWord(data.mode.level))} · ${data.mode.reason}`}>
            <p>
              {data.mode.endedAt
                ? say('duty.report.from', { from: time(data.mode.beganAt!), to: time(data.mode.endedAt) })
                : say('duty.report.since', { from: time(data.mode.beganAt!) })}
            </p>
            <p>
              {say('duty.report.asked', {
                asked: data.mode.askedBy.name,
                decided: data.mode.decidedBy ?? '',
                words: data.mode.decision ?? '',
              })}
            </p>
            {data.mode.endReason && <p>{say('duty.report.ended', { reason: data.mode.endReason })}</p>}
            <Named mode={data.mode} />
            <p className="hint">{say('duty.report.as_of', { at: time(data.asOf) })}</p>
          </Section>
          <Numbers named={data.named} others={data.others} />
          <p className="hint">
            {say(data.mode.endedAt ? 'duty.report.put_aside' : 'duty.report.put_aside.now', {
              n: data.putAside >= 1_000 ? '999+' : data.putAside,
            })}
          </p>
          <p className="hint">{say('duty.report.limited', data.limited)}</p>
          <Cases cases={data.cases} />
          <Section title={say(data.mode.endedAt ? 'duty.report.waiting' : 'duty.report.waiting.now')}>
            {data.waiting.length === 0 ? (
              <p>{say('duty.report.waiting.none')}</p>
            ) : (
              <TableBox label={say('duty.report.waiting')}>
                <table className="table">
                  <thead>
                    <tr>
                      <th scope="col">{say('duty.report.unit')}</th>
                      <th scope="col">{say('duty.report.n')}</th>
                      <th scope="col">{say('duty.report.oldest')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {data.waiting.map((row) => (
                      <tr key={row.unitName}>
                        <td>{row.unitName}</td>
                        <td className="num">{row.n}</td>
                        <td>{time(row.oldestAt)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </TableBox>
            )}
          </Section>
          <OnDuty turns={data.turns} />
          <Section title={say('duty.report.notes')}>
            {data.notes.length === 0 ? (
              <p>{say('duty.log.none')}</p>
            ) : (
              <ol className="duty-log">
                {data.notes.map((note) => (
                  <li key={note.id}>
                    <p className="hint">
                      {time(note.at)} · {say(`duty.seat.${note.seat}`)} · {note.by.name}
                    </p>
                    <p className="duty-words">{note.text}</p>
                  </li>
                ))}
              </ol>
            )}
          </Section>
        </>
      )}
    </Page>
  );
}

type Report = NonNullable<ReturnType<typeof useRead<typeof readModeReport>>['data']>;

function Numbers({ named, others }: Pick<Report, 'named' | 'others'>) {
  const { say } = useWords();
  const minutes = (value: number | null) => (value === null ? '—' : Math.round(value));
  return (
    <Section title={say('duty.report.numbers')}>
      <TableBox label={say('duty.report.numbers')}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{say('duty.report.numbers')}</th>
              <th scope="col">{say('duty.report.opened')}</th>
              <th scope="col">{say('duty.report.done')}</th>
              <th scope="col">{say('duty.report.late')}</th>
              <th scope="col">{say('duty.report.to_dispatch')}</th>
              <th scope="col">{say('duty.report.to_end')}</th>
            </tr>
          </thead>
          <tbody>
            {(
              [
                ['duty.report.named', named],
                ['duty.report.others', others],
              ] as const
            ).map(([word, of]) => (
              <tr key={word}>
                <th scope="row">{say(word)}</th>
                <td className="num">{of.opened}</td>
                <td className="num">{of.ended}</td>
                <td className="num">{of.late}</td>
                <td className="num">{minutes(of.toDispatchMin)}</td>
                <td className="num">{minutes(of.toEndMin)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
    </Section>
  );
}

function Cases({ cases }: Pick<Report, 'cases'>) {
  const { say, time } = useWords();
  return (
    <Section title={say('duty.report.cases')}>
      {cases.length === 0 && (
        <Nothing title={say('duty.report.cases.none')}>{say('duty.report.cases.none.hint')}</Nothing>
      )}
      {cases.length > 0 && (
        <TableBox label={say('duty.report.cases')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{say('desk.col.number')}</th>
                <th scope="col">{say('desk.col.matter')}</th>
                <th scope="col">{say('duty.report.opened_at')}</th>
                <th scope="col">{say('duty.report.dispatched_at')}</th>
                <th scope="col">{say('duty.report.ended_at')}</th>
              </tr>
            </thead>
            <tbody>
              {cases.map((one) => (
                <tr key={one.id}>
                  <td>
                    <Link to={paths.case(one.id)}>{one.number}</Link> {one.title}
                  </td>
                  <td>
                    {one.matterName} · {one.areaName}
                  </td>
                  <td className="nowrap">{time(one.openedAt)}</td>
                  <td className="nowrap">{one.dispatchedAt ? time(one.dispatchedAt) : '—'}</td>
                  <td className="nowrap">
                    {one.endedAt ? time(one.endedAt) : '—'}{' '}
                    {one.late && <em className="tag tag-red">{say('duty.report.late')}</em>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      )}
    </Section>
  );
}

/** Every place of its days, with whoever stood there: the emergency roster, and the normal one where it had nobody. */
function OnDuty({ turns }: { turns: Turn[] }) {
  const { say, listed } = useWords();
  const days = [...new Set(turns.map(({ onDay }) => onDay))];
  const at = (onDay: string, part: Turn['part'], seat: Turn['seat']): Turn[] => {
    const here = turns.filter((turn) => turn.onDay === onDay && turn.part === part && turn.seat === seat);
    const standing = here.filter(({ occasion }) => occasion === null);
    const stood = standing.find(({ roster }) => roster === 'emergency') ?? standing[0];
    return [...(stood ? [stood] : []), ...here.filter(({ occasion }) => occasion !== null)];
  };
  return (
    <Section title={say('duty.report.turns')}>
      {days.length === 0 ? (
        <p>{say('duty.now.nobody')}</p>
      ) : (
        <TableBox label={say('duty.report.turns')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{say('duty.roster.day')}</th>
                {seats.map((seat) => (
                  <th key={seat} scope="col">
                    {say(`duty.seat.${seat}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {days.flatMap((onDay) =>
                dutyParts.map((part) => (
                  <tr key={onDay + part}>
                    <th scope="row" className="nowrap">
                      {onDay} {say(`duty.part.${part}`)}
                    </th>
                    {seats.map((seat) => (
                      <td key={seat}>
                        {listed(
                          at(onDay, part, seat).map(({ person, deputy }) =>
                            deputy
                              ? say('duty.mode.deputised', { person: person.name, deputy: deputy.name })
                              : person.name,
                          ),
                        ) || '—'}
                      </td>
                    ))}
                  </tr>
                )),
              )}
            </tbody>
          </table>
        </TableBox>
      )}
    </Section>
  );
}
