/** 版本差异: what this version says otherwise than an earlier one. */
import { Select } from 'antd';
import { getTemplate, type Template } from '#contract/templates.ts';
import { useRead } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useAddress } from '../../parts/address.ts';
import { Section } from '../../parts/page.tsx';
import { Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { differences } from './difference.rules.ts';
import type { Row } from './templates.tsx';
import { placeWords, valueWords } from './told.ts';

export function DifferencePart({ row, versions, template }: { row: Row; versions: Row[]; template: Template }) {
  const words = useWords();
  const { say } = words;
  const { numberAt, put } = useAddress();
  // a published version is compared with the one before it; what is being drafted on it, with itself
  const others = versions.filter(({ published }) => published).toSorted((a, b) => b.version - a.version);
  const than =
    others.find(({ version }) => version === numberAt('than')) ??
    others.find(({ version }) => version < row.version) ??
    others[0];
  const old = useRead(
    getTemplate,
    { params: { name: row.name, version: than?.version ?? 0 } },
    { enabled: than !== undefined, staleMs: 60_000 },
  );
  const found = old.data ? differences(old.data.template, template) : [];
  return (
    <Section
      title={say('desk.templates.part.difference')}
      extra={
        <label>
          {say('desk.templates.than')}{' '}
          <Select
            aria-label={say('desk.templates.than')}
            value={than?.version ?? null}
            onChange={(version: number | null) => put({ than: version })}
            options={others.map(({ version }) => ({ value: version, label: say('desk.version', { n: version }) }))}
          />
        </label>
      }
    >
      {old.error && <Trouble error={old.error} again={() => void old.refetch()} />}
      {old.isPending && than ? (
        <Waiting rows={4} />
      ) : found.length === 0 ? (
        <Nothing title={say('desk.templates.same')}>{say('desk.templates.same.hint')}</Nothing>
      ) : (
        <TableBox size="free" label={say('desk.templates.part.difference')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{say('desk.templates.where')}</th>
                <th scope="col">{say('desk.templates.before')}</th>
                <th scope="col">{say('desk.templates.after')}</th>
              </tr>
            </thead>
            <tbody>
              {found.map(({ where, before, after }) => (
                <tr key={where}>
                  <th scope="row">{placeWords(words, where)}</th>
                  <td>
                    <del>{valueWords(words, where, before) ?? say('desk.templates.usual')}</del>
                  </td>
                  <td>
                    <ins>{valueWords(words, where, after) ?? say('desk.templates.usual')}</ins>
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
