/** 岗位日志: what was done in each of the posts one holds, one log for each; the chosen one stands in the address. */
import { Select } from 'antd';
import { Link } from 'react-router';
import { permissions, type Post } from '#contract/access.ts';
import { readLogbook } from '#contract/logbook.ts';
import { usePages } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useAddress } from '../../parts/address.ts';
import { csv, saveFile } from '../../parts/csv.ts';
import { ExportCsv } from '../../parts/export-csv.tsx';
import { Section } from '../../parts/page.tsx';
import { Listed, Nothing } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { paths } from '../../paths.ts';
import { postName, useWho, type Held } from '../../who.tsx';
import { factWords } from '../case/faster.tsx';

const logged: readonly Post[] = permissions['duty.see'];

export function Logbook() {
  const { say, time } = useWords();
  const { me, hat } = useWho();
  const { search, put } = useAddress();
  const posts = me.posts.filter(({ post }) => logged.includes(post));
  const chosen =
    posts.find(({ id }) => id === search.get('post')) ?? posts.find(({ id }) => id === hat?.id) ?? posts[0]!;
  const list = usePages(readLogbook, { query: { limit: 50, postId: chosen.id } });
  const told = (held: Held) => `${postName(say, held.post)} · ${held.areaName ?? held.unitName}`;
  const save = () =>
    saveFile(
      `${told(chosen)}.csv`,
      csv(
        (['logbook.at', 'logbook.what', 'logbook.case', 'logbook.by'] as const).map((key) => say(key)),
        list.rows.map(({ at, kind, case: of, by }) => [at, factWords(say, kind), of?.number ?? '', by]),
      ),
    );
  return (
    <Section title={say('duty.tab.logbook')} extra={<ExportCsv n={list.rows.length} onSave={save} />}>
      <p className="hint">{say('logbook.hint')}</p>
      <search className="filters logbook-post">
        <Select
          aria-label={say('logbook.post')}
          value={chosen.id}
          onChange={(id: string) => put({ post: id })}
          options={posts.map((held) => ({ value: held.id, label: told(held) }))}
          popupMatchSelectWidth={false}
        />
      </search>
      <Listed list={list} waiting={8} none={<Nothing title={say('logbook.none')}>{say('logbook.none.hint')}</Nothing>}>
        <TableBox label={`${say('duty.tab.logbook')} · ${told(chosen)}`}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{say('logbook.at')}</th>
                <th scope="col">{say('logbook.what')}</th>
                <th scope="col">{say('logbook.case')}</th>
                <th scope="col">{say('logbook.by')}</th>
              </tr>
            </thead>
            <tbody>
              {list.rows.map((entry) => (
                <tr key={entry.id}>
                  <td className="nowrap num">{time(entry.at)}</td>
                  <td>{factWords(say, entry.kind)}</td>
                  <td>
                    {entry.case && (
                      <>
                        <Link to={paths.case(entry.case.id)}>{entry.case.title}</Link>{' '}
                        <small className="num faint">{entry.case.number}</small>
                      </>
                    )}
                  </td>
                  <td className="nowrap">{entry.by}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      </Listed>
    </Section>
  );
}
