/** 标签 of a case, put on and taken off one by one: what two do at once is both done. A label says what it is about, never who. */
import { TagsOutlined } from '@ant-design/icons';
import { Button, Checkbox } from 'antd';
import { getCase, labelCase, listCases, mostLabels, type CaseRow } from '#contract/cases.ts';
import { useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useSettings } from '../../parts/narrowing.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Trouble } from '../../parts/state.tsx';
import { useWho } from '../../who.tsx';

export function EditLabels({ row }: { row: CaseRow }) {
  const { say, lang } = useWords();
  const { may } = useWho();
  const write = useWrite(labelCase, { changes: [getCase, listCases] });
  const carried = row.labels ?? [];
  const kept = (useSettings('label').data?.settings ?? []).filter(
    ({ name, retired }) => !retired || carried.includes(name),
  );
  if (!may('cases.note') || kept.length === 0) return null;
  const put = (name: string, on: boolean) =>
    write.mutate({ params: { caseId: row.id }, body: on ? { on: [name], off: [] } : { on: [], off: [name] } });
  return (
    <Panel
      title={say('case.labels')}
      button={
        <Button type="text" size="small" icon={<TagsOutlined aria-hidden />}>
          {say('case.labels')}
        </Button>
      }
    >
      <div className="stack">
        {write.error && <Trouble error={write.error} />}
        {kept.map(({ name, retired, content }) =>
          content.kind === 'label' ? (
            <Checkbox
              key={name}
              checked={carried.includes(name)}
              disabled={write.isPending || (!carried.includes(name) && (retired || carried.length >= mostLabels))}
              onChange={({ target }) => put(name, target.checked)}
            >
              {content.title[lang]} <small className="faint">{content.note[lang]}</small>
            </Checkbox>
          ) : null,
        )}
      </div>
    </Panel>
  );
}
