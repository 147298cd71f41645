/** 导入单位: a list is tried first; the preview says how many of each kind it has, what is new and what changes, and every wrong row. */
import { Button, Drawer } from 'antd';
import { listUnits } from '#contract/access.ts';
import { importUnits, type UnitsTaken } from '#contract/catalogue.ts';
import { uuidv7 } from '#contract/ids.ts';
import { upload } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { csv, saveFile } from '../../parts/csv.ts';
import { FirstField } from '../../parts/first-field.tsx';
import { TableFile, TableResult, useTableImport } from '../../parts/table-import.tsx';

const headings = ['code', 'name', 'name_en', 'kind', 'actor', 'parent', 'superior', 'area', 'phone'];

export function ImportUnits({ onClose }: { onClose: () => void }) {
  const { say } = useWords();
  const table = useTableImport(
    (file, dryRun) =>
      upload(importUnits, { params: { jobId: uuidv7() }, query: { dryRun }, file, onProgress: () => undefined }),
    [listUnits],
  );
  return (
    <Drawer open onClose={onClose} size={720} title={say('units.import')} destroyOnHidden>
      <div className="stack">
        <FirstField />
        <p className="hint">{say('units.import.hint')}</p>
        <TableFile table={table}>
          <Button onClick={() => saveFile('units-template.csv', csv(headings, []))}>
            {say('desk.import.template')}
          </Button>
        </TableFile>
        <TableResult table={table} found={Found} />
      </div>
    </Drawer>
  );
}

/** How much of what kind the list has, and what of it is new or changes. */
function Found({ result }: { result: unknown }) {
  const { say } = useWords();
  const { rows, added, changed, unchanged, kinds } = result as UnitsTaken;
  return (
    <div className="call-note" aria-live="polite">
      <p>{say('units.import.changes', { rows, added, changed, unchanged })}</p>
      <p>
        {Object.entries(kinds)
          .map(([kind, n]) => `${say(`unit.kind.${kind as keyof UnitsTaken['kinds']}`)} ${n}`)
          .join(' · ')}
      </p>
    </div>
  );
}
