/** 评价公示: units and places of a published period, with every formula and every n. No post, no person. */
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { readScoreboard } from '#contract/evaluation.ts';
import { useRead } from '#web/kit/api.ts';
import { Skeleton } from '#web/kit/ui/progress.tsx';
import { readingWords } from '#contract/words/reading.ts';
import { addWords } from '#contract/words/words.ts';
import { useWords } from '#web/kit/words.tsx';
import { Heading } from '../parts/heading.tsx';

addWords(readingWords);

export default function ScoreboardPage() {
  const { say, time } = useWords();
  const [search, setSearch] = useSearchParams();
  const asked = search.get('period');
  const { data, error } = useRead(readScoreboard, {
    query: asked && /^[0-9a-f-]{36}$/.test(asked) ? { periodId: asked } : {},
  });
  const shown = data?.shown;
  return (
    <div className="page prose">
      <Heading title={say('public.board.title')} lead={say('public.board.lead')} />
      {error && <p role="alert">{error.problem.title}</p>}
      {!data && !error && <Skeleton lines={6} />}
      {data && !shown && <p>{say('public.board.none')}</p>}
      {data && data.periods.length > 1 && (
        <p className="row no-print">
          <label>
            {say('public.board.period')}{' '}
            <select value={shown?.id} onChange={(event) => setSearch({ period: event.target.value })}>
              {data.periods.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.firstOn}
                </option>
              ))}
            </select>
          </label>
        </p>
      )}
      {shown && (
        <>
          <p>
            {say('public.board.about', {
              firstOn: shown.firstOn,
              asOf: time(shown.asOf),
              publishedAt: time(shown.publishedAt),
            })}
          </p>
          {shown.boards
            .filter(({ lines }) => lines.length > 0)
            .map((board) => (
              <section key={board.group}>
                <h2>{board.title}</h2>
                <Scrolling label={board.title}>
                  <table className="plain-table">
                    <thead>
                      <tr>
                        <th scope="col">{say('public.board.place')}</th>
                        <th scope="col">{say('public.board.name')}</th>
                        <th scope="col">{say('public.board.points')}</th>
                        <th scope="col">{say('public.board.volume')}</th>
                        {board.items.map((item) => (
                          <th key={item.name} scope="col">
                            {item.name}
                          </th>
                        ))}
                      </tr>
                    </thead>
                    <tbody>
                      {board.lines.map((line) => (
                        <tr key={line.name}>
                          <td>{line.place ?? '—'}</td>
                          <th scope="row">
                            {line.name}
                            {line.veto && <strong> {say('public.board.veto', { reason: line.veto })}</strong>}
                          </th>
                          <td>
                            {line.points ?? '—'}
                            {line.points !== null && line.judged < 100 && (
                              <small> {say('evaluation.judged', { n: line.judged })}</small>
                            )}
                          </td>
                          <td>{line.volume}</td>
                          {line.cells.map((cell, i) => (
                            <td key={board.items[i]!.name}>
                              {cell.value} <small>n={cell.n}</small>
                            </td>
                          ))}
                        </tr>
                      ))}
                    </tbody>
                  </table>
                </Scrolling>
                <details className="more">
                  <summary>{say('public.board.formulas')}</summary>
                  <dl>
                    {board.items.map((item) => (
                      <div key={item.name}>
                        <dt>
                          {item.name} · {say('public.board.weight', { n: item.weight })}
                        </dt>
                        <dd>
                          {item.formula}
                          <br />
                          <code>{item.code}</code>
                        </dd>
                      </div>
                    ))}
                  </dl>
                </details>
              </section>
            ))}
        </>
      )}
    </div>
  );
}

/** A wide table scrolls inside; whoever has only a keyboard can scroll it too. */
function Scrolling({ label, children }: { label: string; children: ReactNode }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable (WCAG 2.1.1)
    <section className="scroll" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
