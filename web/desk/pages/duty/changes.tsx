/** What an emergency would change, before it is asked for and before it is put into force: queues, limits, and who stands on duty. */
import { stageLimits } from '#contract/cases.ts';
import { previewMode, type Mode } from '#contract/duty.ts';
import { getTemplate, listTemplates } from '#contract/templates.ts';
import { limitCode, parseLimit } from '#contract/worktime.ts';
import { useRead } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { limitWords, useMatters } from '../../parts/pickers.tsx';
import { Trouble, Waiting } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';

type Told = Pick<Mode, 'matterIds' | 'areaIds' | 'template' | 'until'>;
/** Counted no further than this. */
const many = (n: number): string => (n >= 1_000 ? '999+' : String(n));
/** Of the same clock the shorter one holds; of two clocks that ends sooner, which only the hour of the filing tells. */
function sooner(usual: string, own: string): string {
  const [a, b] = [parseLimit(usual), parseLimit(own)];
  return a && b && a.kind !== 'instant' && a.kind === b.kind && a.n < b.n ? usual : own;
}
const stages = ['reported', 'received', 'filed', 'dispatched'] as const;

export function Changes({ of }: { of: Told }) {
  const { say, listed } = useWords();
  const { matterIds, areaIds, until } = of;
  const query = {
    matterIds: matterIds.join(','),
    ...(areaIds.length > 0 ? { areaIds: areaIds.join(',') } : {}),
    until,
  };
  const { data, error, refetch } = useRead(previewMode, { query });
  return (
    <div className="stack mode-changes">
      <h3>{say('duty.changes.title')}</h3>
      {error && <Trouble error={error} again={() => void refetch()} />}
      {!data && !error && <Waiting rows={4} />}
      {data && <p>{say('duty.changes.queues', { named: many(data.named), aside: many(data.putAside) })}</p>}
      <Limits of={of} />
      {data && (
        <>
          <TableBox size="free" label={say('duty.changes.roster')}>
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{say('duty.changes.seat')}</th>
                  <th scope="col">{say('duty.changes.usual')}</th>
                  <th scope="col">{say('duty.changes.emergency')}</th>
                </tr>
              </thead>
              <tbody>
                {data.seats.map(({ seat, now, inMode }) => (
                  <tr key={seat}>
                    <th scope="row">{say(`duty.seat.${seat}`)}</th>
                    <td>{now ?? say('duty.now.nobody')}</td>
                    <td>{inMode ?? say('duty.now.nobody')}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableBox>
          {data.gaps.length > 0 && (
            <p className="hint">
              {say('duty.changes.gaps', {
                turns: listed(
                  data.gaps
                    .slice(0, 8)
                    .map(
                      ({ onDay, part, seat }) =>
                        `${onDay.slice(5)} ${say(`duty.part.${part}`)} ${say(`duty.seat.${seat}`)}`,
                    ),
                ),
                n: data.gaps.length,
              })}
            </p>
          )}
        </>
      )}
    </div>
  );
}

/** The limits of the process that is declared, beside the usual ones. */
function Limits({ of: { matterIds, template } }: { of: Told }) {
  const { say, lang } = useWords();
  const { matterOf } = useMatters();
  const all = useRead(listTemplates, {}, { staleMs: 300_000 });
  const version = all.data?.rows.find((row) => row.name === template && row.current)?.version;
  const { data } = useRead(
    getTemplate,
    { params: { name: template, version: version ?? 1 } },
    { enabled: version !== undefined },
  );
  if (!data) return null;
  const { handling, stages: own } = data.template;
  const rows: { name: string; usual: string; inMode: string }[] = stages.flatMap((state) => {
    const limit = own[state]?.limit;
    return limit ? [{ name: say(`case.state.${state}`), usual: limitCode(stageLimits[state]), inMode: limit }] : [];
  });
  if (handling.limit)
    for (const id of matterIds)
      for (const one of matterOf(id)?.conditions ?? [])
        if (!one.retired)
          rows.push({
            name: `${matterOf(id)!.called} · ${one.filing}`,
            usual: one.timeLimit,
            inMode: sooner(one.timeLimit, handling.limit),
          });
  return (
    <>
      <TableBox size="short" label={say('duty.changes.limits')}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{say('duty.changes.step')}</th>
              <th scope="col">{say('duty.changes.usual')}</th>
              <th scope="col">{say('duty.changes.emergency')}</th>
            </tr>
          </thead>
          <tbody>
            {rows
              .filter(({ usual, inMode }) => usual !== inMode)
              .map(({ name, usual, inMode }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td className="nowrap">{limitWords(lang, usual)}</td>
                  <td className="nowrap">{limitWords(lang, inMode)}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </TableBox>
      <p className="hint">{say('duty.changes.limits.hint')}</p>
    </>
  );
}
