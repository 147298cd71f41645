/** 审计: every fact, newest first. It can be searched and taken along; it cannot be changed. */
import { Input } from 'antd';
import { useDeferredValue } from 'react';
import { Link } from 'react-router';
import type { Static } from 'typebox';
import { listFacts, type FactRow } from '#contract/access.ts';
import { isWordKey } from '#contract/words/words.ts';
import { usePages } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useAddress } from '../parts/address.ts';
import { csv, saveFile } from '../parts/csv.ts';
import { ExportCsv } from '../parts/export-csv.tsx';
import { Page } from '../parts/page.tsx';
import { Listed, Nothing } from '../parts/state.tsx';
import { TableBox } from '../parts/table-box.tsx';
import { paths } from '../paths.ts';
import { factWords } from './case/faster.tsx';

type Fact = Static<typeof FactRow>;
const filters = ['subject', 'subjectId', 'kind'] as const;

export function AuditPage() {
  const { say, time } = useWords();
  const { search, put } = useAddress();
  const query = Object.fromEntries(
    filters.flatMap((name) => (search.get(name)?.trim() ? [[name, search.get(name)!.trim()]] : [])),
  );
  const list = usePages(listFacts, { query: { limit: 100, ...useDeferredValue(query) } }, { keepPrevious: true });
  const { rows } = list;
  const post = (fact: Fact) =>
    fact.post && isWordKey(`post.${fact.post}`) ? say(`post.${fact.post}` as 'post.receiver') : (fact.post ?? '');
  const actor = (fact: Fact) =>
    fact.personName ??
    (isWordKey(`actor.${fact.actorKind}`) ? say(`actor.${fact.actorKind}` as 'actor.system') : fact.actorKind);
  const save = () =>
    saveFile(
      'facts.csv',
      csv(
        ['id', 'recorded_at', 'happened_at', 'kind', 'subject', 'subject_id', 'n', 'actor', 'post', 'unit', 'data'],
        rows.map((fact) => [
          fact.id,
          fact.recordedAt,
          fact.happenedAt,
          fact.kind,
          fact.subject,
          fact.subjectId,
          fact.n,
          actor(fact),
          post(fact),
          fact.unitName,
          JSON.stringify(fact.data),
        ]),
      ),
    );
  return (
    <Page
      wide
      title={say('desk.nav.audit')}
      hint={say('desk.audit.hint')}
      actions={<ExportCsv n={rows.length} onSave={save} />}
    >
      <search className="filters">
        {filters.map((name) => (
          <Input
            key={name}
            aria-label={say(`desk.audit.${name}`)}
            placeholder={say(`desk.audit.${name}`)}
            value={search.get(name) ?? ''}
            onChange={(event) => put({ [name]: event.target.value })}
            allowClear
            maxLength={name === 'subjectId' ? 80 : 40}
          />
        ))}
      </search>
      <Listed
        list={list}
        waiting={10}
        none={<Nothing title={say('desk.audit.none')}>{say('desk.audit.none.hint')}</Nothing>}
      >
        <TableBox label={say('desk.nav.audit')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{say('desk.audit.recorded')}</th>
                <th scope="col">{say('desk.audit.what')}</th>
                <th scope="col">{say('desk.audit.who')}</th>
                <th scope="col">{say('desk.audit.subject')}</th>
                <th scope="col">{say('desk.audit.data')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((fact) => (
                <tr key={fact.id}>
                  <td className="nowrap num" title={time(fact.happenedAt)}>
                    {time(fact.recordedAt)}
                  </td>
                  <td>
                    {factWords(say, fact.kind)} <small className="faint">{fact.kind}</small>
                  </td>
                  <td>
                    {actor(fact)} <small>{[post(fact), fact.unitName].filter(Boolean).join(' · ')}</small>
                  </td>
                  <td>
                    <Link
                      to={`${paths.audit()}?${new URLSearchParams({ subject: fact.subject, subjectId: fact.subjectId }).toString()}`}
                    >
                      {fact.subject} <span className="num">{fact.subjectId.slice(0, 13)}</span>
                    </Link>{' '}
                    <small className="faint num">#{fact.n}</small>
                  </td>
                  <td className="col-data">
                    <code>{JSON.stringify(fact.data)}</code>
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
